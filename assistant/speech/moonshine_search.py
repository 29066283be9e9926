"""How Moonshine's tokens are chosen."""

from math import exp
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.audio import seconds
from assistant.speech.moonshine_model import Floats, State
from assistant.speech.moonshine_tokens import BEGIN, END

_TOKENS_A_SECOND = 6.5
"""Nobody says more: beyond this the network makes things up (Jeffries et al. 2024)."""
_MORE_TOKENS = 4
_LOOP_TOKENS = 12
_LOOP_ROUNDS = 3


class Decoded(NamedTuple):
    """The outcome of a search."""

    tokens: tuple[int, ...]
    """Without those that begin and end a sentence."""
    score: float
    """Log-probability of them all, the end included."""
    ended: bool
    """False where the network went round in circles or found no end: what it said is then worth nothing."""

    @property
    def confidence(self) -> float:
        """The geometric mean of the tokens' probabilities, 0..1."""
        return min(1.0, exp(self.score / (len(self.tokens) + 1)))


class Networks(Protocol):
    """What a search asks of the model."""

    def encode(self, audio: Floats) -> State:
        """Listen to an utterance."""

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow the newest token of each hypothesis."""


class Search(Protocol):
    """A way to find the tokens of an utterance."""

    def __call__(self, model: Networks, audio: Floats) -> Decoded:
        """Decode sound of shape [samples], 16 kHz, -1..1."""


def greedy(model: Networks, audio: Floats) -> Decoded:
    """Take the likeliest token at each step: anything may be said."""
    state, last, score = model.encode(audio), BEGIN, 0.0
    tokens: list[int] = []
    for _ in range(most_tokens(audio)):
        scores, state = model.step(state, np.array([last]))
        last = int(scores[0].argmax())
        score += float(scores[0, last])
        if last == END:
            return Decoded(tuple(tokens), score, ended=True)
        tokens.append(last)
        if circles(tokens):
            break
    return Decoded(tuple(tokens), score, ended=False)


def most_tokens(audio: Floats) -> int:
    """How many tokens, the end included, speech of this length may have."""
    return int(seconds(len(audio)) * _TOKENS_A_SECOND) + _MORE_TOKENS


def circles(tokens: list[int]) -> bool:
    """Whether the last tokens are the same few, over and over: three rounds at least, and a dozen tokens."""
    for period in range(1, len(tokens) // _LOOP_ROUNDS + 1):
        rounds = max(_LOOP_ROUNDS, -(-_LOOP_TOKENS // period))
        if tokens[-period * rounds :] == tokens[-period:] * rounds:
            return True
    return False
