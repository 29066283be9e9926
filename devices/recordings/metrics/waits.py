"""How long a person waits for each stage."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import ConfigDict

from devices.recordings.figures import Spread, spread
from devices.recordings.metrics.by_recording import by_recording
from devices.recordings.metrics.intervals import Interval, percentile_interval
from devices.recordings.outcome import Result
from devices.recordings.stopwatch import Exchange, Latency


class Waits(Spread):
    """How long a person waits after their last word, in milliseconds: until the reply's first sample."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    p50_interval: Interval | None = None
    """Of the median, by resampling recordings."""
    p95_interval: Interval | None = None
    """Of the 95th percentile, likewise."""
    stages: Mapping[str, Spread]
    """Until the end of the turn was decided ("silence"), the transcript, the meaning ("intent"), the text of
    the reply and its first sample ("sound"). Each counts from the end of the speech, not from the stage
    before."""
    second_look: Spread
    """How long the recogniser took to confirm or turn down a possible wake word."""


def waits(results: Sequence[Result]) -> Waits:
    """Sum up, over all turns of all recordings."""
    turns = [turn for result in results for turn in result.turns]
    groups = [
        [ms for result in group for ms in latencies(result.turns, "sound")] for group in by_recording(results)
    ]
    whole = spread(ms for group in groups for ms in group)
    return Waits(
        p50=whole.p50,
        p95=whole.p95,
        p50_interval=percentile_interval(groups, 50),
        p95_interval=percentile_interval(groups, 95),
        stages={stage: spread(latencies(turns, stage)) for stage in Latency.model_fields},
        second_look=spread(ms for result in results for ms in result.second_looks_ms),
    )


def latencies(turns: Iterable[Exchange], stage: str) -> list[float]:
    """The times of a stage in all turns that had it, in milliseconds."""
    found = [getattr(turn.latency, stage) for turn in turns if turn.latency is not None]
    return [round(ms, 1) for ms in found if ms is not None]
