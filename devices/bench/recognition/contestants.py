"""Who is compared, and what one tells of a sound."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from assistant.ports import NotRecognized, Recognizer, Transcript
from assistant.settings import Settings
from assistant.utterance import ADVANCE_EVERY
from devices.bench.recognition.cuts import Cut
from intents.grammar import ANYTHING, Grammar


class Kind(StrEnum):
    """How a contestant listens."""

    DRIVEN = "driven"
    """The chosen recogniser, which knows what may be said now."""
    UNSURE = "unsure"
    """The same, whose answer is taken however unsure it is: to find out which threshold is right."""
    NAMED = "named"
    """The same, in a shop whose names are given."""
    FREE = "free"
    """The bundled recogniser, free to hear anything."""
    WHISPER = "whisper"
    """Whisper tiny.en by faster-whisper."""


class Contestant(BaseModel):
    """A recogniser that takes part."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    settings: Settings
    """Recogniser and shop."""
    made: int = 0
    """So many products that nobody sells, instead of the shop's own."""
    seed: int = 0
    """Of their names."""
    cache: Path | None = None
    """An empty folder for what is kept between runs, instead of the person's own."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a sound."""

    text: str | None
    """None where nothing was recognised."""
    confidence: float
    """0..1; 0 where nothing was recognised."""
    wait: float
    """Seconds from the moment at which all sound was there to the answer."""
    busy: float
    """Seconds in all, also while sound came in."""


class Engine(Protocol):
    """A contestant that is loaded."""

    def hear(self, cut: Cut) -> Heard:
        """Listen, and answer."""


class Facts(BaseModel):
    """What loading an engine took."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    load_seconds: float = 0
    """To load the recogniser."""
    compile_seconds: float | None = None
    """To open a talk in the shop, with parser and grammar: where products were made up, in a process that has
    opened one in the demo shop, so that it is what their names take."""
    again_seconds: float | None = None
    """The same in another process, once there is what is kept on disk."""
    grammar_mb: float | None = None
    """Memory that this has added."""
    switch_ms: float | None = None
    """To make the grammar again where the talk has moved on, and open an utterance with it."""


class Piped:
    """A recogniser that is asked as the pipeline asks it.

    Args:
        recognizer: a loaded one.
        grammar: what may be said now.
    """

    def __init__(self, recognizer: Recognizer, grammar: Callable[[], Grammar] = lambda: ANYTHING) -> None:
        self._recognizer = recognizer
        self._grammar = grammar

    def hear(self, cut: Cut) -> Heard:
        """Feed frame by frame, with a preview in each pause, and an `advance` now and then."""
        traits, watch = self._recognizer.traits, _Watch()
        with watch:
            listening = self._recognizer.open(self._grammar())
        answer: Transcript | NotRecognized | None = None
        for number, frame in enumerate(cut.frames, start=1):
            with watch:
                listening.feed(frame)
                if traits.streaming and (
                    number in cut.advances if traits.preview else frame.end % ADVANCE_EVERY == 0
                ):
                    listening.advance()
            if traits.preview and number in cut.pauses:
                with watch:
                    answer = listening.preview()
                if number == cut.pauses[-1]:
                    break
        if answer is None or not traits.preview:
            with watch:
                answer = listening.finish()
        return _heard(answer, watch)


def _heard(answer: Transcript | NotRecognized, watch: "_Watch") -> Heard:
    if isinstance(answer, NotRecognized):
        return Heard(None, 0.0, watch.last, watch.all)
    return Heard(answer.text, answer.confidence, watch.last, watch.all)


class _Watch:
    """Adds up how long the code in its context takes."""

    def __init__(self) -> None:
        self.all = self.last = self._began = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *error: object) -> None:
        self.last = time.perf_counter() - self._began
        self.all += self.last
