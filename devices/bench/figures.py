"""What was measured, beside its target."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, computed_field

from devices.recordings.figures import Spread, spread

VERSION = 1
"""Of the JSON."""


class Aim(StrEnum):
    """On which side of its target a figure should be."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


class Target(BaseModel):
    """What a figure's median should be."""

    model_config = ConfigDict(frozen=True)

    aim: Aim
    value: float


class Figure(BaseModel):
    """Something that was measured several times."""

    model_config = ConfigDict(frozen=True)

    name: str
    unit: str
    """"ms", "s", "MB" or "x" for times real time."""
    times: Spread
    measured: int
    """How often."""
    target: Target | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float | None:
        """The median as a share of its target."""
        if self.target is None or self.times.p50 is None:
            return None
        return round(self.times.p50 / self.target.value, 2)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def met(self) -> bool | None:
        """Whether the median is on the right side of its target."""
        if self.target is None or self.times.p50 is None:
            return None
        if self.target.aim is Aim.AT_MOST:
            return self.times.p50 <= self.target.value
        return self.times.p50 >= self.target.value


def figure(name: str, unit: str, values: Iterable[float], target: Target | None = None) -> Figure:
    """Sum up what was measured.

    Args:
        name: of the figure.
        unit: of the values.
        values: as measured.
        target: of their median.
    """
    found = list(values)
    return Figure(name=name, unit=unit, times=spread(found), measured=len(found), target=target)


def at_most(value: float) -> Target:
    """A target that must not be exceeded."""
    return Target(aim=Aim.AT_MOST, value=value)


def at_least(value: float) -> Target:
    """A target that must be reached."""
    return Target(aim=Aim.AT_LEAST, value=value)
