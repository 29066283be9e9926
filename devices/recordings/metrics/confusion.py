"""Which intents are taken for which."""

from collections import Counter
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from devices.recordings.corpus import Kind
from devices.recordings.outcome import Result

NONE = "(none)"
"""Where nothing was understood, or nothing was to be."""


class Confusion(BaseModel):
    """How often each expected intent was found, and what was found instead."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    expected: tuple[str, ...] = ()
    """The intents of the rows, in the order of the alphabet; "(none)" where nothing is to be understood."""
    found: tuple[str, ...] = ()
    """The intents of the columns, likewise; "(none)" where nothing was understood."""
    counts: tuple[tuple[int, ...], ...] = ()
    """Recordings: a row for each expected intent, in it a number for each found one."""

    @property
    def mistakes(self) -> list[tuple[str, str, int]]:
        """Expected, found and how often, for all that were confused, the most frequent first."""
        pairs = [
            (expected, found, count)
            for expected, row in zip(self.expected, self.counts, strict=True)
            for found, count in zip(self.found, row, strict=True)
            if count and expected != found
        ]
        return sorted(pairs, key=lambda pair: (-pair[2], pair[:2]))


def confusion(results: Iterable[Result]) -> Confusion:
    """Count the pairs of what was expected and found."""
    counts = Counter(told for each in results if (told := pair(each)) is not None)
    expected = tuple(sorted({told[0] for told in counts}))
    found = tuple(sorted({told[1] for told in counts}))
    rows = tuple(tuple(counts[row, column] for column in found) for row in expected)
    return Confusion(expected=expected, found=found, counts=rows)


def pair(result: Result) -> tuple[str, str] | None:
    """The expected intent and the found one.

    Where one of several sentences has the expected intent, that is what was found; else the first that was
    understood.

    Returns:
        None where no intent is expected and something may be understood, and for scenarios: their turns are
        judged one by one.
    """
    expect = result.expect
    if result.kind is not Kind.SOUND or (expect.intent is None and not expect.rejected):
        return None
    intents = [turn.intent for turn in result.turns if turn.intent is not None]
    found = expect.intent if expect.intent in intents else next(iter(intents), None)
    return expect.intent or NONE, found or NONE
