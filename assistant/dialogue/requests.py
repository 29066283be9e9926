"""What to do for each thing that people ask for when no question is open, or in spite of one."""

from collections import Counter
from collections.abc import Callable

from assistant.dialogue.actions import (
    AddToList,
    ChangeCart,
    FindProducts,
    LoadCart,
    Quote,
    ReadList,
    ReadNotices,
    ReadOrders,
    RemoveFromList,
    Say,
)
from assistant.dialogue.choosing import ask_next, entry, take
from assistant.dialogue.happenings import CartChanged, CartIs, ListIs, NoticesAre, OrdersAre, Said
from assistant.dialogue.lines import named, told
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import MOST_OF_ONE, Cart, CartLine
from assistant.shopping.guards import all_sensible, packs, sensible_quantity
from assistant.shopping.notices import ABOUT_PARCELS
from intents.meaning import Choice, Intent, NotUnderstood, Understood
from intents.resolver import Found, choose

MOST_READ_OUT = 5


def said(memory: Memory, happening: Said, state: State) -> Move | None:
    """A request; None if it was not understood."""
    meaning = happening.meaning
    if isinstance(meaning, NotUnderstood):
        return None
    talk = _talk(memory, meaning, state)
    if talk is not None:
        return talk
    # Dozens are counted when it is known whether the shop sells by the dozen.
    if not all_sensible(packs(item, "dozen") for item in meaning.items):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    memory.begin(meaning)
    if meaning.intent is Intent.CHOOSE:
        return _choose_again(memory, meaning)
    return _lookups(meaning)


def _talk(memory: Memory, meaning: Understood, state: State) -> Move | None:
    """What needs nothing looked up and leaves an open question open."""
    match meaning.intent:
        case Intent.HELP:
            return stay(state, Say(key=f"help_{state}"))
        case Intent.REPEAT:
            return stay(state, memory.last or Say(key="nothing_to_repeat"))
        case Intent.YES:
            return stay(state, Say(key="yes_to_what"))
        case Intent.NO:
            return stay(State.IDLE, Say(key="all_right"))
        case Intent.STOP:
            return stay(State.IDLE, Say(key="stopped"))
        case _:
            return None


def _lookups(meaning: Understood) -> Move | None:
    if meaning.intent in _NEED_ITEMS and not meaning.items:
        return stay(State.IDLE, Say(key="name_it"))
    match meaning.intent:
        case Intent.SEARCH:
            return look_up(FindProducts(items=meaning.items[:1]))
        case Intent.ADD_TO_CART:
            return look_up(FindProducts(items=meaning.items))
        case Intent.ADD_TO_LIST:
            return look_up(AddToList(items=meaning.items))
        case Intent.REMOVE_FROM_LIST:
            return look_up(RemoveFromList(items=meaning.items))
        case Intent.READ_LIST:
            return look_up(ReadList())
        case Intent.ORDER_STATUS:
            return look_up(ReadOrders())
        case Intent.NEWS:
            return look_up(ReadNotices())
        case _:
            return look_up(LoadCart())


_NEED_ITEMS = frozenset({Intent.SEARCH, Intent.ADD_TO_CART, Intent.ADD_TO_LIST, Intent.REMOVE_FROM_LIST})


def _choose_again(memory: Memory, meaning: Understood) -> Move:
    """A choice made after the question was left: still among the last things offered."""
    answer = choose(meaning.choice or Choice(), [entry(offer) for offer in memory.offers])
    if not isinstance(answer, Found):
        return stay(State.IDLE, Say(key="nothing_to_choose"))
    offer = next(offer for offer in memory.offers if offer.variant_id == answer.match.entry_id)
    if not sensible_quantity(meaning.quantity):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    return take(memory, offer, meaning.quantity)


def cart_is(memory: Memory, happening: CartIs) -> Move:
    """The cart was read; what that is for depends on what was asked."""
    asked = memory.asked
    assert asked is not None
    if not happening.cart.lines:
        return stay(State.IDLE, Say(key="cart_empty"))
    return _CART_ANSWERS[asked.intent](memory, happening.cart, asked)


def cart_changed(memory: Memory, happening: CartChanged) -> Move:
    """The cart was changed: tell what was added, or how it is now."""
    cart = happening.cart
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
    memory.focus = line.variant_id
    lines = tuple(each.request(quantity if each is line else None) for each in cart.lines)
    return look_up(ChangeCart(lines=lines))


def _meant(memory: Memory, cart: Cart, number: int, asked: Understood) -> CartLine | None:
    if asked.items:
        return named(asked.items[number], cart.lines)
    if len(cart.lines) == 1:
        return cart.lines[0]
    return next((line for line in cart.lines if line.variant_id == memory.focus), None)


_CART_ANSWERS: dict[Intent, Callable[[Memory, Cart, Understood], Move]] = {
    Intent.READ_CART: _read_cart,
    Intent.CHECK_OUT: _check_out,
    Intent.CLEAR_CART: _clear,
    Intent.REMOVE_FROM_CART: _remove,
    Intent.CHANGE_QUANTITY: _change_quantity,
}


def list_is(memory: Memory, happening: ListIs) -> Move:
    """The shopping list was read or changed."""
    asked = memory.asked
    assert asked is not None
    if asked.intent is Intent.READ_LIST:
        return stay(
            State.IDLE, Say(key="list" if happening.entries else "list_empty", values=_entries(happening))
        )
    adding = asked.intent is Intent.ADD_TO_LIST
    if not happening.changed:
        return stay(State.IDLE, Say(key="not_on_list", values={"names": [item.text for item in asked.items]}))
    return stay(State.IDLE, Say(key="listed" if adding else "unlisted", values=_entries(happening)))


def _entries(happening: ListIs) -> dict[str, object]:
    return {
        "entries": [entry.model_dump() for entry in happening.entries],
        "changed": [entry.model_dump() for entry in happening.changed],
    }


def orders_are(happening: OrdersAre) -> Move:
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
        "number": order.number,
        "status": order.status,
        "total": str(order.total),
        "promise": order.promise,
        "notices": [notice.model_dump() for notice in others],
    }
    return stay(State.IDLE, Say(key="order_status", values=values))


def notices_came(memory: Memory) -> Move:
    """Something has happened to the orders: as if it had been asked for."""
    memory.begin(Understood(intent=Intent.NEWS, text=""))
    return look_up(ReadNotices())


def notices_are(happening: NoticesAre) -> Move:
    """What has happened to the orders since it was last told."""
    if not happening.notices:
        return stay(State.IDLE, Say(key="no_notices"))
    told = [notice.model_dump() for notice in happening.notices[-MOST_READ_OUT:]]
    values = {"notices": told, "more": len(happening.notices) - len(told)}
    return stay(State.IDLE, Say(key="notices", values=values))
