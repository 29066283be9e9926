"""Reads feeds one after the other, as if they were one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from assistant.shopping.listings import Listing
from assistant.stores.embedded.goods import Goods
from assistant.stores.feeds.formats import Format, read
from assistant.stores.feeds.grouping import listings, parts
from assistant.stores.feeds.mapping import ColumnMapping
from assistant.stores.feeds.opening import opened
from assistant.stores.feeds.records import BadRow, Row

Making: TypeAlias = Callable[[Listing], Goods]
Finishing: TypeAlias = Callable[[list[Goods]], list[Goods]]
_PART = 500
"""Products that are given at a time."""
_OFTEN = 500
"""After so many rows it is told how far the reading is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """Files, and how they are to be read."""

    files: Sequence[Path]
    written: Format | None = None
    """How; found out for each where it is not said."""
    mapping: ColumnMapping | None = None
    """What the columns of tables mean."""

    def __str__(self) -> str:
        return ", ".join(map(str, self.files))


class Watcher:
    """Is told how an import goes on. This one does not listen."""

    def read(self, done: int) -> None:
        """So many bytes of the files have been read."""

    def left_out(self, file: Path, row: BadRow) -> None:
        """A row cannot be used."""

    def put(self, done: int, total: int) -> None:
        """So many of the new and changed products are on the shelves."""


class Reading:
    """Reads feeds, and counts their rows.

    Args:
        feeds: what is read.
        now: the time for which it is read.
        watcher: is told how it goes on.
    """

    def __init__(self, feeds: Feeds, now: datetime, watcher: Watcher) -> None:
        self._feeds = feeds
        self._now = now
        self._watcher = watcher
        self._done = 0
        self.rows = 0
        """Those that were read so far."""
        self.bad = 0
        """Those of them that were left out."""

    def goods(self, currency: str, made: Making, finished: Finishing | None = None) -> Iterator[list[Goods]]:
        """The products of all feeds, as they go on the shelves, some at a time.

        Args:
            currency: the shop's.
            made: makes rows of a product.
            finished: does the rest; None where nothing is left to do.

        Raises:
            UnusableInputError: if a file is broken.
            SettingsError: if a mapping does not fit.
        """
        files = {str(file): file for file in self._feeds.files}
        rows = ((name, self._rows(file, currency)) for name, file in files.items())
        found = listings(rows, currency, lambda name, row: self._left_out(files[name], row))
        return map(finished or list, parts(map(made, found), _PART))

    def _rows(self, file: Path, currency: str) -> Iterator[Row]:
        told = self._feeds
        with opened(file) as feed:
            for row in read(feed, self._now, currency, written=told.written, mapping=told.mapping):
                self.rows += 1
                yield row
                if self.rows % _OFTEN == 0:
                    self._watcher.read(self._done + feed.done())
            self._done += feed.size
        self._watcher.read(self._done)

    def _left_out(self, file: Path, row: BadRow) -> None:
        self.bad += 1
        self._watcher.left_out(file, row)
