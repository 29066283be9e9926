"""Beginnings of sentences that may be said, as tokens of Moonshine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.speech.moonshine_model import Floats
from assistant.speech.moonshine_tokens import BEGIN, END, Spelling
from intents.automaton import DEAD, Walker
from intents.network import Ending

_INSERTION = 0.7
"""Nats that a word is worth when sentences of different length are compared."""
_MORE_WORDS = 6
"""Words that a sentence may be longer than another."""
_UNDISPUTED = 3.0
"""Nats that all else that may be said must be behind a token that is taken for granted."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The beginning of a sentence that may be said."""

    tokens: tuple[int, ...]
    """With the one that begins a sentence."""
    score: float
    """Log-probability of the tokens."""
    cost: float
    """Of the words, in the grammar; nats."""
    at: int
    """The walker's state."""
    text: str
    """What was said, in the spelling of `plain`."""

    @property
    def total(self) -> float:
        """What hypotheses of the same length are compared by."""
        return self.score - self.cost

    def may_outrank(self, other: "Sentence") -> bool:
        """Whether this may grow into a sentence that ranks higher: as it grows, only words raise its rank."""
        words = max(self.text.count(" ") + 1, len(other.text.split())) + _MORE_WORDS
        return self.total + _INSERTION * words > other.rank


class Sentence(NamedTuple):
    """A hypothesis after which the sound is over."""

    tokens: tuple[int, ...]
    """Without those that begin and end it."""
    score: float
    """Log-probability, the end included."""
    cost: float
    """Of the words, in the grammar; nats."""
    text: str
    """What was said, in the spelling of `plain`."""
    ending: Ending
    """Whether it may end here."""

    @property
    def total(self) -> float:
        """Log-probability, less what the words cost."""
        return self.score - self.cost

    @property
    def rank(self) -> float:
        """What sentences of different length are compared by: else one that ends early would be preferred."""
        return self.total + _INSERTION * len(self.text.split())


class Paths:
    """Grows hypotheses along what may be said.

    Args:
        spelling: how tokens are walked.
        walker: what may be said.
    """

    def __init__(self, spelling: Spelling, walker: Walker) -> None:
        self._spelling = spelling
        self._walker = walker
        self._states: dict[int, NDArray[np.intp]] = {}
        self._allowed: dict[frozenset[str] | None, NDArray[np.intp]] = {}

    def begin(self) -> Hypothesis | None:
        """Nothing said yet; None where nothing may be said."""
        start = self._walker.start
        return None if start == DEAD else Hypothesis((BEGIN,), 0.0, 0.0, start, "")

    def may_follow(self, at: int) -> NDArray[np.intp]:
        """The tokens that may follow by their first letter; shape [tokens]."""
        allowed = self._states.get(at)
        if allowed is None:
            # Many states, few sets of letters: each array may be of thousands.
            letters = self._walker.begins(at)
            if letters not in self._allowed:
                self._allowed[letters] = self._spelling.allowed(letters)
            allowed = self._states[at] = self._allowed[letters]
        return allowed

    def grown(self, hypothesis: Hypothesis, token: int, score: float) -> Hypothesis | None:
        """A hypothesis with one token more; None where that may not be said."""
        letters, at, cost = self._spelling.text(token), hypothesis.at, 0.0
        if not letters.strip() and not self._spelling.text(hypothesis.tokens[-1]).strip():
            # A sentence does not begin with punctuation, nor does one sign follow another.
            return None
        if letters:
            at, cost = self._walker.walk(at, letters)
        if at == DEAD:
            return None
        text = hypothesis.text + (letters.lstrip() if hypothesis.text.endswith(" ") else letters)
        tokens = (*hypothesis.tokens, token)
        return Hypothesis(tokens, hypothesis.score + score, hypothesis.cost + cost, at, text)

    def ended(self, hypothesis: Hypothesis, score: float) -> Sentence | None:
        """A hypothesis as a sentence, whether or not it may end there; None within a word."""
        reached = self._walker.ending(hypothesis.at)
        if not reached.ending and self._walker.walk(hypothesis.at, " ")[0] == DEAD:
            return None
        score, cost = hypothesis.score + score, hypothesis.cost + reached.cost
        return Sentence(hypothesis.tokens[1:], score, cost, hypothesis.text.strip(), reached.ending)

    def whole(self, tokens: Sequence[int], scores: Sequence[Floats]) -> Sentence | None:
        """Some tokens as a sentence, without a search; None where that may not be said.

        Args:
            tokens: without those that begin and end it.
            scores: what may follow, after the beginning and each token; each of shape [vocabulary].
        """
        at = self.begin()
        for number, token in enumerate(tokens):
            at = self.grown(at, token, float(scores[number][token])) if at is not None else None
        return None if at is None else self.ended(at, float(scores[len(tokens)][END]))

    def undisputed(self, tokens: Sequence[int], scores: Sequence[Floats]) -> Hypothesis | None:
        """The beginning of some tokens for as long as nothing else that may be said is nearly as likely.

        Args:
            tokens: without those that begin and end a sentence.
            scores: what may follow, after the beginning and each token; each of shape [vocabulary].
        """
        at = before_word = self.begin()
        if at is None:
            return None
        for number, token in enumerate(tokens):
            if self._spelling.text(token).startswith(" "):
                before_word = at
            following = self._following(at, token, float(scores[number][token]))
            if following is None or self._rivals(at, tokens[number:], scores[number]):
                # Half a word would bind the search to the draft's way of spelling it.
                return before_word
            at = following
        return at

    def _following(self, at: Hypothesis, token: int, score: float) -> Hypothesis | None:
        return None if token == END else self.grown(at, token, score)

    def _rivals(self, at: Hypothesis, tokens: Sequence[int], scores: Floats) -> bool:
        """Whether something else that may be said is nearly as likely as the next of some tokens."""
        near = float(scores[tokens[0]]) - _UNDISPUTED
        if scores[END] > near and self._walker.ending(at.at).ending:
            return True
        said = "".join(map(self._spelling.text, tokens))
        if not at.text:
            # A sentence may begin with a space or without.
            said = f" {said.lstrip()}"
        offered = self.may_follow(at.at)
        for token in offered[scores[offered] > near].tolist():
            letters = self._spelling.text(token)
            if said.startswith(letters if at.text else f" {letters.lstrip()}"):
                # The same letters, or punctuation.
                continue
            if self.grown(at, token, 0.0) is not None:
                return True
        return False
