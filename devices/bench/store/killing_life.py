"""The life of an assistant that is going to be killed: it recovers, says what it found, buys and imports."""

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assistant.dialogue.actions import ChangeCart, PlaceOrder, Quote, ReadBack
from assistant.dialogue.happenings import Failed, Quoted
from assistant.errands import Errands
from assistant.errors import AisleError
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.aftersales import LineQuantity
from assistant.shopping.carts import LineRequest
from assistant.shopping.household import JournalState
from assistant.stores.embedded.checking import faults
from assistant.stores.embedded.checking_holds import whereabouts
from assistant.stores.embedded.engine import SqliteEngine
from assistant.stores.embedded.ledger import TableLedger
from assistant.stores.feeds.importing import bring_in
from assistant.stores.feeds.reading import Feeds
from assistant.stores.gateway import EmbeddedGateway
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.sqlite import StoreOptions
from devices.bench.store.hammering_shop import HurriedClock
from devices.bench.store.killing_doom import Doom, MortalGateway, MortalHousehold, MortalStore, MortalWatcher

STOCK = 100_000
FED = 120
"""Products of a feed."""
_GOODS = ("tea", "cake", "jam", "bread")
_BUYER = {"name": "Sam", "address": "12 Elm Street", "payment": "tok_house"}
_FASTER = 600.0
_MOST = 1_000_000
_UNANSWERED = 0.05
"""The share of the orders to which the payment service gives no answer at first."""


@dataclass(frozen=True, slots=True)
class Journalled:
    """An order in the household's journal."""

    key: str
    state: JournalState
    number: str
    total: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order in the shop."""

    key: str
    """Of the request that placed it."""
    number: str
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a process has found after it has recovered."""

    faults: Sequence[str]
    """What does not hold in the shop."""
    journal: Sequence[Journalled]
    orders: Sequence[Ordered]
    editions: Sequence[tuple[str, int]]
    """Of the feed's products on the shelves, each with how many there are."""
    missing: Sequence[str]
    """What came into the shop and is neither there nor sold."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a process is to do."""

    folder: Path
    began: float
    """When the shop's clock began, in seconds since 1970."""
    seed: str
    edition: int
    """Of the first feed that it imports."""
    doom: Doom | None
    """None for one that ends once it has said what it found."""


def made(folder: Path) -> None:
    """Write the shop's catalogue."""
    shop = {
        "name": "the mortal shop",
        "tax": 8.25,
        "hold": 2,
        "fulfilment": {"fee": 399, "free_from": 3000, "minutes": 1, "promise": "at once"},
        "returns": {"days": 30, "minutes": 1},
        "carrier": {"pieces": 2},
    }
    products = [
        {"id": name, "title": name.title(), "name": name, "price": 250 + 111 * place, "stock": STOCK}
        for place, name in enumerate(_GOODS)
    ]
    written = json.dumps({"shop": shop, "products": products})
    (folder / "shop.yaml").write_text(written, encoding="utf-8")


def live(connection: Connection, life: Life) -> None:
    """Live until killed; to the one who watches it says what it finds and does."""
    try:
        asyncio.run(_Assistant(connection, life).live())
    except AisleError as error:
        connection.send(("failed", str(error)))


class _Assistant:
    def __init__(self, connection: Connection, life: Life) -> None:
        self._connection = connection
        self._life = life
        self._doom = life.doom or Doom.never()
        self._chance = random.Random(life.seed)  # noqa: S311 - no secret
        folder, finder = life.folder, WordFinder(Fts5())
        path = folder / "shop.db"
        self._clock = HurriedClock(life.began, faster=_FASTER)
        self._books = SqliteEngine(path, finder.schema)
        self._bank = EmbeddedGateway(TableLedger(self._books))
        self._household = MortalHousehold(folder / "household.db", self._doom, self._tell)
        self._store = MortalStore(
            path,
            self._clock,
            StoreOptions(catalogue=folder / "shop.yaml"),
            MortalGateway(self._bank, self._doom),
            self._doom,
        )
        self._errands = Errands(self._store, self._household, Buying.model_validate(_BUYER), Reporter())

    async def live(self) -> None:
        await self._errands.recover()
        await self._store.orders(1)
        self._tell("found", await asyncio.to_thread(self._found))
        if self._life.doom is not None:
            await asyncio.gather(asyncio.to_thread(self._import), self._buy())
        await self._store.close()
        self._household.close()
        self._books.close()

    def _tell(self, *told: Any) -> None:
        self._connection.send(told)

    # --- what it does

    def _import(self) -> None:
        edition = self._life.edition
        while True:
            file = self._life.folder / f"feed-{edition}.tsv"
            file.write_text(_feed(edition), encoding="utf-8")
            self._tell("importing", edition)
            bring_in(self._store, Feeds(files=[file]), datetime.now(UTC), MortalWatcher(self._doom))
            self._tell("imported", edition)
            file.unlink()
            edition += 1

    async def _buy(self) -> None:
        while True:
            await self._errands.run(ChangeCart(lines=self._lines(), add=False))
            quote = await self._errands.run(Quote())
            if isinstance(quote, Quoted):
                if self._chance.random() < _UNANSWERED:
                    self._bank.behaviour.unanswered += 1
                await self._errands.run(PlaceOrder(read_back=ReadBack(checkout=quote.checkout)))
            if isinstance(quote, Failed) and quote.unsettled:
                await self._errands.recover()
            await self._regret()

    def _lines(self) -> tuple[LineRequest, ...]:
        some = self._chance.sample(_GOODS, self._chance.randint(1, 3))
        lines = [LineRequest(variant_id=name, quantity=self._chance.randint(1, 4)) for name in some]
        if self._life.edition and self._chance.random() < 0.3:  # noqa: PLR2004 - a share
            lines.append(LineRequest(variant_id=f"fed-{self._chance.randrange(FED)}", quantity=1))
        return tuple(lines)

    async def _regret(self) -> None:
        """Now and then something is cancelled or given back."""
        if self._chance.random() > 0.3:  # noqa: PLR2004 - a share
            return
        orders = await self._store.orders(3)
        if not orders:
            return
        order = self._chance.choice(orders)
        line = LineQuantity(line_id=self._chance.choice(order.lines).id, quantity=1)
        regret = self._chance.choice((self._store.cancel_order, self._store.request_return))
        await regret(order.id, [line], "not_wanted", f"{order.id} {self._chance.random()}")

    # --- what it finds

    def _found(self) -> Found:
        with self._store.looking() as session:
            orders = session.rows(
                "SELECT payments.key AS key, orders.number AS number, payments.amount AS amount FROM orders"
                " JOIN payments ON payments.order_id = orders.id AND payments.state = 'authorised'"
            )
            fed = session.rows(
                "SELECT brand, count(*) AS found FROM products WHERE listed AND brand <> '' GROUP BY brand"
            )
            where = whereabouts(session)
            return Found(
                faults=[fault.text for fault in faults(session, self._store.finder)],
                journal=[
                    Journalled(entry.key, entry.state, entry.order_number, entry.total.amount)
                    for entry in self._household.journal(_MOST)
                ],
                orders=[Ordered(row["key"], row["number"], int(row["amount"])) for row in orders],
                editions=[(row["brand"], int(row["found"])) for row in fed],
                missing=[
                    f"{name}: {there.shelf} there, {there.held} held, {there.out} sold"
                    for name, there in where.items()
                    if name in _GOODS and (there.shelf or 0) + there.held + there.out != STOCK
                ],
            )


def _feed(edition: int) -> str:
    lines = ["id\ttitle\tprice\tquantity\tbrand"]
    for number in range(FED):
        price = 100 + (number * 37 + edition * 11) % 900
        title = f"Thing {number} of edition {edition}"
        lines.append(f"fed-{number}\t{title}\t{price / 100:.2f} USD\t{50 + edition % 50}\tedition {edition}")
    return "\n".join(lines) + "\n"
