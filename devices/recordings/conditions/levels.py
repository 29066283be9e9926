"""How loud a sound is, and how loud it may become."""

import io
import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE
from assistant.speech.resampling import FULL_SCALE, Samples, quantized

Sound = Samples | NDArray[np.int16]
"""One channel: numbers from -1 to 1, or samples of 16 bits."""

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
PART = 1 << 20
"""Samples that are worked on at a time: as numbers, an hour would take a quarter of a gigabyte."""
_SILENT = 0.5 / FULL_SCALE
HIGHEST = (FULL_SCALE - 1) / FULL_SCALE
"""What a sample may be: full scale is 1."""


def samples_of(pcm: bytes) -> NDArray[np.int16]:
    """The samples themselves, without a copy of them."""
    return np.frombuffer(pcm, "<i2")


def wave_of(pcm: bytes) -> Samples:
    """Signed 16-bit samples as numbers from -1 to 1."""
    return _numbers(samples_of(pcm))


def parts(sound: Sound) -> Iterator[Samples]:
    """A sound as numbers from -1 to 1, a minute or so at a time."""
    for at in range(0, sound.size, PART):
        yield _numbers(sound[at : at + PART])


def pcm_of(waves: Iterable[Samples]) -> bytes:
    """Numbers, one part after the other, as signed 16-bit samples; what leaves the range is cut off."""
    pcm = io.BytesIO()
    for wave in waves:
        pcm.write(quantized(wave))
    return pcm.getvalue()


def fitted(waves: Callable[[], Iterable[Samples]]) -> bytes:
    """The same, made softer where peaks would be cut off; `waves` gives all parts each time it is asked."""
    highest = max(map(peak, waves()), default=0)
    if highest <= HIGHEST:
        return pcm_of(waves())
    softer = np.float32(HIGHEST / highest)
    return pcm_of(wave * softer for wave in waves())


def peak(sound: Sound) -> float:
    """The largest sample, whatever its sign; 0 where there is none."""
    return max((float(np.max(np.abs(part))) for part in parts(sound)), default=0.0)


def rms(sound: Sound) -> float:
    """The root mean square; 0 where there is no sample."""
    return rms_of(parts(sound))


def rms_of(waves: Iterable[Samples]) -> float:
    """The root mean square of several parts together."""
    energy, count = 0.0, 0
    for wave in waves:
        energy += float(np.square(wave, dtype=np.float64).sum())
        count += wave.size
    return math.sqrt(energy / count) if count else 0.0


def active_level(sound: Sound) -> float:
    """The level of speech while it lasts: pauses do not make it lower.

    The active speech level of ITU-T P.56, method B: the energy of all samples over the time in which the
    envelope, and 200 ms of hangover, are above a threshold that lies 15.9 dB below the level itself. The
    threshold is solved for instead of being interpolated between powers of two, so that the level of a sound
    made twice as loud is exactly twice as high. A constant offset counts as no sound.

    Args:
        sound: at 16 kHz; full scale is 1.

    Returns:
        The root mean square while there is speech; 0 for silence, below half a 16-bit step. Where nothing
        lasts, as with a click, it is that of the whole.
    """
    offset = np.float32(sum(float(part.sum(dtype=np.float64)) for part in parts(sound)) / max(sound.size, 1))
    whole = rms_of(part - offset for part in parts(sound))
    if whole < _SILENT:
        return 0.0
    rectified = np.concatenate([_rectified(part - offset) for part in parts(sound)])
    thresholds = np.sort(_held(_smoothed(_smoothed(rectified))))[::-1]
    active = np.minimum(np.arange(1, thresholds.size + 1) * _STEP, sound.size)
    power = whole**2 * sound.size / active
    (near,) = np.nonzero(power <= _MARGIN * thresholds**2)
    return math.sqrt(power[near[-1]]) if near.size else whole


def _numbers(sound: Sound) -> Samples:
    if sound.dtype == np.float32:
        return sound.astype(np.float32, copy=False)
    wave = sound.astype(np.float32)
    wave /= FULL_SCALE
    return wave


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
