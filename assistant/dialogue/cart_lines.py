"""Which line of the cart the talk is about."""

from collections.abc import Sequence

from assistant.dialogue.lines import named
from assistant.dialogue.memory import Memory
from assistant.shopping.carts import CartLine
from intents.meaning import Item


def meant(memory: Memory, lines: Sequence[CartLine], item: Item | None) -> CartLine | None:
    """The line that was named, or that the talk is about; None where that is not clear."""
    if item is not None:
        return named(item, lines)
    if len(lines) == 1:
        return lines[0]
    return next((line for line in lines if line.variant_id == memory.focus), None)
