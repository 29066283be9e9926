"""How results are told, the same on a terminal, on the page and in JUnit XML."""

from collections.abc import Mapping
from typing import Any

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
STAGES = {
    "silence": "end of turn",
    "transcript": "transcript",
    "intent": "intent",
    "reply": "reply text",
    "sound": "first sound",
}
"""Of what is waited for after the end of the speech, likewise, in the order in which it comes about."""


def cart_line(line: Mapping[str, Any]) -> str:
    """A line of a cart or an order: "2 latte, whole milk".

    Args:
        line: with "product"; without "quantity" it is one of it, without "options" as it is.
    """
    return ", ".join([f"{line.get('quantity', 1)} {line['product']}", *line.get("options", {}).values()])
