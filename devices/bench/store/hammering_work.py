"""One assistant of several on a shop: some buyers at once, and perhaps who brings new goods."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from assistant.errors import AisleError, StorageError
from assistant.stores.gateway import Behaviour, EmbeddedGateway
from devices.bench.store.hammering_buyer import Books, HammeringBuyer
from devices.bench.store.hammering_calls import Calls
from devices.bench.store.hammering_shop import HammeredStore, HurriedClock, Place, assortment, opened, restock

_BRINGS_EVERY = 0.1
"""Seconds."""
_MOST_TAKEN, _MOST_BROUGHT = 2, 30


@dataclass(frozen=True, slots=True)
class Shift:
    """What one process is to do."""

    buyers: Sequence[int]
    """Their numbers."""
    seed: int
    latency: float
    """Seconds that the payment service takes."""
    brings: bool
    """Whether it brings new goods, too."""


@dataclass(slots=True)
class Worked:
    """What came of it."""

    calls: Calls = field(default_factory=Calls)
    books: Books = field(default_factory=Books)
    brought: Counter[str] = field(default_factory=Counter)
    """Variant to pieces."""

    def add(self, other: "Worked") -> None:
        """Add what came of another's shift."""
        self.calls.add(other.calls)
        self.books.add(other.books)
        self.brought.update(other.brought)


def work(connection: Connection, place: Place, began: float, shift: Shift) -> None:
    """Work in a process of its own: say "ready", be told for how many seconds, say what came of it."""
    try:
        asyncio.run(_work(connection, place, began, shift))
    except AisleError as error:
        connection.send(error)


async def _work(connection: Connection, place: Place, began: float, shift: Shift) -> None:
    store = opened(place, HurriedClock(began))
    try:
        connection.send("ready")
        connection.send(await hammer(store, place, shift, connection.recv()))
    finally:
        await store.close()


async def hammer(store: HammeredStore, place: Place, shift: Shift, seconds: float) -> Worked:
    """Let buyers go shopping for some seconds."""
    bank = behaviour(store)
    bank.latency = shift.latency
    worked = Worked()
    goods = assortment(place.products)
    buyers = [
        HammeringBuyer(store, bank, goods, f"{shift.seed} {number}", worked.calls) for number in shift.buyers
    ]
    end = time.monotonic() + seconds
    brings = _bring(store, place, shift, worked, end) if shift.brings else asyncio.sleep(0)
    await asyncio.gather(brings, *(_shop(buyer, end) for buyer in buyers))
    for buyer in buyers:
        worked.books.add(buyer.books)
    return worked


def behaviour(store: HammeredStore) -> Behaviour:
    """How the shop's payment service behaves."""
    assert isinstance(store.gateway, EmbeddedGateway)
    return store.gateway.behaviour


async def _shop(buyer: HammeringBuyer, end: float) -> None:
    while time.monotonic() < end:
        await buyer.trip()
        await asyncio.sleep(0)  # a store in memory never waits by itself


async def _bring(store: HammeredStore, place: Place, shift: Shift, worked: Worked, end: float) -> None:
    chance = random.Random(f"{shift.seed} goods")  # noqa: S311 - no secret
    variants = [name for each in assortment(place.products) for name in each.variants]
    while time.monotonic() < end:
        name, count = chance.choice(variants), chance.randint(-_MOST_TAKEN, _MOST_BROUGHT)
        try:
            if place.kind == "memory":  # which is for one thread
                worked.brought.update(restock(store, name, count))
            else:
                worked.brought.update(await asyncio.to_thread(restock, store, name, count))
        except StorageError as error:
            worked.calls.retries[error.what] += 1
        await asyncio.sleep(_BRINGS_EVERY)
