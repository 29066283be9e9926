"""What came about, in the form in which it would be expected: what `--update` writes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from assistant.shopping.orders import Order
from devices.recordings.expectation import Expectation, ExpectedReply, ExpectedTimes
from devices.recordings.judging import Observed, is_rejected, is_reply, longest
from devices.recordings.stopwatch import Exchange


def seen(expect: Expectation, observed: Observed) -> dict[str, Any]:
    """What came about of what was expected.

    Args:
        expect: what was expected.
        observed: what came about.

    Returns:
        For each thing that was expected, by the name of its field, what there was; nothing for those of which
        nothing was there that could be expected: no intent, no slots, no reply, nothing that was waited for.
    """
    turn = _meant(expect, observed.turns)
    texts = [turn.text for turn in observed.turns if turn.text]
    found: dict[str, Any] = {
        "woken": observed.woken,
        "rejected": is_rejected(observed),
        "transcript": " ".join(texts),
        "intent": turn and turn.intent,
        "slots": turn and turn.slots,
        "state": observed.state or "idle",
        "cart": [_line(**line) for line in observed.cart],
        "orders": [_order(order) for order in observed.orders],
        "reply": expect.reply and _reply(expect.reply, observed.turns),
        "lights": list(observed.lights),
        "earcons": list(observed.earcons),
        "within": expect.within and _times(expect.within, observed.turns),
    }
    given = {name: value for name, value in found.items() if getattr(expect, name) is not None}
    return {name: to_jsonable_python(value) for name, value in given.items() if value is not None}


def _meant(expect: Expectation, turns: Iterable[Exchange]) -> Exchange | None:
    """The sentence that the expectation is about: one with its intent, or the first that was understood."""
    understood = [turn for turn in turns if turn.intent is not None]
    right = [turn for turn in understood if turn.intent == expect.intent]
    return next(iter(right or understood), None)


def _reply(wanted: str | ExpectedReply, turns: Iterable[Exchange]) -> dict[str, str] | None:
    """The expected one, or else the last, which is the answer; others before it only bridge the time."""
    replies = [reply for turn in turns for reply in zip(turn.keys, turn.replies, strict=True)]
    right = [reply for reply in replies if is_reply(wanted, *reply)]
    return next(({"key": key, "text": text} for key, text in reversed(right or replies)), None)


def _times(wanted: ExpectedTimes, turns: Sequence[Exchange]) -> dict[str, float] | None:
    """How long each thing took that was to come in time, in seconds."""
    took = {stage: longest(stage, turns) for stage in wanted.model_dump(exclude_none=True)}
    return {stage: round(time, 3) for stage, time in took.items() if time is not None} or None


def _line(product: str, quantity: int, options: Mapping[str, str] | None = None, **_: Any) -> dict[str, Any]:
    return {"product": product, "quantity": quantity, **({"options": dict(options)} if options else {})}


def _order(order: Order) -> dict[str, Any]:
    lines: Sequence[Any] = order.lines
    return {
        "lines": [_line(line.name, line.quantity, line.options) for line in lines],
        "total": str(order.total),
    }
