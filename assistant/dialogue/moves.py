"""A move of the talk."""

from collections.abc import Callable
from typing import Any, NamedTuple

from assistant.dialogue.actions import Action
from assistant.dialogue.memory import Memory
from assistant.dialogue.states import State
from intents.meaning import Understood


class Move(NamedTuple):
    """Where the talk goes, and what is to be done on the way."""

    state: State
    actions: tuple[Action, ...] = ()


def stay(state: State, *actions: Action) -> Move:
    """A move to a state in which the person speaks next."""
    return Move(state, actions)


def look_up(action: Action) -> Move:
    """A move that asks the store or the household for something."""
    return Move(State.LOOKING_UP, (action,))


Aside = Callable[[Memory, Understood, State], Move]
"""Answers what leaves an open question open."""
Request = Callable[[Memory, Understood], Move]
"""Begins to carry out what was asked for."""
Handler = Callable[[Memory, Any], Move]
"""Takes in what an action has led to."""
