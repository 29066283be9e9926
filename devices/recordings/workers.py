"""Recordings played in one process or in several, each with its own engines."""

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict

from assistant.errors import AisleError
from assistant.settings import Settings
from devices.recordings.activation import Activation
from devices.recordings.corpus import Problem, Recording
from devices.recordings.figures import peak_memory
from devices.recordings.fresh import prepared
from devices.recordings.player import Player
from devices.recordings.results import Report, Result, report


class Plan(BaseModel):
    """How recordings are played; goes to each process."""

    model_config = ConfigDict(frozen=True)

    settings: Settings
    activation: Activation = Activation.AUTO
    trace: Path | None = None
    """The folder for a trace of each."""


class Played(BaseModel):
    """What came of a recording, and what it took."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    outcome: Result | Problem
    process: int
    wall: float
    """Seconds, without loading the engines."""
    memory: int | None
    """The most that the process has had so far, in MB."""


def play_all(
    plan: Plan, recordings: Sequence[Recording], jobs: int, *, apart: bool = False
) -> Iterator[Played]:
    """Play recordings; what came of each, in their order, as soon as it is known.

    Args:
        plan: how.
        recordings: what.
        jobs: processes at once.
        apart: not in this process even if it is one job, to see what memory playing takes by itself.

    Raises:
        SettingsError: if an engine or the store is unknown, or is told something that does not fit.
        MissingPartError: if an engine is not there.
        StorageError: if something cannot be written.
    """
    if not recordings:
        return
    jobs = min(jobs, len(recordings))
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        ready = prepared(plan.settings, Path(folder))
        plan = plan.model_copy(update={"settings": ready})
        if jobs > 1 or apart:
            yield from _in_processes(plan, recordings, jobs)
        else:
            yield from _here(plan, recordings)


def _here(plan: Plan, recordings: Sequence[Recording]) -> Iterator[Played]:
    with closing(_player(plan)) as player:
        for recording in recordings:
            yield _played(player, recording)


def _in_processes(plan: Plan, recordings: Sequence[Recording], jobs: int) -> Iterator[Played]:
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(plan,)) as pool:
        with _deaf_to_ctrl_c():
            waiting: list[Future[Played]] = [pool.submit(_play, recording) for recording in recordings]
        try:
            for done in waiting:
                yield done.result()
        except BrokenProcessPool as error:
            raise AisleError(
                "A process that played recordings was ended; perhaps there was too little memory.",
                "Play with fewer --jobs.",
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is begun in here hears of Ctrl-C only when it is ready to; this process, afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows has none
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _player(plan: Plan) -> Player:
    return Player(plan.settings, activation=plan.activation, trace=plan.trace)


def _played(player: Player, recording: Recording) -> Played:
    began, loading = time.perf_counter(), player.loading
    outcome = player.play(recording)
    wall = time.perf_counter() - began - (player.loading - loading)
    return Played(outcome=outcome, process=os.getpid(), wall=wall, memory=peak_memory())


def summed_up(played: Sequence[Played], problems: Iterable[Problem]) -> Report:
    """The report over all recordings.

    Args:
        played: what came of each.
        problems: what was not even played.
    """
    busy: defaultdict[int, float] = defaultdict(float)
    for each in played:
        busy[each.process] += each.wall
    unusable = [each.outcome for each in played if isinstance(each.outcome, Problem)]
    return report(
        [each.outcome for each in played if isinstance(each.outcome, Result)],
        [*problems, *unusable],
        # What the busiest process took.
        wall=max(busy.values(), default=0),
        jobs=len(busy),
        memory=max((each.memory for each in played if each.memory is not None), default=None),
    )


# --- in a process of the pool

_plans: list[Plan] = []
_players: list[Player] = []


def _begin(plan: Plan) -> None:
    _plans.append(plan)
    # Ctrl-C reaches every process of the terminal; only the one that waits for the others tells.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _play(recording: Recording) -> Played:
    if not _players:
        _players.append(_player(_plans[0]))
    return _played(_players[0], recording)
