"""Recognition by Moonshine tiny: the embedded recogniser, as its model comes with a wheel."""

from math import exp
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import SAMPLE_RATE, Frame, seconds
from assistant.ports import EngineTraits, NotRecognized, Transcript
from assistant.settings import Options, checked
from assistant.speech.moonshine_model import BEGIN, END, Floats, MoonshineModel, find_model
from intents.grammar import Grammar

_SHORTEST = SAMPLE_RATE // 10
"""Samples; in less there is no word."""
_TOKENS_A_SECOND = 6.5
"""More than this the network only makes up (Jeffries et al. 2024, 3.4)."""
_FEWEST_TOKENS = 8
_FULL_SCALE = 32768


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    threads: int = Field(default=2, ge=1, le=16)
    reject_below: float = Field(default=0.5, ge=0, le=1)
    """A confidence below this is no transcript."""
    longest: float = Field(default=30.0, gt=0, le=120)
    """Seconds of sound that are looked at, from the start: the network's work grows with their square."""


class Decoded(NamedTuple):
    """The outcome of a search."""

    tokens: list[int]
    """Without the one that begins and the one that ends a sentence."""
    score: float
    """Log-probability of them all, the end included."""


def greedy(model: MoonshineModel, audio: Floats) -> Decoded:
    """Choose the likeliest token at each step: free decoding.

    Args:
        model: the networks.
        audio: shape [samples], 16 kHz, -1..1.
    """
    state, last, tokens, score = model.encode(audio), BEGIN, list[int](), 0.0
    for _ in range(int(seconds(len(audio)) * _TOKENS_A_SECOND) + _FEWEST_TOKENS):
        scores, state = model.step(state, np.array([last], np.int64))
        last = int(scores[0].argmax())
        score += float(scores[0, last])
        if last == END:
            break
        tokens.append(last)
    return Decoded(tokens, score)


class MoonshineRecognizer:
    """Holds the networks; hears as many utterances as one likes.

    Args:
        options: `threads`, `reject_below`, `longest`.

    Raises:
        SettingsError: if an option does not fit.
        MissingPartError: if the model is missing or damaged.
    """

    traits = EngineTraits("moonshine", preview=True)

    def __init__(self, options: Options) -> None:
        self._options = checked(_Options, options, "recognition.options")
        self._model = MoonshineModel(find_model(), self._options.threads)

    def open(self, grammar: Grammar) -> "MoonshineListening":
        """Begin to hear an utterance. Decoding is free: the grammar is not looked at."""
        del grammar
        return MoonshineListening(self._model, self._options)


class MoonshineListening:
    """Keeps the sound and decodes it when it is asked to.

    Args:
        model: the networks.
        options: the recogniser's.
    """

    def __init__(self, model: MoonshineModel, options: _Options) -> None:
        self._model = model
        self._options = options
        self._heard = bytearray()

    def feed(self, frame: Frame) -> None:
        """Keep a frame; what goes beyond the longest utterance is not heard."""
        if len(self._heard) < 2 * SAMPLE_RATE * self._options.longest:
            self._heard += frame.pcm

    def partial(self) -> str:
        """Nothing: there is no text before the sound is decoded as a whole."""
        return ""

    def preview(self) -> Transcript | NotRecognized:
        """The answer for the sound so far."""
        audio = np.frombuffer(bytes(self._heard), "<i2").astype(np.float32) / _FULL_SCALE
        if len(audio) < _SHORTEST:
            return NotRecognized(reason="no words")
        decoded = greedy(self._model, audio)
        text = self._model.text(decoded.tokens)
        if not any(char.isalnum() for char in text):
            return NotRecognized(reason="no words")
        confidence = exp(decoded.score / (len(decoded.tokens) + 1))
        if confidence < self._options.reject_below:
            return NotRecognized(reason="too unsure")
        return Transcript(text=text, confidence=min(1.0, confidence))

    def finish(self) -> Transcript | NotRecognized:
        """The answer for all the sound."""
        return self.preview()
