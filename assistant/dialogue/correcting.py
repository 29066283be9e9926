"""Something else than what was taken: the last change is made again, as it was meant."""

from collections.abc import Mapping

from assistant.dialogue import choosing, lists
from assistant.dialogue.actions import FindProducts, LoadCart, Say
from assistant.dialogue.focusing import entry
from assistant.dialogue.happenings import Offer, Said
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Aside, Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.guards import all_sensible, packs
from intents.meaning import Choice, Intent, Item, Understood
from intents.resolver import Found, choose

_OF_PRODUCTS = frozenset(
    {
        Intent.ADD_TO_CART,
        Intent.SEARCH,
        Intent.CHOOSE,
        Intent.CHANGE_QUANTITY,
        Intent.READ_CART,
        Intent.CHECK_OUT,
    }
)
"""After these a correction is about what was looked for or put into the cart last."""


def correct(memory: Memory, meaning: Understood, state: State) -> Move:
    """Do what was meant instead of what was done, or ask what it is about."""
    asked = memory.asked
    if asked is None:
        return stay(state, Say(key="correct_what"))
    if not all_sensible(packs(item, "dozen") for item in meaning.items):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    if state is State.CHOOSING:
        return _other_answer(memory, meaning, asked)
    if asked.intent is Intent.ADD_TO_LIST or (asked.intent is Intent.REMOVE_FROM_LIST and asked.instead):
        return _other_entry(memory, meaning, asked)
    if asked.intent in _OF_PRODUCTS:
        return _other_product(memory, meaning, asked)
    return stay(state, Say(key="correct_what"))


def _other_answer(memory: Memory, meaning: Understood, asked: Understood) -> Move:
    """While it is asked which one: another wish, or simply an answer."""
    if meaning.items:
        still_open = tuple(result.item for result in memory.open_results[1:])
        count = memory.open_item.quantity if memory.open_item else None
        return _look_for(memory, (_counted(meaning.items[0], count), *meaning.items[1:], *still_open), asked)
    intent = Intent.CHOOSE if meaning.choices else Intent.CHANGE_QUANTITY
    answer = meaning.model_copy(update={"intent": intent})
    if not meaning.choices and meaning.quantity is None:
        return stay(State.CHOOSING, choosing.which_again(memory))
    return choosing.said(memory, Said(meaning=answer)) or choosing.UNANSWERED


def _other_product(memory: Memory, meaning: Understood, asked: Understood) -> Move:
    if meaning.quantity is not None:
        if memory.added is None:
            return stay(State.IDLE, Say(key="correct_what"))
        memory.begin(meaning.model_copy(update={"intent": Intent.CHANGE_QUANTITY}))
        memory.focus = memory.added.variant_id
        return look_up(LoadCart())
    wrong = _wrong(memory, asked)
    if meaning.items:
        item = _counted(meaning.items[0], wrong.quantity if wrong else None)
        move = _look_for(memory, (item, *meaning.items[1:]), asked)
        memory.replaced = wrong.variant_id if wrong else ""
        return move
    return _other_offer(memory, meaning, wrong)


def _wrong(memory: Memory, asked: Understood) -> LineRequest | None:
    """What was put into the cart for the last request; nothing where that only looked for something."""
    offered = {offer.variant_id for offer in memory.offers}
    if memory.added is None or (asked.intent is Intent.SEARCH and memory.added.variant_id not in offered):
        return None
    return memory.added


def _look_for(memory: Memory, items: tuple[Item, ...], asked: Understood) -> Move:
    intent = Intent.SEARCH if asked.intent is Intent.SEARCH and memory.added is None else Intent.ADD_TO_CART
    memory.begin(Understood(intent=intent, text=asked.text, items=items))
    return look_up(FindProducts(items=items))


def _counted(item: Item, count: int | None) -> Item:
    """The thing, as many of it as of the wrong one where nothing else was said."""
    return item if item.quantity is not None or count is None else item.model_copy(update={"quantity": count})


def _other_offer(memory: Memory, meaning: Understood, wrong: LineRequest | None) -> Move:
    """Another of those that were offered; the only other one need not be named."""
    others = [offer for offer in memory.offers if wrong is None or offer.variant_id != wrong.variant_id]
    offer = _named(memory, meaning.choice) if meaning.choice else (others[0] if len(others) == 1 else None)
    if offer is None and not others:
        return stay(State.IDLE, Say(key="correct_which"))
    memory.begin(meaning.model_copy(update={"intent": Intent.ADD_TO_CART}))
    memory.replaced = wrong.variant_id if wrong else ""
    count = wrong.quantity if wrong else None
    if offer is not None:
        return choosing.take(memory, offer, count)
    return choosing.ask_among(memory, tuple(others), count)


def _named(memory: Memory, choice: Choice) -> Offer | None:
    answer = choose(choice, [entry(offer) for offer in memory.offers])
    if not isinstance(answer, Found):
        return None
    return next(offer for offer in memory.offers if offer.variant_id == answer.match.entry_id)


def _other_entry(memory: Memory, meaning: Understood, asked: Understood) -> Move:
    """What was put on the list last is taken off, and what was meant is put there."""
    last = asked.instead or asked.items[-1]
    if len(meaning.items) == 1:
        meant = _counted(meaning.items[0], last.quantity)
    elif meaning.quantity:
        meant = last.model_copy(update={"quantity": meaning.quantity})
    else:
        return stay(State.IDLE, Say(key="correct_what" if meaning.items else "correct_which"))
    memory.begin(
        asked.model_copy(
            update={"intent": Intent.REMOVE_FROM_LIST, "items": (last,), "instead": meant, "quantity": None}
        )
    )
    assert memory.asked is not None
    return lists.REQUESTS[Intent.REMOVE_FROM_LIST](memory, memory.asked)


ASIDES: Mapping[Intent, Aside] = {Intent.CORRECT: correct}
"""It looks at what was asked before, which a request would have forgotten."""
