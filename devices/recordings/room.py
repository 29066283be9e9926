"""A room without air: a person's sound goes in, the assistant's comes out, and time is counted in samples.

Each frame that is taken from the source moves the sink on by one frame, so a run needs no clock, is as fast
as the processor, and gives the same sound at the same positions each time.
"""

import asyncio
import io
from collections import deque
from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, SILENCE, Frame, seconds
from assistant.speech.resampling import FULL_SCALE


class Room:
    """A source and a sink that share one time.

    Args:
        recording: what the person says from the start: signed 16-bit samples at 16 kHz.
        paced: frames come by the clock on the wall, as from a microphone, to measure how fast an answer is.
        keep: remember what both said; without it a room of any age takes the same memory.
    """

    def __init__(
        self,
        recording: bytes = b"",
        *,
        paced: bool = False,
        keep: bool = True,
    ) -> None:
        self._person, self._assistant = _Voice(), _Voice()
        self._person.put(recording)
        self._paced = paced
        # A buffer gives out what the person said without a copy; most of the assistant's frames are one and
        # the same, silence.
        self._kept: tuple[io.BytesIO, list[bytes]] | None = (io.BytesIO(), []) if keep else None
        self._closed = False
        self._at = 0
        self.source = RoomSource(self, waits=not paced)
        self.sink = RoomSink(self._assistant)

    def say(self, pcm: bytes, *, over: bool = False) -> None:
        """Let the person say something, from the next frame on or after what is being said.

        Args:
            pcm: signed 16-bit samples at 16 kHz; the last frame is filled up with silence.
            over: from the next frame on, whatever is being said: both are heard.
        """
        rest = self._person.rest() if over else b""
        self._person.put(mixed(pcm, rest) if rest else pcm)

    async def said(self) -> None:
        """Wait until the person has said everything, or the room is closed."""
        await self._person.over.wait()

    def close(self) -> None:
        """End the source; nobody waits for sound any more."""
        self._closed = True
        self._person.close()
        self._assistant.close()

    @property
    def person(self) -> bytes:
        """What the person said, silence included: signed 16-bit samples at 16 kHz; empty without `keep`."""
        return self._kept[0].getvalue() if self._kept else b""

    @property
    def assistant(self) -> bytes:
        """What the assistant was heard to say at the same time, sample for sample."""
        return b"".join(self._kept[1]) if self._kept else b""

    async def frames(self) -> AsyncIterator[Frame]:
        """The person's sound; each frame plays one of the assistant's."""
        began = asyncio.get_running_loop().time()
        while not self._closed:
            await self._wait(began)
            if not self._closed:
                yield self._next()
        self.close()

    async def _wait(self, began: float) -> None:
        """Let the others run; in a paced room until the frame has been spoken."""
        due = began + seconds(self._at + FRAME_SAMPLES) if self._paced else 0
        await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))

    def _next(self) -> Frame:
        person, assistant = self._person.take(), self._assistant.take()
        if self._kept:
            self._kept[0].write(person or SILENCE)
            self._kept[1].append(assistant or SILENCE)
        frame = Frame(self._at, person or SILENCE)
        self._at = frame.end
        return frame


class RoomSource:
    """The microphone of a room.

    Args:
        room: where it stands.
        waits: whether it waits for who listens.
    """

    channels = 1
    overruns = 0

    def __init__(self, room: Room, *, waits: bool) -> None:
        self.waits = waits
        self._room = room

    def __aiter__(self) -> AsyncIterator[Frame]:
        """The frames, until the room is closed."""
        return self._room.frames()


class RoomSink:
    """The loudspeaker of a room.

    Its queue has no limit: time stands still while a reply is made, so a full queue would never empty. It
    holds one reply, of which the spoken form is bounded.
    """

    def __init__(self, voice: "_Voice") -> None:
        self._voice = voice

    async def play(self, frame: Frame) -> None:
        """Add a frame."""
        self._voice.put(frame.pcm)

    def pause(self) -> None:
        """Stop the sound from the next frame on, keeping what is queued."""
        self._voice.paused = True

    def resume(self) -> None:
        """Go on where `pause` stopped."""
        self._voice.paused = False

    def clear(self) -> None:
        """Drop what is queued, and end a pause: what is played next is heard."""
        self._voice.clear()

    async def drained(self) -> None:
        """Wait until all that was queued has been heard or dropped, or the room is closed."""
        await self._voice.over.wait()

    @property
    def heard(self) -> int:
        """Samples played since the room was made."""
        return self._voice.heard


class _Voice:
    """Sound that waits for its time."""

    def __init__(self) -> None:
        self._queue: deque[bytes] = deque()
        self._at = 0
        """Bytes of the first that were heard."""
        self._closed = False
        self.paused = False
        self.heard = 0
        self.over = asyncio.Event()
        self.over.set()

    def put(self, pcm: bytes) -> None:
        if pcm and not self._closed:
            self._queue.append(pcm)
            self.over.clear()

    def take(self) -> bytes | None:
        """The sound of the next 20 ms; None for silence."""
        if self.paused or not self._queue:
            return None
        first = self._queue[0]
        pcm = first[self._at : self._at + FRAME_BYTES]
        self._at += FRAME_BYTES
        self.heard += FRAME_SAMPLES
        if self._at >= len(first):
            self._queue.popleft()
            self._at = 0
        if not self._queue:
            self.over.set()
        return _filled(pcm)

    def rest(self) -> bytes:
        """Take back all that was not heard yet."""
        rest = b"".join(map(_filled, self._queue))[self._at :]
        self._drop()
        return rest

    def clear(self) -> None:
        self._drop()
        self.paused = False
        self.over.set()

    def close(self) -> None:
        self._closed = True
        self.clear()

    def _drop(self) -> None:
        self._queue.clear()
        self._at = 0


def _filled(pcm: bytes) -> bytes:
    """Filled up with silence to whole frames."""
    return pcm.ljust(len(pcm) + -len(pcm) % FRAME_BYTES, b"\0")


def mixed(first: bytes, second: bytes) -> bytes:
    """Two sounds at once, from the same beginning: signed 16-bit samples."""
    length = max(len(first), len(second)) // 2
    both: NDArray[np.int32] = np.zeros(length, np.int32)
    for one in (first, second):
        both[: len(one) // 2] += np.frombuffer(one, "<i2")
    return np.clip(both, -FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
