"""What got better and what got worse since an older report on the same recordings."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UnusableInputError
from devices.recordings.metrics.significance import mcnemar
from devices.recordings.results import VERSION, Report, Result

BEYOND_CHANCE = 0.05
"""A p below it is not put down to chance."""
_AGAIN = "Play the recordings again with --json, and name the file that is written."

_Key = tuple[str, str]


class Change(BaseModel):
    """A recording of which another thing came than before."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    audio: str
    """Its name."""
    condition: str
    """How it was heard; empty for the recording as it is."""
    why: str = ""
    """What did not come about: now, where it got worse; before, where it got better."""


class Movement(BaseModel):
    """A figure in both reports."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    name: str
    """Of the figure, as in the report."""
    before: float | None
    """In the older one."""
    after: float | None
    """In the newer one."""


class Comparison(BaseModel):
    """A report against an older one."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    compared: int
    """Recordings of which something is expected in both, each condition apart, repetitions together."""
    better: tuple[Change, ...]
    """Those that were accepted less often before."""
    worse: tuple[Change, ...]
    """Those that were accepted more often before."""
    only_before: tuple[str, ...]
    """Recordings that are only in the older report, each with its condition."""
    only_after: tuple[str, ...]
    """Recordings that are only in the newer report, likewise."""
    p: float
    """Of McNemar's exact test, two-sided: how likely chance alone changes as many so unevenly."""
    figures: tuple[Movement, ...]
    """Over all recordings of each report, compared or not."""

    @property
    def beyond_chance(self) -> bool:
        """Chance alone rarely makes as great a difference."""
        return self.p < BEYOND_CHANCE

    @property
    def worse_beyond_chance(self) -> bool:
        """More got worse than better, and chance alone rarely does that."""
        return len(self.worse) > len(self.better) and self.beyond_chance


def compare(before: Report, after: Report) -> Comparison:
    """Compare recording by recording, as they are found again by name, condition and repetition.

    Repetitions of a recording are not independent, so they count as one: it got worse if fewer of those in
    both reports were accepted.

    Args:
        before: the older report.
        after: the newer one.
    """
    old, new = _by_key(before.results), _by_key(after.results)
    pairs = _pairs(old, new)
    better = tuple(_change(key, was) for key, was, now in pairs if _right(now) > _right(was))
    worse = tuple(_change(key, now) for key, was, now in pairs if _right(now) < _right(was))
    return Comparison(
        compared=len(pairs),
        better=better,
        worse=worse,
        only_before=_named(result for key, result in old.items() if key not in new),
        only_after=_named(result for key, result in new.items() if key not in old),
        p=mcnemar(len(worse), len(better)),
        figures=tuple(_figures(before, after)),
    )


def read_report(path: Path) -> Report:
    """Read a report that was written with --json.

    Args:
        path: the file.

    Raises:
        UnusableInputError: if it cannot be read, is no report, or is one of another version.
    """
    try:
        text = path.read_bytes().decode()
        found = json.loads(text)
    except OSError as error:
        raise UnusableInputError(f"The report {path} cannot be read: {error.strerror}.", _AGAIN) from error
    except (ValueError, RecursionError) as error:
        raise UnusableInputError(f"The file {path} is no report: it is not JSON.", _AGAIN) from error
    if not isinstance(found, dict) or "results" not in found:
        raise UnusableInputError(f"The file {path} is no report of recordings.", _AGAIN)
    if found.get("version") != VERSION:
        raise UnusableInputError(
            f"The report {path} is of another version than {VERSION}, which is read here.", _AGAIN
        )
    try:
        return Report.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise UnusableInputError(f"The report {path} is damaged: {where} does not fit.", _AGAIN) from error


def _by_key(results: Iterable[Result]) -> dict[tuple[str, str, int], Result]:
    return {result.key: result for result in results}


def _pairs(
    old: Mapping[tuple[str, str, int], Result], new: Mapping[tuple[str, str, int], Result]
) -> list[tuple[_Key, list[Result], list[Result]]]:
    """The judged results of each recording that is in both, before and after, its repetitions together."""
    found: dict[_Key, tuple[list[Result], list[Result]]] = {}
    for key, was in old.items():
        now = new.get(key)
        if now is not None and was.accepted is not None and now.accepted is not None:
            befores, afters = found.setdefault(key[:2], ([], []))
            befores.append(was)
            afters.append(now)
    return [(key, befores, afters) for key, (befores, afters) in found.items()]


def _right(results: Iterable[Result]) -> int:
    return sum(bool(result.accepted) for result in results)


def _change(key: _Key, wrong: Iterable[Result]) -> Change:
    """A change, with what is wrong on its wrong side."""
    why = next((" ".join(result.complaints) for result in wrong if not result.accepted), "")
    return Change(audio=key[0], condition=key[1], why=why)


def _named(results: Iterable[Result]) -> tuple[str, ...]:
    names = (": ".join(filter(None, (each.audio, each.condition.label))) for each in results)
    return tuple(dict.fromkeys(names))


def _figures(before: Report, after: Report) -> Iterator[Movement]:
    read: dict[str, Callable[[Report], float | None]] = {
        "command_acceptance": lambda each: each.command_acceptance,
        "word_error_rate": lambda each: each.word_error_rate,
        "slots.f1": lambda each: each.slots.f1,
        "carts.f1": lambda each: each.carts.f1,
        "latency_ms.p50": lambda each: each.latency_ms.p50,
        "latency_ms.p95": lambda each: each.latency_ms.p95,
        "real_time_factor": lambda each: each.real_time_factor,
    }
    for name, value in read.items():
        if value(before) is not None or value(after) is not None:
            yield Movement(name=name, before=value(before), after=value(after))
