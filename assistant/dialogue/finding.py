"""What the shop has: searches, and what of them is offered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.dialogue import looking
from assistant.dialogue.actions import Say
from assistant.dialogue.choosing import present, take_all
from assistant.dialogue.finding_actions import Beside, Browse, Browsed
from assistant.dialogue.focusing import MOST_OFFERED, described, meant
from assistant.dialogue.happenings import Happening
from assistant.dialogue.memory import Browsing, Memory
from assistant.dialogue.moves import Aside, Handler, Move, Request, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.guards import sensible_quantity
from intents.meaning import Conditions, Intent, Item, Understood

ABOUT_OFFERS = frozenset({Intent.REFINE, Intent.NEXT, Intent.PREVIOUS})
"""Pointless where nothing was offered."""


def _search(_memory: Memory, meaning: Understood) -> Move:
    if not meaning.items and not meaning.subject:
        return stay(State.IDLE, Say(key="name_it"))
    # What something is for is told best by the whole sentence.
    item = meaning.items[0] if meaning.items else Item(text=meaning.text)
    return look_up(Browse(item=item, conditions=meaning.conditions))


def _deals(_memory: Memory, meaning: Understood) -> Move:
    return look_up(Browse(item=meaning.items[0] if meaning.items else Item(text=""), on_offer=True))


def _choose_again(memory: Memory, meaning: Understood) -> Move:
    """A choice made after the question was left: still among the last things offered."""
    offers = meant(memory, meaning.choices)
    if not offers:
        return stay(State.IDLE, Say(key="nothing_to_choose"))
    if not sensible_quantity(meaning.quantity):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    return take_all(memory, offers, meaning.quantity)


# --- what was found


def _browsed(memory: Memory, happening: Browsed) -> Move:
    """The shop has looked: offer what fits, or say what does not."""
    if not happening.offers:
        return _not_found(memory, happening.asked)
    shown = min(happening.only, MOST_OFFERED)
    present(memory, Browsing(asked=happening.asked, offers=happening.offers, shown=shown))
    return stay(State.CHOOSING, _offered(memory, _found_key(memory, happening), happening.dropped))


def _found_key(memory: Memory, happening: Browsed) -> str:
    if happening.out_of_limits:
        return "found_nearest"
    if happening.dropped:
        return "found_instead"
    if happening.asked.on_offer:
        return "deals"
    return "found_one" if len(memory.offers) == 1 else "found_some"


def _offered(memory: Memory, key: str, dropped: tuple[str, ...] = ()) -> Say:
    browsing = memory.browsing
    assert browsing is not None
    values = {
        "offers": [described(offer) for offer in memory.offers],
        "more": len(browsing.offers) - browsing.at - len(memory.offers),
        "dropped": list(dropped),
        **_wish(browsing.asked),
    }
    return Say(key=key, values=values)


def _wish(asked: Browse) -> dict[str, Any]:
    """What was looked for, as a reply tells it."""
    conditions = asked.conditions
    return {
        "wish": " ".join(filter(None, (conditions.colour, *conditions.attributes, asked.item.text))),
        "without": list(conditions.without),
        "least": conditions.least,
        "most": conditions.most,
        "beside": asked.beside.value if asked.beside else "",
    }


def _not_found(memory: Memory, asked: Browse) -> Move:
    """Nothing fits: what was offered before stays only where it was to be narrowed down."""
    refined = memory.looking
    if refined is None:
        memory.browsing = Browsing(asked=asked, offers=())
        memory.offers, memory.looked_at, memory.compared = (), None, None
    return stay(looking.back(memory), _nothing(asked, refined))


def _nothing(asked: Browse, refined: Understood | None) -> Say:
    """Why there is nothing to offer."""
    if asked.on_offer:
        return Say(key="no_deals", values=_wish(asked))
    if asked.beside is not None and refined is not None and asked.beside in refined.criteria:
        return Say(key="nothing_beside", values=_wish(asked))
    if asked.conditions != Conditions():
        return Say(key="nothing_fits", values=_wish(asked))
    return Say(key="not_found", values={"missing": [asked.item.text]})


# --- more of it, or something like it


def _next(memory: Memory, meaning: Understood, state: State) -> Move:
    if state is not State.CHOOSING:
        memory.begin(meaning)
    browsing = memory.browsing
    if browsing is None or not browsing.offers:
        return stay(looking.back(memory), Say(key="nothing_to_choose"))
    at = browsing.at + browsing.shown
    if at >= len(browsing.offers):
        return stay(looking.back(memory), Say(key="no_more"))
    present(memory, replace(browsing, at=at, shown=0))
    return stay(State.CHOOSING, _offered(memory, "found_more"))


def _previous(memory: Memory, meaning: Understood, state: State) -> Move:
    if state is not State.CHOOSING:
        memory.begin(meaning)
    browsing = memory.browsing
    if browsing is None or not browsing.offers:
        return stay(looking.back(memory), Say(key="nothing_to_choose"))
    if browsing.at == 0:
        return stay(looking.back(memory), Say(key="no_earlier"))
    present(memory, replace(browsing, at=max(0, browsing.at - MOST_OFFERED), shown=0))
    return stay(State.CHOOSING, _offered(memory, "found_before"))


def _refine(memory: Memory, meaning: Understood, state: State) -> Move:
    looking.take_up(memory, meaning, state)
    last = memory.looked_at
    if memory.browsing is not None:
        asked = memory.browsing.asked
    elif last is not None:
        asked = Browse(item=Item(text=last.name))
    else:
        return stay(looking.back(memory), Say(key="nothing_to_choose"))
    beside = next((Beside(each) for each in meaning.criteria if each in set(Beside)), None)
    update: dict[str, Any] = {"conditions": _both(asked.conditions, meaning.conditions)}
    if beside is not None:
        update |= {"beside": beside, "offers": (last,) if last else memory.offers}
    return look_up(asked.model_copy(update=update))


def _both(one: Conditions, more: Conditions) -> Conditions:
    """What holds of both; a new price takes the place of the old one."""
    limits = one if more.least is None and more.most is None else more
    return Conditions(
        least=limits.least,
        most=limits.most,
        attributes=tuple(dict.fromkeys((*one.attributes, *more.attributes))),
        without=tuple(dict.fromkeys((*one.without, *more.without))),
        brand=more.brand or one.brand,
        colour=more.colour or one.colour,
        size=more.size or one.size,
    )


REQUESTS: Mapping[Intent, Request] = {
    Intent.SEARCH: _search,
    Intent.FIND_DEALS: _deals,
    Intent.CHOOSE: _choose_again,
}
ASIDES: Mapping[Intent, Aside] = {
    **looking.ASIDES,
    Intent.NEXT: _next,
    Intent.PREVIOUS: _previous,
    Intent.REFINE: _refine,
}
ANSWERS: Mapping[type[Happening], Handler] = {**looking.ANSWERS, Browsed: _browsed}
