"""The queues between PortAudio's threads, which must never wait, and the assistant."""

import threading
from collections import deque
from dataclasses import dataclass

from assistant.audio import FRAME_SAMPLES


class CaptureQueue:
    """What the microphone gave and nobody has taken. When full it drops the oldest block, and counts it.

    Args:
        limit: the number of blocks of 20 ms that it holds.
    """

    def __init__(self, limit: int) -> None:
        self._blocks: deque[tuple[int, bytes]] = deque()
        self._limit = limit
        self._number = 0
        self._lock = threading.Lock()
        self.overruns = 0
        """Blocks that were lost."""

    def put(self, block: bytes, *, gap: bool) -> None:
        """Add a block; never waits.

        Args:
            block: the device's samples.
            gap: sound was lost before it; PortAudio does not say how much, so a block is counted.
        """
        with self._lock:
            if gap:
                self._number += 1
                self.overruns += 1
            if len(self._blocks) == self._limit:
                self._blocks.popleft()
                self.overruns += 1
            self._blocks.append((self._number, block))
            self._number += 1

    def take(self) -> tuple[int, bytes] | None:
        """The oldest block and its number, counted from 0 with the lost ones; None where there is none."""
        with self._lock:
            return self._blocks.popleft() if self._blocks else None


@dataclass(slots=True)
class _Chunk:
    """A frame in the device's form."""

    data: bytes
    taken: int = 0
    """Bytes that the device has."""
    gone_at: int = 0
    """All bytes that the device had, when it had the last of these."""


class PlaybackQueue:
    """What the loudspeaker is to play; gives silence when it is held or empty.

    Args:
        limit: the number of frames that it holds.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: deque[_Chunk] = deque()
        self._taken: deque[_Chunk] = deque()
        self._out = 0
        self._held = False
        self._lock = threading.Lock()
        self._heard = 0

    @property
    def full(self) -> bool:
        """No frame fits in."""
        return len(self._waiting) >= self._limit

    @property
    def over(self) -> bool:
        """The device has played everything."""
        return not self._waiting and not self._taken

    @property
    def heard(self) -> int:
        """Samples at 16 kHz that the device has taken, and that were not given back."""
        return self._heard

    def put(self, data: bytes) -> None:
        """Add a frame in the device's form."""
        with self._lock:
            self._waiting.append(_Chunk(data))

    def fill(self, size: int, unplayed: int) -> bytes:
        """The next bytes for the device, filled up with silence; never waits.

        Args:
            size: how many.
            unplayed: bytes that the device has and has not played.
        """
        with self._lock:
            while self._taken and self._taken[0].gone_at <= self._out - unplayed:
                self._taken.popleft()
            sound = bytearray()
            while not self._held and self._waiting and len(sound) < size:
                sound += self._take(size - len(sound))
            self._out += size
            return bytes(sound) + bytes(size - len(sound))

    def _take(self, size: int) -> bytes:
        chunk = self._waiting[0]
        part = chunk.data[chunk.taken : chunk.taken + size]
        chunk.taken += len(part)
        if chunk.taken == len(chunk.data):
            chunk.gone_at = self._out + size
            self._taken.append(self._waiting.popleft())
            self._heard += FRAME_SAMPLES
        return part

    def hold(self) -> bool:
        """Give silence, and take back what the device has not played; whether there is any."""
        with self._lock:
            self._held = True
            return self._take_back()

    def release(self) -> None:
        """Go on after `hold`."""
        self._held = False

    def clear(self) -> bool:
        """Drop everything, and go on with what comes next; whether the device has some unplayed."""
        with self._lock:
            unplayed = self._take_back()
            self._waiting.clear()
            self._held = False
            return unplayed

    def _take_back(self) -> bool:
        unplayed = bool(self._taken) or any(chunk.taken for chunk in self._waiting)
        self._heard -= FRAME_SAMPLES * len(self._taken)
        self._waiting.extendleft(reversed(self._taken))
        self._taken.clear()
        for chunk in self._waiting:
            chunk.taken = 0
        return unplayed
