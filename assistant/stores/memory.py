"""A store in memory, gone with the process: the port in its plainest form, on the rules of the others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from assistant.ports import Clock, PaymentGateway
from assistant.shopping.aftersales import Done, HandOff, LineQuantity, OrderEvent, Refused
from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.categories import Category, CategoryTree, category_id
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.fulfilment import Destination
from assistant.shopping.listings import Listing
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder, Spending
from assistant.shopping.payment import PaymentInstrument
from assistant.shopping.prices import PriceHistory, PricePoint
from assistant.shopping.products import Names, Product, Relation
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind
from assistant.stores import memory_state as st
from assistant.stores import paying
from assistant.stores.catalogue import Catalogue
from assistant.stores.gateway import EmbeddedGateway, MemoryLedger
from assistant.stores.memory_search import found, related
from assistant.stores.rules.advancing import advanced
from assistant.stores.rules.agreeing import over
from assistant.stores.rules.cancelling import canceled
from assistant.stores.rules.exchanging import exchanged
from assistant.stores.rules.naming import Naming
from assistant.stores.rules.offering import chosen, parts, unknown_variant
from assistant.stores.rules.quotes import chosen_at_first, rechosen
from assistant.stores.rules.records import Effects, Record
from assistant.stores.rules.returning import Asked, asked, refunded, returned
from assistant.stores.rules.times import local
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
        self._clock = clock
        listings = {listing.id: listing for listing in catalogue.listings()}
        stock = {variant.id: variant.stock for each in listings.values() for variant in each.variants}
        self._state = st.State(catalogue.shop, listings, stock)
        self._opened_at = clock.now()
        self._closed = False

    # the shelves

    async def names(self) -> Names:
        """What its products and their options are called."""
        naming = Naming()
        for listing in self._open().listings.values():
            groups = tuple(
                (group.name, tuple(value.value for value in group.values)) for group in listing.options
            )
            naming.add((listing.name, *listing.aliases), listing.brand, listing.content, groups)
        return naming.names()

    async def search(self, query: SearchQuery) -> SearchPage:
        """Products that fit, best first, each with why; an empty page where none does."""
        return found(self._products(), query)

    async def product(self, product_id: str, selected: Mapping[str, str] | None = None) -> Product:
        """A product, its `variant` the one that has the selected options."""
        return chosen(self._product(product_id), selected or {})

    async def related(self, product_id: str, relation: Relation, limit: int = 10) -> SearchPage:
        """Products of the same category that stand in a relation to one."""
        listing = self._open().listings.get(product_id)
        one = self._product(product_id)
        assert listing is not None
        named = {Relation.SUBSTITUTE: listing.substitutes, Relation.BOUGHT_WITH: listing.bought_with}
        others = related(one, self._products(), relation, named.get(relation, ()))
        return SearchPage(items=tuple(others[:limit]), total=len(others))

    async def categories(self) -> CategoryTree:
        """Its departments."""
        paths = {
            listing.category_path[:length]: None
            for listing in self._open().listings.values()
            for length in range(1, len(listing.category_path) + 1)
        }
        return CategoryTree(
            categories=tuple(
                Category(id=category_id(path), name=path[-1], parent=category_id(path[:-1]) or None)
                for path in paths
            )
        )

    async def price_history(self, variant_id: str) -> PriceHistory:
        """What a variant has cost."""
        base = parts(variant_id)[0]
        for listing in self._open().listings.values():
            for variant in listing.variants:
                if variant.id == base:
                    return self._history(listing, base)
        raise unknown_variant()

    # from the cart to the order

    async def create_cart(self, lines: Sequence[LineRequest], buyer: Buyer | None, key: str) -> Cart:
        """A new cart."""

        def create(state: st.State) -> Cart:
            cart_id = uuid4().hex
            state.carts[cart_id] = {}
            return st.fill(state, cart_id, lines, self._now)

        return self._once(key, ("create_cart", tuple(lines), buyer), create)

    async def cart(self, cart_id: str) -> Cart:
        """A cart as it is now, at today's prices."""
        return st.read_cart(self._open(), cart_id, self._now)

    async def update_cart(self, cart_id: str, lines: Sequence[LineRequest], key: str) -> Cart:
        """Replace all lines of a cart."""
        asked = ("update_cart", cart_id, tuple(lines))
        return self._once(key, asked, lambda state: st.fill(state, cart_id, lines, self._now))

    async def start_checkout(self, cart_id: str, buyer: Buyer | None, key: str) -> Checkout:
        """The quote: fulfilment options, totals, messages."""
        await self._catch_up()

        def start(state: st.State) -> Checkout:
            return st.checkout(state, uuid4().hex, cart_id, chosen_at_first(buyer), self._now)

        return self._once(key, ("start_checkout", cart_id, buyer), start)

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

        def update(state: st.State) -> Checkout:
            desk = self._live(state, checkout_id)
            choices = rechosen(desk.choices, destination, option_id, codes)
            return st.checkout(state, checkout_id, desk.cart_id, choices, self._now)

        asked = (checkout_id, destination, option_id, None if codes is None else tuple(codes))
        return self._once(key, ("update_checkout", *asked), update)

    async def cancel_checkout(self, checkout_id: str, key: str) -> Checkout:
        """Let go of a quote and of what is held for it."""

        def cancel(state: st.State) -> Checkout:
            self._live(state, checkout_id)
            st.let_go(state, [checkout_id])
            return st.set_status(state, checkout_id, CheckoutStatus.CANCELED)

        return self._once(key, ("cancel_checkout", checkout_id), cancel)

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        """Buy. Refused as a conflict where the total is no longer `expected_total`."""
        paid_with = paying.instrument(payment)
        request = ("place_order", checkout_id, expected_total)
        if key in self._open().answers:
            return self._once(key, request, _never)
        now = self._now
        begun = self._change(lambda state: st.begin(state, checkout_id, expected_total, key, now))
        reference = await self._held(begun, paid_with)
        return self._once(key, request, lambda state: st.finish(state, begun, reference, self._now))

    # after the sale

    async def order(self, order_id: str) -> Order:
        """One order."""
        await self._catch_up()
        if order_id not in self._state.orders:
            raise StoreError(
                StoreErrorKind.NOT_FOUND, "The shop has no such order.", "Look at your latest orders."
            )
        return self._view(self._state.orders[order_id])

    async def orders(self, limit: int) -> list[Order]:
        """The latest orders, newest first."""
        await self._catch_up()
        newest = list(reversed(self._state.orders.values()))
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
        shop = self._state.shop

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
        wanted = st.sold(self._open(), variant_id, self._now)
        if wanted is None:
            raise unknown_variant()
        return await self._after_sale(
            key,
            ("exchange", order_id, line, variant_id, reason),
            order_id,
            lambda record: exchanged(record, line, wanted, reason, self._state.shop, self._now),
        )

    async def spending(self, since: datetime | None = None, until: datetime | None = None) -> Spending:
        """What was spent on orders placed in a time, `until` excluded."""
        await self._catch_up()
        first = since.timestamp() if since else _EARLIEST
        last = until.timestamp() if until else _LATEST
        records = [record for record in self._state.orders.values() if first <= record.placed_at < last]
        return spending(records, self._state.shop.currency, since, until)

    async def events(self, after: int = 0, limit: int = 100) -> list[OrderEvent]:
        """What happened to orders after the event of that sequence, oldest first."""
        await self._catch_up()
        return self._state.events[max(0, after) :][: max(0, limit)]

    async def close(self) -> None:
        """Forget everything."""
        self._closed = True

    # --- what is known

    @property
    def _now(self) -> float:
        return self._clock.now()

    def _open(self) -> st.State:
        if self._closed:
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop is closed.", "Start Aisle again.")
        return self._state

    def _change(self, effect: Callable[[st.State], T]) -> T:
        state = self._open().copied()
        done = effect(state)
        self._state = state
        return done

    def _once(self, key: str, request: tuple[object, ...], effect: Callable[[st.State], T]) -> T:
        before: Any = self._open().answers.get(key)
        if before is not None and before[0] != request:
            raise StoreError(
                StoreErrorKind.CONFLICT,
                "This request was sent before with other contents.",
                "Send it as a new one.",
            )
        if before is not None:
            answer: T = before[1]
            return answer

        def kept(state: st.State) -> T:
            done = effect(state)
            state.answers[key] = (request, done)
            return done

        return self._change(kept)

    def _live(self, state: st.State, checkout_id: str) -> st.Desk:
        desk = st.found_desk(state, checkout_id)
        if refused := over(desk.quote.status):
            raise refused
        return desk

    def _products(self) -> list[Product]:
        found = (st.product(self._open(), name, self._now) for name in self._state.listings)
        return [product for product in found if product is not None]

    def _product(self, product_id: str) -> Product:
        found = st.product(self._open(), product_id, self._now)
        if found is None:
            raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such product.", "Look for it again.")
        return found

    def _history(self, listing: Listing, variant_id: str) -> PriceHistory:
        variant = next(each for each in listing.variants if each.id == variant_id)
        points = [*variant.history, (self._opened_at, variant.price)]
        currency = variant.currency or self._state.shop.currency
        return PriceHistory(
            variant_id=variant_id,
            points=tuple(
                PricePoint(since=local(since), price=Money(amount=price, currency=currency))
                for since, price in points
            ),
        )

    def _view(self, record: Record) -> Order:
        events = [event for event in self._state.events if event.order_id == record.id]
        return view(record, self._state.shop, self._now, events)

    # --- paying, and what happens by itself

    async def _held(self, begun: st.Paying, paid_with: PaymentInstrument) -> str:
        try:
            return await paying.held(self.gateway, begun.amount, paid_with, begun.id)
        except StoreError as error:
            if error.kind is StoreErrorKind.DECLINED:
                self._change(lambda state: st.give_up(state, begun, CheckoutStatus.READY, self._now))
            raise

    async def _after_sale(
        self,
        key: str,
        request: tuple[object, ...],
        order_id: str,
        action: Callable[[Record], tuple[Record, Effects, Done | HandOff | Refused]],
    ) -> Done | HandOff | Refused:
        await self._catch_up()
        outcome = self._once(key, request, lambda state: st.change(state, order_id, action))
        await self._settle()
        return outcome

    async def _catch_up(self) -> None:
        now = self._now
        for record in list(self._open().orders.values()):
            if record.next_at is not None and record.next_at <= now:
                self._change(partial(_advance, order_id=record.id, now=now))
        await self._settle()
        for begun in list(self._state.payments.values()):
            forgotten = begun.state == "begun" and begun.begun_at + st.GIVEN_UP_AFTER <= now
            if forgotten and await paying.freed(self.gateway, begun.id):
                self._change(partial(st.give_up, paying=begun, status=CheckoutStatus.CANCELED, now=now))

    async def _settle(self) -> None:
        payments = {each.order_id: each for each in self._state.payments.values()}
        for telling in list(self._state.tellings):
            payment = payments[telling.order_id]
            amount = Money(amount=telling.amount, currency=payment.amount.currency)
            done = await paying.tell(self.gateway, telling.kind, payment.reference, amount, telling.id)
            if done is None:
                return
            self._note(telling, done=done)

    def _note(self, telling: st.Telling, *, done: bool) -> None:
        def noted(state: st.State) -> None:
            if telling not in state.tellings:
                return
            state.tellings.remove(telling)
            if telling.adjustment_id:
                st.change(
                    state,
                    telling.order_id,
                    lambda record: (
                        *refunded(record, telling.adjustment_id, self._now, done=done),
                        None,
                    ),
                )

        self._change(noted)


def _never(state: st.State) -> PlacedOrder:
    raise AssertionError(state)


def _advance(state: st.State, order_id: str, now: float) -> None:
    st.change(state, order_id, lambda record: (*advanced(record, now), None))
