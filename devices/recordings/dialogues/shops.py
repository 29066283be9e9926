"""Shops for dialogues: filled once, copied for each; what takes long to make is shared."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.settings import Shop, checked
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from assistant.stores.catalogue import bundled
from assistant.stores.embedded.finding import Finder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.opening import best_finder
from assistant.stores.sqlite import SqliteStore, StoreOptions
from intents.parser import Parser


class PassingTime:
    """The time of day: a Monday morning, which stands still until something is told to take time."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now.timestamp()

    def date(self) -> datetime:
        """The same, as a date."""
        return self._now

    def passes(self, time: timedelta) -> None:
        """Let time go by."""
        self._now += time


@dataclass(frozen=True, slots=True)
class Premises:
    """Where one dialogue takes place."""

    folder: Path
    """Its data folder."""
    database: Path
    """The shop's, in it."""
    store: SqliteStore
    household: Household
    clock: PassingTime
    parser: Parser
    """Shared with all dialogues in this shop."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    folder: Path
    names: tuple[str, ...]
    finder: Finder
    parser: Parser


class Shops:
    """Opens a fresh shop and household for each dialogue.

    Args:
        folder: an empty one, for copies.
        language: of what is said.
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        self._folder = folder
        self.language = language
        self._prepared: dict[str, _Prepared] = {}
        self._opened = 0

    @asynccontextmanager
    async def opened(self, shop: Shop) -> AsyncIterator[Premises]:
        """A shop in which nothing has happened yet; gone at the end.

        Raises:
            SettingsError: if there is no such catalogue, or an option does not fit.
        """
        ready = await self._ready(shop)
        self._opened += 1
        folder = self._folder / f"dialogue-{self._opened}"
        shutil.copytree(ready.folder, folder)
        clock = PassingTime()
        # Without a catalogue the file is taken as it is.
        options = checked(StoreOptions, {**shop.options, "catalogue": None}, f"store {shop.name}")
        database = folder / f"{shop.name}.db"
        store = SqliteStore(database, clock=clock, options=options, finder=ready.finder)
        home = Household(folder / HOUSEHOLD_FILE, now=clock.date)
        try:
            yield Premises(folder, database, store, home, clock, ready.parser)
        finally:
            home.close()
            await store.close()
            shutil.rmtree(folder, ignore_errors=True)

    async def names(self, shop: Shop) -> tuple[str, ...]:
        """What a shop's products and their options are called."""
        return (await self._ready(shop)).names

    async def _ready(self, shop: Shop) -> _Prepared:
        name = json.dumps([shop.name, shop.options], sort_keys=True, default=str)
        if name not in self._prepared:
            folder = self._folder / f"shop-{len(self._prepared)}"
            Household(folder / HOUSEHOLD_FILE).close()
            self._prepared[name] = await self._prepare(shop, folder)
        return self._prepared[name]

    async def _prepare(self, shop: Shop, folder: Path) -> _Prepared:
        finder = best_finder(Fts5())
        options = checked(StoreOptions, {"catalogue": bundled(shop.name), **shop.options}, shop.name)
        store = SqliteStore(folder / f"{shop.name}.db", clock=PassingTime(), options=options, finder=finder)
        try:
            names = await store.names()
        finally:
            await store.close()
        parser = Parser(self.language, names.products, ("alexa",), names.options)
        parser.warm_up()
        return _Prepared(folder, (*names.products, *names.options), finder, parser)
