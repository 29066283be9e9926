"""Reads large feeds in a process of its own, so that reading and writing have a processor each."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from threading import Thread

from assistant.errors import AisleError, UnusableInputError
from assistant.stores.embedded.goods import Goods
from assistant.stores.feeds.collecting import seldom_collecting
from assistant.stores.feeds.reading import Feeds, Making, Reading, Watcher
from assistant.stores.feeds.records import BadRow

LARGE = 4_000_000
"""Bytes from which the second process is worth its start."""
_AHEAD = 32
"""Messages that may wait, each of some hundred products."""


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

    def goods(self, currency: str, made: Making) -> Iterator[list[Goods]]:
        """The products of all feeds. Arguments and errors as for `Reading.goods`."""
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=_read, args=(there, self._feeds, self._now, currency, made), name="feeds", daemon=True
        )
        process.start()
        there.close()
        messages = _ahead(here)
        try:
            yield from self._received(messages)
        finally:
            process.terminate()
            process.join()
            for _ in messages:
                pass  # what nobody wants any more
            here.close()

    def _received(self, messages: Iterator[bytes]) -> Iterator[list[Goods]]:
        watcher = self._watcher
        told: dict[str, Callable[..., None]] = {"read": watcher.read, "left_out": watcher.left_out}
        for message in messages:
            kind, *values = pickle.loads(message)  # noqa: S301 - from the process that was started above
            if kind == "products":
                yield values[0]
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


def _ahead(connection: Connection) -> Iterator[bytes]:
    """What comes through a connection, taken from it while what came before is worked on."""
    waiting: Queue[bytes] = Queue(_AHEAD)

    def take() -> None:
        with suppress(EOFError, OSError):  # the other process has ended
            while True:
                waiting.put(connection.recv_bytes())
        waiting.put(b"")

    Thread(target=take, name="feeds", daemon=True).start()
    while message := waiting.get():
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


def _read(connection: Connection, feeds: Feeds, now: datetime, currency: str, made: Making) -> None:
    # Ctrl-C is for the process that was asked; this one ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reading = Reading(feeds, now, _Teller(connection))
    try:
        with seldom_collecting():
            for part in reading.goods(currency, made):
                connection.send(("products", part))
        connection.send(("ended", reading.rows, reading.bad))
    except AisleError as error:
        connection.send(("failed", error))
    except BrokenPipeError:
        return  # nobody listens any more
