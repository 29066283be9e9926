"""What came of playing recordings: one result each, and the report over all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.events import Stage
from devices.recordings.conditions.steps import Condition
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.figures import Spread, spread
from devices.recordings.judging import Observed, judged, words_wrong
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch

VERSION = 1
"""Of the JSON; a reader may rely on the fields of a version."""
_STAGES = tuple(Latency.model_fields)


class Counts(BaseModel):
    """Things that were expected against things that were found."""

    model_config = ConfigDict(frozen=True)

    right: int = 0
    """Expected and found."""
    missed: int = 0
    """Expected and not found."""
    added: int = 0
    """Found and not expected."""


class Step(BaseModel):
    """What came of one turn of a scenario or a trace, or of its end."""

    model_config = ConfigDict(frozen=True)

    name: str
    """Number and kind of the turn: "turn 3: say"; "end"."""
    line: int | None = None
    """Of the scenario's file."""
    expect: Expectation
    verdicts: Mapping[str, bool]
    """For each thing that was expected, whether it came about."""
    complaints: Sequence[str] = ()
    """For each thing that did not: what was expected and what was there, as a sentence."""


class Result(BaseModel):
    """What came of one recording, scenario or trace."""

    model_config = ConfigDict(frozen=True)

    id: str
    """The name of its files in a report."""
    audio: str
    """The recording's name."""
    kind: Kind = Kind.SOUND
    condition: Condition = Condition()
    """How it was heard."""
    repetition: int = 1
    seconds: float
    """The length of the recording; of a scenario or trace, how long the talk took."""
    woken: bool = False
    """The wake word was heard; where it was not, the button was pressed, or nobody was listening."""
    wakes: int = 0
    """How often the wake word was heard."""
    rejected_wakes: int = 0
    """How often it was nearly heard, and turned down at the second look."""
    said: str | None = None
    """The words that are said in it, where they are known."""
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
    """For each thing that was expected, whether it came about; of a scenario, in all of its turns."""
    expect: Expectation
    steps: Sequence[Step] = ()
    """Of a scenario or trace."""
    slot_counts: Counts | None = None
    """Of the expected slots, each with its value."""
    cart_counts: Counts | None = None
    """Of the expected cart's products, quantities and options."""
    words: int | None = None
    """Words said, where they are known."""
    words_wrong: int | None = None
    """Heard wrongly, left out or added."""
    latency_ms: float | None
    """From the end of the speech to the first sample of the reply, in the first turn that had one."""
    cut_off: bool | None = None
    """The turn was ended while somebody still spoke; None where nobody spoke, or it cannot be told."""
    end_delay_ms: float | None = None
    """From the last speech in the recording to the decision that the turn is over."""
    turns: Sequence[Exchange]
    second_looks_ms: Sequence[float] = ()
    """How long each second look at a possible wake word took."""
    wall_seconds: float = 0
    """On the clock on the wall, without loading the engines."""
    cpu_seconds: float = 0
    """Of the processor, by all threads of the process."""

    @property
    def key(self) -> tuple[str, str, int]:
        """What finds it again in another run."""
        return self.audio, self.condition.label, self.repetition

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
    observed = Observed(turns=watch.turns, cart=watch.cart, woken=watch.called, state=watch.state)
    verdicts = {what: not complaint for what, complaint in judged(recording.expect, observed).items()}
    text = " ".join(turn.text for turn in watch.turns if turn.text)
    wrong, words = words_wrong(recording.text, text) if recording.text is not None else (None, None)
    return Result(
        id=recording.id,
        audio=recording.name,
        kind=recording.kind,
        condition=recording.condition,
        repetition=recording.repetition,
        seconds=round(length, 3),
        woken=watch.called,
        wakes=len(watch.wakes),
        rejected_wakes=watch.rejected_wakes,
        said=recording.text,
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
