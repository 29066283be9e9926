"""The way of an order to its buyer: parcels, each with the steps that the simulated carrier takes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from assistant.shopping.aftersales import ShipmentStatus
from assistant.shopping.fulfilment import FulfilmentKind
from assistant.stores.rules.records import DELIVERY, Parcel, Piece, Record, Step
from assistant.stores.terms import Carrier

_DAY = 24 * 3600.0
_PICKED_UP_AFTER = 1800.0
"""Seconds from being ready to being picked up."""
_ON_THE_WAY = (
    (0.1, ShipmentStatus.PACKED),
    (0.35, ShipmentStatus.SHIPPED),
    (0.85, ShipmentStatus.OUT_FOR_DELIVERY),
    (1.0, ShipmentStatus.DELIVERED),
)
"""When, as a share of the promised time, a parcel becomes what."""
_DELAYED_AT = 0.6
_PREPARED_AT = 0.5


def pieces(prices: Mapping[str, Sequence[int]], handling: Mapping[str, int], size: int) -> list[Piece]:
    """The pieces of some lines, each in its parcel.

    Args:
        prices: line to the price of each of its pieces, in minor units.
        handling: line to the days before it can be packed; what differs in it travels apart.
        size: pieces that a parcel holds.
    """
    found: list[Piece] = []
    ordered = sorted(prices, key=lambda line: handling.get(line, 0))  # stable: lines keep their order
    number, room, days = 0, 0, -1
    for line in ordered:
        for price in prices[line]:
            if not room or handling.get(line, 0) != days:
                number, room, days = number + 1, size, handling.get(line, 0)
            found.append(Piece(line=line, price=price, parcel=f"S{number}"))
            room -= 1
    return found


def delivery_piece(price: int) -> Piece:
    """The piece that stands for what bringing the goods costs; it goes with the first parcel."""
    return Piece(line=DELIVERY, price=price, parcel="")


def planned(
    record: Record, handling: Mapping[str, int], carrier: Carrier, parcels: Sequence[str], begins: float
) -> Record:
    """The order with some parcels on their way.

    Args:
        record: the order, whose pieces name the parcels.
        handling: line to the days before it can be packed.
        carrier: who brings it.
        parcels: their ids.
        begins: when the shop begins with them, in seconds since 1970.
    """
    travels = max(0.0, record.due_at - record.placed_at)
    new, steps = [], list(record.steps)
    for parcel in parcels:
        days = max(handling.get(piece.line, 0) for piece in record.pieces if piece.parcel == parcel)
        start = begins + days * _DAY
        due = start + travels
        new.append(Parcel(id=parcel, due_at=due, tracking=_tracking(record.number, parcel)))
        steps += _steps(record, parcel, start, due, carrier)
    steps.sort(key=lambda step: step.at)
    return record.model_copy(update={"parcels": (*record.parcels, *new), "steps": tuple(steps)})


def _steps(record: Record, parcel: str, start: float, due: float, carrier: Carrier) -> Iterator[Step]:
    span = due - start
    if record.fulfilment.kind == FulfilmentKind.PICKUP:
        yield Step(at=start + _PREPARED_AT * span, parcel=parcel, status=ShipmentStatus.PACKED)
        yield Step(at=due, parcel=parcel, status=ShipmentStatus.READY)
        yield Step(at=due + _PICKED_UP_AFTER, parcel=parcel, status=ShipmentStatus.DELIVERED)
        return
    luck = _luck(record.number, parcel)
    late = 60.0 * carrier.delay
    if luck < carrier.lost:
        last = ((0.1, ShipmentStatus.PACKED), (0.35, ShipmentStatus.SHIPPED))
        yield from (Step(at=start + share * span, parcel=parcel, status=status) for share, status in last)
        yield Step(at=due + late, parcel=parcel, status=ShipmentStatus.LOST)
        return
    delayed = luck < carrier.lost + carrier.delayed
    for share, status in _ON_THE_WAY:
        waits = late if delayed and share > _DELAYED_AT else 0.0
        yield Step(at=start + share * span + waits, parcel=parcel, status=status)
    if delayed:
        yield Step(at=start + _DELAYED_AT * span, parcel=parcel, status=ShipmentStatus.DELAYED)


def _luck(number: str, parcel: str) -> float:
    """A number from 0 to 1 that is always the same for a parcel."""
    digest = hashlib.sha256(f"{number}/{parcel}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _tracking(number: str, parcel: str) -> str:
    return f"{number.replace(' ', '')}-{parcel}"
