"""What happens in a room besides the assistant: who speaks when, and when it is over. Counted in samples."""

from collections.abc import AsyncIterator
from typing import Protocol

from assistant.audio import Frame, samples
from assistant.pipeline import Pipeline
from assistant.ports import AudioSource
from devices.recordings.stopwatch import Stopwatch

TAIL = samples(0.5)
"""What was heard last may need as long to be noticed."""
LONGEST_AFTER = samples(60.0)
"""An answer is waited for as long; then the run is broken off."""


class Director(Protocol):
    """Decides, frame by frame, how a run goes on."""

    async def goes_on(self, now: int, pipeline: Pipeline, watch: Stopwatch) -> bool:
        """Whether there is to be another frame.

        Args:
            now: its position, in samples.
            pipeline: that will hear it.
            watch: the pipeline's observer.
        """


class Directed:
    """A source that asks a director before each frame, and ends when the director says so.

    Args:
        source: where the frames come from; goes on for as long as it is asked.
        director: decides when it is over.
        watch: the pipeline's observer.
    """

    def __init__(self, source: AudioSource, director: Director, watch: Stopwatch) -> None:
        self._source = source
        self._director = director
        self._watch = watch
        self.channels = source.channels
        self.waits = source.waits
        self.pipeline: Pipeline | None = None
        """That hears it; set before the first frame is asked for."""

    @property
    def overruns(self) -> int:
        """Frames lost because nobody took them in time."""
        return self._source.overruns

    async def __aiter__(self) -> AsyncIterator[Frame]:
        """The frames until the director ends it."""
        assert self.pipeline is not None
        async for frame in self._source:
            if not await self._director.goes_on(frame.position, self.pipeline, self._watch):
                return
            yield frame


class UntilAnswered:
    """Lets a recording be heard and answered.

    Args:
        length: of the recording, in samples.
        button: press it as the recording begins.
    """

    def __init__(self, length: int, *, button: bool) -> None:
        self._length = length
        self._button = button
        self.broken_off = False
        """The assistant did not come to rest in time."""

    async def goes_on(self, now: int, pipeline: Pipeline, watch: Stopwatch) -> bool:
        """Until all that the recording can lead to has come about."""
        if self._button and not now:
            pipeline.press()
        if now < self._length + TAIL:
            return True
        if now > self._length + LONGEST_AFTER:
            self.broken_off = not pipeline.resting
            return False
        # A question that nobody is there to answer is not waited for.
        unanswered = watch.waiting and bool(watch.turns)
        return not (pipeline.resting or unanswered)
