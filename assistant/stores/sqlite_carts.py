"""Carts in the embedded store's tables."""

from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

from assistant.shopping.carts import MOST_OF_ONE, Cart, CartLine, LineRequest
from assistant.shopping.products import Product
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.sqlite_products import name_once_sold, sold, variant
from assistant.stores.sqlite_session import Session


def create(session: Session, lines: Sequence[LineRequest]) -> Cart:
    """A new cart.

    Raises:
        StoreError: if a line cannot be had.
    """
    cart_id = uuid4().hex
    session.connection.execute("INSERT INTO carts (id, created_at) VALUES (?, ?)", (cart_id, session.now))
    return fill(session, cart_id, lines)


def fill(session: Session, cart_id: str, lines: Sequence[LineRequest]) -> Cart:
    """Replace all lines of a cart, those of one variant joined to one.

    Raises:
        StoreError: if there is no such cart, or a line cannot be had.
    """
    _known(session, cart_id)
    empty(session, cart_id)
    quantities: Counter[str] = Counter()
    for line in lines:
        quantities[variant(session, line.variant_id).variant.id] += line.quantity
    for position, (variant_id, quantity) in enumerate(quantities.items()):
        _put(
            session, cart_id, position, LineRequest.model_construct(variant_id=variant_id, quantity=quantity)
        )
    return read(session, cart_id)


def read(session: Session, cart_id: str) -> Cart:
    """A cart at today's prices, without what is no longer sold.

    Raises:
        StoreError: if there is no such cart.
    """
    _known(session, cart_id)
    lines = [
        priced(product, quantity)
        for variant_id, quantity in _rows(session, cart_id)
        if (product := sold(session, variant_id)) is not None
    ]
    subtotal = session.money(sum(line.total.amount for line in lines))
    return Cart(id=cart_id, lines=tuple(lines), subtotal=subtotal)


def no_longer_sold(session: Session, cart_id: str) -> tuple[str, ...]:
    """The names of what lies in a cart and cannot be bought any more."""
    gone = [variant_id for variant_id, _ in _rows(session, cart_id) if sold(session, variant_id) is None]
    return tuple(name_once_sold(session, variant_id) for variant_id in gone)


def empty(session: Session, cart_id: str) -> None:
    """Take everything out of a cart."""
    session.connection.execute("DELETE FROM cart_lines WHERE cart_id = ?", (cart_id,))


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
    )


def _put(session: Session, cart_id: str, position: int, line: LineRequest) -> None:
    if line.quantity > MOST_OF_ONE:
        raise StoreError(
            StoreErrorKind.CONFLICT, f"No more than {MOST_OF_ONE} of a thing can be bought.", "Take fewer."
        )
    session.connection.execute(
        "INSERT INTO cart_lines (cart_id, position, variant_id, quantity) VALUES (?, ?, ?, ?)",
        (cart_id, position, line.variant_id, line.quantity),
    )


def _rows(session: Session, cart_id: str) -> list[tuple[str, int]]:
    rows = session.connection.execute(
        "SELECT variant_id, quantity FROM cart_lines WHERE cart_id = ? ORDER BY position", (cart_id,)
    )
    return [(row["variant_id"], row["quantity"]) for row in rows]


def _known(session: Session, cart_id: str) -> None:
    if session.connection.execute("SELECT 1 FROM carts WHERE id = ?", (cart_id,)).fetchone() is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such cart.", "Begin a new one.")
