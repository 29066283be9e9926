"""Between the pipeline's frames and what a sound device takes and gives."""

from collections.abc import Iterator

import numpy as np

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, Frame
from assistant.speech.resampling import FULL_SCALE, Samples, quantized
from devices.speaker.port_audio import Form


class Incoming:
    """Makes a device's blocks frames.

    Args:
        form: the device's.
    """

    def __init__(self, form: Form) -> None:
        self._channels = form.channels
        self._rate = _Rate(form.rate, SAMPLE_RATE)
        self._rest = b""
        self._position = 0
        self._next = 0

    def frames(self, number: int, block: bytes) -> Iterator[Frame]:
        """The frames that are complete with a block.

        Args:
            number: the block's; where some are missing before it, so are the positions of as many frames.
            block: the device's samples.
        """
        self._position += FRAME_SAMPLES * (number - self._next)
        self._next = number + 1
        self._rest += quantized(self._rate.convert(_mono(block, self._channels)))
        while len(self._rest) >= FRAME_BYTES:
            frame = Frame(self._position, self._rest[:FRAME_BYTES])
            self._rest, self._position = self._rest[FRAME_BYTES:], frame.end
            yield frame


class Outgoing:
    """Makes frames what a device plays.

    Args:
        form: the device's.
    """

    def __init__(self, form: Form) -> None:
        self._channels = form.channels
        self._rate = _Rate(SAMPLE_RATE, form.rate)

    def convert(self, frame: Frame) -> bytes:
        """A frame's sound for the device, on each of its channels."""
        mono = np.frombuffer(quantized(self._rate.convert(_mono(frame.pcm, 1))), "<i2")
        return np.repeat(mono, self._channels).tobytes()


class _Rate:
    """A stream whose rate is changed."""

    def __init__(self, before: int, after: int) -> None:
        import soxr

        self._stream = None if before == after else soxr.ResampleStream(before, after, 1, dtype="float32")

    def convert(self, wave: Samples) -> Samples:
        if self._stream is None:
            return wave
        converted: Samples = self._stream.resample_chunk(wave)
        return converted


def _mono(block: bytes, channels: int) -> Samples:
    samples = np.frombuffer(block, "<i2").reshape(-1, channels)
    mono: Samples = samples.mean(axis=1, dtype=np.float32) / np.float32(FULL_SCALE)
    return mono
