"""Whether every order is paid once, and what was taken and given back is what its pieces cost."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.shopping.aftersales import AdjustmentKind, AdjustmentStatus
from assistant.shopping.payment import Payment
from assistant.stores.embedded.checking_reading import order_parts
from assistant.stores.embedded.session import Session
from assistant.stores.gateway import Answer
from assistant.stores.paying import CAPTURE, REFUND
from assistant.stores.rules.changes import price
from assistant.stores.rules.records import Record

_TOLD = {"pending": AdjustmentStatus.PENDING, "done": AdjustmentStatus.COMPLETED}


def faults(session: Session) -> Iterator[str]:
    """What does not hold."""
    books = session.row("SELECT EXISTS (SELECT 1 FROM gateway_payments) AS here")
    for part in order_parts(session):
        records = {record.id: record for _, record in part if record is not None}
        paid = _payments(session, list(records), here=bool(books["here"]))
        for name, record in records.items():
            yield from (f"Order {record.number}: {text}" for text in _order(record, paid[name]))
    yield from _without_order(session)
    yield from _twice_begun(session)
    if books["here"]:
        yield from _held_for_nothing(session)


@dataclass(slots=True)
class _Paid:
    """A payment of an order."""

    row: Any
    tasks: list[Any] = field(default_factory=list)
    """What the payment service was told."""
    service: Payment | None = None
    """As it stands there."""
    known: bool = True
    """Whether the service's books are here, and have it."""


def _payments(session: Session, order_ids: Sequence[str], *, here: bool) -> Mapping[str, list[_Paid]]:
    rows = session.among("SELECT * FROM payments WHERE state = 'authorised' AND", "order_id", order_ids)
    paid = {row["id"]: _Paid(row) for row in rows}
    for task in session.among(
        "SELECT * FROM payment_tasks WHERE", "payment_id", list(paid), "ORDER BY sequence"
    ):
        paid[task["payment_id"]].tasks.append(task)
    if here:
        _look_up(session, paid)
    by_order: defaultdict[str, list[_Paid]] = defaultdict(list)
    for each in paid.values():
        by_order[each.row["order_id"]].append(each)
    return by_order


def _look_up(session: Session, paid: Mapping[str, _Paid]) -> None:
    references = [each.row["reference"] for each in paid.values()]
    rows = session.among("SELECT id, payment FROM gateway_payments WHERE", "id", references)
    found = {row["id"]: Payment.model_validate_json(row["payment"]) for row in rows}
    for each in paid.values():
        each.service = found.get(each.row["reference"])
        each.known = each.service is not None


# --- one order


def _order(record: Record, paid: Sequence[_Paid]) -> Iterator[str]:
    if len(paid) != 1:
        yield f"it was paid {len(paid)} times."
        return
    (payment,) = paid
    if record.money(payment.row["amount"]) != record.total or payment.row["currency"] != record.currency:
        yield f"it costs {record.total}, and {record.money(payment.row['amount'])} were agreed to be paid."
    told = Counter[str]()
    for task in payment.tasks:
        told[task["kind"]] += int(task["amount"])
    yield from _told(record, told)
    yield from _refunds(record, payment.tasks)
    yield from _service(record, payment)


def _told(record: Record, told: Counter[str]) -> Iterator[str]:
    taken = price(piece for piece in record.pieces if piece.captured)
    if told[CAPTURE] != taken:
        yield f"{record.money(told[CAPTURE])} were taken for pieces of {record.money(taken)}."
    back = -sum(each.amount.amount for each in record.adjustments if each.kind == AdjustmentKind.REFUND)
    if told[REFUND] != back:
        yield f"{record.money(told[REFUND])} were given back, not {record.money(back)}."


def _refunds(record: Record, tasks: Sequence[Any]) -> Iterator[str]:
    refunds = {task["adjustment_id"]: task for task in tasks if task["kind"] == REFUND}
    for each in record.adjustments:
        task = refunds.get(each.id)
        if task is not None and _TOLD.get(task["state"], AdjustmentStatus.FAILED) != each.status:
            yield f"the refund {each.id} is {each.status}, but its payment {task['state']}."
    failed = sorted({task["kind"] for task in tasks if task["state"] == "failed"})
    for kind in failed:
        yield f"the payment service refused a {kind}."


def _service(record: Record, payment: _Paid) -> Iterator[str]:
    """The service has done what is noted as done, and perhaps what is noted as still to be done."""
    service = payment.service
    if not payment.known:
        yield "the payment service does not know its payment."
    if service is None:
        return
    if service.amount.amount != payment.row["amount"]:
        yield f"the payment service held {service.amount} for it, not {record.total}."
    for kind, moved in ((CAPTURE, service.captured), (REFUND, service.refunded)):
        amounts = Counter[str]()
        for task in payment.tasks:
            if task["kind"] == kind:
                amounts[task["state"]] += int(task["amount"])
        if not amounts["done"] <= moved.amount <= amounts["done"] + amounts["pending"]:
            done = record.money(amounts["done"])
            yield f"of what was to be moved by {kind}, {done} is done, but {moved} was moved."
    if service.captured > service.amount or service.refunded > service.captured:
        yield "more money was moved than it costs."


# --- payments without an order


def _without_order(session: Session) -> Iterator[str]:
    row = session.row(
        "SELECT count(*) AS found FROM payments WHERE state = 'authorised'"
        " AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.id = payments.order_id)"
    )
    if row["found"]:
        yield f"{row['found']} payments are for orders that there are not."


def _twice_begun(session: Session) -> Iterator[str]:
    rows = session.rows(
        "SELECT checkout_id FROM payments WHERE state IN ('begun', 'authorised')"
        " GROUP BY checkout_id HAVING count(*) > 1"
    )
    if rows:
        yield f"{len(rows)} checkouts are paid more than once."


def _held_for_nothing(session: Session) -> Iterator[str]:
    """What the service holds and no order needs: let go of, unless it is not known yet what comes of it."""
    rows = session.rows(
        "SELECT gateway_payments.id AS id, gateway_payments.payment AS payment FROM gateway_payments"
        " LEFT JOIN payments ON payments.reference = gateway_payments.id AND payments.state = 'authorised'"
        " WHERE payments.id IS NULL"
    )
    if not rows:
        return
    under_way = _under_way(session)
    for row in rows:
        payment = Payment.model_validate_json(row["payment"])
        if row["id"] not in under_way and (not payment.voided or payment.captured.amount):
            yield f"The payment service holds {payment.amount} for no order."


def _under_way(session: Session) -> set[str]:
    rows = session.rows(
        "SELECT gateway_answers.answer AS answer FROM payments"
        " JOIN gateway_answers ON gateway_answers.key = payments.id WHERE payments.state = 'begun'"
    )
    return {_answered(row["answer"]) for row in rows}


def _answered(answer: str) -> str:
    """The id of the payment that the embedded service answered with; empty where it declined."""
    found = Answer.model_validate_json(answer).root
    return found.id if isinstance(found, Payment) else ""
