"""Which product was meant: results in, a question or a cart out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.dialogue.actions import ChangeCart, Say
from assistant.dialogue.finding_actions import Browse
from assistant.dialogue.focusing import MOST_OFFERED, described, it, meant, titled
from assistant.dialogue.happenings import Happening, Offer, ProductsFound, Result, Said
from assistant.dialogue.memory import Browsing, Memory
from assistant.dialogue.moves import Handler, Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.guards import all_sensible, packs, sensible_quantity
from intents.meaning import Choice, Intent, Item, NotUnderstood, Understood

UNANSWERED: Final = Move(State.CHOOSING)
"""What was said answers the question, but tells nothing apart: to be asked again."""
_MOST_WORDS_OF_A_NAME = 3


def found(memory: Memory, happening: ProductsFound) -> Move:
    """The shop has answered what was named."""
    if memory.then is not None:
        return memory.then(memory, happening.results)
    memory.open_results = list(happening.results)
    return settle(memory)


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
    memory.looked_at = memory.chosen[-1][0]
    if memory.purpose is not None:
        return memory.purpose(memory)
    lines = tuple(LineRequest(variant_id=offer.variant_id, quantity=count) for offer, count in memory.chosen)
    memory.focus, memory.added = lines[-1].variant_id, lines[-1]
    replaced, memory.replaced = (memory.replaced,) if memory.replaced else (), ""
    return look_up(ChangeCart(lines=lines, add=True, without=replaced))


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
    present(memory, Browsing(asked=Browse(item=result.item), offers=result.offers))
    values = {"wish": result.item.text, "offers": [described(offer) for offer in memory.offers]}
    return Say(key="which_one" if len(memory.offers) > 1 else "did_you_mean", values=values)


def present(memory: Memory, browsing: Browsing) -> None:
    """Offer the first three of what was found, or those at which it stands."""
    shown = titled(browsing.offers[browsing.at :][: browsing.shown or MOST_OFFERED])
    memory.browsing = replace(browsing, shown=len(shown))
    memory.offers, memory.looked_at, memory.compared = shown, None, None
    wish = memory.open_item or browsing.asked.item
    memory.open_results[:1] = [Result(item=wish, offers=shown)]


def ask_among(memory: Memory, offers: tuple[Offer, ...], quantity: int | None) -> Move:
    """Ask which of some offers, of as many as was said before."""
    item = Item(text=offers[0].name, quantity=quantity)
    memory.open_results = [Result(item=item, offers=offers)]
    return ask_next(memory)


def said(memory: Memory, happening: Said) -> Move | None:
    """The answer to "which one?"; None if it is no answer but something else."""
    meaning = happening.meaning
    if isinstance(meaning, NotUnderstood):
        short = len(meaning.text.split()) <= _MOST_WORDS_OF_A_NAME
        return _picked(memory, [Choice(name=meaning.text)], None) if short else None
    match meaning.intent:
        case Intent.CHOOSE:
            return _picked(memory, meaning.choices, meaning.quantity) or UNANSWERED
        case Intent.YES:
            return _picked(memory, (), None) or UNANSWERED
        case Intent.NO:
            memory.open_results = memory.open_results[1:]
            return ask_next(memory) if memory.open_results else stay(State.IDLE, Say(key="left_choosing"))
        case Intent.STOP:
            return stay(State.IDLE, Say(key="left_choosing"))
        case Intent.CHANGE_QUANTITY if not meaning.items and not meaning.relative:
            return _counted(memory, meaning.quantity)
        case Intent.REFINE if meaning.conditions.attributes == (meaning.text,):
            return _picked(memory, [Choice(name=meaning.text)], None)
        case Intent.ADD_TO_CART:
            return _named(memory, meaning)
        case _:
            return None


def _counted(memory: Memory, quantity: int | None) -> Move:
    """Only how many was said: enough where one thing is offered, else kept until it is known which."""
    if (last := it(memory)) is not None:
        return take(memory, last, quantity)
    if not sensible_quantity(quantity):
        return stay(State.CHOOSING, Say(key="quantity_out_of_range_choosing"))
    if not memory.open_results:
        return UNANSWERED
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
        return _picked(memory, (), meaning.quantity) or UNANSWERED
    if len(meaning.items) > 1:
        return None
    item = meaning.items[0]
    return _picked(memory, [Choice(name=item.text)], item.quantity)


def _picked(memory: Memory, choices: Sequence[Choice], quantity: int | None) -> Move | None:
    offers = meant(memory, choices)
    return take_all(memory, offers, quantity) if offers else None


def take_all(memory: Memory, offers: Sequence[Offer], quantity: int | None) -> Move:
    """Settle the open wish with several of the things offered: "both", "the first and the third"."""
    if len(offers) == 1:
        return take(memory, offers[0], quantity)
    results = [Result(item=Item(text=offer.name, quantity=quantity), offers=(offer,)) for offer in offers]
    if memory.then is not None:
        return memory.then(memory, results)
    if not sensible_quantity(quantity):
        return stay(State.CHOOSING, Say(key="quantity_out_of_range_choosing"))
    memory.open_results = memory.open_results[1:]
    memory.chosen += [(result.offers[0], packs(result.item, result.offers[0].content)) for result in results]
    return _into_cart(memory)


def take(memory: Memory, offer: Offer, quantity: int | None) -> Move:
    """Settle the open wish with one of the things offered."""
    if memory.then is not None:
        return memory.then(memory, [Result(item=Item(text=offer.name), offers=(offer,))])
    if not sensible_quantity(quantity):
        return stay(State.CHOOSING, Say(key="quantity_out_of_range_choosing"))
    item = memory.open_item or Item(text=offer.name)
    if quantity is not None:
        item = Item(text=item.text, quantity=quantity)
    memory.open_results = memory.open_results[1:]
    memory.chosen.append((offer, packs(item, offer.content)))
    return _into_cart(memory)


ANSWERS: Mapping[type[Happening], Handler] = {ProductsFound: found}
