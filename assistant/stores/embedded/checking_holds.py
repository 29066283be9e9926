"""Whether what is held is held for somebody, and nothing was given away that there is not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.stores.embedded.checking_reading import checkouts, orders
from assistant.stores.embedded.session import Session
from assistant.stores.rules.changes import on_shelves
from assistant.stores.rules.quotes import COUPON, STOCK, WINDOW
from assistant.stores.rules.records import PieceState, Record
from assistant.stores.rules.returning import SPOILT


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the pieces of a variant are."""

    shelf: int | None
    """What nobody holds; None where the shop does not count."""
    held: int
    out: int
    """Sold, and neither cancelled nor given back."""


def faults(session: Session) -> Iterator[str]:
    """What does not hold."""
    yield from _stock(session)
    yield from _dead_holds(session)
    yield from _uses(session)


def whereabouts(session: Session) -> dict[str, Whereabouts]:
    """Where the pieces of all variants are; they add up to all that ever came into the shop."""
    held: Counter[str] = Counter()
    for row in session.rows("SELECT item, quantity FROM holds WHERE kind = :kind", kind=STOCK):
        held[row["item"]] += int(row["quantity"])
    out: Counter[str] = Counter()
    for record in orders(session):
        out += still_out(record)
    shelves = {row["id"]: row["stock"] for row in session.rows("SELECT id, stock FROM variants")}
    return {
        name: Whereabouts(None if stock is None else int(stock), held[name], out[name])
        for name, stock in shelves.items()
    }


def still_out(record: Record) -> Counter[str]:
    """The pieces of an order that have left the shelves for good, as far as is known now."""
    spoilt = {back.id for back in record.returns if back.reason in SPOILT}
    return on_shelves(
        record,
        [
            piece
            for piece in record.goods
            if piece.state is not PieceState.CANCELED
            and (piece.state is not PieceState.RETURNED or piece.back in spoilt)
        ],
    )


def _stock(session: Session) -> Iterator[str]:
    for row in session.rows("SELECT id, stock FROM variants WHERE stock < 0 ORDER BY id"):
        yield f"There are {row['stock']} of {row['id']} on the shelf."


def _dead_holds(session: Session) -> Iterator[str]:
    for row in session.rows(
        "SELECT holds.kind, holds.item, holds.quantity, checkouts.status FROM holds"
        " LEFT JOIN checkouts ON checkouts.id = holds.checkout_id"
        " WHERE checkouts.status IS NULL OR holds.quantity <= 0"
        " OR checkouts.status NOT IN ('ready', 'needs_buyer', 'in_progress') ORDER BY holds.item"
    ):
        whose = f"a checkout that is {row['status']}" if row["status"] else "no checkout"
        yield f"{row['quantity']} of the {row['kind']} {row['item']} are held for {whose}."


# --- windows and coupons


def _uses(session: Session) -> Iterator[str]:
    rows = session.rows("SELECT kind, item, taken FROM uses ORDER BY kind, item")
    if not rows:
        return
    held = _held_uses(session)
    used = _used(session)
    for row in rows:
        kind, item, taken = row["kind"], row["item"], int(row["taken"])
        known = held[kind, item] + used[kind, item]
        # A coupon may have been limited later on: then its first orders were not counted.
        if taken > known or (kind == WINDOW and taken < known) or taken < held[kind, item]:
            yield f"The {kind} {item} is taken {taken} times, but ordered or held {known} times."


def _held_uses(session: Session) -> Counter[tuple[str, str]]:
    held: Counter[tuple[str, str]] = Counter()
    for row in session.rows("SELECT kind, item, quantity FROM holds WHERE kind <> :kind", kind=STOCK):
        held[row["kind"], row["item"]] += int(row["quantity"])
    return held


def _used(session: Session) -> Counter[tuple[str, str]]:
    used: Counter[tuple[str, str]] = Counter()
    for row, checkout in checkouts(session):
        if checkout is not None and row["status"] == CheckoutStatus.COMPLETED:
            used.update(_used_by(checkout))
    return used


def _used_by(checkout: Checkout) -> Iterator[tuple[str, str]]:
    window = checkout.fulfilment.window
    if window is not None and window.left is not None:
        yield WINDOW, checkout.fulfilment.id
    for code in checkout.codes:
        yield COUPON, code
