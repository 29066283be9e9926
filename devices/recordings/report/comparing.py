"""What was expected beside what was found, as texts that can be laid side by side."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devices.recordings.expectation import Expectation, ExpectedOrder, ExpectedReply
from devices.recordings.outcome import Result

Events = Sequence[Mapping[str, Any]]
"""A trace, as it was read from its file."""
NAMES = {
    "woken": "wake word",
    "rejected": "rejected",
    "transcript": "transcript",
    "intent": "intent",
    "slots": "slots",
    "state": "state",
    "cart": "cart",
    "orders": "orders",
    "reply": "reply",
    "lights": "lights",
    "earcons": "earcons",
    "within": "time limits",
}
"""Of the fields of an expectation, as people read them."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that was expected."""

    name: str
    right: bool
    expected: str
    """A line for each part of it."""
    found: str | None
    """Likewise; None where nothing more is known than the complaint."""
    complaint: str
    """What is wrong, as a sentence; empty where it is right."""


def compared(result: Result, events: Events) -> list[Compared]:
    """Lay what was expected of a sound beside what was found.

    Args:
        result: what came of it.
        events: its trace; empty where it was not kept.
    """
    failed = [what for what, right in result.verdicts.items() if not right]
    complaints = dict(zip(failed, result.complaints, strict=False))
    return [
        Compared(
            NAMES.get(what, what),
            right,
            expected(result.expect, what),
            _FOUND[what](result, events) if what in _FOUND else None,
            complaints.get(what, ""),
        )
        for what, right in result.verdicts.items()
    ]


def expected(expect: Expectation, what: str) -> str:
    """One thing that is expected, as text.

    Args:
        expect: all that is.
        what: the field's name.
    """
    value = getattr(expect, what, None)
    match value:
        case None:
            return ""
        case bool():
            return _yes(value)
        case ExpectedReply():
            return _lines(value.model_dump(exclude_defaults=True))
        case _ if what == "cart":
            return _cart(line.model_dump() for line in value)
        case _ if what == "orders":
            return "\n".join(map(_order, value)) or "none"
        case _ if what == "within":
            limits = value.model_dump(exclude_none=True)
            return "\n".join(f"{stage}: {1000 * limit:.0f} ms" for stage, limit in limits.items())
        case Mapping():
            return _lines(value)
        case tuple() | list():
            return ", ".join(map(str, value)) or "none"
        case _:
            return str(value)


def outlined(expect: Expectation) -> list[str]:
    """All that is expected, each as one line: "intent: order"."""
    given = [what for what in NAMES if getattr(expect, what, None) is not None]
    return [f"{NAMES[what]}: {'; '.join(expected(expect, what).splitlines())}" for what in given]


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _lines(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {_plainly(value)}" for name, value in values.items()) or "none"


def _plainly(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _cart(lines: Iterable[Mapping[str, Any]]) -> str:
    told = (
        ", ".join([f"{line['quantity']} {line['product']}", *map(str, line["options"].values())])
        for line in lines
    )
    return "\n".join(sorted(told)) or "empty"


def _order(order: ExpectedOrder) -> str:
    lines = "" if order.lines is None else _cart(line.model_dump() for line in order.lines)
    return ": ".join(filter(None, [lines.replace("\n", "; "), order.total])) or "any order"


def _intents(result: Result, _: Events) -> str:
    found = dict.fromkeys(turn.intent for turn in result.turns if turn.intent is not None)
    return ", ".join(found) or "not understood"


def _slots(result: Result, _: Events) -> str:
    """Of the turn with the expected intent, or else of the first that was understood."""
    understood = [turn for turn in result.turns if turn.intent is not None]
    wanted = [turn for turn in understood if turn.intent == result.expect.intent]
    turn = next(iter([*wanted, *understood]), None)
    return "none" if turn is None else _lines(turn.slots)


def _replies(result: Result, _: Events) -> str:
    expect = result.expect.reply
    texts = [text for turn in result.turns for text in turn.replies]
    keys = [key for turn in result.turns for key in turn.keys]
    named = isinstance(expect, ExpectedReply) and expect.key is not None
    if named or (isinstance(expect, str) and " " not in expect):
        texts = [f"{key}: {text}" for key, text in zip(keys, texts, strict=False)]
    return "\n".join(texts)


def _last_state(_: Result, events: Events) -> str | None:
    states = [str(event.get("after")) for event in events if event.get("kind") == "state_changed"]
    return states[-1] if states else None


def _all(events: Events, kind: str, field: str) -> str | None:
    return ", ".join(str(event.get(field)) for event in events if event.get("kind") == kind) or None


def _times(result: Result, _: Events) -> str:
    wanted = result.expect.within
    latency = next((turn.latency for turn in result.turns if turn.latency is not None), None)
    if wanted is None or latency is None:
        return ""
    times = {stage: getattr(latency, stage) for stage in wanted.model_dump(exclude_none=True)}
    return "\n".join(f"{stage}: {'never' if ms is None else f'{ms:.0f} ms'}" for stage, ms in times.items())


_FOUND: Mapping[str, Callable[[Result, Events], str | None]] = {
    "woken": lambda result, _: _yes(result.woken),
    "rejected": lambda result, _: _yes(result.intent is None),
    "transcript": lambda result, _: result.text,
    "intent": _intents,
    "slots": _slots,
    "state": _last_state,
    "cart": lambda result, _: _cart(result.cart),
    "orders": lambda result, _: ", ".join(result.orders) or "none",
    "reply": _replies,
    "lights": lambda _, events: _all(events, "lights_changed", "pattern"),
    "earcons": lambda _, events: _all(events, "earcon_played", "name"),
    "within": _times,
}
