"""Cart lines as replies tell them and as people name them."""

from collections.abc import Sequence
from typing import Any

from assistant.dialogue.memory import Memory
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


def meant(memory: Memory, lines: Sequence[CartLine], item: Item | None) -> CartLine | None:
    """The line that was named, or that the talk is about; None where that is not clear."""
    if item is not None:
        return named(item, lines)
    if len(lines) == 1:
        return lines[0]
    return next((line for line in lines if line.variant_id == memory.focus), None)
