"""Small changes of an order's record that all that happens to it is made of."""

from collections import Counter
from collections.abc import Collection, Iterable

from assistant.shopping.aftersales import Adjustment, AdjustmentKind, AdjustmentStatus, ShipmentStatus
from assistant.stores.rules.offering import parts
from assistant.stores.rules.records import DELIVERY, Parcel, Piece, PieceState, Record, contents
from assistant.stores.rules.times import local

GONE = frozenset({PieceState.CANCELED, PieceState.LOST, PieceState.RETURNED})
"""What the buyer does not have and need not pay for."""


def with_pieces(record: Record, changed: Collection[Piece], **update: object) -> Record:
    """The order with some of its pieces changed alike."""
    these = set(map(id, changed))
    pieces = tuple(
        piece.model_copy(update=update) if id(piece) in these else piece for piece in record.pieces
    )
    return record.model_copy(update={"pieces": pieces})


def with_parcel(record: Record, parcel_id: str, **update: object) -> Record:
    """The order with one of its parcels changed."""
    parcels = tuple(
        parcel.model_copy(update=update) if parcel.id == parcel_id else parcel for parcel in record.parcels
    )
    return record.model_copy(update={"parcels": parcels})


def without_steps(record: Record, parcels: Collection[str]) -> Record:
    """The order without what was still to happen to some parcels."""
    return record.model_copy(
        update={"steps": tuple(step for step in record.steps if step.parcel not in parcels)}
    )


def delivery_too(record: Record, pieces: Collection[Piece]) -> tuple[Piece, ...]:
    """What bringing the goods costs, if with these pieces nothing is left that is brought."""
    these = set(map(id, pieces))
    left = any(
        piece.state not in {PieceState.CANCELED, PieceState.LOST} and id(piece) not in these
        for piece in record.goods
    )
    return (
        ()
        if left
        else tuple(piece for piece in record.pieces if piece.line == DELIVERY and piece.state not in GONE)
    )


def close_empty(record: Record) -> Record:
    """The order, its parcels from which everything was taken before they left canceled."""
    full = {piece.parcel for piece in record.goods if piece.state is not PieceState.CANCELED}
    empty = {parcel.id for parcel in record.parcels} - full
    for parcel in empty:
        record = with_parcel(record, parcel, status=ShipmentStatus.CANCELED)
    return without_steps(record, empty)


def adjusted(
    record: Record,
    kind: AdjustmentKind,
    amount: int,
    at: float,
    reason: str,
    pieces: Iterable[Piece],
    adjustment_id: str = "",
) -> tuple[Record, Adjustment]:
    """The order with money taken off: at once where it was never taken, once it has gone back otherwise."""
    given = adjustment_id or f"A{len(record.adjustments) + 1}"
    done = kind is AdjustmentKind.CANCELLATION
    adjustment = Adjustment(
        id=given,
        kind=kind,
        status=AdjustmentStatus.COMPLETED if done else AdjustmentStatus.PENDING,
        amount=record.money(-amount),
        contents=contents(pieces),
        at=local(at),
        reason=reason,
    )
    return record.model_copy(update={"adjustments": (*record.adjustments, adjustment)}), adjustment


def on_shelves(record: Record, pieces: Iterable[Piece]) -> Counter[str]:
    """Pieces as so many of what lies on the shelves."""
    names = {line.id: parts(line.variant_id)[0] for line in record.lines}
    return Counter(names[piece.line] for piece in pieces if piece.line in names)


def price(pieces: Iterable[Piece]) -> int:
    """What pieces cost, in minor units."""
    return sum(piece.price for piece in pieces)


def parcel_of(record: Record, parcel_id: str) -> Parcel:
    """A parcel of an order that has it."""
    return next(parcel for parcel in record.parcels if parcel.id == parcel_id)
