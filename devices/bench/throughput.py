"""How much faster than real time recordings are played, how soon the first is done, and the memory."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.errors import UnusableInputError
from assistant.settings import Settings
from devices.bench.figures import Figure, Target, at_most, figure
from devices.recordings.activation import Activation
from devices.recordings.corpus import Recording
from devices.recordings.plan import Plan, Played
from devices.recordings.results import Report
from devices.recordings.workers import play_all, summed_up

SMALL_ENOUGH = 500.0
"""MB, of a process."""
SOON_ENOUGH = 5.0
"""Seconds until the first recording is done, engines loaded and all."""
FLAT_ENOUGH = 25.0
"""MB that a process may have more after its last recording than after its tenth."""
_WARM = 10


@dataclass(frozen=True, slots=True)
class _Run:
    report: Report
    first: float
    """Seconds until the first recording was done."""
    growth: float | None
    """MB that a process had more after its last recording than after its tenth; None for fewer."""


def throughput(
    settings: Settings,
    clips: Sequence[Recording],
    runs: int,
    told: Callable[[], None],
    *,
    target: Target | None = None,
) -> list[Figure]:
    """Measure, with one process and with as many as there are cores.

    Short recordings with long answers are the slowest: only the recordings' own length counts as real time.

    Args:
        settings: engines and shop.
        clips: recordings.
        runs: how often all are played, each way.
        told: called after each.
        target: how many times real time it should be with all cores.

    Raises:
        UnusableInputError: if none of the clips can be used.
        SettingsError: if an engine or the shop is unknown.
        MissingPartError: if an engine is not there.
    """
    plan = Plan(settings=settings, activation=Activation.BUTTON)
    cores = os.cpu_count() or 1
    alone = [_run(plan, clips, 1, told) for _ in range(runs)]
    together = [_run(plan, clips, cores, told) for _ in range(runs)] if cores > 1 else alone
    if not any(run.report.real_time_factor for run in alone):
        raise UnusableInputError(
            "Nothing was heard in any of the recordings.", "Name other ones with --corpus."
        )
    both = [*alone, *together]
    memory = [run.report.peak_memory_mb for run in both if run.report.peak_memory_mb is not None]
    growth = [run.growth for run in both if run.growth is not None]
    return [
        figure("recordings with 1 process, times real time", "x", _factors(alone)),
        figure(f"recordings with {cores} at once, times real time", "x", _factors(together), target),
        figure("start to the first result", "s", (run.first for run in both), at_most(SOON_ENOUGH)),
        figure("peak memory of a process", "MB", memory, at_most(SMALL_ENOUGH)),
        figure(f"memory after the last more than after {_WARM}", "MB", growth, at_most(FLAT_ENOUGH)),
    ]


def _factors(runs: Sequence[_Run]) -> Iterator[float]:
    return (1 / run.report.real_time_factor for run in runs if run.report.real_time_factor)


def _run(plan: Plan, clips: Sequence[Recording], jobs: int, told: Callable[[], None]) -> _Run:
    began, first = time.perf_counter(), 0.0
    played: list[Played] = []
    for each in play_all(plan, clips, jobs):
        first = first or time.perf_counter() - began
        played.append(each)
        told()
    return _Run(summed_up(played, []), first, _growth(played))


def _growth(played: Sequence[Played]) -> float | None:
    """The largest of all processes."""
    memory: defaultdict[int, list[int]] = defaultdict(list)
    for each in played:
        if each.memory is not None:
            memory[each.process].append(each.memory)
    grown = [found[-1] - found[_WARM - 1] for found in memory.values() if len(found) > _WARM]
    return max(grown, default=None)
