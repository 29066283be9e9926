"""Whether the wake word was really said: pure logic on the engine's scores."""

from dataclasses import dataclass
from enum import Enum, auto

from assistant.audio import samples
from assistant.ports import Detection

# The engine's score rises and falls within this time around one spoken word.
_PEAK = samples(0.2)
# A word that was turned down is not looked at again in the echo of the same score.
_REST = samples(0.8)


class Verdict(Enum):
    """What to do about a detection."""

    WAKE = auto()
    """Surely the wake word."""
    LOOK_AGAIN = auto()
    """Perhaps the wake word: the recogniser is to say."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and the detection that it is about."""

    verdict: Verdict
    detection: Detection


class WakeGate:
    """Waits for a score's peak; a high one wakes at once, a middling one is looked at a second time.

    Args:
        sure: a score above this wakes at once.
        perhaps: a score above this is worth a second look.
        second_look: without it, only sure scores wake.
    """

    def __init__(self, sure: float, perhaps: float, *, second_look: bool = True) -> None:
        self._sure = sure
        self._perhaps = perhaps if second_look else sure
        self._best: Detection | None = None
        self._since = 0
        self._rest_until = 0

    def hear(self, now: int, detection: Detection | None) -> Decision | None:
        """Take in a frame's detection; None as long as nothing is decided.

        Args:
            now: the position of the frame's end, in samples.
            detection: what the engine said of the frame.
        """
        if now < self._rest_until:
            return None
        if detection is not None and detection.score > self._sure:
            return self._decide(Verdict.WAKE, detection, now)
        if detection is not None and detection.score > self._perhaps:
            self._take(detection, now)
        if self._best is not None and now - self._since >= _PEAK:
            return self._decide(Verdict.LOOK_AGAIN, self._best, now)
        return None

    def reset(self) -> None:
        """Forget a score whose peak was waited for."""
        self._best = None

    def _take(self, detection: Detection, now: int) -> None:
        if self._best is None:
            self._since = now
        if self._best is None or detection.score > self._best.score:
            self._best = detection

    def _decide(self, verdict: Verdict, detection: Detection, now: int) -> Decision:
        self._best = None
        self._rest_until = now + _REST
        return Decision(verdict, detection)
