"""Which product was meant: results in, a question or a cart out."""

from collections.abc import Mapping
from typing import Any, Final

from assistant.dialogue.actions import ChangeCart, Say
from assistant.dialogue.happenings import Happening, Offer, ProductsFound, Result, Said
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.guards import all_sensible, packs, sensible_quantity
from intents.meaning import Choice, Intent, Item, NotUnderstood, Understood
from intents.resolver import Entry, Found, choose

MOST_OFFERED = 3
"""More than this nobody keeps in mind while listening."""


UNANSWERED: Final = Move(State.CHOOSING)
"""What was said answers the question, but tells nothing apart: to be asked again."""
_MOST_WORDS_OF_A_NAME = 3


def found(memory: Memory, happening: ProductsFound) -> Move:
    """The shop has answered what was looked for."""
    if memory.asked is not None and memory.asked.intent is Intent.SEARCH:
        return _shown(memory, happening.results[0])
    memory.open_results = list(happening.results)
    return settle(memory)


def _shown(memory: Memory, result: Result) -> Move:
    memory.offers = result.offers[:MOST_OFFERED]
    if not memory.offers:
        return stay(State.IDLE, Say(key="not_found", values={"missing": [result.item.text]}))
    memory.open_results = [result.model_copy(update={"offers": memory.offers})]
    key = "found_one" if len(memory.offers) == 1 else "found_some"
    values = {
        "offers": [described(offer) for offer in memory.offers],
        "more": len(result.offers) - len(memory.offers),
    }
    return stay(State.CHOOSING, Say(key=key, values=values))


def settle(memory: Memory) -> Move:
    """Put what is clear into the cart at once; what is not is asked about afterwards, one thing at a time."""
    unclear: list[Result] = []
    for result in memory.open_results:
        if len(result.offers) > 1 or (result.offers and not result.sure):
            unclear.append(result)
        elif result.offers:
            memory.chosen.append((result.offers[0], packs(result.item, result.offers[0].content)))
        else:
            memory.missing.append(result.item.text)
    memory.open_results = unclear
    return _into_cart(memory) if memory.chosen else ask_next(memory)


def _into_cart(memory: Memory) -> Move:
    if not all_sensible(count for _, count in memory.chosen):
        memory.chosen = []
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    memory.focused = memory.chosen[-1][0]
    if memory.purpose is not None:
        return memory.purpose(memory)
    lines = tuple(LineRequest(variant_id=offer.variant_id, quantity=count) for offer, count in memory.chosen)
    memory.focus = lines[-1].variant_id
    return look_up(ChangeCart(lines=lines, add=True))


def ask_next(memory: Memory, *first: Say) -> Move:
    """Ask about the next thing that is not clear, if there is one, after what else is to be said."""
    missing, memory.missing = memory.missing, []
    asked = [_question(memory)] if memory.open_results else []
    if missing:
        key = "not_found_but" if asked else "not_found"
        first = (*first, Say(key=key, values={"missing": missing}))
    return stay(State.CHOOSING if asked else State.IDLE, *first, *asked)


def _question(memory: Memory) -> Say:
    result = memory.open_results[0]
    memory.offers = result.offers[:MOST_OFFERED]
    values = {"wish": result.item.text, "offers": [described(offer) for offer in memory.offers]}
    return Say(key="which_one" if len(memory.offers) > 1 else "did_you_mean", values=values)


def said(memory: Memory, happening: Said) -> Move | None:
    """The answer to "which one?"; None if it is no answer but something else."""
    meaning = happening.meaning
    if isinstance(meaning, NotUnderstood):
        short = len(meaning.text.split()) <= _MOST_WORDS_OF_A_NAME
        return _picked(memory, Choice(name=meaning.text), None) if short else None
    match meaning.intent:
        case Intent.CHOOSE:
            return _picked(memory, meaning.choice or Choice(), meaning.quantity) or UNANSWERED
        case Intent.YES:
            return take(memory, memory.offers[0], None) if len(memory.offers) == 1 else UNANSWERED
        case Intent.NO:
            memory.open_results = memory.open_results[1:]
            return ask_next(memory) if memory.open_results else stay(State.IDLE, Say(key="left_choosing"))
        case Intent.STOP:
            return stay(State.IDLE, Say(key="left_choosing"))
        case Intent.CHANGE_QUANTITY if not meaning.items and not meaning.relative:
            return _counted(memory, meaning.quantity)
        case Intent.ADD_TO_CART:
            return _named(memory, meaning)
        case _:
            return None


def _counted(memory: Memory, quantity: int | None) -> Move:
    """Only how many was said: enough where one thing is offered, else kept until it is known which."""
    if len(memory.offers) == 1:
        return take(memory, memory.offers[0], quantity)
    if not sensible_quantity(quantity):
        return stay(State.CHOOSING, Say(key="quantity_out_of_range_choosing"))
    first = memory.open_results[0]
    item = first.item.model_copy(update={"quantity": quantity, "unit": ""})
    memory.open_results[0] = first.model_copy(update={"item": item})
    return stay(State.CHOOSING, which_again(memory))


def which_again(memory: Memory) -> Say:
    """The question once more, in short."""
    return Say(key="which_again", values={"offers": [described(offer) for offer in memory.offers]})


def _named(memory: Memory, meaning: Understood) -> Move | None:
    """Naming one of the things offered, as in "add the Oatly", is an answer; all else is a new request."""
    if not meaning.items:
        return take(memory, memory.offers[0], meaning.quantity) if len(memory.offers) == 1 else UNANSWERED
    if len(meaning.items) > 1:
        return None
    item = meaning.items[0]
    return _picked(memory, Choice(name=item.text), item.quantity)


def _picked(memory: Memory, choice: Choice, quantity: int | None) -> Move | None:
    answer = choose(choice, [entry(offer) for offer in memory.offers])
    if not isinstance(answer, Found) or answer.match.left_over:
        return None
    offer = next(offer for offer in memory.offers if offer.variant_id == answer.match.entry_id)
    return take(memory, offer, quantity)


def take(memory: Memory, offer: Offer, quantity: int | None) -> Move:
    """Settle the open wish with one of the things offered."""
    if not sensible_quantity(quantity):
        return stay(State.CHOOSING, Say(key="quantity_out_of_range_choosing"))
    item = memory.open_item or Item(text=offer.name)
    if quantity is not None:
        item = Item(text=item.text, quantity=quantity)
    memory.open_results = memory.open_results[1:]
    memory.chosen.append((offer, packs(item, offer.content)))
    return _into_cart(memory)


def entry(offer: Offer) -> Entry:
    """An offer as the resolver sees it."""
    return Entry(
        id=offer.variant_id,
        name=offer.name,
        aliases=offer.aliases,
        brand=offer.brand,
        category=offer.category,
        price=offer.price.amount,
    )


def described(offer: Offer) -> dict[str, Any]:
    """An offer as a reply tells it."""
    options = [value for _, value in offer.options]
    return {"title": offer.title, "name": offer.name, "options": options, "price": str(offer.price)}


ANSWERS: Mapping[type[Happening], Handler] = {ProductsFound: found}
