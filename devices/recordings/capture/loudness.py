"""How loud sound is, in dB below full scale."""

import numpy as np
from numpy.typing import NDArray

from assistant.audio import FRAME_SAMPLES
from assistant.speech.resampling import FULL_SCALE

FLOOR = -96.0
"""dB; what digital silence counts as."""
_LIMIT = FULL_SCALE - 33
"""A sample above this, 0.01 dB below full scale, is as loud as one can be."""
_QUIETEST = 10
"""Per cent of the frames; the loudest of these is the noise that is always there."""

Wave = NDArray[np.float32]
"""Samples as they are in 16 bits."""


def wave(pcm: bytes) -> Wave:
    """The samples of signed 16-bit sound."""
    return np.frombuffer(pcm, "<i2").astype(np.float32)


def level(samples: Wave) -> float:
    """The mean level of some sound in dBFS, without a constant part; a sine of full scale has -3."""
    return _db(float(np.std(samples)) if len(samples) else 0.0)


def peak(samples: Wave) -> float:
    """The level of the loudest sample in dBFS."""
    return _db(float(np.max(np.abs(samples), initial=0.0)))


def clipped(samples: Wave) -> float:
    """The share of the samples that are as loud as one can be: cut off by the microphone."""
    return float(np.mean(np.abs(samples) >= _LIMIT)) if len(samples) else 0.0


def noise_floor(samples: Wave) -> float:
    """The level of the quietest tenth of all frames of 20 ms, in dBFS."""
    whole = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    if not len(whole):
        return FLOOR
    return _db(float(np.percentile(np.std(whole, axis=1), _QUIETEST)))


def _db(amplitude: float) -> float:
    return max(FLOOR, 20 * float(np.log10(max(amplitude, 1e-9) / FULL_SCALE)))
