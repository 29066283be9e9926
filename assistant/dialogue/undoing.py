"""Taking back the last changes of the cart and the lists, one after the other."""

from assistant.dialogue.actions import Action, Say
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, look_up, stay
from assistant.dialogue.states import State
from intents.meaning import Intent, Understood

_STEPS = 5
"""So many changes can be taken back; nobody remembers more."""


def undoing(memory: Memory) -> bool:
    """Whether what has just been done was to take something back."""
    return memory.asked is not None and memory.asked.intent is Intent.UNDO


def remember(memory: Memory, action: Action) -> None:
    """Keep what would take the present change back, unless it takes one back itself."""
    if not undoing(memory):
        memory.undoable = [*memory.undoable, action][-_STEPS:]


def undo(memory: Memory, _meaning: Understood) -> Move:
    """Take back the last change."""
    if not memory.undoable:
        return stay(State.IDLE, Say(key="nothing_to_undo"))
    return look_up(memory.undoable.pop())
