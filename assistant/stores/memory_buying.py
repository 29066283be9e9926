"""From the cart to the quote, in the store in memory."""

from collections.abc import Iterable, Sequence

from assistant.shopping.carts import Cart, LineRequest
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import Money
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.memory_shelves import sold
from assistant.stores.memory_state import Desk, State
from assistant.stores.rules.lines import Picked, joined, priced
from assistant.stores.rules.offering import parts
from assistant.stores.rules.quotes import STOCK, Basis, Choices, Quote, quote

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


def hold(state: State, made: Quote, until: float) -> None:
    """Hold what a quote is for, until a time."""
    for each in made.holds:
        if each.kind == STOCK:
            restock(state, each.item, -each.quantity)
        else:
            state.uses[each.kind, each.item] += each.quantity
    state.holds[made.checkout.id] = (made.holds, until)


# --- checkouts


def checkout(state: State, checkout_id: str, cart_id: str, choices: Choices, now: float) -> Checkout:
    """Quote a cart, and hold what is in it."""
    let_go(state, [name for name, desk in state.checkouts.items() if desk.cart_id == cart_id])
    let_go_lapsed(state, now)
    made, _ = quoted(state, checkout_id, cart_id, choices, now)
    state.checkouts[checkout_id] = Desk(cart_id, choices, made.checkout)
    if made.checkout.status in {CheckoutStatus.READY, CheckoutStatus.NEEDS_BUYER}:
        hold(state, made, now + 60 * state.shop.hold)
    return made.checkout


def keep_address(state: State, checkout_id: str, destination: Destination | None) -> None:
    """Remember where the parcels of a checkout go; None forgets it."""
    state.addresses.pop(checkout_id, None)
    if destination is not None:
        state.addresses[checkout_id] = destination


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


def quoted(
    state: State, checkout_id: str, cart_id: str, choices: Choices, now: float
) -> tuple[Quote, tuple[Picked, ...]]:
    """The quote for a cart, and what of it is sold."""
    picked, gone = contents(state, cart_id, now)
    basis = Basis(
        checkout_id=checkout_id,
        picked=picked,
        gone=gone,
        shop=state.shop,
        choices=choices,
        now=now,
        taken=state.uses,
    )
    return quote(basis), picked
