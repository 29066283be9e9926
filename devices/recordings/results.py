"""What came of playing recordings: one result each, and the report over all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.events import Stage
from devices.recordings.corpus import Expectation, Problem, Recording
from devices.recordings.figures import Spread, spread
from devices.recordings.scoring import judged, words_wrong
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch

VERSION = 1
"""Of the JSON; a reader may rely on the fields of a version."""
_STAGES = tuple(Latency.model_fields)


class Result(BaseModel):
    """What came of one recording."""

    model_config = ConfigDict(frozen=True)

    audio: str
    seconds: float
    """The length of the recording."""
    woken: bool = False
    """The wake word was heard; where it was not, the button was pressed, or nobody was listening."""
    text: str
    """All transcripts, word for word."""
    intent: str | None
    """Of the first sentence that was understood."""
    slots: Mapping[str, Any]
    cart: Sequence[Mapping[str, Any]]
    """At the end."""
    reply: str
    """All that was answered."""
    orders: Sequence[str]
    """Numbers of the orders that were placed."""
    accepted: bool | None
    """All that was expected came about; None where nothing was expected."""
    verdicts: Mapping[str, bool]
    """For each thing that was expected, whether it came about."""
    expect: Expectation
    latency_ms: float | None
    """From the end of the speech to the first sample of the reply, in the first turn that had one."""
    words: int | None = None
    """Words spoken, where the corpus tells them."""
    words_wrong: int | None = None
    turns: Sequence[Exchange]
    second_looks_ms: Sequence[float] = ()
    """How long each second look at a possible wake word took."""

    @property
    def heard(self) -> bool:
        """Somebody spoke."""
        return bool(self.turns)


def result(recording: Recording, length: float, watch: Stopwatch) -> Result:
    """Put together what came of a recording.

    Args:
        recording: what was played.
        length: how long it is, in seconds.
        watch: what was seen.
    """
    understood = next((turn for turn in watch.turns if turn.intent is not None), Exchange())
    verdicts = judged(recording.expect, watch.turns, watch.cart)
    text = " ".join(turn.text for turn in watch.turns if turn.text)
    wrong, words = words_wrong(recording.text, text) if recording.text is not None else (None, None)
    return Result(
        audio=recording.name,
        seconds=round(length, 3),
        woken=watch.called,
        text=text,
        intent=understood.intent,
        slots=understood.slots,
        cart=watch.cart,
        reply=" ".join(reply for turn in watch.turns for reply in turn.replies),
        orders=watch.orders,
        accepted=all(verdicts.values()) if verdicts else None,
        verdicts=verdicts,
        expect=recording.expect,
        latency_ms=next(iter(_latencies(watch.turns, "sound")), None),
        words=words,
        words_wrong=wrong,
        turns=watch.turns,
        second_looks_ms=[round(ms, 1) for ms in watch.stages[Stage.WAKE]],
    )


class Tally(BaseModel):
    """How often something was expected, and came about."""

    expected: int
    right: int


class Waits(Spread):
    """How long a person waits after their last word, in milliseconds: until the reply's first sample."""

    stages: Mapping[str, Spread]
    """Until the end of the turn was decided, the transcript, the reply's text and its first sample."""
    second_look: Spread
    """How long the recogniser took to confirm or turn down a possible wake word."""


class Report(BaseModel):
    """What came of all recordings."""

    version: int = VERSION
    recordings: int
    """Played."""
    judged: int
    """Those of which something was expected."""
    accepted: int
    """Those of which all that was expected came about."""
    command_acceptance: float | None
    """The share of the judged that was accepted."""
    tallies: Mapping[str, Tally]
    """For "intent", "slots", "cart" and "reply"."""
    words: int
    words_wrong: int
    latency_ms: Waits
    real_time_factor: float | None
    """Seconds on the clock on the wall for each second of the recordings; 0.1 is ten times real time."""
    audio_seconds: float
    wall_seconds: float
    """Without loading the engines."""
    jobs: int
    """Processes."""
    peak_memory_mb: int | None
    """Of the largest process."""
    problems: Sequence[Mapping[str, str]]
    """What could not be played, by name and reason."""
    results: Sequence[Result]

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
) -> Report:
    """Sum up.

    Args:
        results: of the recordings that were played.
        problems: what could not be played.
        wall: how long playing took, in seconds.
        jobs: processes.
        memory: of the largest of them, in MB.
    """
    verdicts = [result.accepted for result in results if result.accepted is not None]
    length = sum(result.seconds for result in results)
    return Report(
        recordings=len(results),
        judged=len(verdicts),
        accepted=sum(verdicts),
        command_acceptance=round(sum(verdicts) / len(verdicts), 4) if verdicts else None,
        tallies={
            what: _tally(results, what) for what in Expectation.model_fields if _tally(results, what).expected
        },
        words=sum(result.words or 0 for result in results),
        words_wrong=sum(result.words_wrong or 0 for result in results),
        latency_ms=_waits(results),
        real_time_factor=round(wall / length, 4) if length else None,
        audio_seconds=round(length, 1),
        wall_seconds=round(wall, 2),
        jobs=jobs,
        peak_memory_mb=memory,
        problems=[{"name": problem.name, "reason": problem.reason} for problem in problems],
        results=results,
    )


def _tally(results: Iterable[Result], what: str) -> Tally:
    verdicts = [result.verdicts[what] for result in results if what in result.verdicts]
    return Tally(expected=len(verdicts), right=sum(verdicts))


def _waits(results: Sequence[Result]) -> Waits:
    turns = [turn for result in results for turn in result.turns]
    whole = spread(_latencies(turns, "sound"))
    looks = [ms for result in results for ms in result.second_looks_ms]
    return Waits(
        p50=whole.p50,
        p95=whole.p95,
        stages={stage: spread(_latencies(turns, stage)) for stage in _STAGES},
        second_look=spread(looks),
    )


def _latencies(turns: Iterable[Exchange], stage: str) -> list[float]:
    found = [getattr(turn.latency, stage) for turn in turns if turn.latency is not None]
    return [round(ms, 1) for ms in found if ms is not None]
