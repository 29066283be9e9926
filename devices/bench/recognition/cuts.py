"""Which part of a recording a recogniser hears, and where it is asked: as in the pipeline, for all alike.

Frames are followed by the voice activity and the endpointing. A pause is where the speech has been over for
`preview_silence`: there the pipeline asks for an answer. The last pause of a recording is its end of speech,
however long the person thought before: each recording holds one order, and all engines hear the whole of it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, Frame, frames, samples
from assistant.bootstrap import engine
from assistant.listening.endpointing import Endpointing, Turning
from assistant.ports import VoiceActivity
from assistant.settings import Settings
from assistant.utterance import ADVANCE_EVERY

TAIL = samples(1.0)
"""Samples of silence after a recording: some end with the last word."""
_PATIENCE = 3600.0


@dataclass(frozen=True)
class Cut:
    """The sound of an utterance, from where the assistant begins to listen."""

    pcm: bytes
    """Whole frames: signed 16-bit mono samples at 16 kHz; to where the turn ends."""
    pauses: tuple[int, ...] = ()
    """After how many frames an answer is asked for, the last time at the end of speech; none where nobody
    speaks."""
    advances: tuple[int, ...] = ()
    """After how many frames a recogniser that answers in a pause is told to go on while somebody speaks."""

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """All of it."""
        return tuple(frames(self.pcm))

    @property
    def spoken(self) -> bytes:
        """The sound until the last pause; all of it where there is none."""
        return self.pcm[: self.pauses[-1] * FRAME_BYTES] if self.pauses else self.pcm


class Cutting(Protocol):
    """Finds what is heard of a sound."""

    def cut(self, pcm: bytes) -> Cut:
        """What is heard of it.

        Args:
            pcm: signed 16-bit mono samples at 16 kHz.
        """


class Cutter:
    """Cuts with the settings' voice activity and endpointing.

    Args:
        settings: which engine, and the thresholds.

    Raises:
        SettingsError: if there is no such engine.
        MissingPartError: if it is not installed.
    """

    def __init__(self, settings: Settings) -> None:
        self._activity: VoiceActivity = engine("voice_activity", settings.activity)
        # Only the sound's end ends it.
        self._listening = settings.listening.model_copy(
            update={"end_silence": _PATIENCE, "longest": _PATIENCE}
        )
        self._end = samples(settings.listening.end_silence)

    def cut(self, pcm: bytes) -> Cut:
        """What is heard of a sound: to the end of the turn, and at most to its own end."""
        self._activity.reset()
        endpointing = Endpointing(self._listening, _PATIENCE)
        heard, pauses, ends = list(frames(pcm)), [], 0
        advances, advanced = [], 0
        for number, frame in enumerate(heard, start=1):
            turning = endpointing.hear(frame.end, self._activity.feed(frame))
            if turning is Turning.STARTED:
                advanced = frame.end
            elif frame.end == endpointing.speech_end and frame.end - advanced >= ADVANCE_EVERY:
                advanced = frame.end
                advances.append(number)
            if turning is Turning.PAUSED:
                pauses.append(number)
                ends = min((endpointing.speech_end + self._end) // FRAME_SAMPLES, len(heard))
        if not pauses:
            return Cut(b"".join(frame.pcm for frame in heard))
        return Cut(
            b"".join(frame.pcm for frame in heard[: max(ends, pauses[-1])]), tuple(pauses), tuple(advances)
        )
