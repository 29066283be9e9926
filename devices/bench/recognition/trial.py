"""All engines on the same orders, one after the other, so that none is disturbed by another.

The time from the end of speech to the transcript is what a clock on the wall shows from the moment at which
the sound until 0.2 s after the last word is there, which is when the pipeline asks; an engine that cannot
preview is asked where the turn ends. What was decoded before, while the person spoke, costs nothing then, but
counts in the real-time factor. Whisper gets the same sound at once. The real-time factor is all time spent in
the engine, over the length of the recording.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant.audio import seconds
from assistant.settings import Settings
from devices.bench.recognition.contestants import Contestant, Facts, Heard, Kind
from devices.bench.recognition.cuts import TAIL, Cut, Cutter, Cutting
from devices.bench.recognition.mixing import Measure, noisy
from devices.bench.recognition.orders import Orders
from devices.bench.recognition.reports import EngineReport
from devices.bench.recognition.summing import Order, engine_report
from devices.bench.recognition.worker import Worker
from devices.recordings import files
from devices.recordings.corpus import Recording
from devices.recordings.expectation import ExpectedLine
from devices.recordings.metrics.words import WordCounts, word_counts
from intents.normal import normalized

NAMES = {Kind.FREE: "Moonshine, free", Kind.WHISPER: "Whisper tiny.en"}
"""What the peers are called."""


class Hearer(Protocol):
    """A contestant, wherever it works."""

    facts: Facts

    def hear(self, cut: Cut) -> Heard:
        """What it hears."""

    def memory(self) -> int | None:
        """The most memory that it has had, in MB."""


class Judge(Protocol):
    """Tells whether orders are right."""

    def understood(self, text: str, expected: Sequence[ExpectedLine]) -> bool:
        """As the assistant reads a transcript."""

    def matched(self, text: str, expected: Sequence[ExpectedLine]) -> bool:
        """By words alone."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is heard."""

    recordings: Sequence[Recording]
    """Orders."""
    noise: Path | None = None
    snrs: Sequence[float | None] = (None,)
    """Speech-to-noise ratios in dB; None is without noise."""
    seed: int = 0
    measure: Measure = Measure.LOUDEST
    """What the ratios are of."""

    def __len__(self) -> int:
        """How many sounds there are."""
        return len(self.recordings) * len(self.snrs)

    def sounds(self) -> Iterator[tuple[Recording, float | None]]:
        """Every recording at a level, then at the next."""
        for snr in self.snrs:
            for recording in self.recordings:
                yield recording, snr

    def pcm(self, recording: Recording, snr: float | None) -> bytes:
        """A recording as it is heard; the noise goes on after its end.

        Raises:
            UnusableInputError: if it, or the noise, cannot be used.
        """
        clean = files.read(recording.path).pcm + bytes(2 * TAIL)
        if snr is None or self.noise is None:
            return clean
        return noisy(clean, self.noise, snr, self.measure, name=recording.name, seed=self.seed)


@dataclass(slots=True)
class Trial:
    """Lets contestants hear a course.

    Args:
        hearers: the contestants.
        cutter: finds what is heard of a sound.
        judge: tells which orders are right.
    """

    hearers: dict[Kind, Hearer]
    cutter: Cutting
    judge: Judge
    orders: dict[Kind, list[Order]] = field(default_factory=dict)
    """What came of it so far."""

    def run(self, course: Course, told: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Hear all of it.

        Args:
            course: what is heard.
            told: called after each sound.
            stopped: asked before each sound whether that is enough.

        Raises:
            UnusableInputError: if a recording or the noise cannot be used.
            MissingPartError: if a contestant breaks down.
        """
        for recording, snr in course.sounds():
            if stopped():
                return
            pcm = course.pcm(recording, snr)
            cut, length = self.cutter.cut(pcm), seconds(len(pcm) // 2 - TAIL)
            for kind, hearer in self.hearers.items():
                order = self._order(recording, snr, length, hearer.hear(cut))
                self.orders.setdefault(kind, []).append(order)
            told()

    def report(self, name: str) -> tuple[EngineReport, ...]:
        """Sum up.

        Args:
            name: what the assistant's recogniser is called.
        """
        return tuple(
            engine_report(
                kind, NAMES.get(kind, name), hearer.facts, hearer.memory(), self.orders.get(kind, [])
            )
            for kind, hearer in self.hearers.items()
            if kind is not Kind.UNSURE
        )

    def _order(self, recording: Recording, snr: float | None, length: float, heard: Heard) -> Order:
        expected, text = recording.expect.cart or (), heard.text
        return Order(
            snr=snr,
            heard=heard,
            seconds=length,
            right=text is not None and self.judge.understood(text, expected),
            right_by_words=text is not None and self.judge.matched(text, expected),
            words=None if recording.text is None else _words(recording.text, text or ""),
        )


def _words(said: str, text: str) -> WordCounts:
    """Compare words, with numbers in words and short forms in full: engines write them in different ways."""
    return word_counts(normalized(said), normalized(text))


def opened(settings: Settings, kinds: Sequence[Kind], stack: ExitStack) -> Trial:
    """A trial with contestants in processes of their own, which end with the stack.

    Args:
        settings: recogniser and shop.
        kinds: who takes part.
        stack: what is closed afterwards.

    Raises:
        SettingsError: if a recogniser or the shop is unknown, sells for real, or an option does not fit.
        MissingPartError: if an engine is not installed.
    """
    judge = stack.enter_context(Orders(settings))
    hearers: dict[Kind, Hearer] = {
        kind: stack.enter_context(Worker(Contestant(kind=kind, settings=settings))) for kind in kinds
    }
    return Trial(hearers, Cutter(settings), judge)
