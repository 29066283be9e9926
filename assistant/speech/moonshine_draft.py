"""A first hearing, made while the person still speaks: the likeliest tokens, were anything allowed.

Each time the sound has grown, the draft so far is checked against it in one run of the decoder and taken over
as far as it is still the likeliest; only what comes after is decoded, as in speculative decoding (Leviathan
et al. 2023, arXiv:2211.17192).
"""

from math import exp
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.speech.moonshine_model import Floats, State
from assistant.speech.moonshine_search import circles, most_tokens
from assistant.speech.moonshine_tokens import BEGIN, END


class Decoder(Protocol):
    """What a draft asks of the networks."""

    def follow(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow each token of a sentence."""

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow the newest token of each hypothesis."""


class Draft(NamedTuple):
    """The likeliest tokens of a sound."""

    tokens: tuple[int, ...] = ()
    """Without those that begin and end a sentence."""
    scores: tuple[Floats, ...] = ()
    """What may follow: after the beginning, and after each token; each of shape [vocabulary]."""
    ended: bool = False
    """False where the network went round in circles, found no end, or was stopped."""
    state: State | None = None
    """The decoder's, after all tokens; None before there was any sound."""

    @property
    def confidence(self) -> float:
        """The geometric mean of the tokens' probabilities, 0..1."""
        return min(1.0, exp(-self.surprise))

    @property
    def surprise(self) -> float:
        """How unlikely a token is on average; nats, at least 0."""
        return max(0.0, -self.score / (len(self.tokens) + 1))

    @property
    def score(self) -> float:
        """Log-probability of them all, the end included where there is one."""
        said = (*self.tokens, END) if self.ended else self.tokens
        return sum(float(scores[token]) for scores, token in zip(self.scores, said, strict=False))


def drafted(decoder: Decoder, sound: State, before: Draft, most_new: int | None = None) -> Draft:
    """The likeliest tokens of a sound.

    Args:
        decoder: scores tokens.
        sound: what the encoder heard.
        before: the draft of the sound when it was shorter.
        most_new: how many tokens to add to what is taken over; None for as many as there may be.
    """
    most = most_tokens(sound.samples)
    guess = before.tokens[: most - 1]
    followed, state = decoder.follow(sound, np.array([BEGIN, *guess]))
    likeliest = followed.argmax(1).tolist()
    right = next((at for at, token in enumerate(guess) if token != likeliest[at]), len(guess))
    tokens, scores = list(guess[:right]), list(followed[: right + 1])
    state = state.cut(right + 1)
    most = most if most_new is None else min(most, right + most_new)
    while len(tokens) < most:
        token = int(scores[-1].argmax())
        if token == END:
            return Draft(tuple(tokens), tuple(scores), ended=True, state=state)
        tokens.append(token)
        after, state = decoder.step(state, np.array([token]))
        scores.append(after[0])
        if circles(tokens):
            break
    return Draft(tuple(tokens), tuple(scores), ended=False, state=state)
