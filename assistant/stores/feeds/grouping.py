"""Brings the variants of a product together, wherever in a feed they stand, and finds what is in it twice.

What must be remembered lies in a temporary database, so that a feed may be larger than the memory.
"""

import json
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import TypeAlias, TypeVar

from assistant.shopping.listings import Listing
from assistant.stores.feeds.assembling import listing
from assistant.stores.feeds.records import BadRow, FeedRecord, Row

T = TypeVar("T")
PART = 500
"""Rows whose ids are looked up at a time."""
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE goods (
    id TEXT PRIMARY KEY, product TEXT NOT NULL, line INTEGER NOT NULL, feed TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE groups (id TEXT PRIMARY KEY, line INTEGER NOT NULL, feed TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE scattered (product TEXT NOT NULL, records BLOB NOT NULL);
"""
_GOODS = "SELECT id, product, line, feed FROM goods WHERE id IN (SELECT value FROM json_each(?))"
_GROUPS = "SELECT id, line, feed FROM groups WHERE id IN (SELECT value FROM json_each(?))"


_Place: TypeAlias = tuple[int, str]
"""A line and its feed."""


def listings(
    feeds: Iterable[tuple[str, Iterable[Row]]], currency: str, bad: Callable[[str, BadRow], None]
) -> Iterator[Listing]:
    """The products of some feeds, each with all its variants.

    Products without variants come in the order of the feeds, and those whose variants a feed has together; at
    the end come the others.

    Args:
        feeds: names, and what was read.
        currency: the shop's.
        bad: is told of each row that is left out, and of which feed it is.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as memory:  # a file without a name
        memory.executescript(_TABLES)
        memory.execute("BEGIN")
        taken = _Taken(memory, bad)
        for records in _together(taken.once(feeds)):
            if records[0].group and not records[0].siblings:
                packed = pickle.dumps(records, protocol=5)
                memory.execute("INSERT INTO scattered VALUES (?, ?)", (records[0].group, packed))
            else:
                yield listing(records, currency)
        for records in _scattered(memory):
            yield listing(records, currency)


def parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Some at a time."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _together(records: Iterable[FeedRecord]) -> Iterator[list[FeedRecord]]:
    """Records one by one, but those of a group together that follow each other."""
    family: list[FeedRecord] = []
    for record in records:
        if family and record.group != family[0].group:
            yield family
            family = []
        if record.group:
            family.append(record)
        else:
            yield [record]
    if family:
        yield family


def _scattered(memory: sqlite3.Connection) -> Iterator[list[FeedRecord]]:
    family: list[FeedRecord] = []
    memory.execute("CREATE INDEX together ON scattered (product)")
    for product, packed in memory.execute("SELECT product, records FROM scattered ORDER BY product, rowid"):
        if family and family[0].group != product:
            yield family
            family = []
        family += pickle.loads(packed)  # noqa: S301 - packed above, in a file that nobody else can open
    if family:
        yield family


class _Taken:
    """The ids that are taken already.

    Args:
        memory: where they are kept.
        bad: is told of each row that wants one again.
    """

    def __init__(self, memory: sqlite3.Connection, bad: Callable[[str, BadRow], None]) -> None:
        self._memory = memory
        self._bad = bad

    def once(self, feeds: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[FeedRecord]:
        """The records whose ids nobody has before them."""
        for feed, rows in feeds:
            for part in parts(rows, PART):
                for row in part:
                    if isinstance(row, BadRow):
                        self._bad(feed, row)
                yield from self._new(feed, [row for row in part if not isinstance(row, BadRow)])

    def _new(self, feed: str, records: list[FeedRecord]) -> list[FeedRecord]:
        ids = json.dumps([*(record.id for record in records), *{record.group for record in records}])
        goods = {name: (group, (line, at)) for name, group, line, at in self._memory.execute(_GOODS, (ids,))}
        groups = {name: (line, at) for name, line, at in self._memory.execute(_GROUPS, (ids,))}
        found, named = [], []
        for record in records:
            place = (record.line, feed)
            why = _why_not(record, place, goods, groups)
            if why:
                self._bad(feed, BadRow(record.line, why, record.id))
                continue
            found.append(record)
            goods[record.id] = (record.group, place)
            if record.group and record.group not in groups:
                groups[record.group] = place
                named.append((record.group, *place))
        new = [(record.id, record.group, record.line, feed) for record in found]
        self._memory.executemany("INSERT INTO goods VALUES (?, ?, ?, ?)", new)
        self._memory.executemany("INSERT INTO groups VALUES (?, ?, ?)", named)
        return found


def _why_not(
    record: FeedRecord,
    place: _Place,
    goods: Mapping[str, tuple[str, _Place]],
    groups: Mapping[str, _Place],
) -> str:
    """Why a record cannot have its id or its group; empty where it can."""
    if record.id in goods:
        return f"its id stands in {_told(goods[record.id][1], place)} already"
    if record.id in groups and record.id != record.group:
        return f"its id is that of the group of {_told(groups[record.id], place)}"
    if record.siblings and groups.get(record.group, place) != place:
        return f"its product stands in {_told(groups[record.group], place)} already"
    if record.group in goods and goods[record.group][0] != record.group:
        return f"its group has the id of {_told(goods[record.group][1], place)}"
    return ""


def _told(other: _Place, place: _Place) -> str:
    """A place, as it is told at another."""
    line, feed = other
    return f"line {line}" if feed == place[1] else f"line {line} of {feed}"
