"""The report over all recordings: version 2 of the JSON.

A reader may rely on the fields of a version; another version may lack them or mean something else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from devices.recordings.corpus import Problem
from devices.recordings.expectation import Expectation
from devices.recordings.metrics.by_condition import ConditionFigures, by_condition
from devices.recordings.metrics.by_recording import acceptance, by_recording, tallied, word_errors
from devices.recordings.metrics.confusion import Confusion, confusion
from devices.recordings.metrics.detection import Rejections, Wakes, rejections, wakes
from devices.recordings.metrics.endpoints import EndsOfTurn, ends_of_turn
from devices.recordings.metrics.intervals import Interval, ratio_interval
from devices.recordings.metrics.slots import Agreement, Counts, agreement, share
from devices.recordings.metrics.waits import Waits, waits
from devices.recordings.metrics.words import WordCounts, all_words
from devices.recordings.metrics.worst import Worst, worst
from devices.recordings.outcome import Result, Step, performed, result

__all__ = ["VERSION", "Counts", "Report", "Result", "Step", "Tally", "performed", "report", "result"]

VERSION: Final = 2
"""Of the JSON."""


class Tally(BaseModel):
    """How often something was expected, and came about."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    expected: int
    """Recordings of which it was expected."""
    right: int
    """Those of them in which it came about."""
    interval: Interval | None = None
    """Of their share, by resampling recordings."""


class Report(BaseModel):
    """What came of all recordings."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    version: Literal[2] = VERSION
    """Of this format."""
    interrupted: bool = False
    """Playing was broken off; what is told is of the recordings until then."""
    recognizer: str = ""
    """What recognised the words, with its model where it has several: "moonshine", or "vosk with
    vosk-small-en-us"; empty where it is not known."""
    recordings: int
    """Played."""
    judged: int
    """Those of which something was expected."""
    accepted: int
    """Those of which all that was expected came about."""
    command_acceptance: float | None
    """The share of the judged that was accepted."""
    acceptance_interval: Interval | None = None
    """Of that share, by resampling recordings."""
    tallies: Mapping[str, Tally] = {}
    """For each thing that was expected anywhere: "intent", "slots", "cart", "reply" and so on."""
    slots: Agreement = Agreement()
    """Of the slots' values, in the recordings that say which slots are expected."""
    carts: Agreement = Agreement()
    """Of the cart lines' products, quantities and options, likewise."""
    words: int = 0
    """Said, where the words are known and are to be heard."""
    words_wrong: int = 0
    """Heard wrongly, left out or added."""
    word_error_rate: float | None = None
    """The wrong ones over those said, of all recordings together."""
    word_error_interval: Interval | None = None
    """Of that rate, by resampling recordings."""
    word_counts: WordCounts = WordCounts()
    """How the words that are wrong are wrong."""
    rejections: Rejections = Rejections()
    """Where nothing was understood, rightly and wrongly."""
    wakes: Wakes = Wakes()
    """Wake words missed, and heard where none were."""
    ends_of_turn: EndsOfTurn = EndsOfTurn()
    """Turns that were ended too early or late."""
    latency_ms: Waits
    """What a person waits."""
    real_time_factor: float | None
    """Seconds on the clock on the wall for each second of the recordings; 0.1 is ten times real time."""
    audio_seconds: float
    """The length of all recordings."""
    wall_seconds: float
    """What the busiest process took, without loading the engines."""
    cpu_seconds: float = 0
    """Of the processors, in all processes, without loading the engines. Processes that are killed as their
    power is cut are not counted."""
    cpu_per_audio_second: float | None = None
    """Seconds of one processor core for each second of the recordings."""
    jobs: int
    """Processes."""
    peak_memory_mb: int | None
    """Of the largest process; those that are killed as their power is cut are not looked at."""
    by_condition: tuple[ConditionFigures, ...] = ()
    """The same figures for each condition."""
    confusion: Confusion = Confusion()
    """Which intents were taken for which."""
    worst: tuple[Worst, ...] = ()
    """At most twenty, the worst first: not accepted, then the most wrong words, then the slowest."""
    problems: tuple[Mapping[str, str], ...] = ()
    """What could not be played: its "name" and the "reason"."""
    results: tuple[Result, ...] = ()
    """What came of each recording."""

    @property
    def all_met(self) -> bool:
        """Everything was played, and all that was expected came about."""
        return not self.problems and all(result.accepted is not False for result in self.results)


def report(
    results: Sequence[Result],
    problems: Iterable[Problem],
    *,
    wall: float,
    jobs: int = 1,
    memory: int | None = None,
    cpu: float | None = None,
    interrupted: bool = False,
) -> Report:
    """Sum up.

    Args:
        results: of the recordings that were played.
        problems: what could not be played.
        wall: how long playing took, in seconds.
        jobs: processes.
        memory: of the largest of them, in MB.
        cpu: seconds of the processors that playing took; without it, what the results say.
        interrupted: not all was played.
    """
    right, judged = acceptance(results)
    wrong, words = word_errors(results)
    length = sum(result.seconds for result in results)
    cpu = sum(result.cpu_seconds for result in results) if cpu is None else cpu
    return Report(
        interrupted=interrupted,
        recordings=len(results),
        judged=sum(judged),
        accepted=sum(right),
        command_acceptance=share(sum(right), sum(judged)),
        acceptance_interval=ratio_interval(right, judged),
        tallies=_tallies(results),
        slots=agreement(_counts(results, "slot_counts")),
        carts=agreement(_counts(results, "cart_counts")),
        words=sum(words),
        words_wrong=sum(wrong),
        word_error_rate=share(sum(wrong), sum(words)),
        word_error_interval=ratio_interval(wrong, words),
        word_counts=all_words([each.word_counts for each in results if each.word_counts is not None]),
        rejections=rejections(results),
        wakes=wakes(results),
        ends_of_turn=ends_of_turn([each.turn_end for each in results]),
        latency_ms=waits(results),
        real_time_factor=share(wall, length),
        audio_seconds=round(length, 1),
        wall_seconds=round(wall, 2),
        cpu_seconds=round(cpu, 2),
        cpu_per_audio_second=share(cpu, length),
        jobs=jobs,
        peak_memory_mb=memory,
        by_condition=by_condition(results),
        confusion=confusion(results),
        worst=worst(results),
        problems=tuple({"name": problem.name, "reason": problem.reason} for problem in problems),
        results=tuple(results),
    )


def _counts(results: Iterable[Result], name: str) -> Iterator[list[Counts]]:
    for group in by_recording(results):
        found = [counts for counts in map(attrgetter(name), group) if counts is not None]
        if found:
            yield found


def _tallies(results: Sequence[Result]) -> dict[str, Tally]:
    found = {what: _tally(results, what) for what in Expectation.model_fields}
    return {what: tally for what, tally in found.items() if tally.expected}


def _tally(results: Sequence[Result], what: str) -> Tally:
    right, played = tallied(results, lambda result: result.verdicts.get(what))
    return Tally(expected=sum(played), right=sum(right), interval=ratio_interval(right, played))
