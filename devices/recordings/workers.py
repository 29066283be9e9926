"""Recordings played by several at once: processes of this machine, or machines of a Ray cluster."""

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from devices.recordings.corpus import Problem, Recording
from devices.recordings.dispatch import Dispatch, Task
from devices.recordings.fresh import prepared
from devices.recordings.interruption import Interruption
from devices.recordings.plan import EARLIER, Plan, Played
from devices.recordings.results import Report, Result, report

__all__ = ["Plan", "Played", "play_all", "summed_up"]


def play_all(
    plan: Plan,
    recordings: Sequence[Recording],
    jobs: int | None = None,
    *,
    ray: str | None = None,
    done: Container[int] = (),
    stop: Interruption | None = None,
) -> Iterator[Played]:
    """Play recordings in processes of their own; what came of each, as soon as it is known, in any order.

    A process that crashes, or takes too long, costs the recording that it was at, which is told as a problem.

    Args:
        plan: how.
        recordings: what.
        jobs: processes at once; without it as many as there are processors.
        ray: the address of a Ray cluster that is to play them, or "local"; without it this machine does.
        done: places of recordings that are left out.
        stop: ends it early, without what was not played to the end.

    Raises:
        SettingsError: if an engine or the store is unknown, or is told something that does not fit.
        MissingPartError: if an engine or the cluster is not there.
        StorageError: if something cannot be written.
        AisleError: if the processes end before they can begin.
    """
    tasks = [Task(index, each) for index, each in enumerate(recordings) if index not in done]
    if not tasks:
        return
    if ray is None:
        yield from _play_here(plan, tasks, jobs or os.cpu_count() or 1, stop)
    else:
        from devices.recordings.cluster import play_on_cluster

        yield from play_on_cluster(ray, plan, tasks, jobs, stop)


def _play_here(plan: Plan, tasks: Sequence[Task], jobs: int, stop: Interruption | None) -> Iterator[Played]:
    from devices.recordings.pool import Pool

    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        ready = prepared(plan.settings, Path(folder))
        pool = Pool(plan.model_copy(update={"settings": ready}), Path(folder))
        yield from Dispatch(pool, tasks, jobs, stop=stop).played()


def summed_up(played: Iterable[Played], problems: Iterable[Problem], *, interrupted: bool = False) -> Report:
    """The report over all recordings, in their order.

    Args:
        played: what came of each.
        problems: what was not even played.
        interrupted: not all were played.
    """
    ordered = sorted(played, key=lambda each: each.index)
    wall, jobs = _wall(ordered)
    return report(
        [each.outcome for each in ordered if isinstance(each.outcome, Result)],
        [*problems, *(each.outcome for each in ordered if isinstance(each.outcome, Problem))],
        wall=wall,
        jobs=jobs,
        memory=max((each.memory for each in ordered if each.memory is not None), default=None),
        cpu=sum(each.cpu for each in ordered),
        interrupted=interrupted,
    )


def _wall(played: Sequence[Played]) -> tuple[float, int]:
    """What the busiest took, and how many they were; what an earlier run took is shared among them."""
    busy: defaultdict[int, float] = defaultdict(float)
    for each in played:
        busy[each.process] += each.wall
    earlier = busy.pop(EARLIER, 0.0)
    jobs = max(len(busy), 1) if played else 0
    return max(busy.values(), default=0.0) + earlier / max(jobs, 1), jobs
