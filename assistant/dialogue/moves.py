"""A move of the talk."""

from typing import NamedTuple

from assistant.dialogue.actions import Action
from assistant.dialogue.states import State


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
