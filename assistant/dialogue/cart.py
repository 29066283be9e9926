"""The cart: what goes into it, comes out of it, and how it stands."""

from collections import Counter
from collections.abc import Callable, Mapping

from assistant.dialogue.actions import ChangeCart, FindProducts, LoadCart, Quote, Say
from assistant.dialogue.choosing import ask_next
from assistant.dialogue.correcting import take_out
from assistant.dialogue.happenings import CartChanged, CartIs, Happening
from assistant.dialogue.lines import MOST_READ_OUT, named, told
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import MOST_OF_ONE, Cart, CartLine
from assistant.shopping.guards import sensible_quantity
from intents.meaning import Intent, Understood


def _add(_memory: Memory, meaning: Understood) -> Move:
    if not meaning.items:
        return stay(State.IDLE, Say(key="name_it"))
    return look_up(FindProducts(items=meaning.items))


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
    if memory.wrong is not None:
        return take_out(memory, cart)
    if not cart.lines:
        return stay(State.IDLE, Say(key="cart_emptied"))
    return ask_next(memory, _added(memory, cart)) if memory.chosen else stay(State.IDLE, _told_cart(cart))


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


def _told_cart(cart: Cart) -> Say:
    shown = [told(line) for line in cart.lines[:MOST_READ_OUT]]
    values = {"lines": shown, "more": len(cart.lines) - len(shown), "subtotal": str(cart.subtotal)}
    return Say(key="cart", values=values)


def _read_cart(_memory: Memory, cart: Cart, _asked: Understood) -> Move:
    return stay(State.IDLE, _told_cart(cart))


def _check_out(_memory: Memory, _cart: Cart, _asked: Understood) -> Move:
    return Move(State.QUOTING, (Quote(),))


def _clear(_memory: Memory, _cart: Cart, _asked: Understood) -> Move:
    return look_up(ChangeCart(lines=()))


def _remove(memory: Memory, cart: Cart, asked: Understood) -> Move:
    """Take out what was named, or what was talked of last; if it is not there, say so and change nothing."""
    left = {line.variant_id: line.quantity for line in cart.lines}
    for number, item in enumerate(asked.items or (None,)):
        line = _meant(memory, cart, number, asked)
        if line is None:
            return stay(
                State.IDLE, Say(key="not_in_cart", values={"names": [each.text for each in asked.items]})
            )
        left[line.variant_id] -= (item and item.quantity) or line.quantity
    kept = tuple(line.request(left[line.variant_id]) for line in cart.lines if left[line.variant_id] > 0)
    return look_up(ChangeCart(lines=kept))


def _change_quantity(memory: Memory, cart: Cart, asked: Understood) -> Move:
    line = _meant(memory, cart, 0, asked)
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


def _meant(memory: Memory, cart: Cart, number: int, asked: Understood) -> CartLine | None:
    if asked.items:
        return named(asked.items[number], cart.lines)
    if len(cart.lines) == 1:
        return cart.lines[0]
    return next((line for line in cart.lines if line.variant_id == memory.focus), None)


_DONE_WITH_CART: Mapping[Intent, Callable[[Memory, Cart, Understood], Move]] = {
    Intent.READ_CART: _read_cart,
    Intent.CHECK_OUT: _check_out,
    Intent.CLEAR_CART: _clear,
    Intent.REMOVE_FROM_CART: _remove,
    Intent.CHANGE_QUANTITY: _change_quantity,
}

REQUESTS: Mapping[Intent, Request] = {
    Intent.ADD_TO_CART: _add,
    **dict.fromkeys(_DONE_WITH_CART, _look_into_cart),
}
ANSWERS: Mapping[type[Happening], Handler] = {CartIs: _cart_is, CartChanged: _cart_changed}
