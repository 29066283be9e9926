"""Whether the assistant was called and spoken to when it thought so: rejections and wake words."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from devices.recordings.corpus import Kind
from devices.recordings.metrics.slots import share
from devices.recordings.outcome import Result


class Rejections(BaseModel):
    """Recordings in which nothing was understood, where that was right and where it was wrong."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    expected: int = 0
    """Recordings in which nothing is to be understood."""
    right: int = 0
    """Those of them in which nothing was, though something was said; a call that nothing follows is neither
    this nor a false acceptance."""
    false_acceptances: int = 0
    """Those of them in which something was."""
    false_acceptance_rate: float | None = None
    """Their share."""
    spoken: int = 0
    """Recordings in which something is to be understood: an intent, slots or a filled cart is expected."""
    false_rejections: int = 0
    """Those of them in which nothing was."""
    false_rejection_rate: float | None = None
    """Their share."""


class Wakes(BaseModel):
    """How well the wake word was told from everything else, where it is noted whether it is to be heard."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    expected: int = 0
    """Recordings in which it is to be heard, once each."""
    missed: int = 0
    """Those of them in which it was not."""
    miss_rate: float | None = None
    """Their share."""
    false_wakes: int = 0
    """How often it was heard where it is not to be, or once more than it is to be."""
    hours: float = 0
    """The length of all recordings in which it is noted whether it is to be heard."""
    false_wakes_per_hour: float | None = None
    """The false wakes over these hours; a rate from less than some hours says little."""
    turned_down: int = 0
    """How often it was nearly heard, and turned down at the second look."""


def rejections(results: Iterable[Result]) -> Rejections:
    """Sum up; scenarios are not counted, as a turn of theirs is not a recording."""
    sounds = [result for result in results if result.kind is Kind.SOUND]
    nothing = [result for result in sounds if result.expect.rejected]
    wrong = sum(result.understood for result in nothing)
    something = [result.understood for result in sounds if to_be_understood(result)]
    return Rejections(
        expected=len(nothing),
        right=sum(result.verdicts["rejected"] for result in nothing),
        false_acceptances=wrong,
        false_acceptance_rate=share(wrong, len(nothing)),
        spoken=len(something),
        false_rejections=something.count(False),
        false_rejection_rate=share(something.count(False), len(something)),
    )


def to_be_understood(result: Result) -> bool:
    """Something that means something here is said in it."""
    expect = result.expect
    if expect.rejected is not None:
        return not expect.rejected
    return expect.intent is not None or expect.slots is not None or bool(expect.cart)


def wakes(results: Iterable[Result]) -> Wakes:
    """Sum up.

    Scenarios are not counted, as the wake word may be said in them any number of times. Nor are recordings
    for which the button was pressed: it was not listened for then.
    """
    noted = [
        result
        for result in results
        if result.kind is Kind.SOUND and result.expect.woken is not None and not _by_button(result)
    ]
    called = [result for result in noted if result.expect.woken]
    missed = sum(not result.wakes for result in called)
    wrong = sum(max(0, result.wakes - bool(result.expect.woken)) for result in noted)
    hours = sum(result.seconds for result in noted) / 3600
    return Wakes(
        expected=len(called),
        missed=missed,
        miss_rate=share(missed, len(called)),
        false_wakes=wrong,
        hours=round(hours, 4),
        false_wakes_per_hour=round(wrong / hours, 2) if hours else None,
        turned_down=sum(result.rejected_wakes for result in noted),
    )


def _by_button(result: Result) -> bool:
    return any(turn.woken_by == "button" for turn in result.turns)
