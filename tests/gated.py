"""An utterance, and a recogniser that goes on when it is told to."""

import asyncio
import threading
from collections.abc import Sequence

from assistant.audio import frames
from assistant.listening.endpointing import Endpointing, Turning
from assistant.ports import NotRecognized, Standing, Transcript
from assistant.settings import Listening
from assistant.utterance import Utterance
from fakes import (
    QUIET,
    SPEECH,
    FakeListening,
    FakeVoiceActivity,
    Gist,
    sound,
)

ORDER = (
    Gist(0.1, "add", Standing.UNFINISHED),
    Gist(0.5, "add two boxes of", Standing.UNFINISHED),
    Gist(1.5, "add two boxes of oat milk", Standing.FINISHED),
)


def said(text: str) -> Transcript:
    return Transcript(text=text, confidence=0.9)


def speech(length: float) -> bytes:
    return sound(SPEECH, length)


def pause(length: float) -> bytes:
    return sound(QUIET, length)


class Gated(FakeListening):
    """Is at work until it is told to go on, and tells when it begins."""

    def __init__(self, answer: Transcript | NotRecognized | Exception, gists: Sequence[Gist] = ()) -> None:
        super().__init__(answer, gists)
        self.go = threading.Event()
        self.began = threading.Semaphore(0)
        self.side_by_side = 0
        self._at_work = threading.Lock()

    def _decode(self) -> None:
        self._wait()
        super()._decode()

    def finish(self) -> Transcript | NotRecognized:
        self._wait()
        return super().finish()

    def _wait(self) -> None:
        self.side_by_side += not self._at_work.acquire(blocking=False)
        self.began.release()
        assert self.go.wait(5)
        self._at_work.release()


def utterance_of(listening: FakeListening, *, preview: bool = True) -> Utterance:
    endpointing = Endpointing(Listening(), 5)
    return Utterance(listening, FakeVoiceActivity(), endpointing, preview=preview, streaming=True)


async def hear(utterance: Utterance, pcm: bytes, start: int = 0) -> list[Turning]:
    """Live: nobody waits for the recogniser."""
    turnings = []
    for frame in frames(pcm, start):
        turning = utterance.feed(frame)
        if turning is not None:
            turnings.append(turning)
        if turning in {Turning.ENDED, Turning.CUT}:
            break
        await asyncio.sleep(0)
    return turnings
