"""Something else instead of what is in the cart: another product, or another option of the same."""

from assistant.dialogue.actions import FindInstead, Say
from assistant.dialogue.lines import meant
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import Cart, CartLine
from intents.meaning import Item, Understood


def swap(memory: Memory, cart: Cart, asked: Understood) -> Move:
    """Look for what is to take a line's place. What is found and chosen is put there, as many of it."""
    old, instead = asked.items[0] if asked.items else None, asked.instead
    if instead is None or not instead.text:
        return stay(State.IDLE, Say(key="name_it"))
    line = meant(memory, cart.lines, old)
    if line is None:
        return stay(State.IDLE, Say(key="not_in_cart", values={"names": [old.text] if old else []}))
    memory.replaced = line.variant_id
    return look_up(FindInstead(line=line, item=_as_many(instead, line)))


def _as_many(instead: Item, line: CartLine) -> Item:
    counted = instead.quantity is not None and instead.quantity > 1
    return instead if counted else instead.model_copy(update={"quantity": line.quantity, "unit": ""})
