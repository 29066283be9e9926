"""An order as its buyer sees it, and what was spent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from assistant.shopping.aftersales import OrderEvent, Shipment, ShipmentStatus
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, OrderLine, OrderStatus, Spending
from assistant.stores.rules.changes import GONE
from assistant.stores.rules.records import DELIVERY, Parcel, Piece, PieceState, Record, contents
from assistant.stores.rules.times import local, promised
from assistant.stores.terms import Shop

_LEFT = {
    PieceState.SHIPPED,
    PieceState.DELIVERED,
    PieceState.LOST,
    PieceState.RETURNING,
    PieceState.RETURNED,
}
_ARRIVED = {PieceState.DELIVERED, PieceState.RETURNING, PieceState.RETURNED}
_STAGES = {
    ShipmentStatus.PLANNED: OrderStatus.PLACED,
    ShipmentStatus.PACKED: OrderStatus.PACKED,
    ShipmentStatus.SHIPPED: OrderStatus.SHIPPED,
    ShipmentStatus.DELAYED: OrderStatus.SHIPPED,
    ShipmentStatus.OUT_FOR_DELIVERY: OrderStatus.OUT_FOR_DELIVERY,
    ShipmentStatus.READY: OrderStatus.READY,
    ShipmentStatus.DELIVERED: OrderStatus.DELIVERED,
}
"""What an order is whose parcels have all come at least so far; in the order in which they come."""


def view(record: Record, shop: Shop, now: float, events: Sequence[OrderEvent] = ()) -> Order:
    """An order as it stands.

    Args:
        record: as the shop keeps it.
        shop: whose carrier brings it.
        now: seconds since 1970, for what is promised.
        events: what has happened to it.
    """
    return Order(
        id=record.id,
        number=record.number,
        status=_status(record),
        lines=tuple(_line(line, record) for line in record.lines),
        total=record.total,
        placed_at=local(record.placed_at),
        promise=_promise(record, now),
        totals=record.totals,
        included_tax=record.included_tax,
        fulfilment=record.fulfilment,
        shipments=tuple(_shipment(parcel, record, shop, now) for parcel in record.parcels),
        adjustments=record.adjustments,
        returns=record.returns,
        events=tuple(events),
    )


def spending(
    records: Iterable[Record], currency: str, since: datetime | None = None, until: datetime | None = None
) -> Spending:
    """What was spent on some orders, without what was cancelled, lost or went back.

    Args:
        records: of orders placed in the time.
        currency: the shop's.
        since: the beginning of the time.
        until: its end.
    """
    months: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    count = 0
    for record in records:
        count += 1
        off = sum(adjustment.amount.amount for adjustment in record.adjustments)
        months[f"{local(record.placed_at):%Y-%m}"] += record.total.amount + off
        for piece in record.pieces:
            if piece.state not in GONE:
                categories.update(dict.fromkeys(_categories(record, piece), piece.price))
    return Spending(
        since=since,
        until=until,
        orders=count,
        total=Money(amount=sum(months.values()), currency=currency),
        by_month={month: Money(amount=amount, currency=currency) for month, amount in months.items()},
        by_category={name: Money(amount=amount, currency=currency) for name, amount in categories.items()},
    )


def _categories(record: Record, piece: Piece) -> tuple[str, ...]:
    line = record.line(piece.line)
    return (DELIVERY,) if line is None else line.category_path


def _status(record: Record) -> OrderStatus:
    states = {piece.state for piece in record.goods} - {PieceState.CANCELED}
    if not states:
        return OrderStatus.CANCELED
    if states == {PieceState.RETURNED}:
        return OrderStatus.RETURNED
    if states <= {PieceState.LOST, PieceState.RETURNED}:
        return OrderStatus.LOST
    under_way = [parcel.status for parcel in record.parcels if parcel.status in _STAGES]
    stages = list(_STAGES)
    return _STAGES[min(under_way, key=stages.index)]


def _line(line: OrderLine, record: Record) -> OrderLine:
    pieces = [piece for piece in record.pieces if piece.line == line.id]
    states = Counter(piece.state for piece in pieces)
    return line.model_copy(
        update={
            "canceled": states[PieceState.CANCELED],
            "shipped": sum(states[state] for state in _LEFT),
            "delivered": sum(states[state] for state in _ARRIVED),
            "lost": states[PieceState.LOST],
            "returning": states[PieceState.RETURNING] + states[PieceState.RETURNED],
            "returned": states[PieceState.RETURNED],
        }
    )


def _promise(record: Record, now: float) -> str:
    """When the last of what is under way is to arrive."""
    under_way = [
        parcel.due_at
        for parcel in record.parcels
        if parcel.delivered_at is None and parcel.status not in {ShipmentStatus.LOST, ShipmentStatus.CANCELED}
    ]
    if not under_way:
        return ""
    return promised(local(max(under_way)), local(now), by_day=record.by_day)


def _shipment(parcel: Parcel, record: Record, shop: Shop, now: float) -> Shipment:
    under_way = parcel.delivered_at is None and parcel.status not in {
        ShipmentStatus.LOST,
        ShipmentStatus.CANCELED,
    }
    promise = promised(local(parcel.due_at), local(now), by_day=record.by_day) if under_way else ""
    there = [
        piece
        for piece in record.goods
        if piece.parcel == parcel.id
        and (piece.state is not PieceState.CANCELED or parcel.status is ShipmentStatus.CANCELED)
    ]
    return Shipment(
        id=parcel.id,
        status=parcel.status,
        contents=contents(there),
        expected_at=local(parcel.due_at) if under_way else None,
        promise=promise,
        carrier=shop.carrier.name,
        tracking=parcel.tracking,
    )
