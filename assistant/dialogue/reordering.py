"""What was bought before, once more into the cart, with the reason why it is this one. Nothing is ordered."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from assistant.dialogue.actions import ChangeCart, Say
from assistant.dialogue.happenings import HistoryIs, Offer
from assistant.dialogue.lines import named
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, stay
from assistant.dialogue.periods import span
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.orders import Order, OrderLine
from intents.meaning import Item, Understood

LAST_ORDER = "last order"
_OFTEN = 2
"""So many orders with it make it usual."""
_MOST_WEEKS = 3


def reorder(memory: Memory, history: HistoryIs, asked: Understood) -> Move:
    """Put what was bought before into the cart."""
    if asked.period == LAST_ORDER:
        order = history.orders[0]
        lines = [(line, line.quantity) for line in order.lines]
        return _into_cart(
            memory, lines, Say(key="reordering_last", values={"days": _ago(order, history.now)})
        )
    orders = _in_time(history.orders, asked.period, history.now.date())
    bought = _bought(orders, asked.items[0] if asked.items else None)
    if not bought:
        values = {"name": asked.items[0].text if asked.items else "", "dated": bool(asked.period)}
        return stay(State.IDLE, Say(key="never_bought", values=values))
    line, order = _most_often(bought)
    quantity = (asked.items[0].quantity if asked.items else None) or line.quantity
    times = [each for found, each in bought if found.variant_id == line.variant_id]
    values = {
        "name": line.name,
        "options": list(line.options.values()),
        "times": len(times),
        "often": len(times) >= _OFTEN,
        "weekly": _most_weeks(times),
        "days": _ago(order, history.now),
    }
    return _into_cart(memory, [(line, quantity)], Say(key="reordering", values=values))


def _in_time(orders: Iterable[Order], period: str, today: date) -> list[Order]:
    days = span(period, today) if period else None
    return [order for order in orders if days is None or days[0] <= order.placed_at.date() < days[1]]


def _bought(orders: Iterable[Order], item: Item | None) -> list[tuple[OrderLine, Order]]:
    """What was bought under a name, or at all, newest first."""
    if item is None:
        return [(line, order) for order in orders for line in order.lines if line.canceled < line.quantity]
    found = []
    for order in orders:
        line = named(item, order.lines)
        if isinstance(line, OrderLine) and line.canceled < line.quantity:
            found.append((line, order))
    return found


def _most_often(bought: list[tuple[OrderLine, Order]]) -> tuple[OrderLine, Order]:
    """The one that is in most orders; of several the one that was bought last."""
    counts = Counter(line.variant_id for line, _ in bought)
    return max(bought, key=lambda each: counts[each[0].variant_id])


def _most_weeks(orders: list[Order]) -> bool:
    """Whether it was bought in most weeks since the first time."""
    weeks = {order.placed_at.date().toordinal() // 7 for order in orders}
    return len(weeks) >= _MOST_WEEKS and 2 * len(weeks) > max(weeks) - min(weeks)


def _ago(order: Order, now: datetime) -> int:
    return max(0, (now.date() - order.placed_at.date()).days)


def _into_cart(memory: Memory, lines: list[tuple[OrderLine, int]], why: Say) -> Move:
    if not lines:
        return stay(State.IDLE, Say(key="never_bought", values={"name": "", "dated": False}))
    memory.chosen = [(_offer(line), count) for line, count in lines]
    memory.focus = lines[-1][0].variant_id
    wanted = tuple(LineRequest(variant_id=line.variant_id, quantity=count) for line, count in lines)
    return Move(State.LOOKING_UP, (why, ChangeCart(lines=wanted, add=True)))


def _offer(line: OrderLine) -> Offer:
    return Offer(
        product_id=line.product_id,
        variant_id=line.variant_id,
        name=line.name,
        title=line.name,
        options=tuple(line.options.items()),
        price=line.unit_price,
    )
