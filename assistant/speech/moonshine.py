"""Recognition by Moonshine tiny: the embedded recogniser, as its model comes with a wheel."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import SAMPLE_RATE, Frame
from assistant.ports import EngineTraits, NotRecognized, Transcript
from assistant.settings import Options, checked
from assistant.speech.moonshine_model import Floats, MoonshineModel, bundled_model
from assistant.speech.moonshine_search import Search, greedy
from intents.grammar import Grammar

_SHORTEST = SAMPLE_RATE // 10
"""Samples; in less there is no word."""
_FILLED_TO = SAMPLE_RATE
"""Samples; shorter sound gets silence at its end, for the network repeats the word of a mere snippet."""
_QUIETEST = 16
"""Of 32768; sound that stays below is a quiet room, in which the network would hear "you"."""
_FULL_SCALE = 32768


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = None
    """A folder with another Moonshine model in the same files; without it the bundled one."""
    threads: int = Field(default=2, ge=1, le=16)
    """Processor threads."""
    reject_below: float = Field(default=0.4, ge=0, le=1)
    """A confidence below this is no transcript."""
    longest: float = Field(default=30.0, ge=1, le=60)
    """Seconds of sound that are looked at, from the start; work and memory grow with their square."""


class MoonshineRecognizer:
    """Holds the networks; hears as many utterances as one likes, also side by side.

    Args:
        options: `model`, `threads`, `reject_below`, `longest`.

    Raises:
        SettingsError: if an option does not fit.
        MissingPartError: if a library or the model is missing, or the model is damaged.
    """

    traits = EngineTraits("moonshine", preview=True)

    def __init__(self, options: Options) -> None:
        self._options = checked(_Options, options, "recognition.options")
        self._model = MoonshineModel(self._options.model or bundled_model(), self._options.threads)

    def open(self, grammar: Grammar) -> "MoonshineListening":
        """Begin to hear an utterance."""
        return MoonshineListening(self._model, _search(grammar), self._options)


class MoonshineListening:
    """Keeps the sound of an utterance and decodes it when it is asked to.

    Args:
        model: the networks.
        search: finds the words in the sound.
        options: the recogniser's.
    """

    def __init__(self, model: MoonshineModel, search: Search, options: _Options) -> None:
        self._model = model
        self._search = search
        self._reject_below = options.reject_below
        self._longest = 2 * round(SAMPLE_RATE * options.longest)
        self._heard = bytearray()

    def feed(self, frame: Frame) -> None:
        """Keep a frame; what goes beyond the longest utterance is not heard."""
        self._heard += frame.pcm[: self._longest - len(self._heard)]

    def partial(self) -> str:
        """Nothing: there is no text before the sound is decoded as a whole."""
        return ""

    def preview(self) -> Transcript | NotRecognized:
        """The answer for the sound so far."""
        # A copy: more may be fed meanwhile.
        pcm = np.frombuffer(bytes(self._heard), "<i2")
        if len(pcm) < _SHORTEST or _still(pcm):
            return NotRecognized(reason="no words")
        decoded = self._search(self._model, _audio(pcm))
        text = self._model.tokens.text(decoded.tokens)
        if not decoded.ended:
            return NotRecognized(reason="words without end")
        if not any(map(str.isalnum, text)):
            return NotRecognized(reason="no words")
        if decoded.confidence < self._reject_below:
            return NotRecognized(reason="too unsure")
        return Transcript(text=text, confidence=decoded.confidence)

    def finish(self) -> Transcript | NotRecognized:
        """The answer for all the sound."""
        return self.preview()


def _search(grammar: Grammar) -> Search:
    """How an utterance is searched for its words: freely, whatever the grammar is."""
    del grammar
    return greedy


def _still(pcm: NDArray[np.int16]) -> bool:
    return bool(pcm.max() < _QUIETEST and pcm.min() > -_QUIETEST)


def _audio(pcm: NDArray[np.int16]) -> Floats:
    """Samples as the network takes them: -1..1, and one second at least."""
    audio = np.zeros(max(len(pcm), _FILLED_TO), np.float32)
    audio[: len(pcm)] = pcm.astype(np.float32) / _FULL_SCALE
    return audio
