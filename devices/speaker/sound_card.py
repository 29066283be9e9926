"""The microphone and the loudspeaker, through PortAudio."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Protocol, Self

from assistant.audio import Frame
from assistant.errors import MissingPartError
from assistant.settings import Sound
from devices.speaker.conversion import Incoming, Outgoing
from devices.speaker.port_audio import Form, open_input, open_output
from devices.speaker.queues import CaptureQueue, PlaybackQueue

_KEPT = 100
"""Blocks of 20 ms from the microphone: 2 s."""
_AHEAD = 50
"""Frames of 20 ms for the loudspeaker: 1 s."""
_PATIENCE = 2.0
"""Seconds without a block after which a device counts as gone."""
_WAKING = 6.0
"""Seconds until the first block: a sound server that was idle may need more than two."""


class Stream(Protocol):
    """An open device."""

    form: Form

    def start(self) -> None:
        """Begin to record or play."""

    def restart(self) -> None:
        """Drop at once what the device has not played, and go on."""

    def close(self) -> None:
        """Let go of the device."""

    def gone(self) -> MissingPartError:
        """What to tell a person when the device does nothing any more."""


class SoundCardSource:
    """The microphone; a context manager.

    Sound that nobody takes within 2 s is dropped, the oldest first, and counted in `overruns`.

    Args:
        settings: which device, and its latency.
        opened: opens the device.

    Raises:
        MissingPartError: if PortAudio or a microphone is missing, or it cannot be used.
        SettingsError: if there is no device of that name.
    """

    waits = False

    def __init__(
        self, settings: Sound, opened: Callable[[Sound, Callable[[bytes, bool], None]], Stream] = open_input
    ) -> None:
        self._queue = CaptureQueue(_KEPT)
        self._blocks = _Blocks()
        self._closed = False
        self.overruns = 0
        """Frames lost because nobody took them in time."""
        self._stream = opened(settings, self._hear)
        self.channels = self._stream.form.channels

    async def __aiter__(self) -> AsyncIterator[Frame]:
        """The frames from now on, until the microphone is closed.

        Raises:
            MissingPartError: if it gives no more sound.
        """
        incoming = Incoming(self._stream.form)
        self._stream.start()
        while not self._closed:
            if block := self._queue.take():
                self.overruns = self._queue.overruns
                for frame in incoming.frames(*block):
                    yield frame
            else:
                await self._blocks.next(self._stream)

    def close(self) -> None:
        """Let go of the microphone; whoever listens hears the end."""
        if not self._closed:
            self._closed = True
            self._stream.close()
            self._blocks.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hear(self, block: bytes, gap: bool) -> None:
        self._queue.put(block, gap=gap)
        self._blocks.tell()


class SoundCardSink:
    """The loudspeaker; a context manager. It is started at once, and plays silence where nothing is said.

    Args:
        settings: which device, and its latency.
        opened: opens the device.

    Raises:
        MissingPartError: if PortAudio or a loudspeaker is missing, or it cannot be used.
        SettingsError: if there is no device of that name.
    """

    def __init__(
        self,
        settings: Sound,
        opened: Callable[[Sound, Callable[[int, int, bool], bytes]], Stream] = open_output,
    ) -> None:
        self.underruns = 0
        """Times that the device had nothing to play, and made a gap."""
        self._blocks = _Blocks()
        self._reply = 0
        self._stream = opened(settings, self._fill)
        self._queue = PlaybackQueue(_AHEAD)
        self._outgoing = Outgoing(self._stream.form)
        self._stream.start()

    async def play(self, frame: Frame) -> None:
        """Add a frame; waits while 1 s is queued. What waits here while the queue is cleared is dropped, too.

        Raises:
            MissingPartError: if the loudspeaker takes no more sound.
        """
        reply, sound = self._reply, self._outgoing.convert(frame)
        while self._queue.full and reply == self._reply:
            await self._blocks.next(self._stream)
        if reply == self._reply:
            self._queue.put(sound)

    def pause(self) -> None:
        """Stop the sound at once; what the device had not played yet is kept, too."""
        if self._queue.hold():
            self._hush()

    def resume(self) -> None:
        """Go on where `pause` stopped."""
        self._queue.release()

    def clear(self) -> None:
        """Stop the sound at once, drop what is queued, and end a pause."""
        self._reply += 1
        self._outgoing = Outgoing(self._stream.form)
        if self._queue.clear():
            self._hush()

    async def drained(self) -> None:
        """Wait until all that was queued has left the loudspeaker.

        Raises:
            MissingPartError: if the loudspeaker takes no more sound.
        """
        while not self._queue.over:
            await self._blocks.next(self._stream)

    @property
    def heard(self) -> int:
        """Samples given to the device, without those that it dropped unplayed."""
        return self._queue.heard

    def close(self) -> None:
        """Let go of the loudspeaker."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hush(self) -> None:
        # A device that is gone is told of by `play` and `drained`, which can fail; these must not.
        with suppress(MissingPartError):
            self._stream.restart()

    def _fill(self, size: int, unplayed: int, gap: bool) -> bytes:
        self.underruns += gap
        self._blocks.tell()
        return self._queue.fill(size, unplayed)


class _Blocks:
    """Tells the event loop of each block that PortAudio's thread gives or takes."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._came = asyncio.Event()
        self._patience = _WAKING

    def tell(self) -> None:
        """A block has come; called in PortAudio's thread."""
        if self._loop is not None:
            # The loop may have been closed before the device.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._came.set)

    async def next(self, stream: Stream) -> None:
        """Wait for a block, or take note of one that has come since the last call.

        Raises:
            MissingPartError: if none comes for two seconds, or the first for six.
        """
        self._loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._patience):
                await self._came.wait()
        except TimeoutError as error:
            raise stream.gone() from error
        self._came.clear()
        self._patience = _PATIENCE
