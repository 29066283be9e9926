"""Orders in the embedded store's tables."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from assistant.shopping.aftersales import OrderEvent
from assistant.shopping.orders import Order, Spending
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.holds import restock
from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.embedded.tasks import note
from assistant.stores.rules.records import Effects, Record
from assistant.stores.rules.views import spending, view

T = TypeVar("T")
MOST_ORDERS = 1000
MOST_EVENTS = 1000


def latest(session: Session, limit: int) -> list[Order]:
    """The latest orders, newest first."""
    rows = session.rows(
        "SELECT id, document FROM orders ORDER BY sequence DESC LIMIT :most",
        most=min(max(0, limit), MOST_ORDERS),
    )
    return _views(session, rows)


def find(session: Session, order_id: str) -> Order:
    """An order.

    Raises:
        StoreError: if there is no such order.
    """
    return _views(session, [_row(session, order_id)])[0]


def change(session: Session, order_id: str, action: Callable[[Record], tuple[Record, Effects, T]]) -> T:
    """Do something with an order, and what follows from it on the shelves and for the payment.

    Raises:
        StoreError: if there is no such order, or it cannot be done.
    """
    row = _row(session, order_id, session.locked)
    before = Record.model_validate_json(row["document"])
    after, effects, answer = action(before)
    if after is not before:
        _keep(session, after)
    apply(session, order_id, effects)
    return answer


def lock(session: Session, order_id: str) -> None:
    """See to it that nobody else changes an order before this transaction ends.

    Raises:
        StoreError: if there is no such order.
    """
    _row(session, order_id, session.locked)


def apply(session: Session, order_id: str, effects: Effects) -> None:
    """Do what follows from a change of an order."""
    restock(session, [(item, count) for item, count in effects.restock.items() if count])
    note(session, order_id, effects)
    tell(session, effects.events)


def insert(session: Session, record: Record, sequence: int, checkout_id: str) -> None:
    """Write a new order down."""
    session.change(
        "INSERT INTO orders (sequence, id, number, checkout_id, placed_at, next_at, document)"
        " VALUES (:sequence, :id, :number, :checkout_id, :placed_at, :next_at, :document)",
        sequence=sequence,
        id=record.id,
        number=record.number,
        checkout_id=checkout_id,
        placed_at=record.placed_at,
        next_at=record.next_at,
        document=record.model_dump_json(),
    )


def tell(session: Session, events: Sequence[OrderEvent]) -> None:
    """Write down what has happened."""
    if not events:
        return
    first = next_numbers(session, "events", len(events))
    session.many(
        "INSERT INTO events (sequence, order_id, event) VALUES (:sequence, :order_id, :event)",
        [
            {
                "sequence": sequence,
                "order_id": event.order_id,
                "event": event.model_copy(update={"sequence": sequence}).model_dump_json(),
            }
            for sequence, event in enumerate(events, start=first)
        ],
    )


def events(session: Session, after: int, limit: int) -> list[OrderEvent]:
    """What happened after the event of a sequence, oldest first."""
    rows = session.rows(
        "SELECT event FROM events WHERE sequence > :after ORDER BY sequence LIMIT :most",
        after=min(max(0, after), 2**62),
        most=min(max(0, limit), MOST_EVENTS),
    )
    return [OrderEvent.model_validate_json(row["event"]) for row in rows]


def spent(session: Session, since: datetime | None, until: datetime | None) -> Spending:
    """What was spent on orders that were placed in a time."""
    rows = session.rows(
        "SELECT document FROM orders WHERE placed_at >= :since AND placed_at < :until ORDER BY sequence",
        since=since.timestamp() if since else 0.0,
        until=until.timestamp() if until else 1e12,
    )
    records = (Record.model_validate_json(row["document"]) for row in rows)
    return spending(records, session.shop.currency, since, until)


def _keep(session: Session, record: Record) -> None:
    session.change(
        "UPDATE orders SET document = :document, next_at = :next_at WHERE id = :id",
        document=record.model_dump_json(),
        next_at=record.next_at,
        id=record.id,
    )


def _row(session: Session, order_id: str, read: Callable[..., Any] | None = None) -> Any:
    row = (read or session.row)("SELECT id, document FROM orders WHERE id = :id", id=order_id)
    if row is None:
        raise StoreError(
            StoreErrorKind.NOT_FOUND, "The shop has no such order.", "Look at your latest orders."
        )
    return row


def _views(session: Session, rows: Sequence[Any]) -> list[Order]:
    told: defaultdict[str, list[OrderEvent]] = defaultdict(list)
    ids = [row["id"] for row in rows]
    for row in session.among("SELECT event FROM events WHERE", "order_id", ids, "ORDER BY sequence"):
        event = OrderEvent.model_validate_json(row["event"])
        told[event.order_id].append(event)
    return [
        view(Record.model_validate_json(row["document"]), session.shop, session.now, told[row["id"]])
        for row in rows
    ]
