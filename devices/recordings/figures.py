"""Figures: percentiles, and what the process has used."""

import math
import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Spread(BaseModel):
    """How some times are spread; None where there are none."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    p50: float | None = None
    """Half of them are at most this."""
    p95: float | None = None
    """All but one in twenty are at most this."""


def spread(values: Iterable[float]) -> Spread:
    """The median and the 95th percentile, rounded to tenths."""
    ordered = sorted(values)
    if not ordered:
        return Spread()
    return Spread(p50=round(percentile(ordered, 50), 1), p95=round(percentile(ordered, 95), 1))


def percentile(ordered: list[float], percent: float) -> float:
    """The value below which a share of the values lies, on a straight line between the two nearest.

    Args:
        ordered: at least one value, the smallest first.
        percent: 0..100.
    """
    at = (len(ordered) - 1) * percent / 100
    low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
    return low + (high - low) * (at - math.floor(at))


def peak_memory() -> int | None:
    """The most memory that this process has had at once, in MB; None where the system does not tell.

    Read from the process itself where that is possible: `getrusage` also counts the program that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return round(int(found[0].split()[1]) / 1024) if found else None
    return _resident()


def _resident() -> int | None:
    try:
        import resource
    except ImportError:  # Windows has none
        return None
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
