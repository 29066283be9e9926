"""From the draft of a sound to what of all that may be said was said."""

from math import inf
from typing import NamedTuple

from assistant.speech.moonshine_beam import BeamSearch, Decoder, Found, Width
from assistant.speech.moonshine_confidence import confidence
from assistant.speech.moonshine_draft import Draft
from assistant.speech.moonshine_paths import Paths, Sentence
from assistant.speech.moonshine_tokens import Spelling
from intents.automaton import ALL, KNOWN, USUAL, Breadth
from intents.grammar import Grammar

_NARROW = Width(5, 10.0)
_WIDE = Width(16, 14.0)
"""Where nothing convincing was found."""
_FAR = 4.0
"""Nats that a sentence must be behind one that breaks off, for the person not to have finished."""
_FARTHEST = 2.0
"""Nats a token below the draft at which no sentence is likely any more."""
_CONVINCING = 0.8
"""Confidence from which no better sentence is looked for."""
_LIKELY = 0.2
"""Confidence below which a sentence hardly fits: a short one may rank high all the same."""
_EVEN = 0.5
"""Confidence from which a sentence is rather right than wrong."""
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
    """A way to search."""

    breadth: Breadth
    width: Width
    from_draft: bool


_USUAL = _Search(USUAL, _NARROW, from_draft=True)
_THOROUGH = _Search(USUAL, _WIDE, from_draft=False)
_KNOWN = _Search(KNOWN, _NARROW, from_draft=True)
_OPEN = _Search(ALL, _NARROW, from_draft=True)
_SEARCHES = (_USUAL, _THOROUGH, _KNOWN, _OPEN)


class Hearer:
    """Finds what was said: first what most people say; where that does not fit, more thoroughly, and more.

    Args:
        decoder: scores tokens.
        spelling: how tokens are walked.
        grammar: what may be said; not free.
    """

    def __init__(self, decoder: Decoder, spelling: Spelling, grammar: Grammar) -> None:
        self._decoder = decoder
        self._paths = {breadth: Paths(spelling, grammar.walker(breadth)) for breadth in (USUAL, KNOWN, ALL)}

    def heard(self, draft: Draft) -> Hearing:
        """What was said.

        Args:
            draft: the likeliest tokens, were anything allowed.
        """
        best = Hearing()
        broken: Sentence | None = None
        for search in _SEARCHES:
            if search is _THOROUGH and draft.surprise <= _UNCLEAR:
                continue
            known = best.sentences[0] if best.confidence >= _LIKELY else None
            found = self._searched(search, draft, known)
            best = max(best, _hearing(found, draft), key=lambda each: _best_worth(each, draft))
            if best.confidence >= _CONVINCING:
                return best
            if search is not _OPEN:
                # Among open words nothing breaks off.
                broken = max(filter(None, (broken, found.unfinished)), key=_rank, default=None)
        return best._replace(unfinished=_unfinished(broken, best, draft))

    def _searched(self, search: "_Search", draft: Draft, known: Sentence | None) -> Found:
        paths = self._paths[search.breadth]
        begun = paths.undisputed(draft.tokens, draft.scores) if search.from_draft else paths.begin()
        if begun is None or draft.state is None:
            return Found()
        state = draft.state.cut(len(begun.tokens) - 1)
        found = BeamSearch(self._decoder, paths, search.width).run(
            state, begun, _FARTHEST + draft.surprise, known
        )
        # A search may lose the draft itself on the way, in words that are spelt out.
        whole = paths.whole(draft.tokens, draft.scores) if draft.ended else None
        texts = {each.text for each in found.sentences}
        if whole is not None and whole.ending and whole.text not in texts:
            return found._replace(sentences=(*found.sentences, whole))
        return found


def _hearing(found: Found, draft: Draft) -> Hearing:
    sentences = sorted(found.sentences, key=lambda each: _worth(each, draft), reverse=True)
    return Hearing(tuple(sentences), confidence(sentences[0], draft) if sentences else 0.0)


def _unfinished(broken: Sentence | None, best: Hearing, draft: Draft) -> bool:
    """Whether the person has rather broken off in the middle of a sentence than said the best whole one."""
    return (
        broken is not None
        # In noise the networks hear a single word.
        and " " in broken.text
        and best.confidence < _EVEN
        and confidence(broken, draft) >= _CONVINCING
        and (not best.sentences or best.sentences[0].rank < broken.rank - _FAR)
    )


def _rank(sentence: Sentence) -> float:
    return sentence.rank


def _best_worth(hearing: Hearing, draft: Draft) -> tuple[bool, float]:
    return _worth(hearing.sentences[0], draft) if hearing.sentences else (False, -inf)


def _worth(sentence: Sentence, draft: Draft) -> tuple[bool, float]:
    """What sentences are compared by: of those that are at all likely the one that ranks highest."""
    return confidence(sentence, draft) >= _LIKELY, sentence.rank
