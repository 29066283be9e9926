"""Reading out what is too long for one breath: some of it first, the rest when asked for."""

from collections.abc import Sequence
from typing import Any

from assistant.dialogue.actions import Say
from assistant.dialogue.lines import MOST_READ_OUT
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, stay
from assistant.dialogue.states import State

REST = "rest"
"""`Understood.subject` of who asks for the rest."""


def begun(memory: Memory, say: Say, told: str, rest: str) -> Say:
    """A reply with as much as is told in one breath; what is left is remembered.

    Args:
        memory: remembers it.
        say: the reply with all of it.
        told: the value in which it stands.
        rest: the reply that goes on.
    """
    things: Sequence[Any] = say.values[told]
    left = things[MOST_READ_OUT:]
    memory.unread = Say(key=rest, values={told: left}) if left else None
    values = say.values | {told: things[:MOST_READ_OUT], "more": len(left)}
    return say.model_copy(update={"values": values})


def read_on(memory: Memory) -> Move:
    """What was left out the last time."""
    unread = memory.unread
    if unread is None:
        return stay(State.IDLE, Say(key="nothing_left_to_read"))
    [told] = unread.values
    return stay(State.IDLE, begun(memory, unread, told, unread.key))
