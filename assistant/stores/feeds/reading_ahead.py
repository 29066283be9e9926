"""Reads large feeds in a process of its own, so that reading and writing have a processor each."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.errors import AisleError, UnusableInputError
from assistant.shopping.listings import Listing
from assistant.stores.feeds.grouping import parts
from assistant.stores.feeds.reading import Feeds, Reading, Watcher
from assistant.stores.feeds.records import BadRow

LARGE = 8_000_000
"""Bytes from which the second process is worth its start."""
_PART = 500


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

    def listings(self, currency: str) -> Iterator[Listing]:
        """The products of all feeds. Arguments and errors as for `Reading.listings`."""
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=_read, args=(there, self._feeds, self._now, currency), name="feeds", daemon=True
        )
        process.start()
        there.close()
        try:
            yield from self._received(here)
        finally:
            here.close()
            process.terminate()
            process.join()

    def _received(self, connection: Connection) -> Iterator[Listing]:
        watcher = self._watcher
        told: dict[str, Callable[..., None]] = {"read": watcher.read, "left_out": watcher.left_out}
        while True:
            try:
                kind, *values = connection.recv()
            except EOFError as error:
                raise UnusableInputError(
                    f"Reading {self._feeds} has ended before its end.", "Try again; the shop is as it was."
                ) from error
            if kind == "products":
                yield from values[0]
            elif kind == "failed":
                raise values[0]
            elif kind == "ended":
                self.rows, self.bad = values
                return
            else:
                told[kind](*values)


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


def _read(connection: Connection, feeds: Feeds, now: datetime, currency: str) -> None:
    # Ctrl-C is for the process that was asked; this one ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reading = Reading(feeds, now, _Teller(connection))
    try:
        for part in parts(reading.listings(currency), _PART):
            connection.send(("products", part))
        connection.send(("ended", reading.rows, reading.bad))
    except AisleError as error:
        connection.send(("failed", error))
    except BrokenPipeError:
        return  # nobody listens any more
