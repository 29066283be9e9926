"""Louder, softer, overdriven."""

import numpy as np

from assistant.speech.resampling import Samples
from devices.recordings.conditions.levels import parts, pcm_of, peak, rms, rms_of, samples_of


def gain(pcm: bytes, db: float) -> bytes:
    """Make it louder or softer; what leaves the range is cut off, as a converter does.

    Args:
        pcm: signed 16-bit samples.
        db: how much louder.
    """
    louder = np.float32(10 ** (db / 20))
    return pcm_of(part * louder for part in parts(samples_of(pcm)))


def clip(pcm: bytes, db: float) -> bytes:
    """Overdrive it: cut off what is loudest, and leave it as loud as it was.

    The loudness is the root mean square. The peaks stay below what they were, as cutting them off brings
    them nearer to it.

    Args:
        pcm: signed 16-bit samples.
        db: how far the peak was above what is left of it.
    """
    sound = samples_of(pcm)
    most = np.float32(peak(sound) / 10 ** (db / 20))
    if not most:
        return pcm
    louder = np.float32(rms(sound) / rms_of(_cut(part, most) for part in parts(sound)))
    return pcm_of(_cut(part, most) * louder for part in parts(sound))


def _cut(wave: Samples, most: np.float32) -> Samples:
    return np.clip(wave, -most, most)
