"""Whether what came about is what was expected."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.shopping.orders import Order
from assistant.signals import TYPED
from devices.recordings.expectation import (
    Expectation,
    ExpectedLine,
    ExpectedOrder,
    ExpectedReply,
    ExpectedTimes,
)
from devices.recordings.matching import (
    Line,
    found_lines,
    holds,
    ordered_lines,
    same_cart,
    same_orders,
    wanted_lines,
)
from devices.recordings.mentions import mentions
from devices.recordings.metrics.words import spoken
from devices.recordings.stopwatch import Exchange


@dataclass(frozen=True, slots=True)
class Observed:
    """What came about, in a turn or in a whole run."""

    turns: Sequence[Exchange] = ()
    """What was said and answered."""
    cart: Sequence[Mapping[str, Any]] = ()
    """The lines at the end."""
    woken: bool = False
    """The wake word was heard."""
    state: str = ""
    """Of the dialogue, at the end; empty where it never moved."""
    lights: Sequence[str] = ()
    earcons: Sequence[str] = ()
    orders: Sequence[Order] = ()
    """All that are in the shop's books at the end."""


def judged(expect: Expectation, observed: Observed) -> dict[str, str]:
    """Compare.

    Args:
        expect: what must have come about.
        observed: what has.

    Returns:
        For each thing that is expected, by the name of its field: empty where it came about, else a sentence
        that tells what was expected and what was there.
    """
    return {
        name: judge(wanted, observed)
        for name, judge in _JUDGES.items()
        if (wanted := getattr(expect, name)) is not None
    }


def is_rejected(observed: Observed) -> bool:
    """Something was said, and nothing was understood; a call that nothing follows cannot be rejected."""
    return bool(observed.turns or not observed.woken) and not _understood(observed.turns)


def is_reply(wanted: str | ExpectedReply, key: str, text: str) -> bool:
    """Whether a reply is the expected one.

    Args:
        wanted: what it must be.
        key: its name.
        text: what is said.
    """
    if isinstance(wanted, str):
        return wanted == key or mentions(text, wanted)
    return (
        not wanted.none
        and wanted.key in {None, key}
        and wanted.text in {None, text}
        and (wanted.pattern is None or re.search(wanted.pattern, text) is not None)
        and all(mentions(text, phrase) for phrase in wanted.mentions)
    )


def longest(stage: str, turns: Iterable[Exchange]) -> float | None:
    """How long a stage took in the turn in which it took longest, in seconds; None where it never came.

    Args:
        stage: a field of `Latency`.
        turns: those of them count in which it came.
    """
    took = [getattr(turn.latency, stage) for turn in turns if turn.latency is not None]
    return max((ms / 1000 for ms in took if ms is not None), default=None)


# --- each field


def _woken(wanted: bool, observed: Observed) -> str:
    if observed.woken is wanted:
        return ""
    if any(turn.woken_by == "button" for turn in observed.turns):
        return "The wake word was not listened for, as the button was pressed."
    return "The wake word was not heard." if wanted else "The wake word was heard, and was not to be."


def _rejected(wanted: bool, observed: Observed) -> str:
    if is_rejected(observed) is wanted:
        return ""
    if understood := _understood(observed.turns):
        return f"Nothing was to be understood, but {_meanings(understood)} was."
    if wanted:
        return "What was said was to be rejected, but the wake word was heard and nothing was said after it."
    return f"Something was to be understood, but nothing was: {_heard(observed.turns)}."


def _transcript(wanted: str, observed: Observed) -> str:
    heard = [words for turn in observed.turns if (words := spoken(turn.text or ""))]
    # A turn without words is nothing to be found beside others with words.
    if spoken(wanted) in {*heard, " ".join(heard)}:
        return ""
    return f'"{wanted}" was to be heard; there was {_heard(observed.turns)}.'


def _intent(wanted: str, observed: Observed) -> str:
    if any(turn.intent == wanted for turn in observed.turns):
        return ""
    return f"The intent was to be {wanted}; there was {_meanings(observed.turns)}."


def _slots(wanted: Mapping[str, Any], observed: Observed) -> str:
    if any(holds(turn.slots, wanted) for turn in observed.turns):
        return ""
    found = [str(dict(turn.slots)) for turn in observed.turns if turn.slots]
    return f"The slots were to hold {dict(wanted)}; there was {_joined(found, 'none')}."


def _state(wanted: str, observed: Observed) -> str:
    state = observed.state or "idle"
    return "" if state == wanted else f"The dialogue was to be in the state {wanted}; it is {state}."


def _cart(wanted: Sequence[ExpectedLine], observed: Observed) -> str:
    if same_cart(wanted, observed.cart):
        return ""
    return (
        f"The cart was to hold {_told(wanted_lines(wanted))}; it holds {_told(found_lines(observed.cart))}."
    )


def _orders(wanted: Sequence[ExpectedOrder], observed: Observed) -> str:
    if same_orders(wanted, observed.orders):
        return ""
    were = _joined([_told_wanted(each) for each in wanted], "no order")
    are = _joined([_told_order(each) for each in observed.orders], "no order")
    return f"The shop was to have {were}; it has {are}."


def _reply(wanted: str | ExpectedReply, observed: Observed) -> str:
    said = [f'{key}, "{text}"' for turn in observed.turns for key, text in _replies(turn)]
    if isinstance(wanted, ExpectedReply) and wanted.none:
        return f"Nothing was to be answered; there was {'; '.join(said)}." if said else ""
    omits = wanted.omits if isinstance(wanted, ExpectedReply) else ()
    if told := [phrase for phrase in omits if _mentioned(observed.turns, phrase)]:
        return f'"{_joined(told, "")}" was not to be mentioned; there was {_joined(said, "none")}.'
    if any(_replied(turn, wanted) for turn in observed.turns):
        return ""
    return f"The reply was to be {_told_reply(wanted)}; there was {_joined(said, 'none')}."


def _lights(wanted: Sequence[str], observed: Observed) -> str:
    return _in_order("The lights were to show", wanted, observed.lights)


def _earcons(wanted: Sequence[str], observed: Observed) -> str:
    return _in_order("The sounds given were to be", wanted, observed.earcons)


def _within(wanted: ExpectedTimes, observed: Observed) -> str:
    limits: dict[str, float | None] = wanted.model_dump()
    late = [_late(what, limit, observed) for what, limit in limits.items() if limit is not None]
    return " ".join(filter(None, late))


_JUDGES: dict[str, Callable[[Any, Observed], str]] = {
    "woken": _woken,
    "rejected": _rejected,
    "transcript": _transcript,
    "intent": _intent,
    "slots": _slots,
    "state": _state,
    "cart": _cart,
    "orders": _orders,
    "reply": _reply,
    "lights": _lights,
    "earcons": _earcons,
    "within": _within,
}


# --- replies, turns, times


def _replies(turn: Exchange) -> Iterable[tuple[str, str]]:
    return zip(turn.keys, turn.replies, strict=True)


def _replied(turn: Exchange, wanted: str | ExpectedReply) -> bool:
    if isinstance(wanted, str):
        return wanted in turn.keys or mentions(" ".join(turn.replies), wanted)
    return any(is_reply(wanted, key, text) for key, text in _replies(turn))


def _mentioned(turns: Iterable[Exchange], phrase: str) -> bool:
    return any(mentions(text, phrase) for turn in turns for text in turn.replies)


def _understood(turns: Iterable[Exchange]) -> list[Exchange]:
    return [turn for turn in turns if turn.intent is not None]


def _late(what: str, limit: float, observed: Observed) -> str:
    took = longest(what, observed.turns)
    if took is not None and took <= limit:
        return ""
    wanted = f"The {what} was to come within {limit:g} s of the end of the speech"
    if took is not None:
        return f"{wanted}; it came after {took:.2f} s."
    if observed.turns and all(turn.latency is None for turn in observed.turns):
        typed = any(turn.woken_by == TYPED for turn in observed.turns)
        return f"{wanted}; {'typed words have none' if typed else 'nobody spoke'}, so it cannot be told."
    return f"{wanted}; it never came."


# --- telling


def _in_order(were_to: str, wanted: Sequence[str], found: Sequence[str]) -> str:
    if tuple(wanted) == tuple(found):
        return ""
    return f"{were_to} {', '.join(wanted) or 'nothing'}; there was {', '.join(found) or 'nothing'}."


def _joined(told: Sequence[str], nothing: str) -> str:
    return "; ".join(told) or nothing


def _heard(turns: Sequence[Exchange]) -> str:
    # An answer to nobody's words is a turn without an end of speech.
    spoken = [turn for turn in turns if turn.text or turn.latency is not None]
    return _joined([f'"{turn.text}"' if turn.text else "speech without words" for turn in spoken], "nothing")


def _meanings(turns: Sequence[Exchange]) -> str:
    told = [turn.intent or turn.not_meant or "speech without words" for turn in turns]
    return ", ".join(told) or "nothing"


def _told(lines: Sequence[Line]) -> str:
    return ", ".join(_told_line(*line) for line in lines) or "nothing"


def _told_line(product: str, quantity: int, options: Sequence[tuple[str, str]]) -> str:
    with_options = f" ({', '.join(value for _, value in options)})" if options else ""
    return f"{quantity} {product}{with_options}"


def _told_wanted(order: ExpectedOrder) -> str:
    lines = "anything" if order.lines is None else _told(wanted_lines(order.lines))
    return f"an order of {lines}" + (f" for {order.total}" if order.total else "")


def _told_order(order: Order) -> str:
    return f"an order of {_told(ordered_lines(order))} for {order.total}"


def _told_reply(wanted: str | ExpectedReply) -> str:
    if isinstance(wanted, str):
        return f'"{wanted}"'
    parts = (
        wanted.key,
        f'"{wanted.text}"' if wanted.text is not None else None,
        f"like /{wanted.pattern}/" if wanted.pattern is not None else None,
        *(f'with "{phrase}"' for phrase in wanted.mentions),
    )
    return ", ".join(filter(None, parts))
