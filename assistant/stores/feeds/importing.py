"""Takes feeds into a shop: all that can be used of them, or, if it is interrupted, nothing.

What is in the feeds is first compared with what is on the shelves, and what is new or has changed is put
aside, while the shop goes on selling. One transaction then changes the shelves. Whatever ends the program
before, the catalogue is the old one, and what was put aside is gone with the program.
"""

import pickle
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from assistant.errors import UnusableInputError
from assistant.stores.embedded.comparing import as_shelved
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.goods import Goods, analysed, goods
from assistant.stores.embedded.seeding import IMPORTED
from assistant.stores.embedded.session import Session, keep_fact
from assistant.stores.embedded.stocking import delist_others, next_mark, stocking
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.feeds.collecting import seldom_collecting
from assistant.stores.feeds.grouping import parts
from assistant.stores.feeds.reading import Feeds, Watcher
from assistant.stores.feeds.reading_ahead import reader

_PART = 500
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE changed (goods BLOB NOT NULL);
CREATE TABLE same (number INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of feeds."""

    rows: int = 0
    """Those that were read, the bad ones included."""
    bad: int = 0
    """Rows that were left out."""
    new: int = 0
    """Products that were not on the shelves."""
    changed: int = 0
    same: int = 0
    """Products that are as they were."""
    gone: int = 0
    """Products that were taken off the shelves."""

    @property
    def products(self) -> int:
        """The products of the feeds."""
        return self.new + self.changed + self.same


def bring_in(
    store: EmbeddedStore,
    feeds: Feeds,
    now: datetime,
    watcher: Watcher,
    *,
    replaces: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Take feeds into a shop.

    Args:
        store: the shop.
        feeds: what to take.
        now: the time for which they are read.
        watcher: is told how it goes on.
        replaces: take off the shelves what the feeds do not have.
        dry_run: only say what would become of them.

    Raises:
        UnusableInputError: if a file is broken, or nothing in them can be used; the shop is as it was.
        SettingsError: if a mapping does not fit.
        StorageError: if the shop's database cannot be written.
    """
    reading = reader(feeds, now, watcher)
    with store.looking() as session:
        currency = session.shop.currency
        stocked = session.row("SELECT number FROM products WHERE listed LIMIT 1") is not None
    made = partial(goods, entry=store.finder.description)
    analysing = partial(analysed, analyse=store.finder.analysed)
    with seldom_collecting():
        if dry_run or stocked:
            # Most of a feed that comes again is as it was: nobody is to analyse it.
            products = reading.goods(currency, made)
            found = _compared(store, products, watcher, replaces=replaces, dry_run=dry_run)
        else:
            # Nobody waits to buy from empty shelves, and there is nothing to compare with.
            found = _filled(store, reading.goods(currency, made, analysing))
    if not found.products:
        raise UnusableInputError(f"Nothing in {feeds} can be used.", "Mend it; the shop is as it was.")
    return replace(found, rows=reading.rows, bad=reading.bad)


def _filled(store: EmbeddedStore, products: Iterable[Sequence[Goods]]) -> Outcome:
    """Fill the empty shelves."""
    new = 0
    with store.stocking() as session:
        mark = next_mark(session)
        with stocking(session, store.finder, mark) as putting:
            for part in products:
                putting(part)
                new += len(part)
        if new:
            keep_fact(session.connection, IMPORTED, str(mark))
    return Outcome(new=new)


def _compared(
    store: EmbeddedStore,
    products: Iterable[Sequence[Goods]],
    watcher: Watcher,
    *,
    replaces: bool,
    dry_run: bool,
) -> Outcome:
    """Change the shelves where they differ from the products."""
    with closing(_Aside()) as aside:
        for part in products:
            with store.looking() as session:
                aside.compare(session, part, keep=not dry_run)
        if dry_run or not aside.outcome.products:
            with store.looking() as session:
                return aside.foreseen(session, replaces=replaces)
        with store.stocking() as session:
            return aside.put(session, store.finder, watcher, replaces=replaces)


class _Aside:
    """What is new or has changed, until it is put on the shelves. It lies in a file without a name."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(_TABLES)
        self._file.execute("BEGIN")
        self._there = 0
        """Products of the feeds that are on the shelves."""
        self.outcome = Outcome()

    def close(self) -> None:
        """Forget it."""
        self._file.close()

    def compare(self, session: Session, part: Sequence[Goods], *, keep: bool) -> None:
        """Put aside what is not on the shelves as it is to be."""
        there = as_shelved(session, part)
        differing = [one for one in part if one.id not in there or not there[one.id].same]
        same = [(known.number,) for known in there.values() if known.same]
        if keep and differing:
            self._file.execute("INSERT INTO changed VALUES (?)", (pickle.dumps(differing, protocol=5),))
        self._file.executemany("INSERT INTO same VALUES (?)", same)
        self._there += len(there)
        new = len(part) - len(there)
        self.outcome = replace(
            self.outcome,
            new=self.outcome.new + new,
            changed=self.outcome.changed + len(differing) - new,
            same=self.outcome.same + len(same),
        )

    def foreseen(self, session: Session, *, replaces: bool) -> Outcome:
        """What would become of the feeds."""
        row = session.row("SELECT count(*) AS listed FROM products WHERE listed")
        return replace(self.outcome, gone=int(row["listed"]) - self._there if replaces else 0)

    def put(self, session: Session, finder: Finder, watcher: Watcher, *, replaces: bool) -> Outcome:
        """Change the shelves."""
        mark = next_mark(session)
        total, done = self.outcome.new + self.outcome.changed, 0
        with stocking(session, finder, mark) as putting:
            for (packed,) in self._file.execute("SELECT goods FROM changed ORDER BY rowid"):
                part = pickle.loads(packed)  # noqa: S301 - packed above, in a file that nobody else can open
                putting(analysed(part, finder.analysed))
                done += len(part)
                watcher.put(done, total)
        keep_fact(session.connection, IMPORTED, str(mark))
        if not replaces:
            return self.outcome
        for numbers in parts(self._file.execute("SELECT number FROM same"), _PART):
            session.change(
                f"UPDATE products SET mark = :mark WHERE {session.dialect.among('number', 'numbers')}",  # noqa: S608 - the names are those here
                mark=mark,
                numbers=session.dialect.list([number for (number,) in numbers]),
            )
        return replace(self.outcome, gone=delist_others(session, finder, mark))
