"""One product or several, looked at: details, questions, reviews, prices, comparisons.

A question that was open before stays open: "which one?" - "is the second one vegan?" - "then that one".
"""

from collections.abc import Mapping, Sequence

from assistant.dialogue import comparing
from assistant.dialogue.actions import FindProducts, Say
from assistant.dialogue.choosing import present, which_again
from assistant.dialogue.finding_actions import (
    Answered,
    AskAbout,
    Browse,
    Compared,
    CompareOffers,
    LookAt,
    PricesAre,
    ProductIs,
    ReadPrices,
)
from assistant.dialogue.focusing import MOST_OFFERED, described, meant, one, titled
from assistant.dialogue.happenings import Happening, Offer, Result
from assistant.dialogue.memory import Browsing, Memory
from assistant.dialogue.moves import Aside, Handler, Move, look_up, stay
from assistant.dialogue.states import State
from assistant.dialogue.telling import details, prices, reviews
from intents.meaning import Choice, Intent, Understood

_FEWEST, _MOST = 2, 4
"""How many products can be compared."""


def back(memory: Memory) -> State:
    """Where the talk goes on after something was looked at."""
    return State.CHOOSING if memory.open_results else State.IDLE


def take_up(memory: Memory, meaning: Understood, state: State) -> None:
    """Begin to look at something; the question which of several things is meant stays open."""
    if state is not State.CHOOSING:
        memory.begin(meaning)
    memory.looking, memory.then = meaning, None


def _look(memory: Memory, meaning: Understood, state: State) -> Move:
    take_up(memory, meaning, state)
    offers = _offers(memory, meaning)
    if offers:
        return _at(memory, offers)
    if meaning.items:
        memory.begin(meaning)
        memory.looking, memory.then = meaning, _named
        return look_up(FindProducts(items=meaning.items[:_MOST]))
    if meaning.intent is Intent.DESCRIBE and memory.compared is not None:
        return stay(back(memory), comparing.differences(memory.compared))
    if len(memory.offers) > 1:
        memory.then = _named
        return stay(State.CHOOSING, which_again(memory))
    return stay(back(memory), Say(key="which_product"))


def _offers(memory: Memory, meaning: Understood) -> tuple[Offer, ...]:
    """The things that are meant of those offered; none where it is something else, or not clear."""
    if meaning.items:
        named = [one(memory, Choice(name=item.text)) for item in meaning.items]
        return tuple(each for each in named if each) if all(named) else ()
    if meaning.intent is not Intent.COMPARE:
        return () if _after_comparison(memory, meaning) else meant(memory, meaning.choices)
    if meaning.choices:
        return meant(memory, meaning.choices)
    found = memory.browsing.offers[:MOST_OFFERED] if memory.browsing else ()
    return memory.offers if len(memory.offers) >= _FEWEST else found


def _after_comparison(memory: Memory, meaning: Understood) -> bool:
    """Whether more is to be told of a comparison."""
    return meaning.intent is Intent.DESCRIBE and not meaning.choices and memory.compared is not None


def _named(memory: Memory, results: Sequence[Result]) -> Move:
    """What was named is found: look at it, or ask which of several it is."""
    meaning = memory.looking
    assert meaning is not None
    memory.then = None
    if memory.asked is meaning:
        memory.open_results = []
    missing = [result.item.text for result in results if not result.offers]
    if missing:
        return stay(back(memory), Say(key="not_found", values={"missing": missing}))
    if meaning.intent is Intent.COMPARE:
        first = [result.offers[0] for result in results]
        return _at(memory, tuple(first) if len(first) > 1 else results[0].offers[:MOST_OFFERED])
    if len(results[0].offers) == 1 and results[0].sure:
        return _at(memory, results[0].offers)
    return _which(memory, results[0])


def _which(memory: Memory, result: Result) -> Move:
    memory.then = _named
    present(memory, Browsing(asked=Browse(item=result.item), offers=result.offers))
    values = {"wish": result.item.text, "offers": [described(offer) for offer in memory.offers]}
    return stay(
        State.CHOOSING, Say(key="which_one" if len(memory.offers) > 1 else "did_you_mean", values=values)
    )


def _at(memory: Memory, offers: tuple[Offer, ...]) -> Move:
    meaning = memory.looking
    assert meaning is not None
    if meaning.intent is Intent.COMPARE or (meaning.intent is Intent.DESCRIBE and len(offers) > 1):
        if not _FEWEST <= len(offers) <= _MOST:
            return stay(back(memory), Say(key="nothing_to_compare"))
        return look_up(CompareOffers(offers=offers, unit=comparing.unit(meaning)))
    match meaning.intent:
        case Intent.ASK:
            return look_up(AskAbout(offer=offers[0], question=meaning.question or meaning.text))
        case Intent.PRICE_HISTORY:
            return look_up(ReadPrices(offer=offers[0]))
        case _:
            return look_up(LookAt(offer=offers[0]))


# --- what the shop says of it


def _told(memory: Memory, offer: Offer, say: Say) -> Move:
    """Something was told of a product: from now on it is what "it" means."""
    memory.looked_at, memory.compared = offer, None
    if offer.variant_id not in {each.variant_id for each in memory.offers}:
        memory.offers = (offer,)
    return stay(back(memory), say)


def _product_is(memory: Memory, happening: ProductIs) -> Move:
    meaning, product = memory.looking, happening.product
    assert meaning is not None
    say = reviews(product) if meaning.intent is Intent.READ_REVIEWS else details(product)
    return _told(memory, happening.offer, say)


def _answered(memory: Memory, happening: Answered) -> Move:
    values = {"statement": happening.statement, "name": happening.offer.name}
    return _told(memory, happening.offer, Say(key="answered", values=values))


def _prices_are(memory: Memory, happening: PricesAre) -> Move:
    return _told(memory, happening.offer, prices(happening.offer, happening.history))


def _compared(memory: Memory, happening: Compared) -> Move:
    """Tell the verdict; "the cheaper one" is from now on one of these, and "it" the better one."""
    meaning = memory.looking
    assert meaning is not None
    compared = happening.model_copy(update={"offers": titled(happening.offers)})
    memory.offers, memory.compared = compared.offers, compared
    memory.looked_at = comparing.winner(compared, meaning)
    if memory.open_results:
        memory.open_results[0] = memory.open_results[0].model_copy(update={"offers": compared.offers})
    return stay(back(memory), comparing.verdict(compared, meaning))


ASIDES: Mapping[Intent, Aside] = {
    Intent.DESCRIBE: _look,
    Intent.ASK: _look,
    Intent.READ_REVIEWS: _look,
    Intent.PRICE_HISTORY: _look,
    Intent.COMPARE: _look,
}
ANSWERS: Mapping[type[Happening], Handler] = {
    ProductIs: _product_is,
    Answered: _answered,
    PricesAre: _prices_are,
    Compared: _compared,
}
