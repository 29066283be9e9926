"""Beam search for Moonshine's tokens along what may be said.

A hypothesis is one row of the decoder's batch and one state of the grammar's walker. Hypotheses that say the
same are one, whichever tokens spell it; those far behind the best are dropped, so that a clear sentence costs
little.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.speech.moonshine_model import Floats, State
from assistant.speech.moonshine_paths import Hypothesis, Paths, Sentence
from assistant.speech.moonshine_search import most_tokens
from assistant.speech.moonshine_tokens import END

_MOST_LOOKED_AT = 50
"""Tokens looked at in a step for each hypothesis that may be kept."""
_MOST_SENTENCES = 10
_FREE_TOKENS = 8
"""Tokens that a sentence may need more than a likely one, as in words that are spelt out."""
_A_STATE = 3
"""Hypotheses in the same state of the grammar, so that carriers and fillers do not crowd out the rest."""
_NO_END = -8.0
"""Log-probability of the sentence's end below which the sound surely goes on."""


class Decoder(Protocol):
    """What the search asks of the networks."""

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow the newest token of each hypothesis."""


class Width(NamedTuple):
    """How widely to search."""

    beam: int = 8
    """Hypotheses at a time."""
    margin: float = 10.0
    """Nats behind the best beyond which a hypothesis is dropped."""


class Found(NamedTuple):
    """The outcome of a search."""

    sentences: tuple[Sentence, ...] = ()
    """Best first, each text once; none where no sentence that may be said reaches the end of the sound."""
    unfinished: Sentence | None = None
    """The best beginning of a sentence that breaks off at the end of the sound."""


class BeamSearch:
    """Finds the likeliest sentences that may be said.

    Args:
        decoder: scores tokens.
        paths: what may be said.
        width: how widely to search.
    """

    def __init__(self, decoder: Decoder, paths: Paths, width: Width) -> None:
        self._decoder = decoder
        self._paths = paths
        self._width = width

    def run(
        self, state: State, begun: Hypothesis, worst: float = np.inf, known: Sentence | None = None
    ) -> Found:
        """Search on from the beginning of a sentence.

        Args:
            state: the decoder's, before the last token of `begun`.
            begun: where to go on; of no tokens but the first for a whole sentence.
            worst: nats a token by which a hypothesis may be unlikely and yet be kept.
            known: a sentence that what is found has to compete with.
        """
        beam, ended = [begun], list[Sentence]()
        for tokens in range(len(begun.tokens), most_tokens(state.samples) + 1):
            scores, state = self._decoder.step(state, np.array([each.tokens[-1] for each in beam]))
            ended += self._ended(beam, scores)
            rivals = [each for each in (*ended, known) if each is not None and each.ending]
            best = max(rivals, key=lambda each: each.rank, default=None)
            floor = -worst * (tokens + _FREE_TOKENS)
            grown = [
                each
                for each in self._grown(beam, scores)
                if each[0].total > floor and (best is None or each[0].may_outrank(best))
            ]
            if not grown:
                break
            beam = [hypothesis for hypothesis, _ in grown]
            state = state.picked(np.array([row for _, row in grown]))
        finished = _ranked([each for each in ended if each.ending])
        open_ended = (each for each in ended if not each.ending)
        return Found(finished, max(open_ended, key=lambda each: each.rank, default=None))

    def _ended(self, beam: Sequence[Hypothesis], scores: Floats) -> list[Sentence]:
        """The hypotheses after which the sound may well be over."""
        likely = [(each, float(end)) for each, end in zip(beam, scores[:, END], strict=True) if end > _NO_END]
        ended = (self._paths.ended(each, end) for each, end in likely)
        return [each for each in ended if each is not None]

    def _grown(self, beam: Sequence[Hypothesis], scores: Floats) -> list[tuple[Hypothesis, int]]:
        """The best hypotheses of one token more, each with the row that it continues, best first."""
        best: dict[tuple[int, str], tuple[Hypothesis, int]] = {}
        alike = Counter[int]()
        floor = -np.inf
        for total, row, token in self._candidates(beam, scores):
            if total < floor or len(best) == self._width.beam:
                break
            grown = self._paths.grown(beam[row], token, float(scores[row, token]))
            if grown is None:
                continue
            key = grown.at, grown.text
            if key not in best:
                if alike[grown.at] == _A_STATE:
                    continue
                alike[grown.at] += 1
            if key not in best or grown.total > best[key][0].total:
                best[key] = grown, row
            floor = max(floor, grown.total - self._width.margin)
        kept = (each for each in best.values() if each[0].total >= floor)
        return sorted(kept, key=lambda each: -each[0].total)

    def _candidates(self, beam: Sequence[Hypothesis], scores: Floats) -> Iterable[tuple[float, int, int]]:
        """Total, row and token of what may come next by its first letter, best first."""
        found = [self._near(row, each, scores[row]) for row, each in enumerate(beam)]
        totals, rows, tokens = (np.concatenate(column) for column in zip(*found, strict=True))
        most = min(len(totals), _MOST_LOOKED_AT * self._width.beam)
        best = np.argpartition(-totals, most - 1)[:most] if most else np.arange(0)
        order = best[np.argsort(-totals[best])]
        return zip(totals[order].tolist(), rows[order].tolist(), tokens[order].tolist(), strict=True)

    def _near(
        self, row: int, hypothesis: Hypothesis, scores: Floats
    ) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
        """The same for one hypothesis, in any order, without what is far behind its best."""
        fits = self._paths.may_follow(hypothesis.at)
        offered = scores.take(fits)
        near = np.flatnonzero(offered >= offered.max(initial=-np.inf) - 2 * self._width.margin)
        return offered[near].astype(np.float64) + hypothesis.total, np.full(len(near), row), fits[near]


def _ranked(done: Sequence[Sentence]) -> tuple[Sentence, ...]:
    best: dict[str, Sentence] = {}
    for each in done:
        if each.text not in best or each.rank > best[each.text].rank:
            best[each.text] = each
    return tuple(heapq.nlargest(_MOST_SENTENCES, best.values(), key=lambda each: each.rank))
