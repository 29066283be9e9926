"""From a list to the cart: everything on it is looked for, as if it had been said."""

from assistant.dialogue.actions import FindProducts, Say
from assistant.dialogue.happenings import ListIs
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import MOST_OF_ONE
from assistant.shopping.household import ListEntry
from intents.meaning import Item, Understood


def to_cart(_memory: Memory, happening: ListIs, _asked: Understood) -> Move:
    """Look for all that is on a list. It stays on the list until it is bought or checked off."""
    if not happening.entries:
        return stay(State.IDLE, Say(key="list_empty", values={"list": happening.name}))
    return look_up(FindProducts(items=tuple(map(_wish, happening.entries))))


def _wish(entry: ListEntry) -> Item:
    return Item(text=entry.text, quantity=min(entry.quantity, MOST_OF_ONE), unit=entry.unit)
