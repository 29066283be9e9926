"""From the draft of a sound to what of all that may be said was said."""

from math import inf
from typing import NamedTuple

from assistant.speech.moonshine_beam import BeamSearch, Decoder, Found, Width
from assistant.speech.moonshine_confidence import confidence
from assistant.speech.moonshine_draft import Draft
from assistant.speech.moonshine_paths import Paths, Sentence
from assistant.speech.moonshine_tokens import Spelling
from intents.automaton import Breadth
from intents.grammar import Grammar

_NARROW = Width(5, 10.0)
_WIDE = Width(16, 14.0)
"""Where nothing convincing was found."""
_MOST_FRAMES = 3500
"""Hypotheses times frames of sound that the decoder's memory has room for."""
_FAR = 4.0
"""Nats that a sentence must be behind one that breaks off, for the person not to have finished."""
_FARTHEST = 2.0
"""Nats a token below the draft at which no sentence is likely any more."""
_CONVINCING = 0.8
"""Confidence from which no better sentence is looked for."""
_LIKELY = 0.2
"""Confidence below which a sentence hardly fits: a short one may rank high all the same."""
_UNCLEAR = 0.1
"""Nats a token from which the draft is so unlikely that a wide search may find what it does not hold."""


class Hearing(NamedTuple):
    """What of all that may be said was heard."""

    sentences: tuple[Sentence, ...] = ()
    """Best first."""
    confidence: float = 0.0
    """Of the best."""
    unfinished: bool = False
    """The person has more likely broken off in the middle of another sentence."""


class _Search(NamedTuple):
    """One of the searches, from the cheapest on."""

    breadth: Breadth
    width: Width
    from_draft: bool


_SEARCHES = (
    _Search(Breadth.USUAL, _NARROW, from_draft=True),
    _Search(Breadth.KNOWN, _NARROW, from_draft=True),
    _Search(Breadth.ALL, _NARROW, from_draft=True),
    _Search(Breadth.USUAL, _WIDE, from_draft=False),
)


class Hearer:
    """Finds what was said: among known words, then, where those do not fit, with open ones, then widely.

    Args:
        decoder: scores tokens.
        spelling: how tokens are walked.
        grammar: what may be said; not free.
    """

    def __init__(self, decoder: Decoder, spelling: Spelling, grammar: Grammar) -> None:
        self._decoder = decoder
        self._paths = {breadth: Paths(spelling, grammar.walker(breadth)) for breadth in Breadth}

    def heard(self, draft: Draft) -> Hearing:
        """What was said.

        Args:
            draft: the likeliest tokens, were anything allowed.
        """
        best, unfinished = Hearing(), False
        for search in _SEARCHES if draft.surprise > _UNCLEAR else _SEARCHES[:-1]:
            hearing = _hearing(self._searched(search, draft), draft)
            best = max(best, hearing, key=lambda each: _best_worth(each, draft))
            unfinished = hearing.unfinished and search.breadth is not Breadth.USUAL
            if unfinished or best.confidence >= _CONVINCING:
                break
        return best._replace(unfinished=unfinished and best.confidence < _LIKELY)

    def _searched(self, search: "_Search", draft: Draft) -> Found:
        paths = self._paths[search.breadth]
        begun = paths.undisputed(draft.tokens, draft.scores) if search.from_draft else paths.begin()
        if begun is None or draft.state is None:
            return Found()
        frames = draft.state.hidden.shape[1]
        width = search.width._replace(beam=max(2, min(search.width.beam, _MOST_FRAMES // frames)))
        state = draft.state.cut(len(begun.tokens) - 1)
        found = BeamSearch(self._decoder, paths, width).run(state, begun, _FARTHEST + draft.surprise)
        # A search may lose the draft itself on the way, in words that are spelt out.
        whole = paths.whole(draft.tokens, draft.scores) if draft.ended else None
        known = {each.text for each in found.sentences}
        if whole is not None and whole.ending and whole.text not in known:
            return found._replace(sentences=(*found.sentences, whole))
        return found


def _hearing(found: Found, draft: Draft) -> Hearing:
    sentences = sorted(found.sentences, key=lambda each: _worth(each, draft), reverse=True)
    best, broken = next(iter(sentences), None), found.unfinished
    unfinished = (
        broken is not None
        # In noise the networks hear a single word.
        and " " in broken.text
        and confidence(broken, draft) >= _CONVINCING
        and (best is None or best.rank < broken.rank - _FAR)
    )
    sure = confidence(best, draft) if best is not None else 0.0
    return Hearing(tuple(sentences), sure, unfinished=unfinished)


def _best_worth(hearing: Hearing, draft: Draft) -> tuple[bool, float]:
    return _worth(hearing.sentences[0], draft) if hearing.sentences else (False, -inf)


def _worth(sentence: Sentence, draft: Draft) -> tuple[bool, float]:
    """What sentences are compared by: of those that are at all likely the one that ranks highest."""
    return confidence(sentence, draft) >= _LIKELY, sentence.rank
