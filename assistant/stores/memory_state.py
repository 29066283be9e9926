"""What the store in memory knows, and how carts, checkouts and orders change it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar
from uuid import uuid4

from assistant.shopping.aftersales import OrderEvent
from assistant.shopping.carts import Cart, LineRequest
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.listings import Listing
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.products import Product
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.paying import CAPTURE, REFUND, VOID
from assistant.stores.rules.agreeing import check_agreed, over
from assistant.stores.rules.lines import Picked, joined, no_longer_sold, priced
from assistant.stores.rules.offering import as_variant, offered, parts
from assistant.stores.rules.placing import Draft, drafted, ordered
from assistant.stores.rules.quotes import STOCK, Basis, Choices, Hold, Quote, quote
from assistant.stores.rules.records import Effects, Record
from assistant.stores.terms import Shop

T = TypeVar("T")
GIVEN_UP_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Desk:
    """A checkout."""

    cart_id: str
    choices: Choices
    quote: Checkout


@dataclass(frozen=True, slots=True)
class Paying:
    """A payment."""

    id: str
    checkout_id: str
    order_id: str
    key: str
    amount: Money
    begun_at: float
    draft: Draft
    state: str = "begun"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that the payment service is still to be told."""

    id: str
    order_id: str
    kind: str
    amount: int = 0
    adjustment_id: str = ""


@dataclass(slots=True)
class State:
    """All that the store knows; what the containers hold never changes, so that a copy of them is a copy."""

    shop: Shop
    listings: dict[str, Listing]
    stock: dict[str, int | None]
    """What nobody holds, by variant."""
    carts: dict[str, dict[str, int]] = field(default_factory=dict)
    checkouts: dict[str, Desk] = field(default_factory=dict)
    holds: dict[str, tuple[tuple[Hold, ...], float]] = field(default_factory=dict)
    """What is held for a checkout, and until when."""
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)
    payments: dict[str, Paying] = field(default_factory=dict)
    orders: dict[str, Record] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    events: list[OrderEvent] = field(default_factory=list)
    answers: dict[str, tuple[tuple[object, ...], object]] = field(default_factory=dict)
    """What was asked with a key, and what was answered."""

    def copied(self) -> "State":
        """The same, to be changed without changing this one."""
        return State(**{each.name: copy(getattr(self, each.name)) for each in fields(self)})


# --- the shelves


def product(state: State, product_id: str, now: float) -> Product | None:
    """A product with what is left of it."""
    listing = state.listings.get(product_id)
    if listing is None:
        return None
    found = offered(listing, state.shop.currency, now)
    variants = tuple(
        variant.model_copy(update={"stock": state.stock.get(variant.id)})
        for variant in found.variants or (found.variant,)
    )
    return found.model_copy(update={"variant": variants[0], "variants": variants if found.variants else ()})


def sold(state: State, variant_id: str, now: float) -> Product | None:
    """The product that is sold as a variant.

    Raises:
        StoreError: if it is no variant's id at all.
    """
    base = parts(variant_id)[0]
    for listing in state.listings.values():
        if any(variant.id == base for variant in listing.variants):
            found = product(state, listing.id, now)
            return None if found is None else _as(found, variant_id)
    return None


def _as(found: Product, variant_id: str) -> Product | None:
    try:
        return as_variant(found, variant_id)
    except StoreError:
        return None


# --- carts


def fill(state: State, cart_id: str, lines: Sequence[LineRequest], now: float) -> Cart:
    """Replace all lines of a cart; what is held for it is given back."""
    _cart(state, cart_id)
    let_go(state, [name for name, desk in state.checkouts.items() if desk.cart_id == cart_id])
    asked = {line.variant_id: sold(state, line.variant_id, now) for line in lines}
    products = {name: found for name, found in asked.items() if found is not None}
    state.carts[cart_id] = joined(lines, state.shop.currency, products)
    return read_cart(state, cart_id, now)


def read_cart(state: State, cart_id: str, now: float) -> Cart:
    """A cart at today's prices."""
    picked, _ = contents(state, cart_id, now)
    lines = tuple(priced(found, quantity) for found, quantity in picked)
    subtotal = Money(amount=sum(line.total.amount for line in lines), currency=state.shop.currency)
    return Cart(id=cart_id, lines=lines, subtotal=subtotal)


def contents(state: State, cart_id: str, now: float) -> tuple[tuple[Picked, ...], tuple[str, ...]]:
    """What is sold of a cart, and what cannot be bought any more."""
    found = [(sold(state, name, now), name, count) for name, count in _cart(state, cart_id).items()]
    picked = tuple((each, count) for each, _, count in found if each is not None)
    return picked, tuple(parts(name)[0] for each, name, _ in found if each is None)


def _cart(state: State, cart_id: str) -> dict[str, int]:
    if cart_id not in state.carts:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such cart.", "Begin a new one.")
    return state.carts[cart_id]


# --- holds


def let_go(state: State, checkout_ids: Iterable[str]) -> None:
    """Give back what is held for some checkouts; not what is just being paid."""
    for name in checkout_ids:
        if state.checkouts[name].quote.status == CheckoutStatus.IN_PROGRESS:
            continue
        for hold in state.holds.pop(name, ((), 0.0))[0]:
            if hold.kind == STOCK:
                restock(state, hold.item, hold.quantity)
            else:
                state.uses[hold.kind, hold.item] -= hold.quantity


def let_go_lapsed(state: State, now: float) -> None:
    """Give back what was held for too long."""
    let_go(state, [name for name, (_, until) in state.holds.items() if until <= now])


def restock(state: State, item: str, count: int) -> None:
    """Put so many of a variant on the shelf; off it where negative."""
    left = state.stock.get(item)
    if left is None:
        return
    if left + count < 0:
        raise StoreError(StoreErrorKind.CONFLICT, "There are no longer as many of it.", "Take fewer.")
    state.stock[item] = left + count


def _hold(state: State, made: Quote, until: float) -> None:
    for hold in made.holds:
        if hold.kind == STOCK:
            restock(state, hold.item, -hold.quantity)
        else:
            state.uses[hold.kind, hold.item] += hold.quantity
    state.holds[made.checkout.id] = (made.holds, until)


# --- checkouts


def checkout(state: State, checkout_id: str, cart_id: str, choices: Choices, now: float) -> Checkout:
    """Quote a cart, and hold what is in it."""
    let_go(state, [name for name, desk in state.checkouts.items() if desk.cart_id == cart_id])
    let_go_lapsed(state, now)
    made, _ = _quoted(state, checkout_id, cart_id, choices, now)
    state.checkouts[checkout_id] = Desk(cart_id, choices, made.checkout)
    if made.checkout.status in {CheckoutStatus.READY, CheckoutStatus.NEEDS_BUYER}:
        _hold(state, made, now + 60 * state.shop.hold)
    return made.checkout


def found_desk(state: State, checkout_id: str) -> Desk:
    """A checkout."""
    if checkout_id not in state.checkouts:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such checkout.", "Check out again.")
    return state.checkouts[checkout_id]


def set_status(state: State, checkout_id: str, status: CheckoutStatus) -> Checkout:
    """Change how far a checkout has come."""
    desk = state.checkouts[checkout_id]
    changed = desk.quote.model_copy(update={"status": status})
    state.checkouts[checkout_id] = Desk(desk.cart_id, desk.choices, changed)
    return changed


def _quoted(
    state: State, checkout_id: str, cart_id: str, choices: Choices, now: float
) -> tuple[Quote, tuple[Picked, ...]]:
    picked, gone = contents(state, cart_id, now)
    if not picked:
        raise StoreError(StoreErrorKind.CONFLICT, "The cart is empty.")
    basis = Basis(
        checkout_id=checkout_id,
        picked=picked,
        shop=state.shop,
        choices=choices,
        now=now,
        taken=state.uses,
        messages=tuple(map(no_longer_sold, gone)),
    )
    return quote(basis), picked


# --- orders


def begin(state: State, checkout_id: str, expected: Money, key: str, now: float) -> Paying:
    """Make ready to pay."""
    desk = found_desk(state, checkout_id)
    for paying in state.payments.values():
        if paying.checkout_id == checkout_id and paying.key == key and paying.state == "begun":
            return paying
    if refused := over(desk.quote.status):
        raise refused
    let_go(state, [checkout_id])
    let_go_lapsed(state, now)
    made, picked = _quoted(state, checkout_id, desk.cart_id, desk.choices, now)
    check_agreed(made, desk.quote, expected)
    _hold(state, made, now + GIVEN_UP_AFTER)
    set_status(state, checkout_id, CheckoutStatus.IN_PROGRESS)
    draft = drafted(made, picked)
    paying = Paying(uuid4().hex, checkout_id, uuid4().hex, key, expected, now, draft)
    state.payments[paying.id] = paying
    return paying


def finish(state: State, paying: Paying, reference: str, now: float) -> PlacedOrder:
    """Turn what is paid into an order."""
    if state.payments[paying.id].state != "begun":
        raise StoreError(StoreErrorKind.CONFLICT, "The payment took too long.", "Check out again.")
    record, placed = ordered(paying.draft, paying.order_id, len(state.orders), state.shop, now)
    state.orders[record.id] = record
    state.payments[paying.id] = replace(paying, state="authorised", reference=reference)
    state.holds.pop(paying.checkout_id, None)
    set_status(state, paying.checkout_id, CheckoutStatus.COMPLETED)
    state.carts[state.checkouts[paying.checkout_id].cart_id] = {}
    _tell(state, [placed])
    return PlacedOrder(order_id=record.id, number=record.number, total=record.total)


def give_up(state: State, paying: Paying, status: CheckoutStatus, now: float) -> None:
    """Note that nothing was paid."""
    if state.payments[paying.id].state != "begun":
        return
    state.payments[paying.id] = replace(paying, state="given up")
    set_status(state, paying.checkout_id, status)
    if status is CheckoutStatus.CANCELED:
        let_go(state, [paying.checkout_id])
    else:
        state.holds[paying.checkout_id] = (state.holds[paying.checkout_id][0], now + 60 * state.shop.hold)


def change(state: State, order_id: str, action: Callable[[Record], tuple[Record, Effects, T]]) -> T:
    """Do something with an order, and what follows from it."""
    if order_id not in state.orders:
        raise StoreError(
            StoreErrorKind.NOT_FOUND, "The shop has no such order.", "Look at your latest orders."
        )
    state.orders[order_id], effects, answer = action(state.orders[order_id])
    for item, count in effects.restock.items():
        restock(state, item, count)
    wanted = [(CAPTURE, effects.capture, "")] if effects.capture else []
    wanted += [(REFUND, amount, adjustment) for adjustment, amount in effects.refunds]
    wanted += [(VOID, 0, "")] if effects.void else []
    state.tellings = [*state.tellings, *(Telling(uuid4().hex, order_id, *each) for each in wanted)]
    _tell(state, effects.events)
    return answer


def _tell(state: State, events: Sequence[OrderEvent]) -> None:
    first = len(state.events) + 1
    told = [
        event.model_copy(update={"sequence": sequence}) for sequence, event in enumerate(events, start=first)
    ]
    state.events = [*state.events, *told]
