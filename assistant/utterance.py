"""One utterance while it is heard: recogniser, voice activity and endpointing side by side."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from assistant.audio import Frame, samples
from assistant.listening.endpointing import Endpointing, Turning
from assistant.ports import Listening, NotRecognized, Standing, Transcript, VoiceActivity

T = TypeVar("T")
ADVANCE_EVERY = samples(0.3)
"""Samples after which a recogniser that streams decodes again."""


class Utterance:
    """Feeds the engines and has the words ready when the person has finished.

    The recogniser does one thing at a time, each in a thread, while sound goes on to come in. That sound is
    held until it is done, so that what is heard does not depend on how fast it is.

    Args:
        listening: the recogniser's.
        activity: tells speech from other sound.
        endpointing: decides when the person begins and ends.
        preview: whether recognition may begin in a pause, before it has proved to be the end.
        streaming: whether recognition goes on while the person speaks, and tells how far the words have come.
    """

    def __init__(
        self,
        listening: Listening,
        activity: VoiceActivity,
        endpointing: Endpointing,
        *,
        preview: bool,
        streaming: bool = False,
    ) -> None:
        self._listening = listening
        self._activity = activity
        self._endpointing = endpointing
        self._may_preview = preview
        self._streaming = streaming
        self._held: list[Frame] = []
        self._work: asyncio.Task[object] | None = None
        """The last thing that the recogniser was told to do; an error in it is an error in all after it."""
        self._preview: asyncio.Task[Transcript | NotRecognized] | None = None
        """Of the present pause; the answer, unless the person goes on speaking."""
        self._pausing = False
        self._advanced: int | None = None
        """Where the recogniser was last told to decode, or the person began; None before the first frame."""
        self._standing = Standing.UNKNOWN
        self._partial = ""

    @property
    def speech_end(self) -> int:
        """Position of the end of the last speech, in samples."""
        return self._endpointing.speech_end

    @property
    def partial(self) -> str:
        """The text so far; empty where the recogniser has none before the end."""
        return self._partial

    def feed(self, frame: Frame) -> Turning | None:
        """Hear a frame; a turning point where there is one."""
        self._held.append(frame)
        if not self._busy:
            self._catch_up()
        turning = self._endpointing.hear(frame.end, self._activity.feed(frame), self._sense())
        self._turn(turning, frame.end)
        if self._is_due(frame.end):
            self._advance(frame.end)
        return turning

    def words(self) -> asyncio.Task[Transcript | NotRecognized]:
        """What was said, or the recogniser's first error since the beginning; call once, after the end."""
        return self._preview or self._begin(partial(asyncio.to_thread, self._listening.finish))

    async def settled(self) -> BaseException | None:
        """Wait until the recogniser is at rest; the error that it rests for, if any."""
        if self._work is None:
            return None
        await asyncio.wait({self._work})
        return None if self._work.cancelled() else self._work.exception()

    @property
    def _busy(self) -> bool:
        return self._work is not None and not self._work.done()

    def _sense(self) -> Standing:
        """How far the words before a silence have come."""
        if not self._pausing:
            return Standing.UNKNOWN
        # The answer has to wait for the recogniser anyway: until it has told, the person may go on.
        return Standing.UNFINISHED if self._streaming and self._busy else self._standing

    def _turn(self, turning: Turning | None, now: int) -> None:
        match turning:
            case Turning.STARTED:
                self._advanced = now
            case Turning.PAUSED:
                self._pausing = True
                self._pause(now)
            case Turning.RESUMED | Turning.CUT:
                self._pausing = False
                self._preview = None

    def _pause(self, now: int) -> None:
        """Decode what was said so far, as it may be all."""
        self._standing = Standing.UNKNOWN
        if self._may_preview:
            self._preview = self._begin(partial(self._decode, self._listening.preview))
        elif self._streaming:
            self._advance(now)

    def _is_due(self, now: int) -> bool:
        """Where the recogniser is slow, it is not told again before it is done."""
        if self._advanced is None:
            self._advanced = now
        # Who can preview decodes all anew each time, and needs no silence; others must not get behind.
        wanted = now == self.speech_end or not self._may_preview
        return self._streaming and wanted and not self._busy and now - self._advanced >= ADVANCE_EVERY

    def _advance(self, now: int) -> None:
        self._advanced = now
        self._begin(partial(self._decode, self._listening.advance))

    def _begin(self, work: Callable[[], Awaitable[T]]) -> "asyncio.Task[T]":
        """Let the recogniser do something for all sound until now, after what it is still at."""
        task = asyncio.create_task(self._do(work, self._work, self._held))
        # Where the talk goes on without the words, nobody asks what became of them.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._held, self._work = [], task
        return task

    async def _do(
        self, work: Callable[[], Awaitable[T]], before: "asyncio.Task[object] | None", held: list[Frame]
    ) -> T:
        if before is not None:
            await before
        for frame in held:
            self._listening.feed(frame)
        return await work()

    async def _decode(self, work: Callable[[], T]) -> T:
        done = await asyncio.to_thread(work)
        self._standing = self._listening.standing()
        if self._streaming:
            self._partial = self._listening.partial()
        return done

    def _catch_up(self) -> None:
        for frame in self._held:
            self._listening.feed(frame)
        self._held.clear()
