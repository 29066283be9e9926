"""Another speed, and a microphone whose clock is wrong."""

from collections.abc import Iterator

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.speech.resampling import Samples
from devices.recordings.conditions.levels import parts, pcm_of, samples_of


def speed(pcm: bytes, factor: float) -> bytes:
    """Play it faster or slower, pitch and all, as a tape is.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        factor: 1.1 is a tenth faster, and by as much higher.
    """
    return pcm_of(_resampled(pcm, SAMPLE_RATE * factor, SAMPLE_RATE))


def drift(pcm: bytes, ppm: float) -> bytes:
    """Hear it by a clock that is too fast or too slow.

    Args:
        pcm: signed 16-bit samples at 16 kHz.
        ppm: how many samples the microphone makes too many in a million; negative where it makes too few.
    """
    return pcm_of(_resampled(pcm, SAMPLE_RATE, SAMPLE_RATE * (1 + ppm / 1e6)))


def _resampled(pcm: bytes, before: float, after: float) -> Iterator[Samples]:
    import soxr

    stream = soxr.ResampleStream(before, after, 1, dtype="float32")
    for part in parts(samples_of(pcm)):
        yield stream.resample_chunk(part)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
