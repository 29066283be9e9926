"""The assistant's voice: sentence by sentence to the sink, and how much of it was heard."""

import asyncio
import re
from collections.abc import Callable

from assistant.ports import AudioSink, Synthesizer

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
        self.waiting = asyncio.Event()
        """All sound of the reply is with the sink and only has to be played."""

    async def speak(self, text: str, first: Callable[[], None]) -> None:
        """Say a reply and wait until it has been heard.

        Args:
            text: one sentence or more.
            first: called when the first frame is at the sink.
        """
        self._ends = []
        end = self._sink.heard
        try:
            for sentence in sentences(text):
                async for frame in self._synthesizer.speak(sentence):
                    await self._sink.play(frame)
                    if not self._ends and frame.position == 0:
                        first()
                    end += len(frame.pcm) // 2
                self._ends.append((sentence, end))
            self.waiting.set()
            await self._sink.drained()
        finally:
            self.waiting.clear()

    def pause(self) -> None:
        """Hold the sound at once, until `resume` or `silence`."""
        self._sink.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._sink.resume()

    def silence(self) -> None:
        """Drop what was not played yet."""
        self._sink.clear()
        self._sink.resume()

    def heard(self) -> str:
        """The sentences of the present or last reply that were played to their end."""
        return " ".join(text for text, end in self._ends if end <= self._sink.heard)
