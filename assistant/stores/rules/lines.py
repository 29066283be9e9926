"""Lines of carts: what so many of something cost, and whether there are as many."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.shopping.carts import MOST_OF_ONE, CartLine, LineRequest
from assistant.shopping.messages import Message, MessageCode, Severity
from assistant.shopping.products import Product
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.rules.offering import parts

Picked = tuple[Product, int]
"""A product, its variant the one that is meant, and how many of it."""


def priced(product: Product, quantity: int) -> CartLine:
    """The line for so many of a product's variant."""
    return CartLine(
        product_id=product.id,
        variant_id=product.variant.id,
        name=product.name,
        options=product.variant.options,
        quantity=quantity,
        unit_price=product.price,
        total=product.price * quantity,
        category_path=product.category_path,
    )


def joined(lines: Iterable[LineRequest], currency: str, products: dict[str, Product]) -> dict[str, int]:
    """How many of each variant some lines are in all, by the variants' ids, in order.

    Args:
        lines: as they are asked for.
        currency: the shop's.
        products: what is sold, by the ids of the variants as they are asked for.

    Raises:
        StoreError: if something is not sold, or not in this currency, or there would be too many of it.
    """
    counts: Counter[str] = Counter()
    for line in lines:
        product = products.get(line.variant_id)
        if product is None:
            raise StoreError(StoreErrorKind.NOT_FOUND, "The shop does not have that.", "Look for it again.")
        _check_currency(product, currency)
        counts[product.variant.id] += line.quantity
    if any(count > MOST_OF_ONE for count in counts.values()):
        raise StoreError(
            StoreErrorKind.CONFLICT, f"No more than {MOST_OF_ONE} of a thing can be bought.", "Take fewer."
        )
    return dict(counts)


def shortages(picked: Sequence[Picked]) -> tuple[Message, ...]:
    """What there is too little of. Variants that are made from the same thing share its stock."""
    taken: Counter[str] = Counter()
    messages = []
    for product, quantity in picked:
        base = parts(product.variant.id)[0]
        left = _left(product, taken[base])
        taken[base] += quantity
        if left is not None and left < quantity:
            messages.append(shortage(product.name, max(0, left), product.variant.id))
    return tuple(messages)


def shortage(name: str, left: int, about: str = "") -> Message:
    """The message that there are only so many of something left."""
    if left > 1:
        text = f"There are only {left} of the {name} left."
    else:
        text = f"There is only one of the {name} left." if left else f"The {name} is sold out."
    code = MessageCode.TOO_FEW if left else MessageCode.OUT_OF_STOCK
    return Message(text=text, severity=Severity.ERROR, code=code, about=about)


def no_longer_sold(name: str) -> Message:
    """The message that something in the cart cannot be bought any more."""
    return Message(
        text=f"The {name} is no longer sold.", severity=Severity.WARNING, code=MessageCode.NO_LONGER_SOLD
    )


def _left(product: Product, taken: int) -> int | None:
    """How many of something are left for this line; None for any number."""
    if product.variant.stock is not None:
        return product.variant.stock - taken
    return 0 if product.variant.sold_out else None


def _check_currency(product: Product, currency: str) -> None:
    if product.price.currency != currency:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            f"The {product.name} is sold in {product.price.currency}, and this shop is paid in {currency}.",
            "Leave it out.",
            code="mixed_currencies",
        )
