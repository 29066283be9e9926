"""Workers that are actors of a Ray cluster, on machines that have neither the recordings nor the settings."""

import logging
import os
import socket
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from tempfile import TemporaryDirectory, gettempdir
from typing import Any
from uuid import uuid4

from assistant.errors import AisleError, MissingPartError, UnusableInputError
from devices.quiet import quiet
from devices.recordings import files
from devices.recordings.corpus import Kind, Problem
from devices.recordings.dispatch import Began, Dispatch, Lost, News, Ready, Task
from devices.recordings.fingerprint import PACKAGE
from devices.recordings.interruption import Interruption
from devices.recordings.plan import Plan, Played
from devices.recordings.playing import limit
from devices.recordings.shipping import Returned, all_noises, brought_home, own_parts, packed
from devices.recordings.station import Station, remove

QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # What its daemons have to say would be printed among the results.
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",
    "RAY_SCHEDULER_EVENTS": "0",
}
"""Read by Ray when it is imported."""
LOCAL = "local"
"""Instead of an address: a cluster of this machine alone, which is started and ended."""
RETRIES = 2
"""How often a recording is played again whose worker was lost."""
_BRIEFLY = 0.2
"""Seconds between two looks at whether somebody asked for an end."""
_PATIENCE = 10.0
"""Seconds in which actors that have nothing more to do end by themselves."""
_KNOCKING = 5.0
"""Seconds in which a cluster has to answer."""
_LONGEST_FOLDER = 40
"""Letters: Ray makes sockets in it, whose names may not be long."""


def play_on_cluster(
    address: str, plan: Plan, tasks: Sequence[Task], jobs: int | None, stop: Interruption | None = None
) -> Iterator[Played]:
    """Play recordings on a Ray cluster; what came of each, as soon as it is known.

    A lost worker's recordings are played by another.

    Args:
        address: the cluster's, as `ray.init` takes it, or `LOCAL`.
        plan: how.
        tasks: what.
        jobs: actors at once, each on a processor of its own; without it as many as the cluster has.
        stop: ends it early.

    Raises:
        MissingPartError: if Ray, the cluster, or this program on its machines is not there.
        AisleError: as if it were played here.
    """
    with _connected(address, jobs) as ray:
        at_once = jobs or int(ray.cluster_resources().get("CPU", 0))
        if not at_once:
            raise MissingPartError(
                f"The Ray cluster at {address} has no processors.", "Add machines with `ray start --address`."
            )
        crew = _Cluster(ray, plan, tasks)
        try:
            yield from Dispatch(crew, tasks, at_once, retries=RETRIES, stop=stop).played()
        finally:
            crew.clean_up()


class _Member:
    """An actor, and what is expected of it."""

    def __init__(self, cluster: "_Cluster", actor: Any) -> None:
        self._cluster = cluster
        self.actor = actor
        self.beginning: Any = actor.begin.remote()
        """The answer that tells that it is ready; None when it was taken."""
        self.tasks: deque[tuple[Task, Any]] = deque()
        """With the answers that are to come."""
        self.announced = False
        """It was told that the first of them has begun."""
        self.loaded = False
        """It has played something."""

    def give(self, task: Task) -> None:
        """Send it a recording."""
        self.tasks.append((task, self._cluster.sent(self.actor, task)))

    def kill(self) -> None:
        """End it at once."""
        self._cluster.kill(self)

    @property
    def answer(self) -> Any:
        """What it tells next; None if nothing is expected of it."""
        return self.beginning or (self.tasks[0][1] if self.tasks else None)


class _Cluster:
    """Hires actors."""

    def __init__(self, ray: Any, plan: Plan, tasks: Sequence[Task]) -> None:
        self._ray = ray
        self._plan = plan
        self._shared = ray.put(plan), ray.put(packed(all_noises(task.recording for task in tasks)))
        self._station = ray.remote(num_cpus=1, max_restarts=0)(Station)
        self._name = f"aisle-{uuid4().hex}"
        self._at_work: set[_Member] = set()
        """Those that have not let go of everything, as they were lost or killed, too."""

    def hire(self, slot: int, *, careful: bool) -> _Member:
        """Start an actor; where no processor is free, it begins when one is."""
        arguments = (*self._shared, self._name, slot, version(PACKAGE), careful)
        member = _Member(self, self._station.remote(*arguments))
        self._at_work.add(member)
        return member

    def sent(self, actor: Any, task: Task) -> Any:
        """Send a recording; gives the answer that is to come."""
        try:
            return actor.play.remote(task, packed(own_parts(task.recording)))
        except OSError:
            return self._ray.put(_unreadable(task, self._plan))

    def news(
        self, workers: Collection[_Member], timeout: float, stop: Interruption | None
    ) -> list[tuple[_Member, News]]:
        """What the actors tell."""
        begun = [worker for worker in workers if _begins(worker)]
        answers = {worker.answer: worker for worker in workers if worker.answer is not None}
        ready = self._ready(list(answers), 0 if begun else timeout, stop)
        limits: list[tuple[_Member, News]] = [(worker, self._began(worker)) for worker in begun]
        return limits + [(answers[each], self._told(answers[each], each)) for each in ready]

    def dismiss(self, workers: Collection[_Member]) -> None:
        """Let actors end that have nothing more to do."""
        ends = {worker.actor.end.remote(): worker for worker in workers}
        for each in self._waited_for(list(ends)):
            if self._is_well(each):
                self._at_work.discard(ends[each])
        for worker in workers:
            self.kill(worker)

    def kill(self, member: _Member) -> None:
        """End an actor at once."""
        self._ray.kill(member.actor, no_restart=True)

    def clean_up(self) -> None:
        """Remove what actors have left on their machines that were lost or killed."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        if not self._at_work:
            return
        # Those that have ended answer with an error.
        self._waited_for([member.actor.end.remote() for member in self._at_work])
        machines = [machine["NodeID"] for machine in self._ray.nodes() if machine["Alive"]]
        remover = self._ray.remote(num_cpus=0, max_retries=0)(remove)
        self._waited_for(
            remover.options(scheduling_strategy=NodeAffinitySchedulingStrategy(each, soft=False)).remote(
                self._name
            )
            for each in machines
        )

    def _waited_for(self, answers: Iterable[Any]) -> list[Any]:
        """The answers that came before long."""
        expected = list(answers)
        if not expected:
            return []
        found: list[Any] = self._ray.wait(expected, num_returns=len(expected), timeout=_PATIENCE)[0]
        return found

    def _is_well(self, answer: Any) -> bool:
        from ray.exceptions import RayError

        try:
            self._ray.get(answer)
        except RayError:
            return False
        return True

    def _ready(self, answers: list[Any], timeout: float, stop: Interruption | None) -> list[Any]:
        until = time.monotonic() + timeout
        while answers and not (stop is not None and stop.asked):
            found, _ = self._ray.wait(answers, timeout=min(_BRIEFLY, timeout))
            if found:
                ready: list[Any] = self._ray.wait(answers, num_returns=len(answers), timeout=0)[0]
                return ready
            if time.monotonic() >= until:
                break
        return []

    def _began(self, worker: _Member) -> Began:
        worker.announced = True
        return Began(limit(self._plan, worker.tasks[0][0].recording, loaded=worker.loaded))

    def _told(self, worker: _Member, answer: Any) -> News:
        from ray.exceptions import RayError

        try:
            told: Ready | Returned | Played | AisleError = self._ray.get(answer)
        except RayError as error:
            return _lost(error)
        match told:
            case AisleError():
                return told
            case Ready():
                worker.beginning = None
                return told
        task, _ = worker.tasks.popleft()
        worker.announced, worker.loaded = False, True
        return told if isinstance(told, Played) else brought_home(self._plan, task.recording, told)


def _begins(worker: _Member) -> bool:
    return bool(worker.tasks) and not worker.announced


def _unreadable(task: Task, plan: Plan) -> Played:
    """A file that cannot be sent is told as if it were to be played here."""
    try:
        if task.recording.kind is Kind.SOUND:
            files.read(task.recording.path, plan.raw)
        reason = f"{task.recording.path} cannot be read."
    except UnusableInputError as error:
        reason = str(error)
    return Played(outcome=Problem(task.recording.name, reason), index=task.index, process=0)


def _lost(error: Exception) -> News:
    if "ModuleNotFoundError" in str(error):
        return MissingPartError(
            "A machine of the Ray cluster has no Aisle.", "Install it there, in the same version and Python."
        )
    return Lost("its worker in the cluster was lost")


@contextmanager
def _connected(address: str, jobs: int | None) -> Iterator[Any]:
    """Ray, connected to the cluster; it tells nothing by itself, and tells nobody that it is used."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    ray = _ray()
    silent: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    with ExitStack() as stack:
        if address == LOCAL:
            silent |= {
                "num_cpus": jobs,
                "include_dashboard": False,
                "_temp_dir": stack.enter_context(short_folder()),
            }
        try:
            _knock(address)
            with quiet():
                ray.init(address=address, **silent)
        except (OSError, RuntimeError, ValueError, OverflowError) as error:
            raise MissingPartError(
                f"There is no Ray cluster at {address} that can be reached.",
                "Start one with `ray start --head`, which tells its address.",
            ) from error
        try:
            yield ray
        finally:
            with quiet():
                ray.shutdown()


def _knock(address: str) -> None:
    """See whether anybody is there: Ray itself would try for minutes.

    Raises:
        OSError: if nobody is.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdecimal():
        socket.create_connection((host, int(port)), timeout=_KNOCKING).close()


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise MissingPartError(
            "Ray is not installed.", "Install it: pip install 'aisle-voice[ray]'."
        ) from error
    return ray


@contextmanager
def short_folder() -> Iterator[str]:
    """A folder for Ray's own files, which it would leave behind."""
    usual = gettempdir()
    above = usual if len(usual) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108 - a new folder in it, for us alone
    with TemporaryDirectory(prefix="aisle-", dir=above, ignore_cleanup_errors=True) as folder:
        yield folder
