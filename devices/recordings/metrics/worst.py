"""The recordings to look at first."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from devices.recordings.outcome import Result

MOST = 20


class Worst(BaseModel):
    """One of the worst recordings, and why it is one."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    """Of the result, and of its files in a report."""
    audio: str
    """The recording's name."""
    condition: str
    """How it was heard; empty for the recording as it is."""
    repetition: int
    """The how-manieth time that it was played."""
    why: str
    """What did not come about, how many words were wrong, and how long the reply was waited for."""


def worst(results: Iterable[Result], most: int = MOST) -> tuple[Worst, ...]:
    """Those that were not accepted, then those with the most wrong words, then the slowest.

    Within each of these the next one decides. Of a recording's repetitions only the worst is told.

    Args:
        results: of all recordings.
        most: how many of them.
    """
    reasons = [(result, "; ".join(_reasons(result))) for result in results]
    told = [(result, why) for result, why in reasons if why]
    unique: dict[tuple[str, str], tuple[Result, str]] = {}
    for result, why in sorted(told, key=lambda each: _badness(each[0])):
        unique.setdefault(result.key[:2], (result, why))
    return tuple(
        Worst(
            id=result.id,
            audio=result.audio,
            condition=result.condition.label,
            repetition=result.repetition,
            why=why,
        )
        for result, why in list(unique.values())[:most]
    )


def _badness(result: Result) -> tuple[bool, int, float]:
    return result.accepted is not False, -(result.words_wrong or 0), -(result.latency_ms or 0)


def _reasons(result: Result) -> Iterator[str]:
    yield from (complaint.removesuffix(".") for complaint in result.complaints)
    if result.words_wrong:
        yield f"{result.words_wrong} of {result.words} words wrong"
    if result.cut_off:
        yield "cut off while somebody spoke"
    if result.latency_ms is not None:
        yield f"answered after {result.latency_ms:.0f} ms"
