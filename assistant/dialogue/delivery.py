"""How and when an order gets home: from what the shop offers, never made up."""

from collections.abc import Sequence
from datetime import datetime

from assistant.dialogue.actions import ChangeQuote, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.focusing import MOST_OFFERED
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Move
from assistant.dialogue.periods import on
from assistant.dialogue.states import State
from assistant.shopping.fulfilment import FulfilmentKind, FulfilmentOption
from intents.days import Hours
from intents.meaning import Intent, Pick, Understood

_EXPECTED = frozenset({Intent.CHOOSE, Intent.CHOOSE_DELIVERY, Intent.YES, Intent.NO})


def wished(memory: Memory, meaning: Understood) -> Move | None:
    """What is wished about the delivery; None where that is how it is to come already."""
    quote = memory.quote
    assert quote is not None
    options = quote.options or (quote.fulfilment,)
    if meaning.way == "address":
        return _offer(memory, "only_one_address", ())
    if len(options) == 1:
        return _offer(memory, "one_delivery", options)
    fitting = fit(options, meaning, memory.terms.at if memory.terms else None)
    if not fitting:
        return _offer(memory, "no_such_delivery", _nearest(options, meaning))
    if meaning.way == "times" or len(fitting) > 1:
        return _offer(memory, "delivery_times", fitting)
    return _take(memory, fitting[0])


def fit(
    options: Sequence[FulfilmentOption], meaning: Understood, now: datetime | None
) -> tuple[FulfilmentOption, ...]:
    """The options that are as wished, in the shop's order.

    Args:
        options: all that there are.
        meaning: the wish.
        now: when it is, to tell what "tomorrow" means.
    """
    found = [option for option in options if _of_kind(option, meaning.way) and _in_time(option, meaning, now)]
    if meaning.way == "earliest":
        dated = [option for option in found if option.window is not None]
        return (min(dated, key=_start),) if dated else tuple(found[:1])
    if meaning.way == "cheapest":
        return (min(found, key=lambda option: option.price.amount),) if found else ()
    if meaning.way in {"pickup", "delivery"} and meaning.day is None and meaning.time is None:
        return tuple(found[:1]) if any(option.window is None for option in found[:1]) else tuple(found)
    return tuple(found)


def _of_kind(option: FulfilmentOption, way: str) -> bool:
    return way not in set(FulfilmentKind) or option.kind == way


def _in_time(option: FulfilmentOption, meaning: Understood, now: datetime | None) -> bool:
    if meaning.day is None and meaning.time is None:
        return True
    window = option.window
    if window is None or now is None:
        return False
    if meaning.day is not None and window.starts_at.date() != on(meaning.day, now.date()):
        return False
    return meaning.time is None or _within(window.starts_at, window.ends_at, meaning.time)


def _within(start: datetime, end: datetime, hours: Hours) -> bool:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    if hours.start == hours.end:
        return first <= hours.start < max(last, first + 1)
    return first >= hours.start and last <= hours.end


def _nearest(options: Sequence[FulfilmentOption], meaning: Understood) -> tuple[FulfilmentOption, ...]:
    """What there is instead: of the kind that was wished, if it is offered at all."""
    return tuple(option for option in options if _of_kind(option, meaning.way)) or tuple(options)


def _start(option: FulfilmentOption) -> datetime:
    assert option.window is not None
    return option.window.starts_at.replace(tzinfo=None)


def _take(memory: Memory, option: FulfilmentOption) -> Move:
    assert memory.quote is not None
    return Move(State.QUOTING, (ChangeQuote(checkout_id=memory.quote.id, option_id=option.id),))


def _offer(memory: Memory, key: str, options: Sequence[FulfilmentOption]) -> Move:
    """Tell at most three ways, and ask which; a no keeps the one there is."""
    quote = memory.quote
    assert quote is not None
    offered = tuple(options[:MOST_OFFERED])
    values = {
        "options": [_told(option) for option in offered],
        "more": len(options) - len(offered),
        "now": _told(quote.fulfilment),
    }

    def answered(memory: Memory, meaning: Understood) -> Move | None:
        return _answered(memory, meaning, offered)

    return ask(memory, Question(Say(key=key, values=values), _EXPECTED, answered))


def _answered(memory: Memory, meaning: Understood, offered: tuple[FulfilmentOption, ...]) -> Move | None:
    quote = memory.quote
    if quote is None:
        return None
    if meaning.intent is Intent.CHOOSE_DELIVERY:
        return wished(memory, meaning) or _take(memory, quote.fulfilment)
    if meaning.intent is Intent.NO:
        return _take(memory, quote.fulfilment)
    if meaning.intent is Intent.YES:
        return _take(memory, offered[0]) if len(offered) == 1 else _take(memory, quote.fulfilment)
    return _chosen(memory, meaning, offered)


def _chosen(memory: Memory, meaning: Understood, offered: tuple[FulfilmentOption, ...]) -> Move | None:
    choice = meaning.choice
    if choice is None or not offered:
        return None
    if choice.pick is Pick.CHEAPER:
        return _take(memory, min(offered, key=lambda option: option.price.amount))
    number = len(offered) if choice.pick is Pick.LAST else choice.ordinal
    if number is not None:
        return _take(memory, offered[number - 1]) if 0 < number <= len(offered) else None
    words = set(choice.name.lower().split())
    named = [option for option in offered if words and words <= set(_words(option))]
    return _take(memory, named[0]) if len(named) == 1 else None


def _words(option: FulfilmentOption) -> list[str]:
    return f"{option.name} {option.promise}".lower().split()


def _told(option: FulfilmentOption) -> dict[str, object]:
    return {
        "name": option.name,
        "promise": option.promise,
        "price": str(option.price),
        "free": option.price.amount == 0,
    }
