"""What got better and what got worse since an older report on the same recordings."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UnusableInputError
from devices.recordings.metrics.significance import mcnemar
from devices.recordings.results import VERSION, Report, Result

BEYOND_CHANCE = 0.05
"""A p below it is not put down to chance."""
_AGAIN = "Play the recordings again with --json, and name the file that is written."

_Key = tuple[str, str, int]
"""Name, condition and repetition."""


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
    """Recordings of which something is expected in both, or which are played in one and cannot be in the
    other."""
    recordings_better: int
    """Those of them that were accepted less often before, over all conditions."""
    recordings_worse: int
    """Those of them that were accepted more often before, likewise."""
    better: tuple[Change, ...]
    """What was accepted less often before, each condition apart."""
    worse: tuple[Change, ...]
    """What was accepted more often before, likewise."""
    only_before: tuple[str, ...]
    """Recordings that are only in the older report, each with its condition."""
    only_after: tuple[str, ...]
    """Recordings that are only in the newer report, likewise."""
    p: float
    """Of McNemar's exact test, two-sided: how likely chance alone changes as many recordings so unevenly."""
    figures: tuple[Movement, ...]
    """Over all recordings of each report, compared or not."""

    @property
    def beyond_chance(self) -> bool:
        """Chance alone rarely makes as great a difference."""
        return self.p < BEYOND_CHANCE

    @property
    def worse_beyond_chance(self) -> bool:
        """More recordings got worse than better, and chance alone rarely does that."""
        return self.recordings_worse > self.recordings_better and self.beyond_chance


@dataclass(frozen=True, slots=True)
class _Verdict:
    """On a recording, once."""

    accepted: bool
    why: str
    """What is wrong."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What is compared, before and after, its repetitions together."""

    before: Sequence[_Verdict]
    after: Sequence[_Verdict]

    @property
    def gained(self) -> int:
        """How often more it is accepted."""
        return sum(each.accepted for each in self.after) - sum(each.accepted for each in self.before)

    @property
    def why(self) -> str:
        """What is wrong on the side on which more is."""
        side = self.before if self.gained > 0 else self.after
        return next((each.why for each in side if not each.accepted), "")


def compare(before: Report, after: Report) -> Comparison:
    """Compare recording by recording, as they are found again by name, condition and repetition.

    Repetitions and conditions of a recording are not independent, so they count as one: it got worse if fewer
    of those in both reports were accepted. What was judged in one report and could not be played in the other
    counts as not accepted there.

    Args:
        before: the older report.
        after: the newer one.

    Raises:
        UnusableInputError: if they have no recording in common.
    """
    old, new = _verdicts(before, after), _verdicts(after, before)
    if after.results and old.keys().isdisjoint(new):
        raise _nothing_in_common(old, new)
    each = _pairs(old, new, lambda key: key[:2])
    whole = _pairs(old, new, lambda key: key[:1])
    better = sum(pair.gained > 0 for pair in whole.values())
    worse = sum(pair.gained < 0 for pair in whole.values())
    return Comparison(
        compared=len(whole),
        recordings_better=better,
        recordings_worse=worse,
        better=tuple(_change(key, pair) for key, pair in each.items() if pair.gained > 0),
        worse=tuple(_change(key, pair) for key, pair in each.items() if pair.gained < 0),
        only_before=_only(old, new),
        only_after=_only(new, old),
        p=mcnemar(worse, better),
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


def _verdicts(report: Report, other: Report) -> dict[_Key, _Verdict | None]:
    """The verdict on each recording; None on those that were not judged.

    Args:
        report: whose.
        other: what was judged there and could not be played here was not accepted here.
    """
    found = {result.key: _verdict(result) for result in report.results}
    reasons = {problem["name"]: problem["reason"] for problem in report.problems}
    for result in other.results:
        if result.key not in found and result.accepted is not None and result.audio in reasons:
            found[result.key] = _Verdict(accepted=False, why=reasons[result.audio])
    return found


def _verdict(result: Result) -> _Verdict | None:
    return None if result.accepted is None else _Verdict(result.accepted, " ".join(result.complaints))


def _pairs(
    old: Mapping[_Key, _Verdict | None],
    new: Mapping[_Key, _Verdict | None],
    group: Callable[[_Key], tuple[Any, ...]],
) -> dict[tuple[Any, ...], _Pair]:
    """What was judged in both, in groups."""
    found: defaultdict[tuple[Any, ...], tuple[list[_Verdict], list[_Verdict]]] = defaultdict(lambda: ([], []))
    for key, was in old.items():
        now = new.get(key)
        if was is not None and now is not None:
            found[group(key)][0].append(was)
            found[group(key)][1].append(now)
    return {key: _Pair(*sides) for key, sides in found.items()}


def _change(key: tuple[Any, ...], pair: _Pair) -> Change:
    audio, condition = key
    return Change(audio=audio, condition=condition, why=pair.why)


def _only(there: Iterable[_Key], elsewhere: Mapping[_Key, Any]) -> tuple[str, ...]:
    """The names of what is in one report only."""
    return tuple(dict.fromkeys(_told(key) for key in there if key not in elsewhere))


def _nothing_in_common(old: Iterable[_Key], new: Iterable[_Key]) -> UnusableInputError:
    first, other = next(map(_told, old), "none"), next(map(_told, new), "none")
    return UnusableInputError(
        f"The older report has no recording in common with this run: it has {first}, this run has {other}.",
        "Name the report of a run of the same recordings under the same conditions.",
    )


def _told(key: _Key) -> str:
    """Name and condition."""
    return ": ".join(filter(None, key[:2]))


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
