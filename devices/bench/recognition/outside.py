"""Sounds in which nothing should be recognised: sentences that are no orders, noise, silence, music."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.bootstrap import part
from assistant.errors import UnusableInputError
from assistant.speech.resampling import Samples, quantized
from devices.recordings.conditions.noise import load
from devices.recordings.corpus import Kind, Problem, Recording, gather
from devices.recordings.scenarios.voices import Voices

_SENTENCES = Path(__file__).parent.parent / "outside.txt"
_BEFORE = bytes(SAMPLE_RATE * 6 // 10)
"""Silence before a voice: 0.3 s."""
_FOREIGN = ("", "+f3")
"""Throats of the voices of other languages."""
_LENGTH = 4 * SAMPLE_RATE
PIECES = 10
"""Of each kind without speech."""
NOT_SPEECH = ("noise", "silence", "music")
"""The kinds that nobody speaks in."""
_CHORDS = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (246.9, 311.1, 370.0))


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that is no order."""

    text: str
    kind: str
    """What sort of talk."""
    language: str | None
    """Its code, where it is not English."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that is no order."""

    kind: str
    pcm: Callable[[], bytes]
    """Makes it: signed 16-bit mono samples at 16 kHz."""


def sentences() -> Iterator[Sentence]:
    """Those that come with Aisle."""
    kind, language = "", ""
    for line in _SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, _, language = line.strip("[]").partition(": ")
        elif line and not line.startswith("#"):
            yield Sentence(line, kind, language or None)


def spoken(some: Sequence[Sentence], voices: Sequence[str]) -> list[Sound]:
    """Sentences, each in every voice; those of other languages in two of that language.

    Args:
        some: what is said.
        voices: of `scenarios.voices.VOICES`.
    """
    speakers = Speakers()
    return [
        Sound("sentences outside", lambda text=sentence.text, voice=voice: speakers.english(text, voice))  # type: ignore[misc]
        if sentence.language is None
        else Sound(
            "other languages",
            lambda text=sentence.text, voice=f"{sentence.language}{throat}": speakers.foreign(text, voice),  # type: ignore[misc]
        )
        for sentence, (voice, throat) in product(some, zip(voices, _FOREIGN, strict=False))
    ]


class Speakers:
    """Speaks in the harness's voices, and in espeak-ng's for other languages."""

    def __init__(self) -> None:
        self._voices = Voices()
        self._foreign: dict[str, Any] = {}

    def english(self, text: str, voice: str) -> bytes:
        """The sound of a sentence, after a moment of silence.

        Raises:
            MissingPartError: if what the voice speaks with is not installed.
        """
        return _BEFORE + asyncio.run(self._voices.spoken(text, voice))

    def foreign(self, text: str, voice: str) -> bytes:
        """The same in another language.

        Args:
            text: what is said.
            voice: one of espeak-ng's: "de+f3".
        """
        if voice not in self._foreign:
            self._foreign[voice] = part("synthesizers", "pyttsx3")({"voice": voice, "rate": 150})
        return _BEFORE + asyncio.run(_all(self._foreign[voice], text))


async def _all(synthesizer: Any, text: str) -> bytes:
    return b"".join([frame.pcm async for frame in synthesizer.speak(text)])


def recorded(folders: Sequence[Path], read: Callable[[Path], bytes], limit: int | None = None) -> list[Sound]:
    """The recordings in folders, of the folder's kind.

    Args:
        folders: of recordings that are no orders.
        read: gives the samples of a file.
        limit: how many of each at most.

    Raises:
        UnusableInputError: if one of them holds no recordings.
    """
    found = []
    for folder in folders:
        inside = list(gather([folder]))
        some = [each for each in inside if isinstance(each, Recording) and each.kind is Kind.SOUND]
        if not some:
            why = " ".join(each.reason for each in inside if isinstance(each, Problem))
            raise UnusableInputError(
                f"{folder} holds nothing to be rejected. {why}".strip(), "Name another folder."
            )
        kind = folder.resolve().name
        found += [Sound(kind, lambda path=each.path: _BEFORE + read(path)) for each in some[:limit]]  # type: ignore[misc]
    return found


def without_speech(seed: int, noise: Path | None, pieces: int = PIECES) -> list[Sound]:
    """Noise, silence and music, each a few times.

    Args:
        seed: of what is drawn by chance.
        noise: a recording of noise; without it the noise is made.
        pieces: how many of each.
    """
    made: Mapping[str, Callable[[np.random.Generator], bytes]] = {
        "noise": lambda rng: _hiss(rng) if noise is None else _piece(load(noise), rng),
        "silence": lambda _: bytes(2 * _LENGTH),
        "music": _music,
    }
    return [
        Sound(kind, lambda make=make, number=number: make(np.random.default_rng([seed, number])))  # type: ignore[misc]
        for kind, make in made.items()
        for number in range(pieces)
    ]


def _piece(noise: Samples, rng: np.random.Generator) -> bytes:
    begin = int(rng.integers(noise.size))
    return quantized(noise.take(np.arange(begin, begin + _LENGTH), mode="wrap"))


def _hiss(rng: np.random.Generator) -> bytes:
    return quantized((0.05 * rng.standard_normal(_LENGTH)).astype(np.float32))


def _music(rng: np.random.Generator) -> bytes:
    """Broken chords with overtones, a note each quarter of a second."""
    step = SAMPLE_RATE // 4
    times = np.arange(step) / SAMPLE_RATE
    notes = []
    for at in range(_LENGTH // step):
        pitch = float(rng.choice(_CHORDS[at // 4 % len(_CHORDS)])) * float(rng.choice((1, 2)))
        tone = sum(np.sin(2 * np.pi * pitch * over * times) / over for over in range(1, 6))
        notes.append(0.15 * tone * np.exp(-4 * times))
    return quantized(np.concatenate(notes).astype(np.float32))
