"""Samples of any rate made into the pipeline's: 16 kHz, 16-bit."""

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE

Samples = NDArray[np.float32]
"""One channel; full scale is -1..1."""

FULL_SCALE = 32_768
"""What a sample of 1.0 is in 16 bits; the highest that there is lies one below."""


def to_pcm(wave: Samples, rate: int) -> bytes:
    """Convert samples to signed 16-bit ones at 16 kHz; what is beyond full scale is cut off.

    Args:
        wave: the samples.
        rate: their number a second.
    """
    import soxr

    if rate != SAMPLE_RATE:
        wave = soxr.resample(wave, rate, SAMPLE_RATE)
    return quantized(wave)


def quantized(wave: Samples) -> bytes:
    """Make samples signed 16-bit ones, little endian."""
    return np.clip(np.rint(wave * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
