"""Sound as it passes between the stages: 16 kHz, mono, 16-bit frames of 20 ms that know their position."""

from collections.abc import Iterator
from dataclasses import dataclass

SAMPLE_RATE = 16_000
"""Samples per second of every frame."""
FRAME_SAMPLES = 320
"""Samples in a frame: 20 ms."""
FRAME_BYTES = 2 * FRAME_SAMPLES
SILENCE = bytes(FRAME_BYTES)


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of sound."""

    position: int
    """Samples between the start of the stream and this frame's first sample."""
    pcm: bytes
    """640 bytes: 320 samples, signed 16-bit, little endian, mono."""

    def __post_init__(self) -> None:
        """Refuse a frame of another length, which would shift every later position.

        Raises:
            ValueError: if `pcm` is not 640 bytes.
        """
        if len(self.pcm) != FRAME_BYTES:
            raise ValueError(f"a frame holds {FRAME_BYTES} bytes, not {len(self.pcm)}")

    @property
    def end(self) -> int:
        """The position of the first sample after this frame."""
        return self.position + FRAME_SAMPLES


def samples(seconds: float) -> int:
    """The number of samples in a time, in seconds."""
    return round(seconds * SAMPLE_RATE)


def seconds(count: int) -> float:
    """The time that a number of samples takes, in seconds."""
    return count / SAMPLE_RATE


def frames(pcm: bytes, start: int = 0) -> Iterator[Frame]:
    """Cut sound into frames, the last one filled up with silence.

    Args:
        pcm: signed 16-bit mono samples at 16 kHz.
        start: the position of the first sample.
    """
    for at in range(0, len(pcm), FRAME_BYTES):
        part = pcm[at : at + FRAME_BYTES]
        yield Frame(start + at // 2, part + SILENCE[len(part) :])
