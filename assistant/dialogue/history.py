"""What arrives, what was bought, what comes back, what was spent."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from assistant.dialogue import after_sale, reordering
from assistant.dialogue.actions import ReadHistory, ReadSpending, Say
from assistant.dialogue.happenings import Happening, HistoryIs, SpendingIs
from assistant.dialogue.lines import MOST_READ_OUT
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.order_numbers import grouped
from assistant.dialogue.periods import on, span
from assistant.dialogue.states import State
from assistant.shopping.aftersales import AdjustmentKind, Shipment, ShipmentStatus
from assistant.shopping.money import Money
from assistant.shopping.names import folded
from assistant.shopping.orders import Order
from intents.meaning import Intent, Understood
from intents.readers.en.dates import MONTHS

_MOST_ORDERS = 3
_OVER = frozenset({ShipmentStatus.DELIVERED, ShipmentStatus.LOST, ShipmentStatus.CANCELED})


def _look_back(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadHistory())


def _spent(_memory: Memory, meaning: Understood) -> Move:
    return look_up(ReadSpending(period=meaning.period))


def _history_is(memory: Memory, happening: HistoryIs) -> Move:
    """The orders were read; what that is for depends on what was asked."""
    asked = memory.asked
    assert asked is not None
    if not happening.orders:
        return stay(State.IDLE, Say(key="no_orders"))
    return _DONE_WITH_HISTORY[asked.intent](memory, happening, asked)


def _arrivals(_memory: Memory, history: HistoryIs, asked: Understood) -> Move:
    days = _days(asked, history.now.date())
    coming = [
        (order, shipment)
        for order in history.orders
        for shipment in order.shipments
        if shipment.status not in _OVER and _due(shipment, days)
    ]
    told = [_parcel(order, shipment) for order, shipment in coming[:MOST_READ_OUT]]
    values = {"parcels": told, "more": len(coming) - len(told), "dated": days is not None}
    return stay(State.IDLE, Say(key="arrivals" if told else "no_arrivals", values=values))


def _days(asked: Understood, today: date) -> tuple[date, date] | None:
    if asked.day is not None:
        day = on(asked.day, today)
        return (day, day + timedelta(days=1)) if day else None
    return span(asked.period, today)


def _due(shipment: Shipment, days: tuple[date, date] | None) -> bool:
    if days is None:
        return True
    return shipment.expected_at is not None and days[0] <= shipment.expected_at.date() < days[1]


def _parcel(order: Order, shipment: Shipment) -> dict[str, Any]:
    counts = {each.line_id: each.quantity for each in shipment.contents}
    lines = [
        {"quantity": counts[line.id], "name": line.name, "options": list(line.options.values())}
        for line in order.lines
        if line.id in counts
    ]
    return {
        "lines": lines[:MOST_READ_OUT],
        "more": max(0, len(lines) - MOST_READ_OUT),
        "number": grouped(order.number),
        "promise": shipment.promise or order.promise,
        "status": str(shipment.status).replace("_", " "),
    }


def _past_orders(_memory: Memory, history: HistoryIs, asked: Understood) -> Move:
    days = span(asked.period, history.now.date()) if asked.period else None
    found = [order for order in history.orders if days is None or days[0] <= order.placed_at.date() < days[1]]
    if not found:
        return stay(State.IDLE, Say(key="no_orders_then"))
    told = [_order(order, history.now) for order in found[:_MOST_ORDERS]]
    return stay(
        State.IDLE,
        Say(key="history", values={"orders": told, "count": len(found), "more": len(found) - len(told)}),
    )


def _order(order: Order, now: datetime) -> dict[str, Any]:
    lines = [
        {"quantity": line.quantity, "name": line.name, "options": list(line.options.values())}
        for line in order.lines
    ]
    shown = lines[:MOST_READ_OUT]
    return {
        "number": grouped(order.number),
        "lines": shown,
        "more": len(lines) - len(shown),
        "total": str(order.balance),
        "status": str(order.status).replace("_", " "),
        "days": max(0, (now.date() - order.placed_at.date()).days),
    }


def _refunds(_memory: Memory, history: HistoryIs, _asked: Understood) -> Move:
    """The latest money that came back or is to come, and what is on its way back to the shop."""
    for order in history.orders:
        refunds = [each for each in order.adjustments if each.kind in set(AdjustmentKind)]
        returns = [each for each in order.returns if each.refund.amount]
        if refunds or returns:
            values = {
                "number": grouped(order.number),
                "refunds": [
                    {"amount": str(-each.amount), "status": str(each.status), "kind": str(each.kind)}
                    for each in refunds[-_MOST_ORDERS:]
                ],
                "returns": [
                    {
                        "amount": str(each.refund),
                        "status": str(each.status),
                        "instructions": each.instructions,
                    }
                    for each in returns[-_MOST_ORDERS:]
                    if each.status != "closed"
                ],
            }
            return stay(State.IDLE, Say(key="refunds", values=values))
    return stay(State.IDLE, Say(key="no_refunds"))


def _spending_is(memory: Memory, happening: SpendingIs) -> Move:
    """What was spent, in all or in a category."""
    asked, spending = memory.asked, happening.spending
    assert asked is not None
    values: dict[str, Any] = {"period": _period(asked.period), "orders": spending.orders, "category": ""}
    if not asked.items:
        return stay(State.IDLE, Say(key="spending", values=values | {"total": str(spending.total)}))
    name = asked.items[0].text
    category = _category(spending.by_category, name)
    if category is None:
        return stay(State.IDLE, Say(key="no_such_category", values=values | {"name": name}))
    total = str(spending.by_category[category])
    return stay(State.IDLE, Say(key="spending", values=values | {"total": total, "category": category}))


def _category(known: Mapping[str, Money], name: str) -> str | None:
    wanted = set(folded(name))
    return next((each for each in known if wanted and wanted <= set(folded(each))), None)


def _period(period: str) -> str:
    if period.startswith("month "):
        return f"in {MONTHS[int(period.split()[1]) - 1].capitalize()}"
    return period or "this month"


_DONE_WITH_HISTORY: Mapping[Intent, Callable[[Memory, HistoryIs, Understood], Move]] = {
    Intent.ARRIVALS: _arrivals,
    Intent.ORDER_HISTORY: _past_orders,
    Intent.REFUND_STATUS: _refunds,
    Intent.CANCEL_ORDER: after_sale.cancel,
    Intent.RETURN_ITEM: after_sale.give_back,
    Intent.EXCHANGE_ITEM: after_sale.exchange,
    Intent.REORDER: reordering.reorder,
}
REQUESTS: Mapping[Intent, Request] = {
    **dict.fromkeys(_DONE_WITH_HISTORY, _look_back),
    Intent.SPENDING: _spent,
}
ANSWERS: Mapping[type[Happening], Handler] = {
    **after_sale.ANSWERS,
    HistoryIs: _history_is,
    SpendingIs: _spending_is,
}
