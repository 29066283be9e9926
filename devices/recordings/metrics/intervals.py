"""How sure a figure is: confidence intervals by the bootstrap.

Percentile intervals (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): the figure is
computed again for many samples of as many recordings, drawn with replacement; the interval holds the middle
95 % of what comes out. Whole recordings are drawn, with all their turns and words, and all conditions and
repetitions in which they were played, as these are not independent. The draws are seeded, so the same results
give the same interval. Where all recordings agree, so do all samples: 20 right of 20 would give an interval
without width. That is no certainty, so there is none.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

RESAMPLES = 1000
CONFIDENCE = 0.95
SEED = 1979
_AT_ONCE = 500_000
"""Recordings that are drawn at once: some megabytes."""


class Interval(BaseModel):
    """A confidence interval of 95 %."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    low: float
    """Its lower end."""
    high: float
    """Its upper end."""


def ratio_interval(parts: Sequence[float], wholes: Sequence[float]) -> Interval | None:
    """The interval of a sum over another: right of judged, wrong words of words.

    Args:
        parts: of each recording.
        wholes: of each recording, in the same order.

    Returns:
        None where fewer than two recordings have a whole, and where all agree.
    """
    import numpy as np

    if sum(map(bool, wholes)) < 2:  # noqa: PLR2004 - one alone tells nothing of how they differ
        return None
    part, whole = np.array(parts, dtype=float), np.array(wholes, dtype=float)
    sums = [(part[drawn].sum(axis=1), whole[drawn].sum(axis=1)) for drawn in _resamples(len(part))]
    above, below = map(np.concatenate, zip(*sums, strict=True))
    return _middle(above[below > 0] / below[below > 0], digits=4)


def percentile_interval(groups: Sequence[Sequence[float]], percent: float) -> Interval | None:
    """The interval of a percentile of all values.

    Args:
        groups: the values of each recording.
        percent: 0..100.

    Returns:
        None where fewer than two recordings have values, and where all agree.
    """
    import numpy as np

    filled = [group for group in groups if group]
    if len(filled) < 2:  # noqa: PLR2004 - one alone tells nothing of how they differ
        return None
    owners = np.repeat(np.arange(len(filled)), [len(group) for group in filled])
    values = np.concatenate([np.asarray(group, dtype=float) for group in filled])
    often = (
        np.bincount(drawn, minlength=len(filled)) for block in _resamples(len(filled)) for drawn in block
    )
    found = [float(np.percentile(np.repeat(values, times[owners]), percent)) for times in often]
    return _middle(found, digits=1)


def _resamples(count: int) -> "Iterator[Array]":
    """Which recordings are drawn: a row for each sample, in blocks of rows."""
    import numpy as np

    drawing = np.random.default_rng(SEED)
    rows = max(1, _AT_ONCE // count)
    for begin in range(0, RESAMPLES, rows):
        yield drawing.integers(count, size=(min(rows, RESAMPLES - begin), count))


def _middle(found: "Sequence[float] | Array", digits: int) -> Interval | None:
    import numpy as np

    outside = 100 * (1 - CONFIDENCE) / 2
    low, high = (round(float(end), digits) for end in np.percentile(found, [outside, 100 - outside]))
    return Interval(low=low, high=high) if low < high else None
