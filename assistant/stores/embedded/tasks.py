"""What the payment service is still to be told: written down with what it follows from, told afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.paying import CAPTURE, REFUND, VOID
from assistant.stores.rules.records import Effects

_AGAIN = 60.0
"""Seconds until what was not answered, or was never told by whoever had taken it on, is told again."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to tell the payment service."""

    id: str
    reference: str
    """The payment's id there."""
    kind: str
    amount: int
    currency: str
    order_id: str
    adjustment_id: str


def note(session: Session, order_id: str, effects: Effects) -> None:
    """Write down what the payment service is to be told after a change of an order."""
    wanted = [(CAPTURE, effects.capture, "")] if effects.capture else []
    wanted += [(REFUND, amount, adjustment) for adjustment, amount in effects.refunds]
    wanted += [(VOID, 0, "")] if effects.void else []
    if not wanted:
        return
    payment = session.row(
        "SELECT id, EXISTS (SELECT 1 FROM payment_tasks WHERE payment_id = payments.id AND kind = :void)"
        " AS voided FROM payments WHERE order_id = :id AND state = 'authorised'",
        id=order_id,
        void=VOID,
    )
    if payment["voided"]:
        # What was let go of once is free for good.
        wanted = [each for each in wanted if each[0] != VOID]
    if not wanted:
        return
    first = next_numbers(session, "payment_tasks", len(wanted))
    session.many(
        "INSERT INTO payment_tasks (sequence, id, payment_id, kind, amount, adjustment_id, state, due_at)"
        " VALUES (:sequence, :id, :payment_id, :kind, :amount, :adjustment_id, 'pending', :now)",
        [
            {
                "sequence": sequence,
                "id": f"{payment['id']}-{sequence}",
                "payment_id": payment["id"],
                "kind": kind,
                "amount": amount,
                "adjustment_id": adjustment,
                "now": session.now,
            }
            for sequence, (kind, amount, adjustment) in enumerate(wanted, start=first)
        ],
    )


def anything_due(session: Session) -> bool:
    """Whether there is a task to take on."""
    return bool(_due(session, 1))


def take_on(session: Session, limit: int) -> Sequence[Task]:
    """The first tasks that are to be done now, of each payment the oldest; nobody else is given them soon."""
    found = _due(session, limit)
    return [task for task in found if _put_off(session, task, due_before=session.now)]


def put_off(session: Session, task: Task) -> None:
    """Note that a task was not answered, and is to be told again later."""
    _put_off(session, task)


def _put_off(session: Session, task: Task, due_before: float = inf) -> bool:
    changed = session.change(
        "UPDATE payment_tasks SET due_at = :later WHERE id = :id AND state = 'pending' AND due_at <= :before",
        later=session.now + _AGAIN,
        before=due_before,
        id=task.id,
    )
    return bool(changed)


def _due(session: Session, limit: int) -> list[Task]:
    rows = session.rows(
        "SELECT payment_tasks.id, payment_tasks.kind, payment_tasks.amount, payment_tasks.adjustment_id,"
        " payments.reference, payments.currency, payments.order_id FROM payment_tasks"
        " JOIN payments ON payments.id = payment_tasks.payment_id"
        " WHERE payment_tasks.state = 'pending' AND payment_tasks.due_at <= :now AND NOT EXISTS ("
        "SELECT 1 FROM payment_tasks AS earlier WHERE earlier.payment_id = payment_tasks.payment_id"
        " AND earlier.state = 'pending' AND earlier.sequence < payment_tasks.sequence)"
        " ORDER BY payment_tasks.sequence LIMIT :most",
        now=session.now,
        most=limit,
    )
    return [
        Task(
            id=row["id"],
            reference=row["reference"],
            kind=row["kind"],
            amount=int(row["amount"]),
            currency=row["currency"],
            order_id=row["order_id"],
            adjustment_id=row["adjustment_id"],
        )
        for row in rows
    ]


def close(session: Session, task: Task, *, done: bool) -> bool:
    """Note that a task is done or cannot be done; whether nobody else has noted it before."""
    return bool(
        session.change(
            "UPDATE payment_tasks SET state = :state WHERE id = :id AND state = 'pending'",
            state="done" if done else "failed",
            id=task.id,
        )
    )
