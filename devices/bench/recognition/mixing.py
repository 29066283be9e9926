"""Noise at a stated speech-to-noise ratio, by one of two measures of it."""

from enum import StrEnum
from pathlib import Path

import numpy as np

from assistant.errors import UnusableInputError
from assistant.speech.resampling import Samples
from devices.recordings.conditions.apply import draws, heard
from devices.recordings.conditions.levels import fitted, rms, wave_of
from devices.recordings.conditions.noise import load
from devices.recordings.conditions.steps import Condition, Noise

_FRAME = 2048
"""Samples."""
_SOFTEST = 0.1
"""A part of the noise that is softer than the whole by more (20 dB) is a pause in it."""
_DRAWS = 100


class Measure(StrEnum):
    """What a ratio is of."""

    LOUDEST = "loudest"
    """The energy of the loudest 128 ms of the speech over that of the noise, as in the published figures."""
    ACTIVE = "active"
    """The level of the speech while it lasts (ITU-T P.56) over that of all the noise, as with `aisle replay`.
    On spoken orders in kitchen noise the same number stands for noise that is some 3 dB louder."""


def noisy(pcm: bytes, noise: Path, snr: float, measure: Measure, *, name: str, seed: int) -> bytes:
    """A recording in noise, the same noise for the same name and seed, whatever the ratio.

    Args:
        pcm: signed 16-bit mono samples at 16 kHz.
        noise: a sound file.
        snr: in dB.
        measure: of what.
        name: the recording's.
        seed: of where the noise begins.

    Raises:
        UnusableInputError: if the noise cannot be used.
    """
    if measure is Measure.ACTIVE:
        return heard(Condition(steps=(Noise(file=noise, snr=snr),), seed=seed), pcm, name)
    speech, sound = wave_of(pcm), load(noise)
    part = _part(sound, speech.size, draws(seed, name, 0))
    louder = np.float32(np.sqrt(_loudest(speech) / _loudest(part) / 10 ** (snr / 10)))
    return fitted(lambda: [speech + louder * part])


def _part(noise: Samples, length: int, rng: np.random.Generator) -> Samples:
    """A part of the noise that is not a pause in it; it begins again after its end."""
    for _ in range(_DRAWS):
        begin = int(rng.integers(noise.size))
        part = noise.take(np.arange(begin, begin + length), mode="wrap")
        if rms(part) > _SOFTEST * rms(noise):
            return part
    raise UnusableInputError("The noise is almost only silence.", "Cut the silence out of it.")


def _loudest(wave: Samples) -> float:
    """The energy of the loudest whole frame."""
    frames = wave[: wave.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    return float(np.square(frames, dtype=np.float64).sum(axis=1).max(initial=0.0))
