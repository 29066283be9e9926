"""From the draft of a sound to what of all that may be said was said."""

from typing import NamedTuple

from assistant.speech.moonshine_beam import BeamSearch, Decoder, Found, Width
from assistant.speech.moonshine_confidence import confidence
from assistant.speech.moonshine_draft import Draft
from assistant.speech.moonshine_paths import Paths, Sentence
from assistant.speech.moonshine_tokens import Spelling
from intents.grammar import Grammar

_NARROW = Width(8, 10.0)
_WIDE = Width(24, 14.0)
"""Where nothing convincing was found."""
_MOST_FRAMES = 5000
"""Hypotheses times frames of sound that the decoder's memory has room for."""
_FAR = 4.0
"""Nats that a sentence must be behind one that breaks off, for the person not to have finished."""
_CONVINCING = 0.9
"""Confidence from which no better sentence is looked for."""


class Hearing(NamedTuple):
    """What of all that may be said was heard."""

    sentences: tuple[Sentence, ...] = ()
    """Best first."""
    confidence: float = 0.0
    """Of the best."""
    unfinished: bool = False
    """The person has more likely broken off in the middle of another sentence."""


class Hearer:
    """Finds what was said: among known words, then, where those do not fit, with open ones, then widely.

    Args:
        decoder: scores tokens.
        spelling: how tokens are walked.
        grammar: what may be said; not free.
    """

    def __init__(self, decoder: Decoder, spelling: Spelling, grammar: Grammar) -> None:
        self._decoder = decoder
        self._known = Paths(spelling, grammar.walker(closed=True))
        self._open = Paths(spelling, grammar.walker())

    def heard(self, draft: Draft, seconds: float) -> Hearing:
        """What was said.

        Args:
            draft: the likeliest tokens, were anything allowed.
            seconds: how long the sound is.
        """
        hearing = _NOTHING
        for paths, width, from_draft in (
            (self._known, _NARROW, True),
            (self._open, _NARROW, True),
            (self._known, _WIDE, False),
        ):
            found = self._searched(paths, draft, width, from_draft=from_draft)
            hearing = _better(hearing, _hearing(found, draft, seconds))
            if hearing.confidence >= _CONVINCING:
                break
        return hearing

    def _searched(self, paths: Paths, draft: Draft, width: Width, *, from_draft: bool) -> Found:
        begun = paths.undisputed(draft.tokens, draft.scores) if from_draft else paths.begin()
        if begun is None or draft.state is None:
            return Found()
        frames = draft.state.hidden.shape[1]
        width = width._replace(beam=max(2, min(width.beam, _MOST_FRAMES // frames)))
        state = draft.state.cut(len(begun.tokens) - 1)
        return BeamSearch(self._decoder, paths, width).run(state, begun)


_NOTHING = Hearing()


def _hearing(found: Found, draft: Draft, seconds: float) -> Hearing:
    best = found.sentences[0] if found.sentences else None
    sure = confidence(best, draft, seconds) if best is not None else 0.0
    broken = found.unfinished
    if broken is None or confidence(broken, draft, seconds) < _CONVINCING:
        return Hearing(found.sentences, sure)
    return Hearing(found.sentences, sure, unfinished=best is None or best.rank < broken.rank - _FAR)


def _better(one: Hearing, other: Hearing) -> Hearing:
    """Of two hearings the one whose best sentence ranks higher."""
    if not (one.sentences and other.sentences):
        return one if one.sentences else other
    return max(one, other, key=lambda each: each.sentences[0].rank)
