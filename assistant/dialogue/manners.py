"""How the assistant speaks, and the small words of a talk; all of it leaves an open question open."""

from collections.abc import Mapping
from typing import Any

from assistant.dialogue.actions import Adjust, Say
from assistant.dialogue.buying import quote_again
from assistant.dialogue.focusing import described
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Aside, Move, stay
from assistant.dialogue.states import State
from assistant.manner import AS_MADE, LOUDEST, Manner, faster, louder, volume_of
from intents.meaning import Intent, Understood


def _volume(memory: Memory, meaning: Understood, state: State) -> Move:
    if meaning.switch:
        # After "mute": as loud as it is by itself.
        return _speak(memory, state, memory.manner.model_copy(update={"volume": AS_MADE}), "volume_is")
    if meaning.quantity is None:
        return stay(state, Say(key="volume_now", values=_loudness(memory.manner)))
    manner = memory.manner
    if meaning.relative:
        manner = louder(manner, meaning.quantity)
        key = "volume_is" if manner != memory.manner else "volume_at_its_end"
        return _speak(memory, state, manner, key)
    manner = manner.model_copy(update={"volume": volume_of(meaning.quantity)})
    return _speak(memory, state, manner, "volume_is" if manner.volume else "muted")


def _loudness(manner: Manner) -> dict[str, Any]:
    return {"volume": manner.volume, "loudest": LOUDEST}


def _speed(memory: Memory, meaning: Understood, state: State) -> Move:
    if not memory.paced:
        return stay(state, Say(key="no_other_pace"))
    if meaning.quantity is None:
        return stay(state, Say(key="pace_how"))
    if not meaning.relative:
        return _speak(memory, state, memory.manner.model_copy(update={"pace": 0}), "pace_normal")
    manner = faster(memory.manner, meaning.quantity)
    if manner == memory.manner:
        return stay(state, Say(key="pace_at_its_end"))
    return _speak(memory, state, manner, "pace_faster" if meaning.quantity > 0 else "pace_slower")


def _brief(memory: Memory, meaning: Understood, state: State) -> Move:
    wanted = meaning.switch is not False
    manner = memory.manner.model_copy(update={"brief": wanted})
    return _speak(memory, state, manner, "brief_on" if wanted else "brief_off")


def _speak(memory: Memory, state: State, manner: Manner, key: str) -> Move:
    memory.manner = manner
    return stay(state, Adjust(manner=manner), Say(key=key, values=_loudness(manner)))


def _greet(memory: Memory, _meaning: Understood, state: State) -> Move:
    return stay(state, Say(key="greeting"), *_open_question(memory, state))


def _thank(memory: Memory, _meaning: Understood, state: State) -> Move:
    question = _open_question(memory, state)
    return stay(state, Say(key="welcome_but" if question else "welcome"), *question)


def _goodbye(memory: Memory, _meaning: Understood, state: State) -> Move:
    memory.question, memory.quote, memory.quote_spoken = None, None, False
    return stay(State.IDLE, Say(key="goodbye_unordered" if state is State.CONFIRMING else "goodbye"))


def _not_sure(memory: Memory, _meaning: Understood, state: State) -> Move:
    """Make it easier to decide, and ask again; never take it for a yes."""
    if state is State.CHOOSING:
        offers = sorted(memory.offers, key=lambda offer: offer.price.amount)
        several = len(offers) > 1
        return stay(
            state,
            Say(
                key="not_sure_which" if several else "not_sure_whether",
                values={"offer": described(offers[0])},
            ),
        )
    if state is State.IDLE:
        return stay(state, Say(key="not_sure"))
    return stay(state, Say(key="no_hurry"), *_open_question(memory, state))


def _open_question(memory: Memory, state: State) -> tuple[Say, ...]:
    """The question once more, in short; nothing where none is open."""
    if state is State.CHOOSING:
        return (
            Say(key="which_again_calmly", values={"offers": [described(each) for each in memory.offers]}),
        )
    if state is State.ASKING and memory.question is not None:
        return (memory.question.say,)
    if state is State.CONFIRMING and memory.quote is not None:
        return (quote_again(memory.quote),)
    return ()


ASIDES: Mapping[Intent, Aside] = {
    Intent.VOLUME: _volume,
    Intent.SPEED: _speed,
    Intent.BRIEF: _brief,
    Intent.GREET: _greet,
    Intent.THANK: _thank,
    Intent.GOODBYE: _goodbye,
    Intent.NOT_SURE: _not_sure,
}
