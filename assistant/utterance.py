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

    @property
    def speech_end(self) -> int:
        """Position of the end of the last speech, in samples."""
        return self._endpointing.speech_end

    def feed(self, frame: Frame) -> Turning | None:
        """Hear a frame; a turning point where there is one."""
        self._listening.feed(frame)
        turning = self._endpointing.hear(frame.end, self._activity.feed(frame))
        if turning is Turning.PAUSED and self._may_preview:
            self._preview = asyncio.create_task(asyncio.to_thread(self._listening.preview))
        elif turning is Turning.RESUMED:
            self._preview = None
        return turning

    def partial(self) -> str:
        """The text so far."""
        return self._listening.partial()

    async def words(self) -> Transcript | NotRecognized:
        """What was said; call once, after the end."""
        if self._preview is not None:
            return await self._preview
        return await asyncio.to_thread(self._listening.finish)
