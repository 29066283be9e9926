"""Noise at a stated speech-to-noise ratio."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.errors import UnusableInputError
from assistant.speech.resampling import Samples, quantized
from devices.recordings import files
from devices.recordings.conditions.levels import active_level, fitted, rms, wave_of

_SOFTEST = 0.1
"""A part of the noise that is softer than the whole by more (20 dB) is a pause in it, not noise."""
_DRAWS = 100


@lru_cache(maxsize=2)
def load(file: Path) -> Samples:
    """The noise of a sound file at 16 kHz, without a constant offset; kept for the next time.

    Raises:
        UnusableInputError: if the file cannot be used, see `files.read`, or is silent.
    """
    recording = files.read(file)
    wave = wave_of(recording.pcm)
    wave -= wave.mean(dtype=np.float64).astype(np.float32)
    if recording.is_silent or not rms(wave):
        raise UnusableInputError(
            f"{file} holds only silence, which is no noise.", "Name a recording of noise."
        )
    wave.setflags(write=False)
    return wave


def mixed(pcm: bytes, noise: Samples, snr: float, chance: np.random.Generator) -> bytes:
    """Mix noise in.

    The ratio is the level of the speech while it lasts (ITU-T P.56, see `levels.active_level`) over the root
    mean square of the noise that is mixed in: neither pauses in the recording nor loud places elsewhere in
    the noise change it. Where the sum would leave the range, all of it is made softer, which leaves the ratio
    as it is.

    Args:
        pcm: signed 16-bit samples at 16 kHz. Silence stays as it is: there is no ratio to nothing.
        noise: at 16 kHz. A part of it, begun at a place drawn by chance; from its begin again where it is
            shorter than the recording.
        snr: in dB.
        chance: says where.

    Raises:
        UnusableInputError: if the noise is almost only silence.
    """
    speech = wave_of(pcm)
    level = active_level(speech)
    if not level:
        return pcm
    part = _part(noise, speech.size, chance)
    return quantized(fitted(speech + part * np.float32(level / rms(part) / 10 ** (snr / 20))))


def _part(noise: Samples, length: int, chance: np.random.Generator) -> Samples:
    """A part of the noise that is not a pause in it."""
    softest = _SOFTEST * rms(noise)
    for _ in range(_DRAWS):
        part = _cut(noise, length, chance)
        if rms(part) > softest:
            return part
    raise UnusableInputError("The noise is almost only silence.", "Cut the silence out of it.")


def _cut(noise: Samples, length: int, chance: np.random.Generator) -> Samples:
    if noise.size >= length:
        begin = int(chance.integers(noise.size - length + 1))
        return noise[begin : begin + length]
    return np.resize(np.roll(noise, -int(chance.integers(noise.size))), length)
