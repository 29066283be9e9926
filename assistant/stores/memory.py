"""A store in memory, gone with the process: the port in its plainest form, on the rules of the others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from assistant.ports import Clock, PaymentGateway
from assistant.shopping.aftersales import Done, HandOff, LineQuantity, OrderEvent, Refused
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.categories import CategoryTree
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder, Spending
from assistant.shopping.prices import PriceHistory
from assistant.shopping.products import Names, Product, Relation
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind
from assistant.stores import memory_buying as buying
from assistant.stores import memory_orders as paid
from assistant.stores import memory_shelves as shelves
from assistant.stores import paying
from assistant.stores.catalogue import Catalogue
from assistant.stores.gateway import EmbeddedGateway, MemoryLedger
from assistant.stores.memory_book import Book
from assistant.stores.memory_cashier import MemoryCashier
from assistant.stores.memory_search import found, related
from assistant.stores.memory_state import Desk, State
from assistant.stores.rules.addresses import at_first, changed
from assistant.stores.rules.agreeing import over
from assistant.stores.rules.cancelling import canceled
from assistant.stores.rules.exchanging import exchanged
from assistant.stores.rules.offering import chosen, unknown_variant
from assistant.stores.rules.quotes import chosen_at_first, rechosen
from assistant.stores.rules.records import Effects, Record
from assistant.stores.rules.returning import Asked, asked, returned
from assistant.stores.rules.views import spending, view

T = TypeVar("T")
_EARLIEST, _LATEST = 0.0, 1e12


class MemoryStore:
    """A shop in memory, for one event loop.

    Every change is made in a copy of what the store knows, which is kept if it succeeds.

    Args:
        catalogue: what it sells, and on which terms.
        clock: the time.
        gateway: the payment service; None for the embedded one, in memory.
    """

    capabilities = frozenset(Capability)

    def __init__(self, catalogue: Catalogue, clock: Clock, gateway: PaymentGateway | None = None) -> None:
        self.name = catalogue.shop.name
        self.gateway: PaymentGateway = gateway or EmbeddedGateway(MemoryLedger())
        listings = {listing.id: listing for listing in catalogue.listings()}
        stock = {variant.id: variant.stock for each in listings.values() for variant in each.variants}
        departments = tuple(catalogue.departments())
        state = State(catalogue.shop, listings, stock, departments, clock.now())
        self.book = Book(state, clock)
        self._cashier = MemoryCashier(self.book, self.gateway)

    # the shelves

    async def names(self) -> Names:
        """What its products and their options are called."""
        return shelves.names(self.book.open())

    async def search(self, query: SearchQuery) -> SearchPage:
        """Products that fit, best first, each with why; an empty page where none does."""
        filters = shelves.with_department(self.book.open(), query.filters)
        return found(
            shelves.products(self.book.state, self._now), query.model_copy(update={"filters": filters})
        )

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        """A product, its `variant` the one that has the selected options."""
        return chosen(shelves.known(self.book.open(), product_id, self._now), selected or {})

    async def related(self, product_id: str, relation: Relation, limit: int = 10) -> SearchPage:
        """Products of the same category that stand in a relation to one."""
        state = self.book.open()
        one, listing = shelves.known(state, product_id, self._now), state.listings[product_id]
        named = {Relation.SUBSTITUTE: listing.substitutes, Relation.BOUGHT_WITH: listing.bought_with}
        others = related(one, shelves.products(state, self._now), relation, named.get(relation, ()))
        return SearchPage(items=tuple(others[:limit]), total=len(others))

    async def categories(self) -> CategoryTree:
        """Its departments."""
        return shelves.departments(self.book.open())

    async def price_history(self, variant_id: str) -> PriceHistory:
        """What a variant has cost."""
        return shelves.price_history(self.book.open(), variant_id)

    # from the cart to the order

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        """A new cart."""

        def create(state: State) -> Cart:
            cart_id = uuid4().hex
            state.carts[cart_id] = {}
            return buying.fill(state, cart_id, lines, self._now)

        return self.book.once(key, ("create_cart", tuple(lines), buyer), create)

    async def cart(self, cart_id: str) -> Cart:
        """A cart as it is now, at today's prices."""
        return buying.read_cart(self.book.open(), cart_id, self._now)

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        """Replace all lines of a cart."""
        asked = ("update_cart", cart_id, tuple(lines))
        return self.book.once(key, asked, lambda state: buying.fill(state, cart_id, lines, self._now))

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        """The quote: fulfilment options, totals, messages."""
        await self._cashier.catch_up()

        def start(state: State) -> Checkout:
            made = buying.checkout(state, uuid4().hex, cart_id, chosen_at_first(buyer), self._now)
            buying.keep_address(state, made.id, at_first(buyer))
            return made

        return self.book.once(key, ("start_checkout", cart_id, buyer), start)

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

        def update(state: State) -> Checkout:
            desk = self._live(state, checkout_id)
            choices = rechosen(desk.choices, destination, option_id, codes)
            buying.keep_address(state, checkout_id, changed(state.addresses.get(checkout_id), destination))
            return buying.checkout(state, checkout_id, desk.cart_id, choices, self._now)

        asked = (checkout_id, destination, option_id, None if codes is None else tuple(codes))
        return self.book.once(key, ("update_checkout", *asked), update)

    async def cancel_checkout(self, checkout_id: str, key: str) -> Checkout:
        """Let go of a quote and of what is held for it."""

        def cancel(state: State) -> Checkout:
            self._live(state, checkout_id)
            buying.let_go(state, [checkout_id])
            buying.keep_address(state, checkout_id, None)
            return buying.set_status(state, checkout_id, CheckoutStatus.CANCELED)

        return self.book.once(key, ("cancel_checkout", checkout_id), cancel)

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        """Buy. Refused as a conflict where the total is no longer `expected_total`."""
        paid_with = paying.instrument(payment)
        request = ("place_order", checkout_id, expected_total)
        if key in self.book.open().answers:
            return self.book.once(key, request, _never)
        now = self._now
        begun = self.book.change(lambda state: paid.begin(state, checkout_id, expected_total, key, now))
        reference = await self._cashier.held(begun, paid_with)
        return self.book.once(key, request, lambda state: paid.finish(state, begun, reference, self._now))

    # after the sale

    async def order(self, order_id: str) -> Order:
        """One order."""
        await self._cashier.catch_up()
        if order_id not in self.book.state.orders:
            raise StoreError(
                StoreErrorKind.NOT_FOUND, "The shop has no such order.", "Look at your latest orders."
            )
        return self._view(self.book.state.orders[order_id])

    async def orders(self, limit: int) -> list[Order]:
        """The latest orders, newest first."""
        await self._cashier.catch_up()
        newest = list(reversed(self.book.state.orders.values()))
        return list(map(self._view, newest[: max(0, limit)]))

    async def cancel_order(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Cancel some pieces of an order; all of it where no lines are named."""
        request = ("cancel_order", order_id, tuple(lines), reason)
        return await self._after_sale(
            key, request, order_id, lambda record: canceled(record, lines, reason, self._now)
        )

    async def request_return(
        self, order_id: str, lines: Sequence[LineQuantity], reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Give some pieces of an order back for money; all that can be where no lines are named."""
        shop = self.book.state.shop

        def given(record: Record) -> tuple[Record, Effects, Done | HandOff | Refused]:
            wish = asked(record, lines, reason, shop, self._now)
            if not isinstance(wish, Asked):
                return record, Effects(), wish
            return returned(record, wish, shop, self._now)

        return await self._after_sale(
            key, ("request_return", order_id, tuple(lines), reason), order_id, given
        )

    async def exchange(
        self, order_id: str, line: LineQuantity, variant_id: str, reason: str, key: str
    ) -> Done | HandOff | Refused:
        """Give some pieces of a line back for as many of a variant of the same product."""
        wanted = shelves.sold(self.book.open(), variant_id, self._now)
        if wanted is None:
            raise unknown_variant()
        return await self._after_sale(
            key,
            ("exchange", order_id, line, variant_id, reason),
            order_id,
            lambda record: exchanged(record, line, wanted, reason, self.book.state.shop, self._now),
        )

    async def spending(self, since: datetime | None = None, until: datetime | None = None) -> Spending:
        """What was spent on orders placed in a time, `until` excluded."""
        await self._cashier.catch_up()
        first = since.timestamp() if since else _EARLIEST
        last = until.timestamp() if until else _LATEST
        records = [record for record in self.book.state.orders.values() if first <= record.placed_at < last]
        return spending(records, self.book.state.shop.currency, since, until)

    async def events(self, after: int = 0, limit: int = 100) -> list[OrderEvent]:
        """What happened to orders after the event of that sequence, oldest first."""
        await self._cashier.catch_up()
        return self.book.state.events[max(0, after) :][: max(0, limit)]

    async def address(self, order_id: str) -> Destination | None:
        """Where an order's parcels go, for those who pack them; None where that is not known."""
        placed = {each.order_id: each.checkout_id for each in self.book.open().payments.values()}
        known = self.book.state.addresses
        return known.get(placed.get(order_id, "")) if order_id in self.book.state.orders else None

    async def close(self) -> None:
        """Forget everything."""
        self.book.close()

    # --- what is known

    @property
    def _now(self) -> float:
        return self.book.now

    def _live(self, state: State, checkout_id: str) -> Desk:
        desk = buying.found_desk(state, checkout_id)
        if refused := over(desk.quote.status):
            raise refused
        return desk

    def _view(self, record: Record) -> Order:
        events = [event for event in self.book.state.events if event.order_id == record.id]
        return view(record, self.book.state.shop, self._now, events)

    async def _after_sale(
        self,
        key: str,
        request: tuple[object, ...],
        order_id: str,
        action: Callable[[Record], tuple[Record, Effects, Done | HandOff | Refused]],
    ) -> Done | HandOff | Refused:
        await self._cashier.catch_up()
        outcome = self.book.once(key, request, lambda state: paid.change(state, order_id, action))
        await self._cashier.settle()
        return outcome


def _never(state: State) -> PlacedOrder:
    raise AssertionError(state)
