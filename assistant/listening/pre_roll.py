"""The last moments of sound, kept for when they turn out to have mattered."""

from collections import deque

from assistant.audio import FRAME_SAMPLES, Frame, samples


class PreRoll:
    """A ring of frames; when it is full the oldest one goes.

    Args:
        length: in seconds.
    """

    def __init__(self, length: float) -> None:
        self._ring: deque[Frame] = deque(maxlen=max(1, samples(length) // FRAME_SAMPLES))

    def keep(self, frame: Frame) -> None:
        """Add the newest frame."""
        self._ring.append(frame)

    def take(self) -> tuple[Frame, ...]:
        """What is kept, oldest first; the ring is empty afterwards."""
        kept = tuple(self._ring)
        self._ring.clear()
        return kept

    def look(self) -> tuple[Frame, ...]:
        """What is kept, oldest first."""
        return tuple(self._ring)
