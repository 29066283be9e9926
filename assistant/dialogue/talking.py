"""Talk about the talk itself: it needs nothing looked up and leaves an open question open."""

from collections.abc import Mapping

from assistant.dialogue.actions import Say
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Aside, Move, stay
from assistant.dialogue.states import State
from intents.meaning import Intent, Understood


def _help(_memory: Memory, _meaning: Understood, state: State) -> Move:
    return stay(state, Say(key=f"help_{state}"))


def _repeat(memory: Memory, _meaning: Understood, state: State) -> Move:
    return stay(state, memory.last or Say(key="nothing_to_repeat"))


def _yes(_memory: Memory, _meaning: Understood, state: State) -> Move:
    return stay(state, Say(key="yes_to_what"))


def _no(_memory: Memory, _meaning: Understood, _state: State) -> Move:
    return stay(State.IDLE, Say(key="all_right"))


def _stop(_memory: Memory, _meaning: Understood, _state: State) -> Move:
    return stay(State.IDLE, Say(key="stopped"))


ASIDES: Mapping[Intent, Aside] = {
    Intent.HELP: _help,
    Intent.REPEAT: _repeat,
    Intent.YES: _yes,
    Intent.NO: _no,
    Intent.STOP: _stop,
}
