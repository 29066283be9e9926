"""Cancelling an order or some of it, while it lies in the shop."""

from collections.abc import Sequence

from assistant.shopping.aftersales import (
    AdjustmentKind,
    Done,
    EventKind,
    LineQuantity,
    Refusal,
    Refused,
    ShipmentStatus,
)
from assistant.stores.rules.changes import (
    adjusted,
    close_empty,
    delivery_too,
    on_shelves,
    price,
    with_pieces,
)
from assistant.stores.rules.notices import event
from assistant.stores.rules.picking import picked, unknown
from assistant.stores.rules.records import Effects, Piece, PieceState, Record


def canceled(
    record: Record, lines: Sequence[LineQuantity], reason: str, now: float
) -> tuple[Record, Effects, Done | Refused]:
    """Cancel pieces that are not packed yet; all such where no lines are named.

    Args:
        record: the order, as it is now.
        lines: what to cancel.
        reason: the buyer's, in any words.
        now: seconds since 1970.
    """
    planned = {parcel.id for parcel in record.parcels if parcel.status is ShipmentStatus.PLANNED}
    open_pieces = [piece for piece in record.goods if piece.state is PieceState.OPEN]
    free = [piece for piece in open_pieces if piece.parcel in planned]
    these = picked(lines, free) if lines else tuple(free)
    if these is None or not these:
        return record, Effects(), _refused(record, lines, open_pieces)
    return _cancel(record, these, reason, now)


def _cancel(
    record: Record, these: tuple[Piece, ...], reason: str, now: float
) -> tuple[Record, Effects, Done | Refused]:
    effects = Effects(restock=on_shelves(record, these))
    off = (*these, *delivery_too(record, these))
    held, taken = (price(piece for piece in off if piece.captured is captured) for captured in (False, True))
    record = close_empty(with_pieces(record, off, state=PieceState.CANCELED))
    if held:
        record, _ = adjusted(record, AdjustmentKind.CANCELLATION, held, now, reason, these)
    if taken:
        record, adjustment = adjusted(record, AdjustmentKind.REFUND, taken, now, reason, these)
        effects.refunds.append((adjustment.id, taken))
    effects.void = not any(piece.state is PieceState.OPEN for piece in record.pieces)
    told = event(record, EventKind.CANCELED, now, pieces=these)
    effects.events.append(told)
    amount = record.money(held + taken)
    return record, effects, Done(text=f"{told.text} {amount} will not be charged.", amount=amount)


def _refused(record: Record, lines: Sequence[LineQuantity], open_pieces: Sequence[Piece]) -> Refused:
    if lines and (stranger := unknown(record, lines)):
        return stranger
    if picked(lines, open_pieces) if lines else open_pieces:
        return Refused(
            reason=Refusal.TOO_LATE,
            text="It is packed already. It can be given back once it has arrived.",
        )
    if lines and any(piece.line in {line.line_id for line in lines} for piece in open_pieces):
        return Refused(reason=Refusal.TOO_MANY, text="There are not as many in the order.")
    return Refused(reason=Refusal.TOO_LATE, text="There is nothing left in the order to cancel.")
