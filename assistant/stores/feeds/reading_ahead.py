"""Reads large feeds in a process of its own, so that reading and writing have a processor each."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import c_bool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from threading import Thread

from assistant.errors import AisleError, UnusableInputError
from assistant.stores.embedded.goods import Goods
from assistant.stores.feeds.collecting import seldom_collecting
from assistant.stores.feeds.reading import Feeds, Finishing, Making, Reading, Watcher
from assistant.stores.feeds.records import BadRow

LARGE = 4_000_000
"""Bytes from which the second process is worth its start."""
_AHEAD = 32
"""Messages that may wait, each of some hundred products."""
_FEW = 4
"""Messages in waiting, with fewer of which this process has nothing to do before long."""
_END = b""


def reader(feeds: Feeds, now: datetime, watcher: Watcher) -> "Reading | ReadingAhead":
    """What reads feeds the quicker, by their size.

    Args:
        feeds: what is read.
        now: the time for which it is read.
        watcher: is told how it goes on.
    """
    size = sum(file.stat().st_size for file in feeds.files if file.exists())
    large = size >= LARGE and (os.cpu_count() or 1) > 1
    return ReadingAhead(feeds, now, watcher) if large else Reading(feeds, now, watcher)


@dataclass(frozen=True, slots=True)
class _Task:
    """What the other process is to do."""

    feeds: Feeds
    now: datetime
    currency: str
    made: Making
    finished: Finishing | None
    idle: c_bool
    """Whether the process that asks has hardly anything to work on. In memory of both, without a lock."""

    def message(self, part: list[Goods]) -> tuple[str, list[Goods]]:
        """Some products, finished if there is time."""
        if self.finished is None or self.idle.value:
            return "products", part
        return "finished", self.finished(part)


class ReadingAhead:
    """Reads feeds while what was read before is worked on. For the rest like `Reading`."""

    def __init__(self, feeds: Feeds, now: datetime, watcher: Watcher) -> None:
        self._feeds = feeds
        self._now = now
        self._watcher = watcher
        self.rows = 0
        """Those that were read; known at the end."""
        self.bad = 0
        """Those of them that were left out."""

    def goods(self, currency: str, made: Making, finished: Finishing | None = None) -> Iterator[list[Goods]]:
        """The products of all feeds. Arguments and errors as for `Reading.goods`.

        They are finished by whichever process waits for the other.
        """
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        idle = context.RawValue(c_bool, False)
        task = _Task(self._feeds, self._now, currency, made, finished, idle)
        process = context.Process(target=_read, args=(there, task), name="feeds", daemon=True)
        process.start()
        there.close()
        waiting: Queue[bytes] = Queue(_AHEAD)
        Thread(target=_take, args=(here, waiting), name="feeds", daemon=True).start()
        messages = _noting(waiting, idle)
        try:
            yield from self._received(messages, finished or list)
        finally:
            process.terminate()
            process.join()
            for _ in messages:
                pass  # what nobody wants any more
            here.close()

    def _received(self, messages: Iterator[bytes], finished: Finishing) -> Iterator[list[Goods]]:
        watcher = self._watcher
        told: dict[str, Callable[..., None]] = {"read": watcher.read, "left_out": watcher.left_out}
        for message in messages:
            kind, *values = pickle.loads(message)  # noqa: S301 - from the process that was started above
            if kind == "finished":
                yield values[0]
            elif kind == "products":
                yield finished(values[0])
            elif kind == "failed":
                raise values[0]
            elif kind == "ended":
                self.rows, self.bad = values
                return
            else:
                told[kind](*values)
        raise UnusableInputError(
            f"Reading {self._feeds} has ended before its end.", "Try again; the shop is as it was."
        )


def _take(connection: Connection, waiting: Queue[bytes]) -> None:
    """Take what comes through a connection while what came before is worked on."""
    with suppress(EOFError, OSError):  # the other process has ended
        while True:
            waiting.put(connection.recv_bytes())
    waiting.put(_END)


def _noting(waiting: Queue[bytes], idle: c_bool) -> Iterator[bytes]:
    """What waits, until the end. It is noted when that is little."""
    for message in iter(waiting.get, _END):
        idle.value = waiting.qsize() < _FEW
        yield message


class _Teller(Watcher):
    """Tells the other process."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, done: int) -> None:
        """So many bytes of the files have been read."""
        self._connection.send(("read", done))

    def left_out(self, file: Path, row: BadRow) -> None:
        """A row cannot be used."""
        self._connection.send(("left_out", file, row))


def _read(connection: Connection, task: _Task) -> None:
    # Ctrl-C is for the process that was asked; this one ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reading = Reading(task.feeds, task.now, _Teller(connection))
    try:
        with seldom_collecting():
            for part in reading.goods(task.currency, task.made):
                connection.send(task.message(part))
        connection.send(("ended", reading.rows, reading.bad))
    except AisleError as error:
        connection.send(("failed", error))
    except BrokenPipeError:
        return  # nobody listens any more
