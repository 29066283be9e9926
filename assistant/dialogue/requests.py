"""What to do for each thing that people ask for when no question is open, or in spite of one."""

from collections.abc import Mapping

from assistant.dialogue import (
    cart,
    correcting,
    finding,
    history,
    home,
    lists,
    manners,
    orders,
    standing,
    talking,
    watching,
)
from assistant.dialogue.actions import Say
from assistant.dialogue.happenings import Said
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Aside, Move, Request, stay
from assistant.dialogue.states import State
from assistant.shopping.guards import all_sensible, packs
from intents.meaning import Intent, NotUnderstood

ASIDES: Mapping[Intent, Aside] = {
    **talking.ASIDES,
    **manners.ASIDES,
    **finding.ASIDES,
    **correcting.ASIDES,
}
"""What leaves an open question open."""
REQUESTS: Mapping[Intent, Request] = {
    **finding.REQUESTS,
    **lists.REQUESTS,
    **cart.REQUESTS,
    **orders.REQUESTS,
    **history.REQUESTS,
    **standing.REQUESTS,
    **watching.REQUESTS,
    **home.REQUESTS,
}
"""What begins something new."""


def said(memory: Memory, happening: Said, state: State) -> Move | None:
    """A request; None if it was not understood."""
    meaning = happening.meaning
    if isinstance(meaning, NotUnderstood):
        return None
    if meaning.intent in ASIDES:
        return ASIDES[meaning.intent](memory, meaning, state)
    if meaning.intent not in REQUESTS:
        return None
    # Dozens are counted when it is known whether the shop sells by the dozen.
    if not all_sensible(packs(item, "dozen") for item in meaning.items):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    memory.begin(meaning)
    return REQUESTS[meaning.intent](memory, meaning)
