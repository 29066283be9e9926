"""One take: what the microphone gives while a sentence is said, from before the speech to after it."""

from dataclasses import dataclass, replace

from assistant.audio import SAMPLE_RATE, Frame, samples
from assistant.listening.endpointing import Endpointing, Turning
from assistant.settings import Listening

PATIENCE = 10.0
"""Seconds that are waited for the person to begin."""
READING = Listening(end_silence=1.0, longest=30.0)
"""Who reads aloud makes longer pauses than who orders."""
MARGIN = 0.4
"""Seconds that are kept before and after the speech."""
_ONSET = 0.12
"""Seconds before speech is certain in which it may have begun: what the endpointing asks for, and two of the
windows of the voice activity."""
_OVER = {Turning.ENDED, Turning.CUT, Turning.GAVE_UP}


@dataclass(frozen=True, slots=True)
class Take:
    """What was recorded."""

    pcm: bytes
    """Signed 16-bit samples, 16 kHz, mono."""
    speech: tuple[float, float] | None = None
    """Where somebody speaks: begin and end in seconds; None where nobody does."""
    lost: int = 0
    """Frames of 20 ms that were lost."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / SAMPLE_RATE

    def trimmed(self) -> "Take":
        """The speech, and a little before and after it."""
        if self.speech is None:
            return self
        begin = max(0.0, self.speech[0] - MARGIN)
        end = min(self.seconds, self.speech[1] + MARGIN)
        speech = (round(self.speech[0] - begin, 3), round(self.speech[1] - begin, 3))
        return replace(self, pcm=self.pcm[2 * samples(begin) : 2 * samples(end)], speech=speech)


class Taking:
    """Follows a take, and says when it is over.

    Args:
        settings: the thresholds and times.
        patience: how long to wait for the person to begin, in seconds.
    """

    def __init__(self, settings: Listening = READING, patience: float = PATIENCE) -> None:
        self._endpointing = Endpointing(settings, patience)
        self._pcm = bytearray()
        self._begun: float | None = None
        self.over = False
        """The person has finished, or does not begin, or goes on for too long."""

    def hear(self, frame: Frame, probability: float) -> None:
        """Take in a frame.

        Args:
            frame: 20 ms of sound.
            probability: that somebody speaks at its end, 0..1.
        """
        self._pcm += frame.pcm
        # The take's own time: a microphone that loses frames jumps.
        now = len(self._pcm) // 2
        turning = self._endpointing.hear(now, probability)
        if turning is Turning.STARTED:
            self._begun = max(0.0, now / SAMPLE_RATE - _ONSET)
        self.over = self.over or turning in _OVER

    def take(self, lost: int = 0) -> Take:
        """What was recorded so far.

        Args:
            lost: frames of 20 ms that the microphone lost meanwhile.
        """
        end = self._endpointing.speech_end / SAMPLE_RATE
        return Take(bytes(self._pcm), None if self._begun is None else (self._begun, end), lost)
