"""The embedded store: catalogue, carts and orders in one SQLite file."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import StorageError
from assistant.ports import Clock
from assistant.settings import checked
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.checkout import Checkout
from assistant.shopping.database import PATIENCE, Database
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.products import Names, Page, Product, SearchQuery
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind
from assistant.stores import sqlite_carts as carts
from assistant.stores import sqlite_orders as orders
from assistant.stores import sqlite_products as products
from assistant.stores.catalogue import Shop, bundled
from assistant.stores.sqlite_idempotency import Request, once
from assistant.stores.sqlite_search import search
from assistant.stores.sqlite_seeding import seed
from assistant.stores.sqlite_session import Session, shop

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
_SCHEMA = Path(__file__).parent / "sqlite_schema.sql"
_VERSION = 1


class StoreOptions(BaseModel):
    """What the settings may say about an embedded store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogue: Path | None = None
    """A catalogue file of your own instead of the bundled one."""
    delivery_fee: int | None = Field(default=None, ge=0)
    """Minor units; None for what the catalogue says."""
    free_delivery_from: int | None = Field(default=None, ge=0)
    """The subtotal, in minor units, from which delivery is free; None for what the catalogue says."""
    patience: float = Field(default=PATIENCE, ge=0, le=60)
    """Seconds to wait for another process that writes to the same file."""

    def over(self, terms: Shop) -> Shop:
        """A catalogue's terms with those changed that the settings speak of."""
        spoken_of = {"fee": self.delivery_fee, "free_from": self.free_delivery_from}
        changes = {name: value for name, value in spoken_of.items() if value is not None}
        return terms.model_copy(update={"fulfilment": terms.fulfilment.model_copy(update=changes)})


class SystemClock:
    """The system's time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()


class SqliteStore:
    """A shop in a file. Several processes may use one file.

    Its work is done in a thread of its own, so that the event loop never waits for the disk; what was begun
    is finished even if the task that asked for it is cancelled.

    Args:
        path: the database; made where there is none.
        name: the shop's name as it is said; empty for that of its catalogue.
        clock: the time, for orders and promises.
        options: what the settings say. Without a catalogue the file is taken as it is.

    Raises:
        StorageError: if the database cannot be opened, made or filled.
        SettingsError: if the catalogue cannot be read or does not fit.
    """

    capabilities = frozenset(
        {
            Capability.NAMES,
            Capability.SEARCH,
            Capability.PRODUCT,
            Capability.CART,
            Capability.CHECKOUT,
            Capability.LIST_ORDERS,
            Capability.REHEARSAL,
        }
    )

    def __init__(
        self,
        path: Path,
        *,
        name: str = "",
        clock: Clock | None = None,
        options: StoreOptions | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._options = options or StoreOptions()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=path.stem)
        self._closed = False
        try:
            self._database = self._thread.submit(_opened, path, self._options).result()
            self.name = name or self._thread.submit(self._read, _name).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def names(self) -> Names:
        """What its products and their options are called."""
        return await self._run(self._read, products.names)

    async def search(self, query: SearchQuery) -> Page[Product]:
        """Products that fit, best first; an empty page where none does."""
        return await self._run(self._read, partial(search, query=query))

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        """A product, its `variant` the one that has the selected options."""
        return await self._run(
            self._read, partial(products.find, product_id=product_id, selected=selected or {})
        )

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        """A new cart."""
        request = Request.of(key, "create_cart", buyer, *lines)
        return await self._run(self._change, request, Cart, partial(carts.create, lines=lines))

    async def cart(self, cart_id: str) -> Cart:
        """A cart as it is now, at today's prices."""
        return await self._run(self._read, partial(carts.read, cart_id=cart_id))

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        """Replace all lines of a cart."""
        request = Request.of(key, "update_cart", cart_id, *lines)
        return await self._run(self._change, request, Cart, partial(carts.fill, cart_id=cart_id, lines=lines))

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        """The quote: fulfilment options, totals, messages."""
        request = Request.of(key, "start_checkout", cart_id, buyer)
        address = buyer is not None and bool(buyer.address.strip())
        return await self._run(
            self._change, request, Checkout, partial(orders.start, cart_id=cart_id, address=address)
        )

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        """Buy. Refused as a conflict where the total is no longer `expected_total`, or too little is left."""
        if not payment.strip():
            raise StoreError(
                StoreErrorKind.UNAUTHORIZED, "There is nothing to pay with.", "Set the household's payment."
            )
        # Not the payment: an order asked for again after its token was changed is still the same order.
        request = Request.of(key, "place_order", checkout_id, expected_total)
        place = partial(orders.place, checkout_id=checkout_id, expected=expected_total)
        return await self._run(self._change, request, PlacedOrder, place)

    async def order(self, order_id: str) -> Order:
        """One order."""
        return await self._run(self._read, partial(orders.find, order_id=order_id))

    async def orders(self, limit: int) -> list[Order]:
        """The latest orders, newest first."""
        return await self._run(self._read, partial(orders.latest, limit=limit))

    async def close(self) -> None:
        """Finish what was begun, and let go of the file."""
        if self._closed:
            return
        await self._run(self._database.close)
        self._closed = True
        self._thread.shutdown()

    async def _run(self, work: Callable[..., T], *args: Any) -> T:
        if self._closed:
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop is closed.", "Start Aisle again.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args))
        except StorageError as error:
            raise StoreError(StoreErrorKind.UNREACHABLE, error.what, error.fix) from error

    # --- in the thread

    def _read(self, work: Callable[[Session], T]) -> T:
        with self._database.reading() as connection:
            return work(Session(connection, self._options.over(shop(connection)), self._clock.now()))

    def _change(self, request: Request, answer: type[M], effect: Callable[[Session], M]) -> M:
        with self._database.writing() as connection:
            session = Session(connection, self._options.over(shop(connection)), self._clock.now())
            return once(session, request, answer, effect)


def open_market(options: Mapping[str, Any], data_dir: Path) -> SqliteStore:
    """The market: groceries and household goods, delivered.

    Args:
        options: the settings' table for it.
        data_dir: the folder of `market.db`.

    Raises:
        SettingsError: if an option or the catalogue does not fit.
        StorageError: if the database cannot be opened, made or filled.
    """
    return _open("market", options, data_dir)


def open_coffee(options: Mapping[str, Any], data_dir: Path) -> SqliteStore:
    """The coffee shop: drinks made to order and picked up. Arguments and errors as for `open_market`."""
    return _open("coffee", options, data_dir)


def _open(name: str, options: Mapping[str, Any], data_dir: Path) -> SqliteStore:
    chosen = checked(StoreOptions, options, f"store {name}")
    catalogue = chosen.catalogue.expanduser() if chosen.catalogue else bundled(name)
    return SqliteStore(data_dir / f"{name}.db", options=chosen.model_copy(update={"catalogue": catalogue}))


def _opened(path: Path, options: StoreOptions) -> Database:
    database = Database(path, _SCHEMA.read_text(encoding="utf-8"), _VERSION, patience=options.patience)
    try:
        if options.catalogue is not None:
            seed(database, options.catalogue)
    except BaseException:
        database.close()
        raise
    return database


def _name(session: Session) -> str:
    return session.shop.name
