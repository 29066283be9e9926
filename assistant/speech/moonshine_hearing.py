"""From the draft of a sound to what of all that may be said was said."""

from typing import NamedTuple

from assistant.speech.moonshine_beam import BeamSearch, Decoder, Found, Width
from assistant.speech.moonshine_confidence import confidence
from assistant.speech.moonshine_draft import Draft
from assistant.speech.moonshine_paths import Paths, Sentence
from assistant.speech.moonshine_tokens import Spelling
from intents.grammar import Grammar

_NARROW = Width(8, 12.0)
_WIDE = Width(16, 14.0)
"""Where nothing convincing was found."""
_MOST_FRAMES = 5000
"""Hypotheses times frames of sound that the decoder's memory has room for."""
_FAR = 4.0
"""Nats that a sentence must be behind one that breaks off, for the person not to have finished."""
_CONVINCING = 0.8
"""Confidence from which no better sentence is looked for."""
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

    closed: bool
    """Among known words only."""
    width: Width
    from_draft: bool


_SEARCHES = (_Search(True, _NARROW, True), _Search(False, _NARROW, True), _Search(True, _WIDE, False))


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

    def heard(self, draft: Draft) -> Hearing:
        """What was said.

        Args:
            draft: the likeliest tokens, were anything allowed.
        """
        hearing = _NOTHING
        for search in _SEARCHES[: 3 if draft.surprise > _UNCLEAR else 2]:
            hearing = _better(hearing, _hearing(self._searched(search, draft), draft))
            if hearing.confidence >= _CONVINCING:
                break
        return hearing

    def _searched(self, search: "_Search", draft: Draft) -> Found:
        paths = self._known if search.closed else self._open
        begun = paths.undisputed(draft.tokens, draft.scores) if search.from_draft else paths.begin()
        if begun is None or draft.state is None:
            return Found()
        frames = draft.state.hidden.shape[1]
        width = search.width._replace(beam=max(2, min(search.width.beam, _MOST_FRAMES // frames)))
        state = draft.state.cut(len(begun.tokens) - 1)
        return BeamSearch(self._decoder, paths, width).run(state, begun)


_NOTHING = Hearing()


def _hearing(found: Found, draft: Draft) -> Hearing:
    sure = sorted(((confidence(each, draft), each) for each in found.sentences), reverse=True)
    if not sure:
        broken = found.unfinished
        return Hearing(unfinished=broken is not None and confidence(broken, draft) >= _CONVINCING)
    best, broken = sure[0][1], found.unfinished
    unfinished = (
        broken is not None and confidence(broken, draft) >= _CONVINCING and best.rank < broken.rank - _FAR
    )
    return Hearing(tuple(each for _, each in sure), sure[0][0], unfinished=unfinished)


def _better(one: Hearing, other: Hearing) -> Hearing:
    """Of two hearings the surer one."""
    return max(one, other, key=lambda each: each.confidence)
