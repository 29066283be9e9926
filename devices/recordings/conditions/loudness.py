"""Louder, softer, overdriven."""

import numpy as np

from assistant.speech.resampling import quantized
from devices.recordings.conditions.levels import peak, rms, wave_of


def gain(pcm: bytes, db: float) -> bytes:
    """Make it louder or softer; what leaves the range is cut off, as a converter does.

    Args:
        pcm: signed 16-bit samples.
        db: how much louder.
    """
    return quantized(wave_of(pcm) * np.float32(10 ** (db / 20)))


def clip(pcm: bytes, db: float) -> bytes:
    """Overdrive it: cut off what is loudest, and leave it as loud as it was.

    The loudness is the root mean square. The peaks stay below what they were, as cutting them off brings
    them nearer to it.

    Args:
        pcm: signed 16-bit samples.
        db: how far the peak was above what is left of it.
    """
    wave = wave_of(pcm)
    most = np.float32(peak(wave) / 10 ** (db / 20))
    cut = np.clip(wave, -most, most)
    return quantized(cut * np.float32(rms(wave) / rms(cut))) if most else pcm
