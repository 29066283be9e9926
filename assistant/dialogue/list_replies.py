"""Lists as replies tell them."""

from collections.abc import Sequence
from typing import Any

from assistant.dialogue.actions import Say
from assistant.dialogue.happenings import ListIs
from assistant.dialogue.memory import Memory
from assistant.dialogue.reading_out import begun
from assistant.shopping.household import ListEntry
from intents.meaning import Item
from intents.resolver import Entry, NothingFound, resolve


def in_list(happening: ListIs) -> dict[str, Any]:
    """Which list it is."""
    return {"list": happening.name}


def told_entries(happening: ListIs) -> dict[str, Any]:
    """What was changed, and in which list."""
    return in_list(happening) | {
        "changed": [entry.model_dump() for entry in happening.changed],
        "instead": [happening.instead.model_dump()] if happening.instead else [],
        "made": not happening.there,
        "left": len(happening.entries),
    }


def told_list(memory: Memory, happening: ListIs) -> Say:
    """All of a list, or as much as can be listened to."""
    if not happening.entries:
        return Say(key="list_empty", values=in_list(happening))
    values = in_list(happening) | {"entries": [entry.model_dump() for entry in happening.entries]}
    return begun(memory, Say(key="list", values=values), "entries", "list_rest")


def found_on(entries: Sequence[ListEntry], items: Sequence[Item]) -> tuple[list[str], tuple[Item, ...]]:
    """Which entries are those asked for, and what of it is not there."""
    known = [Entry(id=entry.text, name=entry.text) for entry in entries]
    there = {item.text: not isinstance(resolve(item.text, known), NothingFound) for item in items}
    return [item.text for item in items if there[item.text]], tuple(i for i in items if not there[i.text])
