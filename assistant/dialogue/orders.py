"""After the sale: where the orders are, and what has happened to them."""

from collections.abc import Mapping

from assistant.dialogue.actions import ReadNotices, ReadOrders, Say
from assistant.dialogue.happenings import Happening, NoticesAre, NoticesCame, OrdersAre
from assistant.dialogue.lines import MOST_READ_OUT
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.order_numbers import grouped
from assistant.dialogue.standing import due_asked
from assistant.dialogue.states import State
from assistant.shopping.notices import ABOUT_PARCELS
from intents.meaning import Intent, Understood


def _status(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadOrders())


def _news(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadNotices())


def _orders_are(_memory: Memory, happening: OrdersAre) -> Move:
    """The latest order, and how it stands; and what was not told yet of others."""
    if not happening.orders:
        return stay(State.IDLE, Say(key="no_orders"))
    order = happening.orders[0]
    others = [
        notice
        for notice in happening.notices
        if notice.order_number != order.number or notice.kind not in ABOUT_PARCELS
    ]
    values = {
        "number": grouped(order.number),
        "status": order.status,
        "total": str(order.total),
        "promise": order.promise,
        "notices": [notice.model_dump() for notice in others],
    }
    return stay(State.IDLE, Say(key="order_status", values=values))


def _notices_came(memory: Memory, _happening: NoticesCame) -> Move:
    """Something has happened to the orders: as if it had been asked for."""
    memory.begin(Understood(intent=Intent.NEWS, text=""))
    return look_up(ReadNotices())


def _notices_are(memory: Memory, happening: NoticesAre) -> Move:
    """What has happened to the orders since it was last told."""
    if not happening.notices:
        return stay(State.IDLE, Say(key="no_notices"))
    told = [notice.model_dump() for notice in happening.notices[-MOST_READ_OUT:]]
    values = {"notices": told, "more": len(happening.notices) - len(told)}
    return due_asked(memory, happening.notices, Say(key="notices", values=values))


REQUESTS: Mapping[Intent, Request] = {Intent.ORDER_STATUS: _status, Intent.NEWS: _news}
ANSWERS: Mapping[type[Happening], Handler] = {
    OrdersAre: _orders_are,
    NoticesAre: _notices_are,
    NoticesCame: _notices_came,
}
