"""What the shop has: requests about products."""

from collections.abc import Mapping

from assistant.dialogue.actions import FindProducts, Say
from assistant.dialogue.choosing import entry, take
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, Request, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.guards import sensible_quantity
from intents.meaning import Choice, Intent, Understood
from intents.resolver import Found, choose


def _search(_memory: Memory, meaning: Understood) -> Move:
    if not meaning.items:
        return stay(State.IDLE, Say(key="name_it"))
    return look_up(FindProducts(items=meaning.items[:1]))


def _choose_again(memory: Memory, meaning: Understood) -> Move:
    """A choice made after the question was left: still among the last things offered."""
    answer = choose(meaning.choice or Choice(), [entry(offer) for offer in memory.offers])
    if not isinstance(answer, Found):
        return stay(State.IDLE, Say(key="nothing_to_choose"))
    offer = next(offer for offer in memory.offers if offer.variant_id == answer.match.entry_id)
    if not sensible_quantity(meaning.quantity):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    return take(memory, offer, meaning.quantity)


REQUESTS: Mapping[Intent, Request] = {
    Intent.SEARCH: _search,
    Intent.CHOOSE: _choose_again,
}
