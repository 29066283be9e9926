"""How sure a sentence is: how far it lies below what would be heard were anything allowed."""

from math import exp

from assistant.speech.moonshine_draft import Draft
from assistant.speech.moonshine_paths import Sentence

_BASE = 4.0
_GAP = 0.35


def confidence(sentence: Sentence, draft: Draft, seconds: float) -> float:
    """The probability, 0..1, that a sentence is what was said.

    Args:
        sentence: the best that may be said.
        draft: the likeliest tokens, were anything allowed.
        seconds: how long the sound is.
    """
    del seconds
    gap = draft.score - sentence.total
    return 1 / (1 + exp(-(_BASE - _GAP * gap)))
