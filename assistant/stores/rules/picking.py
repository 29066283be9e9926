"""Which pieces of an order are meant."""

from collections.abc import Sequence

from assistant.shopping.aftersales import LineQuantity, Refusal, Refused
from assistant.stores.rules.records import Piece, Record


def picked(lines: Sequence[LineQuantity], pieces: Sequence[Piece]) -> tuple[Piece, ...] | None:
    """So many pieces of each line, the last ones first; None where there are not as many."""
    left = list(pieces)
    found: list[Piece] = []
    for line in lines:
        fitting = [piece for piece in left if piece.line == line.line_id]
        if len(fitting) < line.quantity:
            return None
        taken = fitting[-line.quantity :]
        found += taken
        left = [piece for piece in left if not any(piece is each for each in taken)]
    return tuple(found)


def unknown(record: Record, lines: Sequence[LineQuantity]) -> Refused | None:
    """The refusal for lines that an order does not have; None where it has them all."""
    if all(record.line(line.line_id) for line in lines):
        return None
    return Refused(reason=Refusal.UNKNOWN_LINE, text="That is not in the order.")
