"""Feeds for tests: written into a file, and read as everything reads them."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.shopping.listings import Listing
from assistant.stores.feeds.formats import Format, read
from assistant.stores.feeds.grouping import listings
from assistant.stores.feeds.mapping import ColumnMapping
from assistant.stores.feeds.opening import Feed, opened
from assistant.stores.feeds.records import BadRow, FeedRecord, Row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def rows(
    content: str | bytes,
    *,
    currency: str = "",
    written: Format | None = None,
    mapping: ColumnMapping | None = None,
) -> list[Row]:
    """The rows of a feed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with opened(path) as feed:
            return list(read(feed, NOW, currency, written=written, mapping=mapping))


def record(content: str | bytes, *, currency: str = "", mapping: ColumnMapping | None = None) -> FeedRecord:
    """The only row of a feed, which can be used."""
    (found,) = rows(content, currency=currency, mapping=mapping)
    assert isinstance(found, FeedRecord), found
    return found


def reason(content: str | bytes, *, currency: str = "", mapping: ColumnMapping | None = None) -> str:
    """Why the only row of a feed cannot be used."""
    (found,) = rows(content, currency=currency, mapping=mapping)
    assert isinstance(found, BadRow), found
    return found.reason


def products(content: str | bytes, *, currency: str = "USD") -> tuple[list[Listing], list[BadRow]]:
    """The products of a feed, and the rows that are left out."""
    bad: list[BadRow] = []
    feeds = [("feed", rows(content, currency=currency))]
    return list(listings(feeds, currency, lambda _, row: bad.append(row))), bad


def table(columns: Sequence[str], *lines: Sequence[str], mark: str = "\t") -> str:
    """A table as text."""
    return "".join(mark.join(line) + "\n" for line in (columns, *lines))


def one(**values: str) -> str:
    """A table with one row, which can be used but for these values."""
    row = {"id": "1", "title": "Oat Milk", "price": "4.29 USD", **values}
    return table(list(row), list(row.values()))


def made_up(parts: Iterable[str]) -> Feed:
    """A feed that is nowhere: its parts are made while it is read."""
    stream = io.BufferedReader(_Parts(parts))
    return Feed(Path("feed"), stream, stream, 0)


class _Parts(io.RawIOBase):
    def __init__(self, parts: Iterable[str]) -> None:
        self._parts = iter(parts)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while len(self._rest) < len(buffer) and (part := next(self._parts, "")):
            self._rest += part.encode()
        given, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)
