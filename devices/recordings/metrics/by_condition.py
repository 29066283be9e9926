"""How good the assistant is under each condition."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from devices.recordings.conditions.steps import Noise
from devices.recordings.figures import spread
from devices.recordings.metrics.by_recording import acceptance, word_errors
from devices.recordings.metrics.intervals import Interval, ratio_interval
from devices.recordings.metrics.slots import share
from devices.recordings.metrics.waits import latencies
from devices.recordings.outcome import Result


class ConditionFigures(BaseModel):
    """What came of the recordings that were heard under one condition."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    label: str
    """The condition, as it is told; empty for the recordings as they are."""
    noise: str | None
    """The name of the noise's file, where noise was mixed in."""
    snr: float | None
    """Speech level over noise level, in dB, where noise was mixed in."""
    recordings: int
    """Played under this condition."""
    judged: int
    """Those of which something was expected."""
    accepted: int
    """Those of which all that was expected came about."""
    acceptance: float | None
    """The share of the judged that was accepted."""
    acceptance_interval: Interval | None
    """Of that share, by resampling recordings."""
    word_error_rate: float | None
    """Words wrong over words said."""
    word_error_interval: Interval | None
    """Of that rate, likewise."""
    latency_p50_ms: float | None
    """The median from the end of the speech to the first sample of the reply."""


def by_condition(results: Iterable[Result]) -> tuple[ConditionFigures, ...]:
    """Sum up each condition, in the order in which they first come."""
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.condition.label].append(result)
    return tuple(_figures(label, group) for label, group in groups.items())


def _figures(label: str, group: Sequence[Result]) -> ConditionFigures:
    condition = group[0].condition
    noises = [step.file.name for step in condition.steps if isinstance(step, Noise)]
    right, judged = acceptance(group)
    wrong, words = word_errors(group)
    return ConditionFigures(
        label=label,
        noise=noises[0] if noises else None,
        snr=condition.snr,
        recordings=len(group),
        judged=sum(judged),
        accepted=sum(right),
        acceptance=share(sum(right), sum(judged)),
        acceptance_interval=ratio_interval(right, judged),
        word_error_rate=share(sum(wrong), sum(words)),
        word_error_interval=ratio_interval(wrong, words),
        latency_p50_ms=spread(ms for result in group for ms in latencies(result.turns, "sound")).p50,
    )
