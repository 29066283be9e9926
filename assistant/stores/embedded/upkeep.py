"""What happens by itself as time goes by: parcels move, payments are settled or given up."""

from collections.abc import Sequence
from functools import partial

from assistant.stores.embedded import records
from assistant.stores.embedded.buying import GIVEN_UP_AFTER
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.tasks import Task, close
from assistant.stores.rules.advancing import advanced
from assistant.stores.rules.records import Effects, Record
from assistant.stores.rules.returning import refunded

MOST = 50
"""Orders or tasks that are looked at in one transaction."""


def anything_due(session: Session) -> bool:
    """Whether something is to be seen to."""
    row = session.row(
        "SELECT (EXISTS (SELECT 1 FROM orders WHERE next_at <= :now)"
        " OR EXISTS (SELECT 1 FROM payment_tasks WHERE state = 'pending' AND due_at <= :now)"
        " OR EXISTS (SELECT 1 FROM payments WHERE state = 'begun' AND begun_at <= :before)) AS due",
        now=session.now,
        before=session.now - GIVEN_UP_AFTER,
    )
    return bool(row["due"])


def orders_due(session: Session) -> Sequence[str]:
    """The first orders with which something has happened."""
    rows = session.rows(
        "SELECT id FROM orders WHERE next_at <= :now ORDER BY next_at, sequence LIMIT :most",
        now=session.now,
        most=MOST,
    )
    return [row["id"] for row in rows]


def advance(session: Session, order_ids: Sequence[str]) -> None:
    """Let the carrier do with some orders what it has done until now."""
    for order_id in sorted(order_ids):
        records.change(session, order_id, partial(_advanced, now=session.now))


def settled(session: Session, task: Task, *, done: bool) -> None:
    """Note that the payment service has done what it was told, or cannot do it."""
    if close(session, task, done=done) and task.adjustment_id:
        records.change(
            session,
            task.order_id,
            lambda record: (*refunded(record, task.adjustment_id, session.now, done=done), None),
        )


def _advanced(record: Record, now: float) -> tuple[Record, Effects, None]:
    after, effects = advanced(record, now)
    if after is record:
        # Another process was faster.
        effects.void = False
    return after, effects, None
