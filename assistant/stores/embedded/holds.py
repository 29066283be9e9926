"""What is held for checkouts: pieces, places in windows, uses of coupons. Given back when a checkout ends."""

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.session import Session
from assistant.stores.rules.quotes import STOCK, Hold


def release_lapsed(session: Session) -> None:
    """Give back what was held for too long; not what is just being paid."""
    ended = session.rows(
        "DELETE FROM holds WHERE expires_at <= :now"
        " AND checkout_id IN (SELECT id FROM checkouts WHERE status <> 'in_progress')"
        " RETURNING kind, item, quantity",
        now=session.now,
    )
    _give_back(session, ended)


def release(session: Session, checkout_ids: Sequence[str]) -> None:
    """Give back what is held for some checkouts."""
    if checkout_ids:
        ended = session.among(
            "DELETE FROM holds WHERE", "checkout_id", checkout_ids, "RETURNING kind, item, quantity"
        )
        _give_back(session, ended)


def sold(session: Session, checkout_id: str) -> None:
    """What is held for a checkout is sold: it is not given back any more."""
    session.change("DELETE FROM holds WHERE checkout_id = :id", id=checkout_id)


def restock(session: Session, counts: Iterable[tuple[str, int]]) -> None:
    """Put so many pieces of variants back on the shelves, or take them off where the number is negative."""
    for item, count in sorted(counts):
        changed = session.change(
            "UPDATE variants SET stock = stock + :count"
            " WHERE id = :id AND (stock IS NULL OR stock + :count >= 0)",
            count=count,
            id=item,
        )
        if not changed and count < 0:
            raise StoreError(StoreErrorKind.CONFLICT, "There are no longer as many of it.", "Take fewer.")


def take(session: Session, checkout_id: str, holds: Iterable[Hold], until: float) -> None:
    """Hold things for a checkout.

    Raises:
        StoreError: if there is no longer enough of something.
    """
    for hold in holds:
        taken = _take_stock(session, hold) if hold.kind == STOCK else _take_use(session, hold)
        if not taken:
            raise StoreError(
                StoreErrorKind.CONFLICT, "Somebody else was quicker with some of it.", "Check out again."
            )
        session.change(
            "INSERT INTO holds (checkout_id, kind, item, quantity, expires_at)"
            " VALUES (:checkout_id, :kind, :item, :quantity, :until)",
            checkout_id=checkout_id,
            kind=hold.kind,
            item=hold.item,
            quantity=hold.quantity,
            until=until,
        )


def taken(session: Session) -> dict[tuple[str, str], int]:
    """How often windows and coupons are taken or held, by kind and item."""
    rows = session.rows("SELECT kind, item, taken FROM uses WHERE taken > 0")
    return {(row["kind"], row["item"]): int(row["taken"]) for row in rows}


def lock(session: Session, variant_ids: Sequence[str]) -> None:
    """See to it that nobody else takes from the stock of some variants before this transaction ends."""
    session.among(
        "SELECT id FROM variants WHERE",
        "id",
        sorted(variant_ids),
        f"ORDER BY id{session.dialect.for_update}",
    )


def _take_stock(session: Session, hold: Hold) -> bool:
    changed = session.change(
        "UPDATE variants SET stock = stock - :quantity"
        " WHERE id = :id AND (stock IS NULL OR stock >= :quantity)",
        quantity=hold.quantity,
        id=hold.item,
    )
    return bool(changed)


def _take_use(session: Session, hold: Hold) -> bool:
    session.change(
        "INSERT INTO uses (kind, item, taken) VALUES (:kind, :item, 0) ON CONFLICT (kind, item) DO NOTHING",
        kind=hold.kind,
        item=hold.item,
    )
    changed = session.change(
        "UPDATE uses SET taken = taken + :quantity"
        " WHERE kind = :kind AND item = :item AND taken + :quantity <= :most",
        quantity=hold.quantity,
        kind=hold.kind,
        item=hold.item,
        most=hold.limit or 0,
    )
    return bool(changed)


def _give_back(session: Session, ended: Iterable[Any]) -> None:
    """Give back what is no longer held. Who has ended a hold does it, and nobody else who tried."""
    for row in sorted(ended, key=lambda row: (row["kind"], row["item"])):
        if row["kind"] == STOCK:
            restock(session, [(row["item"], row["quantity"])])
        else:
            session.change(
                "UPDATE uses SET taken = taken - :quantity WHERE kind = :kind AND item = :item",
                quantity=row["quantity"],
                kind=row["kind"],
                item=row["item"],
            )
