"""How long something takes mostly, and at worst."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from devices.recordings.figures import percentile


class Tail(BaseModel):
    """Percentiles of some times, with their slow end."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    p50: float
    p95: float
    p99: float
    slowest: float


def tail(times: Sequence[float]) -> Tail:
    """The percentiles, rounded to hundredths.

    Args:
        times: at least one.
    """
    ordered = sorted(times)
    p50, p95, p99 = (round(percentile(ordered, percent), 2) for percent in (50, 95, 99))
    return Tail(p50=p50, p95=p95, p99=p99, slowest=round(ordered[-1], 2))
