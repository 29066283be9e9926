"""What is rejected: sounds that are no orders, which should be, and orders, which should not.

The same sounds are heard twice: with the engine's own threshold, and with none, to find the highest threshold
that rejects at most one of a hundred clean orders, and what it would reject of the rest. As in the pipeline,
sound in which nobody is found to speak never gets to the engine.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from devices.bench.recognition.contestants import Heard
from devices.bench.recognition.cuts import TAIL, Cutting
from devices.bench.recognition.outside import NOT_SPEECH, Sound
from devices.bench.recognition.reports import Rejected, RejectionReport
from devices.bench.recognition.trial import Course, Hearer

_LOST = 0.01
"""The share of clean orders that may be rejected."""
_Both = tuple[Heard, Heard | None]
"""With the engine's threshold, and without one."""
_NOTHING = Heard(None, 0.0, 0.0, 0.0)


class Rejecting:
    """Lets the recogniser hear orders and what is none.

    Args:
        own: the recogniser as it is.
        unsure: the same without its threshold; None where it does not let it be chosen.
        cutter: finds what is heard of a sound.
    """

    def __init__(self, own: Hearer, unsure: Hearer | None, cutter: Cutting) -> None:
        self._own, self._unsure, self._cutter = own, unsure, cutter
        self._orders: list[_Both] = []
        self._sounds: defaultdict[str, list[_Both]] = defaultdict(list)

    def run(
        self,
        course: Course,
        sounds: Sequence[Sound],
        told: Callable[[], object],
        stopped: Callable[[], bool],
    ) -> None:
        """Hear the course's recordings without noise, and the sounds.

        Args:
            course: orders.
            sounds: what is none.
            told: called after each.
            stopped: asked before each whether that is enough.
        """
        for recording in course.recordings:
            if stopped():
                return
            self._orders.append(self._both(course.pcm(recording, None)))
            told()
        for sound in sounds:
            if stopped():
                return
            self._sounds[sound.kind].append(self._both(sound.pcm() + bytes(2 * TAIL)))
            told()

    def report(self) -> RejectionReport:
        """Sum up."""
        threshold = None
        if self._unsure is not None and self._orders:
            threshold = _threshold(_confidences(self._orders))
        kinds = [_rejected(kind, found, threshold) for kind, found in self._sounds.items()]
        speech = [both for kind, found in self._sounds.items() if kind not in NOT_SPEECH for both in found]
        return RejectionReport(
            orders=len(self._orders),
            orders_rejected=_at_own(self._orders),
            threshold=None if threshold is None else round(threshold, 4),
            threshold_rejects=_below(self._orders, threshold),
            kinds=tuple(kinds),
            total=_rejected("speech in all", speech, threshold),
        )

    def _both(self, pcm: bytes) -> _Both:
        cut = self._cutter.cut(pcm)
        if not cut.pauses:  # nobody is found to speak, and no recogniser asked
            return _NOTHING, _NOTHING
        return self._own.hear(cut), self._unsure.hear(cut) if self._unsure is not None else None


def _rejected(kind: str, found: Sequence[_Both], threshold: float | None) -> Rejected:
    return Rejected(
        kind=kind, sounds=len(found), rejected=_at_own(found), rejected_at_best=_below(found, threshold)
    )


def _at_own(found: Iterable[_Both]) -> int:
    return sum(own.text is None for own, _ in found)


def _below(found: Sequence[_Both], threshold: float | None) -> int | None:
    return None if threshold is None else sum(sure < threshold for sure in _confidences(found))


def _confidences(found: Iterable[_Both]) -> list[float]:
    """How sure the engine was; less than anything where it recognised nothing."""
    return [-1.0 if heard.text is None else heard.confidence for _, heard in found if heard is not None]


def _threshold(orders: Sequence[float]) -> float:
    """The highest confidence below which at most the share of orders lies that may be lost."""
    ordered = sorted(orders)
    return max(0.0, ordered[math.floor(_LOST * len(ordered))])
