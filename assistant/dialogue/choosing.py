"""Which product was meant: results in, a question or a cart out."""

from typing import Any

from assistant.dialogue.actions import ChangeCart, Say
from assistant.dialogue.happenings import Offer, ProductsFound, Result, Said
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.guards import all_sensible, packs, sensible_quantity
from intents.meaning import Choice, Intent, NotUnderstood, Understood
from intents.resolver import Entry, Found, choose

MOST_OFFERED = 3
"""More than this nobody keeps in mind while listening."""


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
    """Go through the wishes until one needs a question; then put what is settled into the cart."""
    while memory.open_results:
        result = memory.open_results[0]
        if len(result.offers) > 1 or (result.offers and not result.sure):
            return _ask(memory, result)
        memory.open_results.pop(0)
        if not result.offers:
            memory.missing.append(result.item.text)
        else:
            memory.chosen.append((result.offers[0], packs(result.item, result.offers[0].content)))
    if not all_sensible(count for _, count in memory.chosen):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    if not memory.chosen:
        return stay(State.IDLE, Say(key="not_found", values={"missing": memory.missing}))
    lines = tuple(LineRequest(variant_id=offer.variant_id, quantity=count) for offer, count in memory.chosen)
    memory.focus = lines[-1].variant_id
    return look_up(ChangeCart(lines=lines, add=True))


def _ask(memory: Memory, result: Result) -> Move:
    memory.offers = result.offers[:MOST_OFFERED]
    values = {"wish": result.item.text, "offers": [described(offer) for offer in memory.offers]}
    key = "which_one" if len(memory.offers) > 1 else "did_you_mean"
    return stay(State.CHOOSING, Say(key=key, values=values))


def said(memory: Memory, happening: Said) -> Move | None:
    """The answer to "which one?"; None if it is no answer but something else."""
    meaning = happening.meaning
    if isinstance(meaning, NotUnderstood):
        return _picked(memory, Choice(name=meaning.text), None)
    if meaning.intent is Intent.CHOOSE and meaning.choice is not None:
        return _picked(memory, meaning.choice, meaning.quantity) or stay(State.CHOOSING, _which_again(memory))
    if meaning.intent is Intent.YES and len(memory.offers) == 1:
        return take(memory, memory.offers[0], None)
    if meaning.intent is Intent.YES:
        return stay(State.CHOOSING, _which_again(memory))
    if meaning.intent in {Intent.NO, Intent.STOP}:
        return _dropped(memory, meaning)
    if meaning.intent is Intent.ADD_TO_CART:
        return _named(memory, meaning)
    return None


def _which_again(memory: Memory) -> Say:
    return Say(key="which_again", values={"offers": [described(offer) for offer in memory.offers]})


def _named(memory: Memory, meaning: Understood) -> Move | None:
    """Naming one of the things offered, as in "add the Oatly", is an answer; all else is a new request."""
    if len(meaning.items) != 1:
        return None
    item = meaning.items[0]
    return _picked(memory, Choice(name=item.text), item.quantity)


def _picked(memory: Memory, choice: Choice, quantity: int | None) -> Move | None:
    answer = choose(choice, [entry(offer) for offer in memory.offers])
    if not isinstance(answer, Found):
        return None
    offer = next(offer for offer in memory.offers if offer.variant_id == answer.match.entry_id)
    return take(memory, offer, quantity)


def take(memory: Memory, offer: Offer, quantity: int | None) -> Move:
    """Settle the open wish with one of the things offered."""
    if not sensible_quantity(quantity):
        return stay(State.CHOOSING, Say(key="quantity_out_of_range_choosing"))
    item = memory.open_item
    count = quantity or (packs(item, offer.content) if item is not None else 1)
    memory.chosen.append((offer, count))
    memory.open_results = memory.open_results[1:]
    return settle(memory)


def _dropped(memory: Memory, meaning: Understood) -> Move:
    memory.open_results = [] if meaning.intent is Intent.STOP else memory.open_results[1:]
    if memory.open_results or memory.chosen:
        return settle(memory)
    return stay(State.IDLE, Say(key="left_choosing"))


def settle_rest(memory: Memory) -> Move:
    """Leave what is still to be chosen, and take what was clear."""
    memory.open_results = []
    return settle(memory)


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
