"""The natural voice: hibari-tts, a small neural synthesiser whose wheel holds its voice "heart"."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import EngineTraits
from assistant.settings import Options, checked
from assistant.speech.spoken_form import spoken_form
from assistant.speech.synthesis import bounded, clauses, ready, stream

_RATE = 24_000
_SEED = 0
"""The voice's breath is drawn from this, so that the same text gives the same samples."""


class HibariOptions(BaseModel):
    """What the voice may be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: str = "heart"
    """Voices other than "heart" are not in the package and must be there already."""
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    """1 is the voice's own pace, 2 twice as fast."""


class HibariSynthesizer:
    """Speaks with hibari-tts, one sentence at a time.

    Args:
        options: those of `HibariOptions`.

    Raises:
        MissingPartError: if hibari-tts or the voice is not installed; nothing is ever downloaded.
        SettingsError: if an option does not fit.
    """

    traits = EngineTraits(name="hibari", sample_rate=_RATE)

    def __init__(self, options: Options) -> None:
        chosen = checked(HibariOptions, options, "hibari")
        self._own_speed = self._speed = chosen.speed
        self._name = chosen.voice
        self._model = _model(chosen.voice)
        self._voice: Any = None
        self._one_at_a_time = threading.Lock()

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        """The sound of a text, the first sentence's before the second is made."""
        from hibari import Hibari

        sentences = Hibari.split_sentences(spoken_form(text))
        first = [part for sentence in sentences[:1] for part in clauses(sentence)]
        parts = [part for sentence in first + sentences[1:] for part in bounded(sentence)]
        async for frame in stream(parts, self._make):
            yield frame

    async def warm_up(self) -> None:
        """Load the voice and its dictionary and make a sentence: about a second the first time."""
        await asyncio.to_thread(self._make, spoken_form("Ready: $4.99."))

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower, compared with the settings, as far as the voice goes."""
        self._speed = min(2.0, max(0.5, self._own_speed * speed))

    def _make(self, text: str) -> bytes:
        with self._one_at_a_time:
            if self._voice is None:
                self._voice = _load(self._name, self._model)
            wave = self._voice(text, speed=self._speed, seed=_SEED)
        return ready(wave, _RATE)


def _model(voice: str) -> Path:
    try:
        from hibari.voices import VOICES, voice_path
    except ImportError as error:
        raise MissingPartError(
            "The hibari-tts package is not installed.", "pip install hibari-tts"
        ) from error
    if voice not in VOICES:
        raise SettingsError(f"hibari has no voice called {voice!r}.", f"It has: {', '.join(VOICES)}.")
    try:
        return Path(voice_path(voice, download_missing=False))
    except FileNotFoundError as error:
        raise MissingPartError(
            f"hibari's voice {voice!r} is not on this machine, and Aisle downloads nothing by itself.",
            f'Put its file at {error}, or use the voice "heart".',
        ) from error


def _load(voice: str, model: Path) -> Any:
    from hibari import Hibari

    try:
        return Hibari(voice=voice, model=str(model))
    except Exception as error:
        raise MissingPartError(
            f"hibari's voice file {model} cannot be read: {type(error).__name__}.",
            "Install it again: pip install --force-reinstall hibari-tts",
        ) from error
