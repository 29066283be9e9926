"""Recognition by Moonshine tiny: the embedded recogniser, as its model comes with a wheel."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import SAMPLE_RATE, Frame
from assistant.ports import EngineTraits, NotRecognized, Standing, Transcript
from assistant.settings import Options, checked
from assistant.speech.moonshine_draft import Draft, drafted
from assistant.speech.moonshine_hearing import Hearer
from assistant.speech.moonshine_model import Floats, MoonshineModel, bundled_model
from assistant.speech.moonshine_paths import Sentence
from assistant.speech.moonshine_search import most_tokens
from assistant.speech.moonshine_tokens import Spelling
from intents.grammar import Grammar
from intents.network import Ending

_SHORTEST = SAMPLE_RATE // 10
"""Samples; in less there is no word."""
_FILLED_TO = SAMPLE_RATE
"""Samples; shorter sound gets silence at its end, for the network repeats the word of a mere snippet."""
_QUIETEST = 16
"""Of 32768; sound that stays below is a quiet room, in which the network would hear "you"."""
_FULL_SCALE = 32768
_BROKEN_OFF = " ,;:-"


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = None
    """A folder with another Moonshine model in the same files; without it the bundled one."""
    threads: int = Field(default=2, ge=1, le=16)
    """Processor threads."""
    reject_below: float = Field(default=0.3, ge=0, le=1)
    """A confidence below this is no transcript."""
    longest: float = Field(default=24.0, ge=1, le=60)
    """Seconds of sound that are looked at, from the start; work and memory grow with their square."""


class MoonshineRecognizer:
    """Holds the networks; hears as many utterances as one likes, also side by side.

    Args:
        options: `model`, `threads`, `reject_below`, `longest`.

    Raises:
        SettingsError: if an option does not fit.
        MissingPartError: if a library or the model is missing, or the model is damaged.
    """

    traits = EngineTraits("moonshine", streaming=True, grammar=True, preview=True, alternatives=True)

    def __init__(self, options: Options) -> None:
        self._options = checked(_Options, options, "recognition.options")
        self._model = MoonshineModel(self._options.model or bundled_model(), self._options.threads)
        self._spelling = Spelling(self._model.tokens.pieces)

    def open(self, grammar: Grammar) -> "MoonshineListening":
        """Begin to hear an utterance."""
        hearer = None if grammar.free else Hearer(self._model, self._spelling, grammar)
        return MoonshineListening(self._model, hearer, self._options)


class MoonshineListening:
    """Keeps the sound of an utterance, drafts its words while it comes in, and says what they were.

    Args:
        model: the networks.
        hearer: finds what was said among what may be said; None where that is anything.
        options: the recogniser's.
    """

    def __init__(self, model: MoonshineModel, hearer: Hearer | None, options: _Options) -> None:
        self._model = model
        self._hearer = hearer
        self._reject_below = options.reject_below
        self._longest = 2 * round(SAMPLE_RATE * options.longest)
        self._heard = bytearray()
        self._draft = Draft()
        self._drafted = 0
        """Bytes of sound that the draft is of."""
        self._standing = Standing.UNKNOWN

    def feed(self, frame: Frame) -> None:
        """Keep a frame; what goes beyond the longest utterance is not heard."""
        self._heard += frame.pcm[: self._longest - len(self._heard)]

    def advance(self) -> None:
        """Draft the words so far."""
        pcm = self._pcm()
        if _audible(pcm) and pcm.nbytes != self._drafted:
            # Of the beginning of a sentence the network may make up much more.
            self._make_draft(pcm, most_tokens((pcm.nbytes - self._drafted) // 2))

    def partial(self) -> str:
        """The likeliest words so far, were anything allowed."""
        return self._model.tokens.text(self._draft.tokens)

    def standing(self) -> Standing:
        """How far the last preview has come in what may be said."""
        return self._standing

    def preview(self) -> Transcript | NotRecognized:
        """The answer for the sound so far."""
        pcm = self._pcm()
        self._standing = Standing.UNKNOWN
        if not _audible(pcm):
            return NotRecognized(reason="no words")
        if pcm.nbytes != self._drafted or not self._draft.ended:
            self._make_draft(pcm)
        return self._freely() if self._hearer is None else self._along(self._hearer)

    def finish(self) -> Transcript | NotRecognized:
        """The answer for all the sound."""
        return self.preview()

    def _pcm(self) -> NDArray[np.int16]:
        # A copy: more may be fed meanwhile.
        return np.frombuffer(bytes(self._heard), "<i2")

    def _make_draft(self, pcm: NDArray[np.int16], most_new: int | None = None) -> None:
        """Listen to the sound."""
        sound = self._model.encode(_audio(pcm))
        self._draft = drafted(self._model, sound, self._draft, most_new)
        self._drafted = pcm.nbytes

    def _freely(self) -> Transcript | NotRecognized:
        """The answer where anything may be said."""
        text = self._model.tokens.text(self._draft.tokens)
        if not self._draft.ended:
            return NotRecognized(reason="words without end")
        if not any(map(str.isalnum, text)):
            return NotRecognized(reason="no words")
        return self._sure(Transcript(text=text, confidence=self._draft.confidence))

    def _along(self, hearer: Hearer) -> Transcript | NotRecognized:
        """The answer among what may be said."""
        hearing = hearer.heard(self._draft)
        if hearing.unfinished:
            self._standing = Standing.UNFINISHED
            return NotRecognized(reason="a sentence without end")
        if not hearing.sentences:
            return NotRecognized(reason="nothing that may be said")
        best, *others = hearing.sentences
        if hearing.confidence >= self._reject_below:
            self._standing = Standing.BRIEF if best.ending is Ending.BRIEF else Standing.FINISHED
        return self._sure(
            Transcript(
                text=self._text(best),
                confidence=hearing.confidence,
                alternatives=tuple(map(self._text, others)),
            )
        )

    def _text(self, sentence: Sentence) -> str:
        """A sentence as it is written; where the sound breaks off, the networks leave a comma behind."""
        return self._model.tokens.text(sentence.tokens).rstrip(_BROKEN_OFF)

    def _sure(self, transcript: Transcript) -> Transcript | NotRecognized:
        unsure = transcript.confidence < self._reject_below
        return NotRecognized(reason="too unsure") if unsure else transcript


def _audible(pcm: NDArray[np.int16]) -> bool:
    """Whether there may be a word in it: it is not too short, and no quiet room."""
    return len(pcm) >= _SHORTEST and not (pcm.max() < _QUIETEST and pcm.min() > -_QUIETEST)


def _audio(pcm: NDArray[np.int16]) -> Floats:
    """Samples as the network takes them: -1..1, and one second at least."""
    audio = np.zeros(max(len(pcm), _FILLED_TO), np.float32)
    audio[: len(pcm)] = pcm.astype(np.float32) / _FULL_SCALE
    return audio
