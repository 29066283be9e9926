"""How loud a sound is, and how loud it may become."""

import math

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE
from assistant.speech.resampling import FULL_SCALE, Samples

_STEP = SAMPLE_RATE // 1000
"""Samples of which the envelope knows one value: it changes slowly, and P.56 asks for 694 values a second."""
_DECAY = math.e ** (-1 / (1000 * 0.03))
"""Of the envelope's two smoothings, from one of its values to the next: 30 ms."""
_HANGOVER = 200
"""Values, milliseconds: a shorter pause is part of speech."""
_MARGIN = 10 ** (15.9 / 10)
"""How far the active level's power lies above the threshold's."""
_BLOCK = 256
"""Values that are smoothed at a time."""
_PART = 1 << 20
_SILENT = 0.5 / FULL_SCALE
HIGHEST = (FULL_SCALE - 1) / FULL_SCALE
"""What a sample may be: full scale is 1."""


def wave_of(pcm: bytes) -> Samples:
    """Signed 16-bit samples as numbers from -1 to 1."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(FULL_SCALE)


def peak(wave: Samples) -> float:
    """The largest sample, whatever its sign; 0 where there is none."""
    return float(np.max(np.abs(wave), initial=0))


def rms(wave: Samples) -> float:
    """The root mean square; 0 where there is no sample."""
    # A part at a time: in double precision, an hour would take half a gigabyte.
    parts = np.array_split(wave, wave.size // _PART + 1)
    energy = sum(float(np.square(part, dtype=np.float64).sum()) for part in parts)
    return math.sqrt(energy / wave.size) if wave.size else 0.0


def fitted(wave: Samples) -> Samples:
    """The sound, made softer where its peaks would be cut off."""
    highest = peak(wave)
    return wave * np.float32(HIGHEST / highest) if highest > HIGHEST else wave


def active_level(wave: Samples) -> float:
    """The level of speech while it lasts: pauses do not make it lower.

    The active speech level of ITU-T P.56, method B: the energy of all samples over the time in which the
    envelope, and 200 ms of hangover, are above a threshold that lies 15.9 dB below the level itself. The
    threshold is solved for instead of being interpolated between powers of two, so that the level of a sound
    made twice as loud is exactly twice as high. A constant offset counts as no sound.

    Args:
        wave: at 16 kHz; full scale is 1.

    Returns:
        The root mean square while there is speech; 0 for silence, below half a 16-bit step. Where nothing
        lasts, as with a click, it is that of the whole.
    """
    wave = wave - wave.mean(dtype=np.float64).astype(np.float32) if wave.size else wave
    whole = rms(wave)
    if whole < _SILENT:
        return 0.0
    thresholds = np.sort(_held(_smoothed(_smoothed(_rectified(wave)))))[::-1]
    active = np.minimum(np.arange(1, thresholds.size + 1) * _STEP, wave.size)
    power = whole**2 * wave.size / active
    (near,) = np.nonzero(power <= _MARGIN * thresholds**2)
    return math.sqrt(power[near[-1]]) if near.size else whole


def _rectified(wave: Samples) -> NDArray[np.float64]:
    missing = -wave.size % _STEP
    values: NDArray[np.float64] = (
        np.pad(np.abs(wave), (0, missing)).reshape(-1, _STEP).mean(axis=1, dtype=np.float64)
    )
    return values


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponential smoothing: each value is the last one's with a little of its own."""
    fading = _DECAY ** np.arange(_BLOCK)
    blocks = np.pad(values, (0, -values.size % _BLOCK)).reshape(-1, _BLOCK)
    smooth: NDArray[np.float64] = (1 - _DECAY) * fading * np.cumsum(blocks / fading, axis=1)
    last = 0.0
    for number in range(len(smooth)):
        smooth[number] += _DECAY * last * fading
        last = smooth[number, -1]
    return smooth.ravel()[: values.size]


def _held(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The highest of each value and those of the hangover before it."""
    held, width = values.copy(), 1
    while width <= _HANGOVER:
        further = min(width, _HANGOVER + 1 - width)
        held[further:] = np.maximum(held[further:], held[:-further])
        width += further
    return held
