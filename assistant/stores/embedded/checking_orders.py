"""Whether orders add up, each by itself and with the checkouts that they come from."""

from collections.abc import Iterator
from typing import Any

from assistant.shopping.aftersales import AdjustmentKind
from assistant.shopping.checkout import CheckoutStatus, summed
from assistant.stores.embedded.checking_reading import checkouts, order_parts
from assistant.stores.embedded.session import Session
from assistant.stores.rules.changes import price
from assistant.stores.rules.records import DELIVERY, PieceState, Record

_LEFT = {
    PieceState.SHIPPED,
    PieceState.DELIVERED,
    PieceState.LOST,
    PieceState.RETURNING,
    PieceState.RETURNED,
}
"""The shop takes money for what leaves it."""


def faults(session: Session) -> Iterator[str]:
    """What does not hold."""
    yield from _numbers(session)
    for part in order_parts(session):
        for row, record in part:
            if record is None:
                yield f"Order {row['number']} cannot be read."
            else:
                yield from (f"Order {row['number']}: {text}" for text in (*_row(row, record), *sums(record)))
    yield from _checkouts(session)
    yield from _events(session)


def sums(record: Record) -> Iterator[str]:
    """What does not add up in an order."""
    yield from _bill(record)
    yield from _lines(record)
    yield from _pieces(record)
    yield from _adjustments(record)


# --- an order by itself


def _bill(record: Record) -> Iterator[str]:
    added = sum(line.amount.amount for line in record.totals)
    if added != record.total.amount:
        yield f"its bill adds up to {record.money(added)}, not {record.total}."
    goods = sum(line.total.amount for line in record.lines if not line.replaces)
    if (subtotal := summed(record.totals, "subtotal", record.currency)) != record.money(goods):
        yield f"its lines add up to {record.money(goods)}, not {subtotal}."
    paid = sum(line.paid.amount for line in record.lines if line.paid is not None)
    brought = record.total.amount - paid
    fee = summed(record.totals, "delivery", record.currency).amount
    free = {fee + line.amount.amount for line in record.totals if line.kind == "discount"}
    if brought not in {fee, *free}:
        yield f"its lines with taxes and discounts are {record.money(paid)}, which leaves no right fee."


def _lines(record: Record) -> Iterator[str]:
    for line in record.lines:
        if line.total != line.unit_price * line.quantity:
            yield f"{line.quantity} of its {line.name} at {line.unit_price} are not {line.total}."


def _pieces(record: Record) -> Iterator[str]:
    if (worth := price(record.pieces)) != record.total.amount:
        yield f"its pieces cost {record.money(worth)}, not {record.total}."
    exchanged = {line.replaces for line in record.lines}
    for line in record.lines:
        pieces = [piece for piece in record.pieces if piece.line == line.id]
        if len(pieces) != line.quantity:
            yield f"there are {len(pieces)} pieces of its {line.name}, not {line.quantity}."
        whole = line.paid is not None and line.id not in exchanged
        if whole and line.paid != record.money(price(pieces)):
            yield f"the pieces of its {line.name} cost {record.money(price(pieces))}, not {line.paid}."
    parcels = {parcel.id for parcel in record.parcels}
    returns = {back.id for back in record.returns}
    for piece in record.goods:
        if piece.parcel not in parcels or (piece.back and piece.back not in returns):
            yield f"a piece of its line {piece.line} is in no parcel or return of it."
        if piece.state in _LEFT and not piece.captured:
            yield f"a piece of its line {piece.line} has left the shop, and its price was not taken."


def _adjustments(record: Record) -> Iterator[str]:
    returns = {back.id: back for back in record.returns}
    given = {each.id: each.amount.amount for each in record.adjustments}
    if len(given) != len(record.adjustments):
        yield "something was taken off it twice."
    off = -sum(amount for name, amount in given.items() if name not in returns)
    gone = price(p for p in record.pieces if p.state in {PieceState.CANCELED, PieceState.LOST})
    if off != gone:
        yield f"{record.money(off)} were taken off for pieces of {record.money(gone)}."
    for name, back in returns.items():
        these = [piece for piece in record.goods if piece.back == name]
        arrived = all(piece.state is PieceState.RETURNED for piece in these)
        due = record.money(back.refund.amount if arrived else 0)
        came = record.money(-given.get(name, 0))
        if came != due or back.refund.amount > price(these):
            yield f"{came} came back for the return {name}, not {due}."
    back_again = -sum(each.amount.amount for each in record.adjustments if each.kind == AdjustmentKind.REFUND)
    taken = price(piece for piece in record.pieces if piece.captured)
    if back_again > taken:
        yield f"{record.money(back_again)} are given back of {record.money(taken)}."


# --- orders beside each other


def _row(row: Any, record: Record) -> Iterator[str]:
    if (row["id"], row["number"]) != (record.id, record.number):
        yield f"its row is that of order {record.number}."
    if DELIVERY in {line.id for line in record.lines}:
        yield "one of its lines has the name of the delivery."
    if row["next_at"] != record.next_at:
        yield "the shop would not see to it when something is to happen with it."


def _numbers(session: Session) -> Iterator[str]:
    for row in session.rows("SELECT number FROM orders GROUP BY number HAVING count(*) > 1"):
        yield f"Several orders have the number {row['number']}."
    for row in session.rows(
        "SELECT checkout_id, min(number) AS number FROM orders GROUP BY checkout_id HAVING count(*) > 1"
    ):
        yield f"The checkout of order {row['number']} was ordered more than once."


def _checkouts(session: Session) -> Iterator[str]:
    for row, quote in checkouts(session):
        if quote is None or quote.status != row["status"]:
            yield f"The quote of a checkout that is {row['status']} does not add up, or cannot be read."
    ordered = "EXISTS (SELECT 1 FROM orders WHERE orders.checkout_id = checkouts.id)"
    paying = "EXISTS (SELECT 1 FROM payments WHERE payments.checkout_id = checkouts.id AND state = 'begun')"
    for status, there, what in (
        (CheckoutStatus.COMPLETED, ordered, "an order"),
        (CheckoutStatus.IN_PROGRESS, paying, "a payment under way"),
    ):
        row = session.row(
            f"SELECT count(*) AS found FROM checkouts WHERE (status = :status) <> {there}",  # noqa: S608 - the words above
            status=str(status),
        )
        if row["found"]:
            yield f"{row['found']} checkouts are {status} without {what}, or the other way round."


def _events(session: Session) -> Iterator[str]:
    for row in session.rows(
        "SELECT orders.number AS number FROM orders WHERE NOT EXISTS"
        " (SELECT 1 FROM events WHERE events.order_id = orders.id) ORDER BY sequence"
    ):
        yield f"Nobody was told of order {row['number']}."
