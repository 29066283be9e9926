"""The cart: what goes into it, comes out of it, and how it stands."""

from collections import Counter
from collections.abc import Callable, Mapping

from assistant.dialogue.actions import ChangeCart, FindProducts, LoadCart, Quote, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.cart_lines import meant
from assistant.dialogue.choosing import ask_next, take
from assistant.dialogue.coupons import coupon_is, use_coupon
from assistant.dialogue.finding_actions import Browse
from assistant.dialogue.focusing import it
from assistant.dialogue.happenings import CartChanged, CartIs, CouponIs, Happening
from assistant.dialogue.lines import told
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.reading_out import begun
from assistant.dialogue.states import State
from assistant.dialogue.swapping import swap
from assistant.dialogue.undoing import remember, undo, undoing
from assistant.shopping.carts import MOST_OF_ONE, Cart
from assistant.shopping.guards import sensible_quantity
from intents.meaning import Conditions, Intent, Understood

_CLEARED_UNASKED = 3
"""Lines; more are taken out only after a yes."""


def _add(memory: Memory, meaning: Understood) -> Move:
    if not meaning.items:
        last = it(memory)
        return take(memory, last, meaning.quantity) if last else stay(State.IDLE, Say(key="name_it"))
    if meaning.conditions != Conditions():
        return look_up(Browse(item=meaning.items[0], conditions=meaning.conditions))
    return look_up(FindProducts(items=meaning.items))


def _count(memory: Memory, meaning: Understood) -> Move:
    """How many of what was looked at last, where it was not added yet; else of what is in the cart."""
    last, counted = memory.looked_at, not (meaning.items or meaning.relative)
    if last is not None and last.variant_id != memory.focus and counted and meaning.quantity:
        return take(memory, last, meaning.quantity)
    return _look_into_cart(memory, meaning)


def _look_into_cart(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(LoadCart())


def _cart_is(memory: Memory, happening: CartIs) -> Move:
    """The cart was read; what that is for depends on what was asked."""
    asked = memory.asked
    assert asked is not None
    if not happening.cart.lines:
        return stay(State.IDLE, Say(key="cart_empty"))
    return _DONE_WITH_CART[asked.intent](memory, happening.cart, asked)


def _cart_changed(memory: Memory, happening: CartChanged) -> Move:
    """The cart was changed: tell what was added, or how it is now."""
    cart = happening.cart
    if happening.before is not None:
        remember(memory, ChangeCart(lines=happening.before))
    if undoing(memory):
        return stay(State.IDLE, Say(key="undone"), _told_cart(memory, cart))
    if not cart.lines:
        return stay(State.IDLE, Say(key="cart_emptied"))
    return (
        ask_next(memory, _added(memory, cart))
        if memory.chosen
        else stay(State.IDLE, _told_cart(memory, cart))
    )


def _added(memory: Memory, cart: Cart) -> Say:
    counts: Counter[str] = Counter()
    for offer, count in memory.chosen:
        counts[offer.variant_id] += count
    added = [line for line in cart.lines if line.variant_id in counts]
    values = {
        "lines": [told(line) | {"quantity": counts[line.variant_id]} for line in added],
        "full": any(line.quantity == MOST_OF_ONE for line in added),
        "most": MOST_OF_ONE,
    }
    memory.chosen = []
    return Say(key="added", values=values)


def _told_cart(memory: Memory, cart: Cart) -> Say:
    if not cart.lines:
        return Say(key="cart_empty")
    values = {"lines": [told(line) for line in cart.lines], "subtotal": str(cart.subtotal)}
    return begun(memory, Say(key="cart", values=values), "lines", "cart_rest")


def _read_cart(memory: Memory, cart: Cart, _asked: Understood) -> Move:
    return stay(State.IDLE, _told_cart(memory, cart))


def _total(_memory: Memory, cart: Cart, _asked: Understood) -> Move:
    values = {"count": cart.count, "subtotal": str(cart.subtotal)}
    return stay(State.IDLE, Say(key="cart_total", values=values))


def _check_out(_memory: Memory, _cart: Cart, _asked: Understood) -> Move:
    return Move(State.QUOTING, (Quote(),))


def _clear(memory: Memory, cart: Cart, _asked: Understood) -> Move:
    if len(cart.lines) <= _CLEARED_UNASKED:
        return look_up(ChangeCart(lines=()))
    say = Say(key="clear_cart", values={"count": len(cart.lines)})
    return ask(memory, Question(say=say, expecting=frozenset({Intent.YES}), answered=_cleared))


def _cleared(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ChangeCart(lines=()))


def _remove(memory: Memory, cart: Cart, asked: Understood) -> Move:
    """Take out what was named, or what was talked of last; if it is not there, say so and change nothing."""
    left = {line.variant_id: line.quantity for line in cart.lines}
    for item in asked.items or (None,):
        line = meant(memory, cart.lines, item)
        if line is None:
            return stay(
                State.IDLE, Say(key="not_in_cart", values={"names": [each.text for each in asked.items]})
            )
        left[line.variant_id] -= (item and item.quantity) or line.quantity
    kept = tuple(line.request(left[line.variant_id]) for line in cart.lines if left[line.variant_id] > 0)
    return look_up(ChangeCart(lines=kept))


def _change_quantity(memory: Memory, cart: Cart, asked: Understood) -> Move:
    line = meant(memory, cart.lines, asked.items[0] if asked.items else None)
    if line is None:
        return stay(State.IDLE, Say(key="not_in_cart", values={"names": [item.text for item in asked.items]}))
    quantity = (asked.quantity or 0) + (line.quantity if asked.relative else 0)
    if quantity <= 0 and (asked.relative or asked.quantity == 0):
        return look_up(ChangeCart(lines=tuple(each.request() for each in cart.lines if each is not line)))
    if not sensible_quantity(quantity):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    memory.focus, memory.added = line.variant_id, line.request(quantity)
    lines = tuple(each.request(quantity if each is line else None) for each in cart.lines)
    return look_up(ChangeCart(lines=lines))


_DONE_WITH_CART: Mapping[Intent, Callable[[Memory, Cart, Understood], Move]] = {
    Intent.READ_CART: _read_cart,
    Intent.CHECK_OUT: _check_out,
    Intent.CHOOSE_DELIVERY: _check_out,
    Intent.CHOOSE_PAYMENT: _check_out,
    Intent.CLEAR_CART: _clear,
    Intent.REMOVE_FROM_CART: _remove,
    Intent.CHANGE_QUANTITY: _change_quantity,
    Intent.CART_TOTAL: _total,
    Intent.SWAP: swap,
}

REQUESTS: Mapping[Intent, Request] = {
    Intent.ADD_TO_CART: _add,
    Intent.UNDO: undo,
    Intent.USE_COUPON: use_coupon,
    **dict.fromkeys(_DONE_WITH_CART, _look_into_cart),
    Intent.CHANGE_QUANTITY: _count,
}
ANSWERS: Mapping[type[Happening], Handler] = {
    CartIs: _cart_is,
    CartChanged: _cart_changed,
    CouponIs: coupon_is,
}
