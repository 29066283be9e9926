"""One utterance while it is heard: recogniser, voice activity and endpointing side by side."""

import asyncio

from assistant.audio import Frame
from assistant.listening.endpointing import Endpointing, Turning
from assistant.ports import Listening, NotRecognized, Transcript, VoiceActivity


class Utterance:
    """Feeds the engines and has the words ready when the person has finished.

    Args:
        listening: the recogniser's.
        activity: tells speech from other sound.
        endpointing: decides when the person begins and ends.
        preview: whether recognition may begin in a pause, before it has proved to be the end.
    """

    def __init__(
        self, listening: Listening, activity: VoiceActivity, endpointing: Endpointing, *, preview: bool
    ) -> None:
        self._listening = listening
        self._activity = activity
        self._endpointing = endpointing
        self._may_preview = preview
        self._preview: asyncio.Task[Transcript | NotRecognized] | None = None
        self._answered = False
        """The preview is the answer: the person has not gone on speaking."""
        self._held: list[Frame] = []
        """Heard while the recogniser is at a preview, which must not depend on how fast it is."""

    @property
    def speech_end(self) -> int:
        """Position of the end of the last speech, in samples."""
        return self._endpointing.speech_end

    def feed(self, frame: Frame) -> Turning | None:
        """Hear a frame; a turning point where there is one."""
        self._held.append(frame)
        if self._preview is None or self._preview.done():
            self._catch_up()
        turning = self._endpointing.hear(frame.end, self._activity.feed(frame))
        if turning is Turning.PAUSED and self._may_preview:
            self._preview = asyncio.create_task(self._previewed(self._preview, self._held))
            self._held = []
        self._answered = turning is Turning.PAUSED or (
            self._answered and turning not in {Turning.RESUMED, Turning.CUT}
        )
        return turning

    def partial(self) -> str:
        """The text so far."""
        return self._listening.partial()

    async def words(self) -> Transcript | NotRecognized:
        """What was said; call once, after the end."""
        if self._preview is not None:
            await asyncio.wait({self._preview})
            if self._answered:
                return self._preview.result()
        self._catch_up()
        return await asyncio.to_thread(self._listening.finish)

    async def _previewed(
        self, before: "asyncio.Task[Transcript | NotRecognized] | None", held: list[Frame]
    ) -> Transcript | NotRecognized:
        """The answer for what was heard until now, after an earlier preview that is still running."""
        if before is not None:
            await asyncio.wait({before})
        for frame in held:
            self._listening.feed(frame)
        return await asyncio.to_thread(self._listening.preview)

    def _catch_up(self) -> None:
        for frame in self._held:
            self._listening.feed(frame)
        self._held.clear()
