"""Whether what came about is what was expected."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.shopping.orders import Order
from devices.recordings.expectation import (
    Expectation,
    ExpectedLine,
    ExpectedOrder,
    ExpectedReply,
    ExpectedTimes,
)
from devices.recordings.mentions import mentions, plain
from devices.recordings.stopwatch import Exchange

Lines = Iterable[Mapping[str, Any]]
_Line = tuple[str, int, Sequence[tuple[str, str]]]


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


def same_cart(expected: Iterable[ExpectedLine], lines: Lines) -> bool:
    """Whether a cart holds the expected lines and no others, in any order."""
    return _same(_wanted(expected), _found(lines))


# --- each field


def _woken(wanted: bool, observed: Observed) -> str:
    if observed.woken is wanted:
        return ""
    return "The wake word was not heard." if wanted else "The wake word was heard, and was not to be."


def _rejected(wanted: bool, observed: Observed) -> str:
    understood = [turn for turn in observed.turns if turn.intent is not None]
    nothing_came = bool(observed.turns or not observed.woken) and not understood
    if nothing_came is wanted:
        return ""
    if understood:
        return f"Nothing was to be understood, but {_meanings(understood)} was."
    if wanted:
        return "What was said was to be rejected, but the wake word was heard and nothing was said after it."
    return f"Something was to be understood, but nothing was: {_heard(observed.turns)}."


def _transcript(wanted: str, observed: Observed) -> str:
    heard = [turn.text or "" for turn in observed.turns]
    if plain(wanted) in {*map(plain, heard), plain(" ".join(heard))}:
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
    return f"The cart was to hold {_told(_wanted(wanted))}; it holds {_told(_found(observed.cart))}."


def _orders(wanted: Sequence[ExpectedOrder], observed: Observed) -> str:
    if _fit(wanted, observed.orders):
        return ""
    were = _joined([_told_wanted(each) for each in wanted], "no order")
    are = _joined([_told_order(each) for each in observed.orders], "no order")
    return f"The shop was to have {were}; it has {are}."


def _reply(wanted: str | ExpectedReply, observed: Observed) -> str:
    if any(_replied(turn, wanted) for turn in observed.turns):
        return ""
    said = [f'{key}, "{text}"' for turn in observed.turns for key, text in _replies(turn)]
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


# --- comparing


def holds(found: Any, expected: Any) -> bool:
    """Whether what was found has all that is expected; mappings may have more keys, texts another case."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and holds(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return (
            isinstance(found, Sequence)
            and not isinstance(found, str)
            and len(found) == len(expected)
            and all(map(holds, found, expected))
        )
    if isinstance(expected, str) and isinstance(found, str):
        return found.casefold() == expected.casefold()
    return bool(found == expected)


def _wanted(lines: Iterable[ExpectedLine]) -> list[_Line]:
    return [(line.product, line.quantity, sorted(line.options.items())) for line in lines]


def _found(lines: Lines) -> list[_Line]:
    return [(line["product"], line["quantity"], sorted(line["options"].items())) for line in lines]


def _ordered(order: Order) -> list[_Line]:
    return [(line.name, line.quantity, sorted(line.options.items())) for line in order.lines]


def _same(wanted: Iterable[_Line], found: Iterable[_Line]) -> bool:
    return sorted(map(_folded, wanted)) == sorted(map(_folded, found))


def _folded(line: _Line) -> _Line:
    product, quantity, options = line
    chosen = sorted((name.casefold(), value.casefold()) for name, value in options)
    return product.casefold(), quantity, chosen


def _fit(wanted: Sequence[ExpectedOrder], orders: Sequence[Order]) -> bool:
    """Whether each order is one that is expected, and the reverse."""
    if not wanted or not orders:
        return not wanted and not orders
    first, rest = wanted[0], wanted[1:]
    return any(
        _is(first, order) and _fit(rest, [*orders[:at], *orders[at + 1 :]]) for at, order in enumerate(orders)
    )


def _is(wanted: ExpectedOrder, order: Order) -> bool:
    return (wanted.lines is None or _same(_wanted(wanted.lines), _ordered(order))) and wanted.total in {
        None,
        str(order.total),
    }


def _replies(turn: Exchange) -> Iterable[tuple[str, str]]:
    return zip(turn.keys, turn.replies, strict=True)


def _replied(turn: Exchange, wanted: str | ExpectedReply) -> bool:
    if isinstance(wanted, str):
        return wanted in turn.keys or mentions(" ".join(turn.replies), wanted)
    return any(_is_reply(wanted, key, text) for key, text in _replies(turn))


def _is_reply(wanted: ExpectedReply, key: str, text: str) -> bool:
    return (
        wanted.key in {None, key}
        and wanted.text in {None, text}
        and (wanted.pattern is None or re.search(wanted.pattern, text) is not None)
        and all(mentions(text, phrase) for phrase in wanted.mentions)
    )


def _late(what: str, limit: float, observed: Observed) -> str:
    took = [getattr(turn.latency, what) for turn in observed.turns if turn.latency is not None]
    there = [ms / 1000 for ms in took if ms is not None]
    if there and max(there) <= limit:
        return ""
    told = f"came after {max(there):.2f} s" if there else "never came"
    return f"The {what} was to come within {limit:g} s of the end of the speech; it {told}."


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


def _told(lines: Sequence[_Line]) -> str:
    return ", ".join(_told_line(*line) for line in lines) or "nothing"


def _told_line(product: str, quantity: int, options: Sequence[tuple[str, str]]) -> str:
    with_options = f" ({', '.join(value for _, value in options)})" if options else ""
    return f"{quantity} {product}{with_options}"


def _told_wanted(order: ExpectedOrder) -> str:
    lines = "anything" if order.lines is None else _told(_wanted(order.lines))
    return f"an order of {lines}" + (f" for {order.total}" if order.total else "")


def _told_order(order: Order) -> str:
    return f"an order of {_told(_ordered(order))} for {order.total}"


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
