"""Telling the observers what happens, and when in the audio."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assistant.events import Happened, Stage, StageFailed, StageTimed
from assistant.ports import Observer


class Reporter:
    """Hands events and timings to every observer, with the position in the audio.

    Args:
        observers: who is told.
    """

    def __init__(self, observers: Sequence[Observer] = ()) -> None:
        self._observers = tuple(observers)
        self.now = 0
        """Samples of the source heard so far; the pipeline moves it."""

    def saw(self, event: type[Happened], **fields: Any) -> None:
        """Something happened now."""
        happened: Any = event(at=self.now, **fields)
        for observer in self._observers:
            observer.saw(happened)

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
