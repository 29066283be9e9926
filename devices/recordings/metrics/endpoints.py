"""Where speech begins and ends in a recording, and whether the end of a turn was decided in time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, seconds
from devices.recordings.conditions.steps import Condition
from devices.recordings.figures import Spread, spread
from devices.recordings.metrics.slots import share

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

LATE = 1000.0
"""Milliseconds; a turn whose end is decided later than this after the last speech ends late."""
_BELOW_LOUDEST = 30.0
_ABOVE_QUIET = 10.0
_LEAST = -60.0
_SHORTEST = 3
_BLOCK = 4096
"""Frames whose levels are worked out at a time."""

Span = tuple[float, float]


def speech_span(pcm: bytes) -> Span | None:
    """Where somebody speaks in a clean recording, by its energy alone: no engine under test has a say.

    A frame of 20 ms counts as speech if its level is within 30 dB of the loudest one's and at least 10 dB
    over the background's, which is the level that a tenth of the frames stays below. Fewer than three such
    frames in a row are a click. Noise as loud as that passes for speech, and so does any other sound: it is
    for clean recordings, and what is noted by hand goes before it.

    Args:
        pcm: signed 16-bit mono samples at 16 kHz.

    Returns:
        The begin of the first such frame and the end of the last, in seconds; None where nothing stands out.
    """
    import numpy as np

    levels = _levels(pcm)
    if not len(levels):
        return None
    loudest, quiet = float(levels.max()), float(np.percentile(levels, 10))
    if loudest < max(_LEAST, quiet + _ABOVE_QUIET):
        return None
    loud = levels >= max(loudest - _BELOW_LOUDEST, quiet + _ABOVE_QUIET)
    at = np.flatnonzero(_lasting(loud))
    if not len(at):
        return None
    return seconds(int(at[0]) * FRAME_SAMPLES), seconds((int(at[-1]) + 1) * FRAME_SAMPLES)


def as_heard(span: Span, condition: Condition) -> Span:
    """Where the speech of a clean recording is when it is heard under a condition that makes it longer."""
    begin, end = span
    return begin * condition.stretch, end * condition.stretch


class TurnEnd(BaseModel):
    """When the end of a turn was decided, beside when the speech was over; None where it cannot be told."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    cut_off: bool | None = None
    """The first decision came while somebody still spoke."""
    delay_ms: float | None = None
    """From the last speech to the first decision that came after it."""


def turn_end(decided: Sequence[float], span: Span | None) -> TurnEnd:
    """Compare; for recordings of one turn, as in those of several each but the last looks cut off.

    Args:
        decided: when it was decided that a turn is over, in seconds of the recording, one for each turn.
        span: where somebody speaks, in seconds of the recording.
    """
    if span is None or not decided:
        return TurnEnd()
    _, end = span
    delay = next((1000 * (at - end) for at in decided if at >= end), None)
    return TurnEnd(cut_off=decided[0] < end, delay_ms=None if delay is None else round(delay, 1))


class EndsOfTurn(BaseModel):
    """How well the ends of turns were decided."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    measured: int = 0
    """Recordings in which it is known where the speech ends, and in which a turn was ended."""
    cut_off: int = 0
    """Those in which a turn was ended while somebody still spoke."""
    cut_off_rate: float | None = None
    """Their share."""
    late: int = 0
    """Those that were not cut off, and in which it was decided more than a second after the last speech."""
    late_rate: float | None = None
    """Their share."""
    delay_ms: Spread = Spread()
    """From the last speech to the decision, in those that were not cut off."""


def ends_of_turn(ends: Sequence[TurnEnd]) -> EndsOfTurn:
    """Sum up."""
    known = [end for end in ends if end.cut_off is not None]
    delays = [end.delay_ms for end in known if not end.cut_off and end.delay_ms is not None]
    cut_off, late = sum(bool(end.cut_off) for end in known), sum(delay > LATE for delay in delays)
    return EndsOfTurn(
        measured=len(known),
        cut_off=cut_off,
        cut_off_rate=share(cut_off, len(known)),
        late=late,
        late_rate=share(late, len(known)),
        delay_ms=spread(delays),
    )


def _levels(pcm: bytes) -> "Array":
    """The level of each frame, in dB below the loudest that a sample can be."""
    import numpy as np

    count = len(pcm) // FRAME_BYTES
    whole = np.frombuffer(pcm, "<i2", count * FRAME_SAMPLES).reshape(-1, FRAME_SAMPLES)
    power = np.empty(count)
    # In double precision, all of a long recording would take eight times its own memory.
    for at in range(0, count, _BLOCK):
        power[at : at + _BLOCK] = np.mean((whole[at : at + _BLOCK] / 32768) ** 2, axis=1)
    levels: Array = 10 * np.log10(power + 1e-10)
    return levels


def _lasting(loud: "Array") -> "Array":
    """Those of them that stand in a row of at least three."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]])))
    kept = np.zeros_like(loud)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        kept[begin:end] = end - begin >= _SHORTEST
    return kept
