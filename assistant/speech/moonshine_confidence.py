"""How sure a sentence is: how far it lies below what would be heard were anything allowed.

A logistic regression on four figures, means over tokens, so that it holds for short and long sentences.
It was fitted to recorded orders, clean and in kitchen noise, and to sounds that are none: other talk, other
languages, single words, noise and music.
"""

from math import exp

from assistant.speech.moonshine_draft import Draft
from assistant.speech.moonshine_paths import Sentence

_BASE = 6.0
_GAP = -2.5
"""For each nat by which the sentence lies below the draft, a token of the draft: words are easily added."""
_FIT = -2.7
"""For each nat a token by which the sentence itself is unlikely."""
_CLEAR = -1.8
"""For each nat a token by which the draft is: nothing was heard clearly."""
_SHORT = -7.2
"""For a sentence of few tokens, which much may sound like."""
_COST = 0.5
"""How much of what the words cost counts: words that nobody told of are odd, but may well have been said."""
_WORST = 4.0


def confidence(sentence: Sentence, draft: Draft) -> float:
    """The probability, 0..1, that a sentence is what was said.

    Args:
        sentence: the best that may be said.
        draft: the likeliest tokens, were anything allowed.
    """
    tokens = len(sentence.tokens) + 1
    likely = sentence.score - _COST * sentence.cost
    gap = min(_WORST, max(0.0, (draft.score - likely) / (len(draft.tokens) + 1)))
    fit = min(_WORST, -likely / tokens)
    evidence = _BASE + _GAP * gap + _FIT * fit + _CLEAR * draft.surprise + _SHORT / tokens
    return 1 / (1 + exp(-evidence))
