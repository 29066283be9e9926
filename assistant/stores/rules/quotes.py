"""What a cart costs on the shop's terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from assistant.shopping.carts import Buyer
from assistant.shopping.checkout import Checkout, CheckoutStatus, TotalLine
from assistant.shopping.fulfilment import Destination, FulfilmentKind
from assistant.shopping.messages import Message, MessageCode, Severity
from assistant.shopping.money import Money
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.rules.areas import settled
from assistant.stores.rules.coupons import MOST_CODES, Discounts, discounts
from assistant.stores.rules.delivery import Way, unreachable, ways
from assistant.stores.rules.lines import Picked, no_longer_sold, priced, shortages
from assistant.stores.rules.offering import parts
from assistant.stores.rules.taxes import taxes
from assistant.stores.terms import Shop

STOCK, WINDOW, COUPON = "stock", "window", "coupon"
"""What can be held."""
_LONGEST_CODE = 40


class Choices(BaseModel):
    """What the buyer has chosen for a checkout. Holds no address, only whether there is one."""

    model_config = ConfigDict(frozen=True)

    address: bool = False
    destination: Destination | None = None
    """Without its address."""
    option_id: str = ""
    """Empty for the usual way."""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that is held for a checkout."""

    kind: str
    item: str
    quantity: int
    limit: int | None = None
    """Of uses, how many there may be in all; None for stock, which knows its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a quote is made from."""

    checkout_id: str
    picked: tuple[Picked, ...]
    """What is sold of the cart. Stock counts without what this checkout holds itself."""
    shop: Shop
    choices: Choices
    now: float
    """Seconds since 1970."""
    taken: Mapping[tuple[str, str], int]
    """How often others have taken windows and coupons, by kind and item."""
    gone: tuple[str, ...] = ()
    """Names of what is in the cart, but not sold any more."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A checkout, and what the shop needs for turning it into an order."""

    checkout: Checkout
    paid: tuple[int, ...]
    """What each line costs with its part of discounts and taxes, in minor units."""
    way: Way
    holds: tuple[Hold, ...]


def chosen_at_first(buyer: Buyer | None) -> Choices:
    """What a buyer has chosen by being who they are."""
    destination = buyer.destination if buyer else None
    return Choices(address=destination is not None, destination=destination and destination.area)


def rechosen(
    choices: Choices,
    destination: Destination | None,
    option_id: str | None,
    codes: Sequence[str] | None,
) -> Choices:
    """Choices with something else chosen; what is None stays as it is."""
    changes: dict[str, object] = {}
    if destination is not None:
        address = bool(destination.address.strip()) or choices.address
        changes |= {"address": address, "destination": destination.area}
    if option_id is not None:
        changes["option_id"] = option_id
    if codes is not None:
        changes["codes"] = tuple(code[:_LONGEST_CODE] for code in codes[:MOST_CODES])
    return choices.model_copy(update=changes)


def quote(basis: Basis) -> Quote:
    """The quote for a cart.

    Raises:
        StoreError: if nothing in it is sold.
    """
    if not basis.picked:
        raise StoreError(StoreErrorKind.CONFLICT, "The cart is empty.")
    lines = tuple(priced(product, quantity) for product, quantity in basis.picked)
    subtotal = sum(line.total.amount for line in lines)
    place = settled(basis.choices.destination, basis.shop)
    off = discounts(basis.picked, lines, basis.shop, basis.choices.codes, _of(basis, COUPON), basis.now)
    found = ways(basis.shop, place, subtotal, _of(basis, WINDOW), basis.now)
    way, problem = _chosen(found, basis)
    amounts = [line.total.amount - saved for line, saved in zip(lines, off.by_line, strict=True)]
    tax = taxes(lines, amounts, basis.shop, place)
    bill = tuple(_bill(basis.shop, subtotal, off, way, sum(tax.on_top)))
    wrong = (*_problems(basis, subtotal), *problem)
    status, asked = _status(basis, way, wrong)
    checkout = Checkout(
        id=basis.checkout_id,
        status=status,
        lines=lines,
        totals=bill,
        total=_money(basis.shop, sum(line.amount.amount for line in bill)),
        included_tax=None if tax.included is None else _money(basis.shop, tax.included),
        fulfilment=way.option,
        options=tuple(each.option for each in found if not each.full),
        destination=place if basis.choices.address else None,
        codes=tuple(off.codes),
        messages=(*map(no_longer_sold, basis.gone), *wrong, *off.messages, *_disclosures(basis), *asked),
        hints=tuple(_hints(basis.shop, subtotal, way)),
    )
    paid = tuple(amount + part for amount, part in zip(amounts, tax.on_top, strict=True))
    return Quote(checkout, paid, way, tuple(_holds(basis, checkout)))


def _of(basis: Basis, kind: str) -> dict[str, int]:
    return {item: taken for (each, item), taken in basis.taken.items() if each == kind}


# --- the way home


def _chosen(found: list[Way], basis: Basis) -> tuple[Way, tuple[Message, ...]]:
    """The way that was chosen, or else the first with room, and what is wrong with the choice."""
    free = [way for way in found if not way.full]
    if not free:
        text = "The shop does not deliver there." if not found else "There is no time left to choose."
        code = MessageCode.NOT_DELIVERED_THERE if not found else MessageCode.WINDOW_FULL
        wrong = Message(text=text, severity=Severity.ERROR, code=code)
        return (found or [unreachable(basis.shop, basis.now)])[0], (wrong,)
    wanted = basis.choices.option_id
    if not wanted:
        return free[0], ()
    for way in free:
        if way.option.id == wanted:
            return way, ()
    text = f"That time is taken, so it is {free[0].option.promise or free[0].option.name}."
    return free[0], (
        Message(text=text, severity=Severity.WARNING, code=MessageCode.WINDOW_FULL, about=wanted),
    )


# --- the bill


def _bill(shop: Shop, subtotal: int, off: Discounts, way: Way, tax: int) -> Iterator[TotalLine]:
    """The bill's lines: delivery where the shop delivers, be it free; tax where there is any."""
    yield TotalLine(kind="subtotal", amount=_money(shop, subtotal))
    yield from off.totals
    fee = way.option.price.amount
    if fee or way.option.kind is FulfilmentKind.DELIVERY:
        yield TotalLine(kind="delivery", amount=way.option.price)
    if fee and off.free_delivery:
        yield TotalLine(kind="discount", amount=-way.option.price, text=off.free_delivery)
    if tax:
        yield TotalLine(kind="tax", amount=_money(shop, tax))


def _money(shop: Shop, amount: int) -> Money:
    return Money(amount=amount, currency=shop.currency)


# --- what is to be told


def _problems(basis: Basis, subtotal: int) -> Iterator[Message]:
    yield from shortages(basis.picked)
    missing = basis.shop.minimum - subtotal
    if missing > 0:
        least, more = _money(basis.shop, basis.shop.minimum), _money(basis.shop, missing)
        yield Message(
            text=f"The shop takes orders from {least} on: {more} more is needed.",
            severity=Severity.ERROR,
            code=MessageCode.MINIMUM_ORDER,
        )


def _status(basis: Basis, way: Way, wrong: tuple[Message, ...]) -> tuple[CheckoutStatus, tuple[Message, ...]]:
    """The status, and what the buyer is asked for."""
    asked: tuple[Message, ...] = ()
    if way.option.kind is FulfilmentKind.DELIVERY and not basis.choices.address:
        text = "The shop needs to know where to deliver to."
        asked = (Message(text=text, severity=Severity.ERROR, code=MessageCode.ADDRESS_NEEDED),)
    if any(message.severity is Severity.ERROR for message in wrong):
        # Nobody is asked to say yes to what the shop cannot deliver.
        return CheckoutStatus.INCOMPLETE, asked
    return CheckoutStatus.NEEDS_BUYER if asked else CheckoutStatus.READY, asked


def _disclosures(basis: Basis) -> Iterator[Message]:
    told = {message.text: message for product, _ in basis.picked for message in product.disclosures}
    yield from told.values()


def _hints(shop: Shop, subtotal: int, way: Way) -> Iterator[Message]:
    if way.free_from is not None and way.regular_fee and subtotal < way.free_from:
        more = _money(shop, way.free_from - subtotal)
        text = f"For {more} more, {way.option.name} is free."
        yield Message(text=text, severity=Severity.INFO, code=MessageCode.FREE_DELIVERY)


# --- what is held


def _holds(basis: Basis, checkout: Checkout) -> Iterator[Hold]:
    counts: dict[str, int] = {}
    for product, quantity in basis.picked:
        if product.variant.stock is not None:
            base = parts(product.variant.id)[0]
            counts[base] = counts.get(base, 0) + quantity
    yield from (Hold(STOCK, base, quantity) for base, quantity in sorted(counts.items()))
    if checkout.fulfilment.window is not None and checkout.fulfilment.window.left is not None:
        limit = checkout.fulfilment.window.left + basis.taken.get((WINDOW, checkout.fulfilment.id), 0)
        yield Hold(WINDOW, checkout.fulfilment.id, 1, limit)
    for coupon in basis.shop.coupons:
        if coupon.code in checkout.codes and coupon.uses is not None:
            yield Hold(COUPON, coupon.code, 1, coupon.uses)
