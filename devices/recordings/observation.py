"""What came about, in the form in which it would be expected: what `--update` writes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from assistant.shopping.orders import Order
from devices.recordings.expectation import Expectation
from devices.recordings.judging import Observed
from devices.recordings.stopwatch import Exchange


def seen(expect: Expectation, observed: Observed) -> dict[str, Any]:
    """What came about of what was expected.

    Args:
        expect: what was expected.
        observed: what came about.

    Returns:
        For each thing that was expected, by the name of its field, what there was; nothing for those of which
        nothing was there that could be expected: no words, no intent, no reply. Limits of time are left out.
    """
    turn = _meant(expect, observed.turns)
    texts = [turn.text for turn in observed.turns if turn.text]
    found: dict[str, Any] = {
        "woken": observed.woken,
        "rejected": turn is None,
        "transcript": " ".join(texts) or None,
        "intent": turn and turn.intent,
        "slots": turn and turn.slots,
        "state": observed.state or "idle",
        "cart": [_line(**line) for line in observed.cart],
        "orders": [_order(order) for order in observed.orders],
        "reply": _reply(observed.turns),
        "lights": list(observed.lights),
        "earcons": list(observed.earcons),
    }
    given = {name: value for name, value in found.items() if getattr(expect, name) is not None}
    return {name: to_jsonable_python(value) for name, value in given.items() if value is not None}


def _meant(expect: Expectation, turns: Iterable[Exchange]) -> Exchange | None:
    """The sentence that the expectation is about: one with its intent, or the first that was understood."""
    understood = [turn for turn in turns if turn.intent is not None]
    right = [turn for turn in understood if turn.intent == expect.intent]
    return next(iter(right or understood), None)


def _reply(turns: Iterable[Exchange]) -> dict[str, str] | None:
    """The last, which is the answer; others before it only bridge the time."""
    replies = [reply for turn in turns for reply in zip(turn.keys, turn.replies, strict=True)]
    return {"key": replies[-1][0], "text": replies[-1][1]} if replies else None


def _line(product: str, quantity: int, options: Mapping[str, str] | None = None, **_: Any) -> dict[str, Any]:
    return {"product": product, "quantity": quantity, **({"options": dict(options)} if options else {})}


def _order(order: Order) -> dict[str, Any]:
    lines: Sequence[Any] = order.lines
    return {
        "lines": [_line(line.name, line.quantity, line.options) for line in lines],
        "total": str(order.total),
    }
