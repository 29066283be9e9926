"""What is held for checkouts: pieces, places in windows, uses of coupons. Given back when a checkout ends."""

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.engine import OutrunError
from assistant.stores.embedded.session import Session
from assistant.stores.rules.quotes import STOCK, Hold

_LAPSED = "expires_at <= :now AND checkout_id IN (SELECT id FROM checkouts WHERE status <> 'in_progress')"


def anything_lapsed(session: Session) -> bool:
    """Whether something was held for too long."""
    row = session.row(f"SELECT EXISTS (SELECT 1 FROM holds WHERE {_LAPSED}) AS some", now=session.now)  # noqa: S608 - the condition above
    return bool(row["some"])


def release_lapsed(session: Session) -> None:
    """Give back what was held for too long; not what is just being paid.

    What somebody else is ending just now is left to them.
    """
    _give_back(session, _end_lapsed(session))


def release(session: Session, checkout_ids: Sequence[str], wanted: Iterable[str] = ()) -> None:
    """Give back what is held for some checkouts, and see to it that nobody else takes from some variants.

    Of these, what others have held for too long is given back as well. Whoever has a checkout locked comes
    here before anything else is locked on the shelves: all take what they need in the same order, so that
    nobody waits for one who waits for them.

    Args:
        session: the transaction, in which the checkouts are locked.
        checkout_ids: the checkouts.
        wanted: the variants.
    """
    ended = session.among(
        "DELETE FROM holds WHERE", "checkout_id", checkout_ids, "RETURNING kind, item, quantity"
    )
    wanted = list(wanted)
    if wanted:
        ended += _end_lapsed(session, wanted)
    _give_back(session, ended, wanted)


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
        OutrunError: if there will be, as soon as another transaction has given it back.
    """
    for hold in sorted(holds, key=lambda hold: _place(hold.kind, hold.item)):
        taken = _take_stock(session, hold) if hold.kind == STOCK else _take_use(session, hold)
        if not taken and _lapsed(session, hold):
            raise OutrunError("What was held for too long is given back just now.", "Check out again.")
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


def cut(session: Session, item: str, most: int) -> None:
    """Hold no more pieces of a variant than there are, as was found out just now.

    Else more would come back than there are. What is just being paid is cut last, then what was held first.
    """
    left = most
    for row in session.rows(
        "SELECT checkout_id, quantity FROM holds WHERE kind = :kind AND item = :item ORDER BY"
        " (SELECT CASE WHEN status = 'in_progress' THEN 0 ELSE 1 END FROM checkouts WHERE id = checkout_id),"
        " expires_at, checkout_id",
        kind=STOCK,
        item=item,
    ):
        kept = min(left, row["quantity"])
        left -= kept
        if kept < row["quantity"]:
            _shrink(session, row["checkout_id"], item, kept)


def _shrink(session: Session, checkout_id: str, item: str, kept: int) -> None:
    hold = {"id": checkout_id, "kind": STOCK, "item": item}
    if kept:
        session.change(
            "UPDATE holds SET quantity = :kept WHERE checkout_id = :id AND kind = :kind AND item = :item",
            kept=kept,
            **hold,
        )
    else:
        session.change("DELETE FROM holds WHERE checkout_id = :id AND kind = :kind AND item = :item", **hold)


def taken(session: Session) -> dict[tuple[str, str], int]:
    """How often windows and coupons are taken or held, by kind and item."""
    rows = session.rows("SELECT kind, item, taken FROM uses WHERE taken > 0")
    return {(row["kind"], row["item"]): int(row["taken"]) for row in rows}


def lock(session: Session, variant_ids: Iterable[str]) -> None:
    """See to it that nobody else takes from the stock of some variants before this transaction ends."""
    locks = session.dialect.for_update
    if locks:
        session.among("SELECT id FROM variants WHERE", "id", sorted(set(variant_ids)), f"ORDER BY id{locks}")


def _end_lapsed(session: Session, wanted: Sequence[str] | None = None) -> list[Any]:
    """End what was held for too long and nobody is at; of variants that are wanted, or all."""
    these = "" if wanted is None else f" AND kind = 'stock' AND {session.dialect.among('item', 'wanted')}"
    values = {} if wanted is None else {"wanted": session.dialect.list(wanted)}
    return session.rows(
        "DELETE FROM holds WHERE (checkout_id, kind, item) IN (SELECT checkout_id, kind, item FROM holds"  # noqa: S608 - the condition above
        f" WHERE {_LAPSED}{these}{session.dialect.if_free}) RETURNING kind, item, quantity",
        now=session.now,
        **values,
    )


def _lapsed(session: Session, hold: Hold) -> bool:
    row = session.row(
        f"SELECT EXISTS (SELECT 1 FROM holds WHERE {_LAPSED} AND kind = :kind AND item = :item) AS some",  # noqa: S608 - the condition above
        now=session.now,
        kind=hold.kind,
        item=hold.item,
    )
    return bool(row["some"])


def _place(kind: str, item: str) -> tuple[bool, str, str]:
    """In the order of it everybody takes and gives back."""
    return kind != STOCK, kind, item


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


def _give_back(session: Session, ended: Sequence[Any], wanted: Iterable[str] = ()) -> None:
    """Give back what is no longer held. Who has ended a hold does it, and nobody else who tried."""
    lock(session, {*wanted, *(row["item"] for row in ended if row["kind"] == STOCK)})
    for row in sorted(ended, key=lambda row: _place(row["kind"], row["item"])):
        if row["kind"] == STOCK:
            restock(session, [(row["item"], row["quantity"])])
        else:
            session.change(
                "UPDATE uses SET taken = taken - :quantity WHERE kind = :kind AND item = :item",
                quantity=row["quantity"],
                kind=row["kind"],
                item=row["item"],
            )
