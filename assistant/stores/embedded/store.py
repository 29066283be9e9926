"""The embedded store behind its port, on any engine."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from assistant.ports import Clock, PaymentGateway
from assistant.shopping.aftersales import Done, HandOff, LineQuantity, OrderEvent, Outcome, Refused
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.categories import CategoryTree
from assistant.shopping.checkout import Checkout
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder, Spending
from assistant.shopping.prices import PriceHistory
from assistant.shopping.products import Names, Product, Relation
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.shopping.stores import Capability
from assistant.stores.embedded import addresses, aftersales, carts, checkouts, departments, products, records
from assistant.stores.embedded.cashier import Cashier
from assistant.stores.embedded.engine import Engine
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.idempotency import Request
from assistant.stores.embedded.ledger import TableLedger
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.transactions import Transactions
from assistant.stores.gateway import EmbeddedGateway
from assistant.stores.paying import instrument
from assistant.stores.terms import Shop


class SystemClock:
    """The system's time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()


class EmbeddedStore:
    """A shop in a database.

    Its work is done in threads, so that the event loop never waits for the disk; what was begun is finished
    even if the task that asked for it is cancelled. What happens by itself, a parcel that arrives, is looked
    after whenever somebody asks for orders.

    Args:
        open_engine: opens the database; called in a thread.
        finder: searches.
        name: the shop's name as it is said; empty for that of its catalogue.
        clock: the time, for orders, the carrier and everything that lapses.
        terms: changes the catalogue's terms to those of the settings.
        gateway: the payment service; None for the embedded one.

    Raises:
        StorageError: if the database cannot be opened, made or filled.
        SettingsError: if the catalogue cannot be read or does not fit.
    """

    capabilities = frozenset(Capability)

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        finder: Finder,
        *,
        name: str = "",
        clock: Clock | None = None,
        terms: Callable[[Shop], Shop] | None = None,
        gateway: PaymentGateway | None = None,
    ) -> None:
        self.finder = finder
        engine = open_engine()
        self._transactions = Transactions(engine, clock or SystemClock(), terms or _unchanged)
        self.gateway: PaymentGateway = gateway or EmbeddedGateway(TableLedger(engine))
        self._cashier = Cashier(self.gateway, self._transactions.read, self._transactions.write)
        self._placing: set[asyncio.Task[PlacedOrder]] = set()
        try:
            self.name = name or self._transactions.read_here(_name)
        except BaseException:
            engine.close()
            raise

    # the shelves

    async def names(self) -> Names:
        """What its products and their options are called."""
        return await self._transactions.read(products.names)

    async def search(self, query: SearchQuery) -> SearchPage:
        """Products that fit, best first, each with why; an empty page where none does."""
        return await self._transactions.read(partial(self.finder.search, query=query))

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        """A product, its `variant` the one that has the selected options."""
        return await self._transactions.read(
            partial(products.find, product_id=product_id, selected=selected or {})
        )

    async def related(self, product_id: str, relation: Relation, limit: int = 10) -> SearchPage:
        """Products that stand in a relation to one, best first."""
        related = partial(self.finder.related, product_id=product_id, relation=relation, limit=limit)
        return await self._transactions.read(related)

    async def categories(self) -> CategoryTree:
        """Its departments."""
        return await self._transactions.read(departments.tree)

    async def price_history(self, variant_id: str) -> PriceHistory:
        """What a variant has cost."""
        return await self._transactions.read(partial(products.price_history, variant_id=variant_id))

    # from the cart to the order

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        """A new cart."""
        request = Request.of(key, "create_cart", buyer, lines)
        return await self._transactions.once(request, Cart, partial(carts.create, lines=lines))

    async def cart(self, cart_id: str) -> Cart:
        """A cart as it is now, at today's prices."""
        return await self._transactions.read(partial(carts.read, cart_id=cart_id))

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        """Replace all lines of a cart."""
        request = Request.of(key, "update_cart", cart_id, lines)
        return await self._transactions.once(request, Cart, partial(carts.fill, cart_id=cart_id, lines=lines))

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        """The quote: fulfilment options, totals, messages. Its goods are held for a while."""
        await self._cashier.catch_up()
        await self._cashier.tidy()
        request = Request.of(key, "start_checkout", cart_id, buyer)
        return await self._transactions.once(
            request, Checkout, partial(checkouts.start, cart_id=cart_id, buyer=buyer)
        )

    async def update_checkout(
        self,
        checkout_id: str,
        *,
        destination: Destination | None = None,
        option_id: str | None = None,
        codes: Sequence[str] | None = None,
        key: str,
    ) -> Checkout:
        """The quote with something else chosen; what is None stays as it is."""
        request = Request.of(key, "update_checkout", checkout_id, destination, option_id, codes)
        change = partial(
            checkouts.update,
            checkout_id=checkout_id,
            destination=destination,
            option_id=option_id,
            codes=codes,
        )
        await self._cashier.tidy()
        return await self._transactions.once(request, Checkout, change)

    async def cancel_checkout(self, checkout_id: str, key: str) -> Checkout:
        """Let go of a quote and of what is held for it."""
        request = Request.of(key, "cancel_checkout", checkout_id)
        return await self._transactions.once(
            request, Checkout, partial(checkouts.cancel, checkout_id=checkout_id)
        )

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        """Buy. Refused as a conflict where the total is no longer `expected_total`, or too little is left."""
        paid_with = instrument(payment)
        task = asyncio.create_task(self._cashier.place(checkout_id, paid_with, expected_total, key))
        self._placing.add(task)
        task.add_done_callback(self._placed)
        return await asyncio.shield(task)

    # after the sale

    async def order(self, order_id: str) -> Order:
        """One order."""
        await self._cashier.catch_up()
        return await self._transactions.read(partial(records.find, order_id=order_id))

    async def orders(self, limit: int) -> list[Order]:
        """The latest orders, newest first."""
        await self._cashier.catch_up()
        return await self._transactions.read(partial(records.latest, limit=limit))

    async def cancel_order(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Cancel some pieces of an order; all of it where no lines are named."""
        request = Request.of(key, "cancel_order", order_id, lines, reason)
        cancel = partial(aftersales.cancel, order_id=order_id, lines=lines, reason=reason)
        return await self._after_sale(request, cancel)

    async def request_return(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Give some pieces of an order back for money; all that can be where no lines are named."""
        request = Request.of(key, "request_return", order_id, lines, reason)
        give_back = partial(aftersales.give_back, order_id=order_id, lines=lines, reason=reason)
        return await self._after_sale(request, give_back)

    async def exchange(
        self, order_id: str, line: LineQuantity, variant_id: str, reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Give some pieces of a line back for as many of a variant of the same product."""
        request = Request.of(key, "exchange", order_id, line, variant_id, reason)
        exchange = partial(
            aftersales.exchange, order_id=order_id, line=line, variant_id=variant_id, reason=reason
        )
        return await self._after_sale(request, exchange)

    async def spending(self, since: datetime | None = None, until: datetime | None = None) -> Spending:
        """What was spent on orders placed in a time, `until` excluded."""
        await self._cashier.catch_up()
        return await self._transactions.read(partial(records.spent, since=since, until=until))

    async def events(self, after: int = 0, limit: int = 100) -> list[OrderEvent]:
        """What happened to orders after the event of that sequence, oldest first."""
        await self._cashier.catch_up()
        return await self._transactions.read(partial(records.events, after=after, limit=limit))

    async def close(self) -> None:
        """Finish what was begun, and let go of the database."""
        if self._placing:
            await asyncio.wait(self._placing)
        await self._transactions.close()

    async def address(self, order_id: str) -> Destination | None:
        """Where an order's parcels go, for those who pack them; None where that is not known."""
        return await self._transactions.read(partial(addresses.of_order, order_id=order_id))

    def warm_up(self) -> None:
        """Begin with the work that the first search would wait for, in a thread; does not wait for it.

        What goes wrong there goes wrong in the first search again, which tells of it.
        """
        self._transactions.begin(self.get_ready)

    def get_ready(self) -> None:
        """Catch up with what the index lacks, and do the work that the first search would wait for."""
        at = self._transactions
        while at.are_open and at.read_here(self.finder.lacks):
            at.write_here(self.finder.complete)
        if at.are_open:
            at.read_here(self.finder.warm_up)

    # for those who fill the shelves

    def stocking(self) -> AbstractContextManager[Session]:
        """A transaction in which products are put on the shelves; waits for the disk."""
        return self._transactions.writing()

    def looking(self) -> AbstractContextManager[Session]:
        """A transaction in which the shelves are read; waits for the disk."""
        return self._transactions.reading()

    async def _after_sale(
        self, request: Request, effect: Callable[[Session], Done | HandOff | Refused]
    ) -> Done | HandOff | Refused:
        await self._cashier.catch_up()
        outcome = await self._transactions.once(request, Outcome, effect)
        await self._cashier.settle()
        return outcome

    def _placed(self, task: asyncio.Task[PlacedOrder]) -> None:
        self._placing.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked may have gone


def _unchanged(terms: Shop) -> Shop:
    return terms


def _name(session: Session) -> str:
    return session.shop.name
