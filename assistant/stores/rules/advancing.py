"""What the simulated carrier does with an order as time goes by."""

from assistant.shopping.aftersales import AdjustmentKind, EventKind, ShipmentStatus
from assistant.stores.rules.changes import (
    adjusted,
    delivery_too,
    parcel_of,
    price,
    with_parcel,
    with_pieces,
    without_steps,
)
from assistant.stores.rules.notices import event
from assistant.stores.rules.records import DELIVERY, Effects, Piece, PieceState, Record, Step
from assistant.stores.rules.returning import received

_LEAVES = {ShipmentStatus.SHIPPED, ShipmentStatus.READY}
_KINDS = {
    ShipmentStatus.PACKED: EventKind.PACKED,
    ShipmentStatus.SHIPPED: EventKind.SHIPPED,
    ShipmentStatus.OUT_FOR_DELIVERY: EventKind.OUT_FOR_DELIVERY,
    ShipmentStatus.DELAYED: EventKind.DELAYED,
    ShipmentStatus.READY: EventKind.READY,
    ShipmentStatus.DELIVERED: EventKind.DELIVERED,
    ShipmentStatus.LOST: EventKind.LOST,
}


def advanced(record: Record, now: float) -> tuple[Record, Effects]:
    """The order after all that has happened until now.

    Args:
        record: the order.
        now: seconds since 1970.
    """
    effects = Effects()
    while record.steps and record.steps[0].at <= now:
        step, rest = record.steps[0], record.steps[1:]
        record = record.model_copy(update={"steps": rest})
        record = received(record, step, effects) if step.back else _moved(record, step, effects)
    effects.void = _nothing_more_to_take(record)
    return record, effects


def _moved(record: Record, step: Step, effects: Effects) -> Record:
    pieces = tuple(piece for piece in record.goods if piece.parcel == step.parcel)
    if step.status in _LEAVES:
        record = _left(record, pieces, effects)
    elif step.status is ShipmentStatus.DELAYED:
        to_come = (each for each in record.steps if each.parcel == step.parcel)
        due = next(each.at for each in to_come if each.status is ShipmentStatus.DELIVERED)
        record = with_parcel(record, step.parcel, due_at=due)
    elif step.status is ShipmentStatus.DELIVERED:
        record = with_pieces(record, _in(pieces, PieceState.SHIPPED), state=PieceState.DELIVERED)
        record = with_parcel(record, step.parcel, delivered_at=step.at)
    elif step.status is ShipmentStatus.LOST:
        record = _lost(record, _in(pieces, PieceState.SHIPPED), step, effects)
    record = with_parcel(record, step.parcel, status=step.status)
    parcel = parcel_of(record, step.parcel)
    there = tuple(piece for piece in pieces if piece.state is not PieceState.CANCELED)
    effects.events.append(event(record, _KINDS[step.status], step.at, pieces=there, parcel=parcel))
    return record


def _left(record: Record, pieces: tuple[Piece, ...], effects: Effects) -> Record:
    """The goods leave the shop, and their price is taken; with the first of them that of bringing them."""
    leaving = _in(pieces, PieceState.OPEN)
    leaving += tuple(
        piece for piece in record.pieces if piece.line == DELIVERY and piece.state is PieceState.OPEN
    )
    effects.capture += price(piece for piece in leaving if not piece.captured)
    return with_pieces(record, leaving, state=PieceState.SHIPPED, captured=True)


def _lost(record: Record, pieces: tuple[Piece, ...], step: Step, effects: Effects) -> Record:
    back = (*pieces, *delivery_too(record, pieces))
    record = with_pieces(record, back, state=PieceState.LOST)
    record = without_steps(record, {step.parcel})
    if price(back):
        record, adjustment = adjusted(record, AdjustmentKind.REFUND, price(back), step.at, "lost", back)
        effects.refunds.append((adjustment.id, price(back)))
    return record


def _in(pieces: tuple[Piece, ...], state: PieceState) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.state is state)


def _nothing_more_to_take(record: Record) -> bool:
    return not any(piece.state is PieceState.OPEN for piece in record.pieces)
