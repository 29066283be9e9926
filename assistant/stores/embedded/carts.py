"""Carts in the embedded store's tables."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from assistant.shopping.carts import Cart, LineRequest
from assistant.shopping.products import Product
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.holds import release
from assistant.stores.embedded.products import by_variants, name_once_sold
from assistant.stores.embedded.session import Session
from assistant.stores.rules.lines import Picked, joined, priced
from assistant.stores.rules.offering import parts


def create(session: Session, lines: Sequence[LineRequest]) -> Cart:
    """A new cart.

    Raises:
        StoreError: if a line cannot be had.
    """
    cart_id = uuid4().hex
    session.change("INSERT INTO carts (id, created_at) VALUES (:id, :now)", id=cart_id, now=session.now)
    return _fill(session, cart_id, lines)


def fill(session: Session, cart_id: str, lines: Sequence[LineRequest]) -> Cart:
    """Replace all lines of a cart, those of one variant joined to one; what is held for it is given back.

    Raises:
        StoreError: if there is no such cart, or a line cannot be had.
    """
    known(session, cart_id, for_update=True)
    let_go(session, cart_id, ())
    empty(session, cart_id)
    return _fill(session, cart_id, lines)


def read(session: Session, cart_id: str) -> Cart:
    """A cart at today's prices, without what is no longer sold.

    Raises:
        StoreError: if there is no such cart.
    """
    known(session, cart_id)
    picked, _ = contents(session, cart_id)
    lines = tuple(priced(product, quantity) for product, quantity in picked)
    subtotal = session.money(sum(line.total.amount for line in lines))
    return Cart(id=cart_id, lines=lines, subtotal=subtotal)


def contents(session: Session, cart_id: str) -> tuple[tuple[Picked, ...], tuple[str, ...]]:
    """What is sold of a cart, and the names of what cannot be bought any more."""
    rows = session.rows(
        "SELECT variant_id, quantity FROM cart_lines WHERE cart_id = :id ORDER BY position", id=cart_id
    )
    counts = {row["variant_id"]: int(row["quantity"]) for row in rows}
    sold = {
        name: product
        for name, product in by_variants(session, list(counts)).items()
        if product.price.currency == session.shop.currency
    }
    picked = tuple((sold[name], count) for name, count in counts.items() if name in sold)
    return picked, tuple(name_once_sold(session, name) for name in counts if name not in sold)


def empty(session: Session, cart_id: str) -> None:
    """Take everything out of a cart."""
    session.change("DELETE FROM cart_lines WHERE cart_id = :id", id=cart_id)


def wanted(session: Session, cart_id: str) -> set[str]:
    """The variants on the shelf that a cart's lines are made from."""
    rows = session.rows("SELECT variant_id FROM cart_lines WHERE cart_id = :id", id=cart_id)
    return {parts(row["variant_id"])[0] for row in rows}


def let_go(session: Session, cart_id: str, variant_ids: Iterable[str]) -> None:
    """Give back what is held for a cart's checkouts; not what is just being paid.

    Args:
        session: the transaction.
        cart_id: which cart.
        variant_ids: from which nobody else is to take.
    """
    # Locked: one of them may begin to be paid meanwhile.
    rows = session.rows(
        "SELECT id FROM checkouts WHERE cart_id = :id AND status IN ('ready', 'needs_buyer') ORDER BY id"  # noqa: S608 - the engine's own word
        + session.dialect.for_update,
        id=cart_id,
    )
    release(session, [row["id"] for row in rows], variant_ids)


def known(session: Session, cart_id: str, *, for_update: bool = False) -> None:
    """Check that there is a cart.

    Raises:
        StoreError: if there is none.
    """
    read_row = session.locked if for_update else session.row
    if read_row("SELECT id FROM carts WHERE id = :id", id=cart_id) is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such cart.", "Begin a new one.")


def _fill(session: Session, cart_id: str, lines: Sequence[LineRequest]) -> Cart:
    products = _sold(session, [line.variant_id for line in lines])
    counts = joined(lines, session.shop.currency, products)
    session.many(
        "INSERT INTO cart_lines (cart_id, position, variant_id, quantity)"
        " VALUES (:cart_id, :position, :variant_id, :quantity)",
        [
            {"cart_id": cart_id, "position": position, "variant_id": name, "quantity": count}
            for position, (name, count) in enumerate(counts.items())
        ],
    )
    return read(session, cart_id)


def _sold(session: Session, variant_ids: Sequence[str]) -> dict[str, Product]:
    for name in variant_ids:
        parts(name)
    return by_variants(session, variant_ids)
