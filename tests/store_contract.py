"""What the contract's tests are put to: every kind of store, each with the same catalogue, clock and bank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.ports import Store
from assistant.shopping.aftersales import EventKind
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.checkout import Checkout
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.catalogue import parse
from assistant.stores.gateway import Behaviour
from assistant.stores.memory import MemoryStore
from assistant.stores.postgres.store import PostgresOptions, PostgresStore
from assistant.stores.sqlite import SqliteStore, StoreOptions

HOME = Buyer(name="Sam", address="12 Elm Street")
TOKEN = "tok_of_the_house"
NOON = datetime(2025, 6, 2, 12, 0)  # noqa: DTZ001 - noon wherever the test runs
HOUR, DAY = 3600.0, 24 * 3600.0
KIOSK = """
shop:
  name: the kiosk
  fulfilment: {fee: 300, free_from: 2000}
options:
  size: {values: {small: 0, large: 50}}
products:
  - {id: tea, title: Tea, name: tea, price: 250, stock: 3, category: drinks, options: [size]}
  - {id: cake, title: Cake, name: cake, aliases: [pie], price: 400, category: bakery}
  - {id: jam, title: Plum Jam, name: plum jam, brand: Orchard, price: 333, stock: 50, category: pantry}
"""


@dataclass(slots=True)
class HandClock:
    """Stands still until it is set."""

    time: float = field(default_factory=NOON.timestamp)

    def now(self) -> float:
        return self.time


@dataclass(slots=True)
class Shop:
    """A store, with what the tests do over and over."""

    store: Store
    clock: HandClock
    bank: Behaviour
    kind: str = ""
    _keys: int = 0

    def key(self) -> str:
        """A key that was not used before."""
        self._keys += 1
        return f"key {self._keys}"

    def later(self, seconds: float) -> None:
        """Let time go by."""
        self.clock.time += seconds

    async def cart(self, *lines: LineRequest) -> Cart:
        return await self.store.create_cart(lines, HOME, self.key())

    async def quoted(self, *lines: LineRequest, buyer: Buyer | None = HOME) -> Checkout:
        """A quote for some lines."""
        cart = await self.cart(*lines)
        return await self.store.start_checkout(cart.id, buyer, self.key())

    async def placed(self, checkout: Checkout, token: str = TOKEN, key: str = "") -> PlacedOrder:
        return await self.store.place_order(checkout.id, token, checkout.total, key or self.key())

    async def bought(self, *lines: LineRequest) -> Order:
        """An order for some lines."""
        placed = await self.placed(await self.quoted(*lines))
        return await self.store.order(placed.order_id)

    async def refused(
        self, checkout: Checkout, *, total: Money | None = None, token: str = TOKEN, key: str = ""
    ) -> StoreError:
        """The error with which an order is refused."""
        with pytest.raises(StoreError) as raised:
            await self.store.place_order(checkout.id, token, total or checkout.total, key or self.key())
        return raised.value

    async def stock(self, product_id: str) -> int | None:
        return (await self.store.product(product_id)).variant.stock

    async def told(self, after: int = 0) -> list[EventKind | str]:
        """What has happened to the orders."""
        return [event.kind for event in await self.store.events(after)]


Maker = Callable[[Path, bytes, HandClock], Store]


def sqlite_store(folder: Path, catalogue: bytes, clock: HandClock) -> Store:
    file = folder / "shop.yaml"
    file.write_bytes(catalogue)
    return SqliteStore(folder / "shop.db", clock=clock, options=StoreOptions(catalogue=file))


def memory_store(folder: Path, catalogue: bytes, clock: HandClock) -> Store:
    return MemoryStore(parse(catalogue, folder / "shop.yaml"), clock)


def postgres_store(address: str, catalogue: Path | None, clock: HandClock) -> Store:
    options = PostgresOptions(address=SecretStr(address), shop="kiosk", catalogue=catalogue)
    return PostgresStore(options, clock=clock)


MAKERS: dict[str, Maker] = {"sqlite": sqlite_store, "memory": memory_store}
"""Every kind of store that promises what the port promises, but for that which needs a server."""

Opener = Callable[[str], Shop]


def line(variant_id: str, quantity: int = 1) -> LineRequest:
    return LineRequest(variant_id=variant_id, quantity=quantity)


def kinds(errors: Sequence[object]) -> list[StoreErrorKind]:
    """The kinds of those that are errors."""
    return [error.kind for error in errors if isinstance(error, StoreError)]
