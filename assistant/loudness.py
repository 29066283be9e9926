"""The loudness of sound, changed by a factor."""

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.audio import Frame

if TYPE_CHECKING:
    from assistant.speech.resampling import Samples

_FULL = 32_767
_KNEE = 0.8
"""Share of full scale above which louder sound is bent instead of cut off, which would crackle."""


def scaled(frame: Frame, gain: float) -> Frame:
    """A frame, louder or quieter.

    Args:
        frame: the sound.
        gain: the factor; 1 changes nothing.
    """
    if gain == 1:
        return frame
    if not gain:
        return replace(frame, pcm=bytes(len(frame.pcm)))
    import numpy as np

    wave = np.frombuffer(frame.pcm, "<i2").astype(np.float32) * (gain / _FULL)
    if gain > 1:
        wave = _bent(wave)
    return replace(frame, pcm=np.round(wave * _FULL).astype("<i2").tobytes())


def _bent(wave: "Samples") -> "Samples":
    import numpy as np

    above = np.abs(wave) > _KNEE
    room = 1 - _KNEE
    bent = np.sign(wave) * (_KNEE + room * np.tanh((np.abs(wave) - _KNEE) / room))
    return np.where(above, bent, wave).astype(np.float32)
