"""What a shop tells about an order, as sentences that can be said."""

from assistant.shopping.aftersales import EventKind, OrderEvent
from assistant.shopping.money import Money
from assistant.stores.rules.records import Parcel, Piece, Record, contents
from assistant.stores.rules.times import local, promised

_SENTENCES = {
    EventKind.PLACED: "Order {number} is placed.",
    EventKind.PACKED: "Order {number}{part} is packed.",
    EventKind.SHIPPED: "Order {number}{part} has shipped{promise}.",
    EventKind.OUT_FOR_DELIVERY: "Order {number}{part} is out for delivery.",
    EventKind.DELAYED: "Order {number}{part} is late{promise}.",
    EventKind.READY: "Order {number}{part} is ready to be picked up.",
    EventKind.DELIVERED: "Order {number}{part} has arrived.",
    EventKind.LOST: "Order {number}{part} got lost on its way. The money goes back.",
    EventKind.CANCELED: "{what} of order {number} {verb} canceled.",
    EventKind.RETURN_STARTED: "{what} of order {number} {verb} to be sent back.",
    EventKind.RETURN_RECEIVED: "The shop has {what} of order {number} back.",
    EventKind.EXCHANGED: "{what} of order {number} {verb} exchanged.",
    EventKind.REFUNDED: "{amount} for order {number} went back.",
}


def event(
    record: Record,
    kind: EventKind,
    at: float,
    *,
    pieces: tuple[Piece, ...] = (),
    parcel: Parcel | None = None,
    amount: Money | None = None,
) -> OrderEvent:
    """Something that happened to an order.

    Args:
        record: the order.
        kind: what.
        at: when, in seconds since 1970.
        pieces: what it is about; none for all of it.
        parcel: where it is about one.
        amount: where money went back.
    """
    values = {
        "number": record.number,
        "part": _part(record, parcel),
        "promise": _promise(record, parcel, at),
        "what": _what(record, pieces),
        "verb": "is" if len(pieces) == 1 else "are",
        "amount": amount,
    }
    return OrderEvent(
        order_id=record.id,
        order_number=record.number,
        kind=kind,
        at=local(at),
        text=_capital(_SENTENCES[kind].format(**values)),
        shipment_id=parcel.id if parcel else "",
        contents=contents(pieces),
        amount=amount,
    )


def _what(record: Record, pieces: tuple[Piece, ...]) -> str:
    """Pieces as they are said: "the milk and two of the tea"."""
    said = []
    for part in contents(pieces):
        line = record.line(part.line_id)
        name = line.name if line else "rest"
        said.append(f"the {name}" if part.quantity == 1 else f"{part.quantity} of the {name}")
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said) or "all"


def _part(record: Record, parcel: Parcel | None) -> str:
    if parcel is None or len(record.parcels) == 1:
        return ""
    return f", parcel {record.parcels.index(next(one for one in record.parcels if one.id == parcel.id)) + 1}"


def _promise(record: Record, parcel: Parcel | None, at: float) -> str:
    if parcel is None:
        return ""
    said = promised(local(parcel.due_at), local(at), by_day=record.by_day)
    return f", and is to arrive {said}" if said else ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
