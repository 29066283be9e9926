"""Sound to be heard under conditions."""

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE
from assistant.speech.resampling import Samples, quantized

SECOND = SAMPLE_RATE


def hiss(seconds: float, level: float = 0.05, seed: int = 1) -> Samples:
    """White noise."""
    wave: NDArray[np.float64] = np.random.default_rng(seed).normal(0, level, round(seconds * SECOND))
    return wave.astype(np.float32)


def talk(seconds: float = 4, level: float = 0.05, seed: int = 2) -> Samples:
    """Noise that comes and goes as syllables and words do, with pauses of half a second."""
    time = np.arange(round(seconds * SECOND)) / SECOND
    syllables = np.sin(2 * np.pi * 4 * time) ** 2 * (np.mod(time, 1.5) < 1)
    wave: Samples = (hiss(seconds, level, seed) * syllables).astype(np.float32)
    return wave


def tone(frequency: float = 440, seconds: float = 2, level: float = 0.3) -> bytes:
    time = np.arange(round(seconds * SECOND)) / SECOND
    return quantized((level * np.sin(2 * np.pi * frequency * time)).astype(np.float32))


def draw(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)
