"""The earcons' sound: short tones, made here, so that there is nothing to install."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from assistant.audio import SAMPLE_RATE, Frame, frames, samples
from assistant.signals import Earcon
from assistant.speech.resampling import Samples, quantized

LENGTH = 0.12
"""Seconds of an earcon."""
_PEAK = 0.1
"""-20 dB of full scale."""
_RAMP = samples(0.01)
"""A tone that begins or ends at once clicks."""
_TONES: Mapping[Earcon, tuple[float, ...]] = {
    Earcon.LISTENING: (659.3, 880.0),
    Earcon.CLOSED: (880.0, 659.3),
    Earcon.NOTICE: (880.0, 1108.7),
    Earcon.TROUBLE: (220.0, 220.0),
    Earcon.DONE: (880.0,),
}
"""Frequencies of the tones, in Hz, one after the other: E5 and A5 rise or fall, C#6 follows A5, A3 is
struck twice, and A5 alone is all there is to say."""


@cache
def frames_of(earcon: Earcon) -> tuple[Frame, ...]:
    """An earcon, from position 0."""
    tones = _TONES[earcon]
    wave = np.concatenate([_tone(hertz, samples(LENGTH) // len(tones)) for hertz in tones])
    return tuple(frames(quantized(wave)))


def _tone(hertz: float, length: int) -> Samples:
    phase = 2 * np.pi * hertz / SAMPLE_RATE * np.arange(length)
    rise = (1 - np.cos(np.pi * np.arange(_RAMP) / _RAMP)) / 2
    envelope = np.concatenate((rise, np.ones(length - 2 * _RAMP), rise[::-1]))
    wave: Samples = (_PEAK * envelope * np.sin(phase)).astype(np.float32)
    return wave
