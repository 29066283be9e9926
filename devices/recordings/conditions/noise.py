"""Noise at a stated speech-to-noise ratio."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.errors import UnusableInputError
from assistant.speech.resampling import Samples
from devices.recordings import files
from devices.recordings.conditions.levels import (
    PART,
    active_level,
    fitted,
    parts,
    rms,
    rms_of,
    samples_of,
    wave_of,
)

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


def mixed(pcm: bytes, noise: Samples, snr: float, rng: np.random.Generator) -> bytes:
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
        rng: says where.

    Raises:
        UnusableInputError: if the noise is almost only silence.
    """
    speech = samples_of(pcm)
    level = active_level(speech)
    if not level:
        return pcm
    begin = _begin(noise, speech.size, rng)
    louder = np.float32(level / rms_of(_cut(noise, begin, speech.size)) / 10 ** (snr / 20))
    return fitted(
        lambda: (
            said + part * louder
            for said, part in zip(parts(speech), _cut(noise, begin, speech.size), strict=True)
        )
    )


def _begin(noise: Samples, length: int, rng: np.random.Generator) -> int:
    """Where a part of the noise begins that is not a pause in it."""
    softest = _SOFTEST * rms(noise)
    places = noise.size - length + 1 if noise.size >= length else noise.size
    for _ in range(_DRAWS):
        begin = int(rng.integers(places))
        if rms_of(_cut(noise, begin, length)) > softest:
            return begin
    raise UnusableInputError("The noise is almost only silence.", "Cut the silence out of it.")


def _cut(noise: Samples, begin: int, length: int) -> Iterator[Samples]:
    """So much of the noise, a part at a time; after its end it begins again."""
    for at in range(begin, begin + length, PART):
        yield noise.take(np.arange(at, min(at + PART, begin + length)), mode="wrap")
