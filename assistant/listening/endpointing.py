"""When the person begins and ends: pure logic on sound and sense, counted in samples.

The sound is the probability of speech; the sense, how far the words have come in what may be said.
"""

from enum import Enum, auto

from assistant.audio import samples
from assistant.ports import Standing
from assistant.settings import Listening

# Shorter sounds are clicks, or the end of the wake word.
_SHORTEST = samples(0.06)


class Turning(Enum):
    """A point in an utterance."""

    STARTED = auto()
    """The person began to speak."""
    PAUSED = auto()
    """The person has been quiet for a moment; perhaps this is the end."""
    RESUMED = auto()
    """It was not: the person speaks on."""
    ENDED = auto()
    """The person has finished."""
    CUT = auto()
    """The person has spoken for longer than is listened to."""
    GAVE_UP = auto()
    """Nobody spoke."""


class Endpointing:
    """Follows one utterance.

    Args:
        settings: the thresholds and times.
        patience: how long to wait for the person to begin, in seconds.
    """

    def __init__(self, settings: Listening, patience: float) -> None:
        self._settings = settings
        self._patience = samples(patience)
        self._begun: int | None = None
        self._speaking = False
        self._loud_since: int | None = None
        self._paused = False
        self._started = False
        self.speech_end = 0
        """Position of the end of the last speech, in samples."""

    def hear(self, now: int, probability: float, standing: Standing = Standing.UNKNOWN) -> Turning | None:
        """Take in the probability of speech of a frame.

        Args:
            now: the position of the frame's end, in samples.
            probability: of speech, 0..1.
            standing: how far the words before a silence have come; says how long it has to be to be the end.
        """
        if self._begun is None:
            self._begun = now
        threshold = self._settings.speech_off if self._speaking else self._settings.speech_on
        self._speaking = probability >= threshold
        if self._speaking:
            return self._loud(now)
        self._loud_since = None
        return self._quiet(now, standing)

    def _loud(self, now: int) -> Turning | None:
        assert self._begun is not None
        if self._loud_since is None:
            self._loud_since = now
        if not self._started and now - self._loud_since < _SHORTEST:
            return None
        self.speech_end = now
        if not self._started:
            self._started = True
            return Turning.STARTED
        if now - self._begun >= samples(self._settings.longest):
            return Turning.CUT
        if self._paused:
            self._paused = False
            return Turning.RESUMED
        return None

    def _quiet(self, now: int, standing: Standing) -> Turning | None:
        assert self._begun is not None
        if not self._started:
            return Turning.GAVE_UP if now - self._begun >= self._patience else None
        silence = now - self.speech_end
        if silence >= samples(self._silence_that_ends(standing)):
            return Turning.ENDED
        if not self._paused and silence >= samples(self._settings.preview_silence):
            self._paused = True
            return Turning.PAUSED
        return None

    def _silence_that_ends(self, standing: Standing) -> float:
        match standing:
            case Standing.BRIEF:
                return self._settings.brief_silence
            case Standing.UNFINISHED:
                return self._settings.unfinished_silence
            case Standing.FINISHED | Standing.UNKNOWN:
                return self._settings.end_silence
