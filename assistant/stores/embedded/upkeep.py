"""What happens by itself as time goes by: parcels move, payments are settled or given up."""

from functools import partial

from assistant.stores.embedded import records
from assistant.stores.embedded.buying import GIVEN_UP_AFTER
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.tasks import Task, close
from assistant.stores.rules.advancing import advanced
from assistant.stores.rules.records import Effects, Record
from assistant.stores.rules.returning import refunded

_MOST = 50
"""Orders that are looked at in one transaction."""


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


def advance(session: Session) -> bool:
    """Let the carrier do with the first orders what it has done until now; whether there may be more of them.

    Those that somebody else sees to are left to them. Where others write meanwhile it is one order: with the
    second, it would wait for who waits for the counter of events.
    """
    most = 1 if session.dialect.for_update else _MOST
    rows = session.rows(
        "SELECT id FROM orders WHERE next_at <= :now ORDER BY next_at, sequence LIMIT :most"  # noqa: S608 - the engine's own word
        + session.dialect.if_free,
        now=session.now,
        most=most,
    )
    for row in rows:
        records.change(session, row["id"], partial(_advanced, now=session.now))
    return len(rows) == most


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
    return after, effects, None
