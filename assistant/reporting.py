"""Telling the observers what happens, and when in the audio."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assistant.events import EarconPlayed, Happened, LightsChanged, Stage, StageFailed, StageTimed
from assistant.ports import Observer
from assistant.signals import Earcon, Earcons, Lights


class Reporter:
    """Hands events and timings to every observer, with the position in the audio, and drives the signals.

    Args:
        observers: who is told.
        sound: gives an earcon, or says that it cannot be given now; without it there are no earcons.
    """

    def __init__(
        self, observers: Sequence[Observer] = (), sound: Callable[[Earcon], bool] | None = None
    ) -> None:
        self._observers = tuple(observers)
        self._sound = sound
        self._lights, self._earcons = Lights(), Earcons()
        self._pattern = self._lights.pattern
        self._now = 0

    @property
    def now(self) -> int:
        """Samples of the source heard so far."""
        return self._now

    @now.setter
    def now(self, now: int) -> None:
        self._now = now
        self._lights.passed(now)
        self._tell_lights()

    def saw(self, event: type[Happened], **fields: Any) -> None:
        """Something happened now; what the lights and earcons say of it follows at once."""
        happened: Any = event(at=self.now, **fields)
        for observer in self._observers:
            observer.saw(happened)
        self._lights.saw(happened)
        self._tell_lights()
        earcon = self._earcons.after(happened)
        if earcon is not None and self._sound is not None and self._sound(earcon):
            self.saw(EarconPlayed, name=earcon.value)

    def _tell_lights(self) -> None:
        if self._lights.pattern is not self._pattern:
            self._pattern = self._lights.pattern
            self.saw(LightsChanged, pattern=self._pattern.value)

    def failed(self, stage: Stage, error: BaseException, detail: str = "") -> None:
        """A stage could not do its work. The error's own text may hold what was said, and is not told.

        Args:
            stage: which.
            error: what went wrong; only its kind is told.
            detail: what may be told besides.
        """
        message = detail or str(getattr(error, "kind", ""))
        self.saw(StageFailed, stage=stage, code=type(error).__name__, message=message)

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        """Measure a stage, in milliseconds on the clock on the wall."""
        began = time.perf_counter()
        try:
            yield
        finally:
            timing = StageTimed(stage=stage, at=self.now, ms=(time.perf_counter() - began) * 1000)
            for observer in self._observers:
                observer.timed(timing)
