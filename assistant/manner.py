"""How the assistant speaks: how loud, how fast, and how much."""

from pydantic import BaseModel, ConfigDict, Field

QUIETEST, LOUDEST = 0, 10
AS_MADE = 7
"""The volume at which the voice sounds as its engine makes it."""
_STEP_DB = 3.0
"""What a step of volume is, in decibels."""
_PACE_STEP = 0.15
SLOWEST, FASTEST = -3, 3


class Manner(BaseModel):
    """How the assistant speaks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    volume: int = Field(default=AS_MADE, ge=QUIETEST, le=LOUDEST)
    """Steps of 3 dB; 0 is silent."""
    pace: int = Field(default=0, ge=SLOWEST, le=FASTEST)
    """Steps of 15 % faster, below 0 slower; 0 is the voice's own pace. Not every voice can."""
    brief: bool = False
    """Short sounds instead of replies that only say "okay"."""

    @property
    def gain(self) -> float:
        """The factor for the samples of the voice."""
        return float(10 ** ((self.volume - AS_MADE) * _STEP_DB / 20)) if self.volume else 0.0

    @property
    def speed(self) -> float:
        """How fast, where 1 is the voice's own pace and 2 twice as fast."""
        return float((1 + _PACE_STEP) ** self.pace)


def volume_of(number: int) -> int:
    """The volume that is nearest to a number; people say ten, or a hundred, for as loud as can be."""
    return _within(round(number / 10) if number > LOUDEST else number, QUIETEST, LOUDEST)


def louder(manner: Manner, steps: int) -> Manner:
    """The same, so many steps louder; below 0 quieter, but never silent by steps alone."""
    return manner.model_copy(update={"volume": _within(manner.volume + steps, 1, LOUDEST)})


def faster(manner: Manner, steps: int) -> Manner:
    """The same, so many steps faster; below 0 slower."""
    return manner.model_copy(update={"pace": _within(manner.pace + steps, SLOWEST, FASTEST)})


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(most, value))
