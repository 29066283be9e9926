"""The assistant's voice: sentence by sentence to the sink, and how much of it was heard."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence

from assistant.audio import Frame
from assistant.loudness import scaled
from assistant.manner import Manner
from assistant.ports import AudioSink, Paced, Synthesizer
from assistant.signals import Earcon

# Not after "Dr." or "St.": only after a number or a word of four letters or more.
_SENTENCE = re.compile(r"(?:(?<=[!?])|(?<=\w{4}\.)|(?<=\d\.))\s+")


def sentences(text: str) -> list[str]:
    """Cut a reply after each sentence, so that the first is heard while the next is made."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


class Playback:
    """Speaks one reply at a time; `heard` says how much of it was played.

    Args:
        synthesizer: makes the sound.
        sink: where it goes; its queue is bounded, so synthesis waits for it.
    """

    def __init__(self, synthesizer: Synthesizer, sink: AudioSink) -> None:
        self._synthesizer = synthesizer
        self._sink = sink
        self._ends: list[tuple[str, int]] = []
        self._speaking = False
        self._manner = Manner()
        self._earcon: asyncio.Task[None] | None = None
        self._earcon_end = 0
        """What the sink has `heard` when the last earcon has been played."""
        self.waiting = asyncio.Event()
        """All sound of the reply is with the sink and only has to be played."""

    @property
    def paced(self) -> bool:
        """The voice can speak slower and faster."""
        return isinstance(self._synthesizer, Paced)

    def adjust(self, manner: Manner) -> None:
        """Speak in this manner from the next frame on; the pace from the next sentence on."""
        self._manner = manner
        if isinstance(self._synthesizer, Paced):
            self._synthesizer.set_speed(manner.speed)

    @property
    def sounding(self) -> bool:
        """An earcon has not been played to its end."""
        return self._earcon is not None and (not self._earcon.done() or self._sink.heard < self._earcon_end)

    def give(self, earcon: Earcon) -> bool:
        """Play a short sound, and wait for nothing; a reply is said after it.

        Args:
            earcon: which. One at a time, and none while a reply is spoken.

        Returns:
            Whether it is played.
        """
        from assistant.speech.earcons import frames_of

        if self._speaking or self.sounding:
            return False
        frames = frames_of(earcon)
        self._earcon_end = self._sink.heard + sum(len(frame.pcm) // 2 for frame in frames)
        self._earcon = asyncio.create_task(self._sound(frames))
        self._earcon.add_done_callback(self._given)
        return True

    def _given(self, earcon: asyncio.Task[None]) -> None:
        # A loudspeaker that is gone is told of by the next reply, which needs it, too.
        if not earcon.cancelled() and earcon.exception() is not None:
            self._earcon_end = 0

    async def _sound(self, frames: Sequence[Frame]) -> None:
        for frame in frames:
            await self._play(frame)

    async def _play(self, frame: Frame) -> None:
        await self._sink.play(scaled(frame, self._manner.gain))

    async def speak(self, text: str, first: Callable[[], None]) -> None:
        """Say a reply and wait until it has been heard.

        Args:
            text: one sentence or more.
            first: called when the first frame is at the sink; never where there is none.
        """
        parts = [(sentence, self._synthesizer.speak(sentence)) for sentence in sentences(text)]
        await self._say(parts, first)

    async def sign(self, earcon: Earcon, text: str, first: Callable[[], None]) -> None:
        """Give an earcon instead of a reply, and wait until it has been heard.

        Args:
            earcon: which.
            text: what it stands for.
            first: called when the first frame is at the sink.
        """
        from assistant.speech.earcons import frames_of

        await self._say([(text, _all(frames_of(earcon)))], first)

    async def _say(
        self, parts: Sequence[tuple[str, AsyncIterator[Frame]]], first: Callable[[], None]
    ) -> None:
        self._ends = []
        self._speaking = True
        try:
            await self.settled()
            end = max(self._sink.heard, self._earcon_end)
            begun = False
            for sentence, sound in parts:
                async for frame in sound:
                    await self._play(frame)
                    if not begun:
                        begun = True
                        first()
                    end += len(frame.pcm) // 2
                self._ends.append((sentence, end))
            self.waiting.set()
            await self._sink.drained()
        finally:
            self._speaking = False
            self.waiting.clear()

    async def settled(self) -> None:
        """Wait until all sound of an earcon is with the sink."""
        if self._earcon is not None:
            await asyncio.wait({self._earcon})

    def pause(self) -> None:
        """Hold the sound at once, until `resume` or `silence`."""
        self._sink.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._sink.resume()

    def silence(self) -> None:
        """Drop what was not played yet."""
        if self._earcon is not None:
            self._earcon.cancel()
        self._earcon, self._earcon_end = None, 0
        self._sink.clear()
        self._sink.resume()

    def heard(self) -> str:
        """The sentences of the present or last reply that were played to their end."""
        return " ".join(text for text, end in self._ends if end <= self._sink.heard)


async def _all(frames: Sequence[Frame]) -> AsyncIterator[Frame]:
    for frame in frames:
        yield frame
