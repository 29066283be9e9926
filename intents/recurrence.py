"""How often something is wanted, in whatever language it is said. No clock is asked."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Period(StrEnum):
    """What is counted from one time to the next."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Recurrence(BaseModel):
    """How often something is to happen."""

    model_config = ConfigDict(frozen=True)

    period: Period
    every: int = Field(default=1, ge=1)
    """Every so many of them: 2 for "every other week"."""
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()
    """On which days of the week, 0 for Monday; any where none is named."""
    days: tuple[Annotated[int, Field(ge=-1, le=31)], ...] = ()
    """On which days of the month, -1 for the last one; any where none is named."""
    which: int | None = Field(default=None, ge=-1, le=4)
    """Which of the month's `weekdays`: 1 for "the first monday of the month", -1 for the last."""

    @property
    def dated(self) -> bool:
        """Whether it says itself on which days, and not only how far they are apart."""
        return bool(self.weekdays or self.days)
