"""Questions for what is missing, and whether something is to be done: asked here, answered in their areas."""

from assistant.dialogue.actions import Say
from assistant.dialogue.happenings import Said
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Move, stay
from assistant.dialogue.states import State
from intents.meaning import Intent, Understood

_LEAVING = frozenset({Intent.NO, Intent.STOP})


def ask(memory: Memory, question: Question, *first: Say) -> Move:
    """Ask something, after what else is to be said."""
    memory.question = question
    return stay(State.ASKING, *first, question.say)


def said(memory: Memory, happening: Said) -> Move | None:
    """The answer to the open question; None if it is no answer but something else."""
    meaning, question = _taken(memory, happening), memory.question
    assert question is not None
    if meaning is None:
        return None
    if meaning.intent in question.expecting or meaning.intent is question.any_words:
        return question.answered(memory, meaning)
    return stay(State.IDLE, Say(key="left_asking")) if meaning.intent in _LEAVING else None


def _taken(memory: Memory, happening: Said) -> Understood | None:
    meaning, question = happening.meaning, memory.question
    if isinstance(meaning, Understood):
        return meaning
    if question is None or question.any_words is None or not meaning.text:
        return None
    return Understood(intent=question.any_words, text=meaning.text, subject=meaning.text)
