"""Cart lines as replies tell them and as people name them."""

from collections.abc import Sequence
from typing import Any

from assistant.shopping.carts import CartLine
from intents.meaning import Item
from intents.resolver import Entry, Found, resolve

MOST_READ_OUT = 5
"""Of a longer list only so many are told."""


def told(line: CartLine) -> dict[str, Any]:
    """A line as a reply tells it."""
    return {
        "quantity": line.quantity,
        "name": line.name,
        "options": list(line.options.values()),
        "price": str(line.unit_price),
        "total": str(line.total),
    }


def named(item: Item, lines: Sequence[CartLine]) -> CartLine | None:
    """The line that was meant by a name; None where none or several would fit."""
    entries = [
        Entry(id=line.variant_id, name=" ".join((*line.options.values(), line.name)), aliases=(line.name,))
        for line in lines
    ]
    answer = resolve(item.text, entries)
    if not isinstance(answer, Found):
        return None
    return next(line for line in lines if line.variant_id == answer.match.entry_id)


_GROUP = 3
_SHORT = 4


def grouped(number: str) -> str:
    """An order's number as one can follow it: letters and digits apart, digits by threes."""
    signs = "".join(number.split())
    if len(signs) <= _SHORT or not signs.isalnum():
        return number
    letters = signs.rstrip("0123456789")
    digits = signs[len(letters) :]
    size = 2 if len(digits) == _SHORT else _GROUP
    parts = [letters, *(digits[at : at + size] for at in range(0, len(digits), size))]
    return ", ".join(" ".join(part) for part in parts if part)
