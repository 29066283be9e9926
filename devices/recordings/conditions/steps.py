"""The steps of a condition, as data: each says what is done to the sound, and goes into the report."""

from math import prod
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_USUAL_ARRAY = "circle4"


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Speed(_Step):
    """Faster or slower, pitch included, as a tape is (speed perturbation: Ko et al., Interspeech 2015)."""

    kind: Literal["speed"] = "speed"
    factor: float = Field(ge=0.5, le=2)
    """1.1 is a tenth faster."""


class FarField(_Step):
    """The speaker stands in a room, some way off the microphone array."""

    kind: Literal["far_field"] = "far_field"
    room: str
    """The name of a room, see `rooms.ROOMS`."""
    distance: float = Field(default=2.0, ge=0.3, le=10)
    """Metres."""
    array: str = _USUAL_ARRAY
    """The name of a microphone array, see `rooms.ARRAYS`."""


class Noise(_Step):
    """Another recording, mixed in."""

    kind: Literal["noise"] = "noise"
    file: Path
    """A sound file."""
    snr: float = Field(ge=-30, le=60)
    """Speech level over noise level, in dB."""


class Gain(_Step):
    """Louder or softer; what leaves the range is cut off."""

    kind: Literal["gain"] = "gain"
    db: float = Field(ge=-60, le=60)
    """Louder by as much."""


class Clip(_Step):
    """Overdriven: the loudest part is cut off, at the same loudness as before."""

    kind: Literal["clip"] = "clip"
    db: float = Field(gt=0, le=40)
    """How far the peak is above what the microphone can take."""


class Drift(_Step):
    """The microphone's clock runs fast or slow."""

    kind: Literal["drift"] = "drift"
    ppm: float = Field(ge=-10_000, le=10_000)
    """Samples too many in a million."""


class Drop(_Step):
    """Frames of 20 ms are lost."""

    kind: Literal["drop"] = "drop"
    share: float = Field(gt=0, lt=1)
    """0.01 is one frame in a hundred."""


class Repeat(_Step):
    """Frames of 20 ms come twice."""

    kind: Literal["repeat"] = "repeat"
    share: float = Field(gt=0, lt=1)
    """0.01 is one frame in a hundred."""


Step = Annotated[Speed | FarField | Noise | Gain | Clip | Drift | Drop | Repeat, Field(discriminator="kind")]


class Condition(BaseModel):
    """Steps, done one after the other; none of them is the recording as it is."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    steps: tuple[Step, ...] = ()
    """In the order in which they are done."""
    seed: int = 0
    """Of all that is drawn by chance."""

    @property
    def label(self) -> str:
        """As it is told: "kitchen.flac at 12 dB, gain -6 dB"; empty for the recording as it is."""
        return ", ".join(map(_told, self.steps))

    @property
    def snr(self) -> float | None:
        """The speech-to-noise ratio, where noise is mixed in."""
        return next((step.snr for step in self.steps if isinstance(step, Noise)), None)

    @property
    def stretch(self) -> float:
        """How much longer a recording gets, as a factor; of lost frames, about."""
        return prod(map(_stretch, self.steps))


def _stretch(step: Step) -> float:
    match step:
        case Speed():
            return 1 / step.factor
        case Drift():
            return 1 + step.ppm / 1_000_000
        case Drop():
            return 1 - step.share
        case Repeat():
            return 1 + step.share
    return 1.0


def _told(step: Step) -> str:
    match step:
        case Speed():
            return f"speed {step.factor:g}"
        case FarField():
            by = "" if step.array == _USUAL_ARRAY else f", {step.array}"
            return f"{step.distance:g} m off in the {step.room}{by}"
        case Noise():
            return f"{step.file.name} at {step.snr:g} dB"
        case Gain():
            return f"gain {step.db:+g} dB"
        case Clip():
            return f"clipped by {step.db:g} dB"
        case Drift():
            return f"drift {step.ppm:g} ppm"
        case Drop():
            return f"{100 * step.share:g}% of the frames lost"
        case Repeat():
            return f"{100 * step.share:g}% of the frames twice"
