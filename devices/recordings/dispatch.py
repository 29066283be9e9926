"""Hands recordings to workers and takes what came of them, whoever they are and whatever ends them."""

import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeAlias, TypeVar

from assistant.errors import AisleError
from devices.recordings.corpus import Problem, Recording
from devices.recordings.interruption import Interruption
from devices.recordings.plan import Played

_TICK = 1.0
"""Seconds between two looks at who takes too long."""
_HOPELESS = 3
"""Workers in a row, in one place, that ended before they were ready: no more are started there."""


@dataclass(frozen=True, slots=True)
class Task:
    """A recording to be played."""

    index: int
    """Its place among all."""
    recording: Recording


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker waits for its first recording."""


@dataclass(frozen=True, slots=True)
class Began:
    """A worker began to play the next of its recordings."""

    limit: float
    """Seconds that it may take."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker is no more."""

    how: str
    """"signal SIGSEGV"."""


News: TypeAlias = Ready | Began | Played | AisleError | Lost


class Worker(Protocol):
    """Plays recordings one after the other, in the order in which it gets them."""

    def give(self, task: Task) -> None:
        """Hand it a recording."""

    def kill(self) -> None:
        """End it at once, whatever it does."""


W = TypeVar("W", bound=Worker)


class Crew(Protocol[W]):
    """Where workers come from."""

    def hire(self, slot: int, *, careful: bool) -> W:
        """Start a worker.

        Args:
            slot: which of those that work at once, from 0.
            careful: it is to load its engines before it says that it is ready, as others were lost.
        """

    def news(
        self, workers: Collection[W], timeout: float, stop: Interruption | None
    ) -> Iterable[tuple[W, News]]:
        """What the workers tell; nothing after a time, in seconds, or when somebody asked for an end."""

    def dismiss(self, workers: Collection[W]) -> None:
        """Let workers end that have nothing more to do."""


@dataclass(slots=True)
class _Post(Generic[W]):
    """A worker and what it has to do."""

    slot: int
    worker: W
    ready: bool = False
    tasks: deque[Task] = field(default_factory=deque)
    """The first of them is being played."""
    spent: float = 0
    """Seconds on the first of them."""
    limit: float | None = None
    """Seconds that it may take; None until it has begun."""
    failures: int = 0
    """Workers in a row that ended here before they were ready."""


class Dispatch(Generic[W]):
    """Plays recordings with a crew.

    Args:
        crew: where workers come from.
        tasks: what is to be played.
        jobs: workers at once.
        retries: how often a recording is played again whose worker was lost.
        stop: ends it early.
    """

    def __init__(
        self,
        crew: Crew[W],
        tasks: Sequence[Task],
        jobs: int,
        *,
        retries: int = 0,
        stop: Interruption | None = None,
    ) -> None:
        self._crew = crew
        self._tasks = iter(tasks)
        self._left = len(tasks)
        self._again: deque[Task] = deque()
        self._jobs = min(jobs, len(tasks))
        self._retries = retries
        self._losses: dict[int, int] = {}
        self._stop = stop
        self._posts: list[_Post[W]] = []

    def played(self) -> Iterator[Played]:
        """What came of each, as soon as it is known.

        Raises:
            AisleError: if no more can be played: what a worker told, or that workers cannot be started.
        """
        try:
            self._posts.extend(
                _Post(slot, self._crew.hire(slot, careful=False)) for slot in range(self._jobs)
            )
            while self._working() and not self._stopped():
                yield from self._round()
        except BaseException:
            self._kill_all()
            raise
        if self._stopped():
            self._kill_all()
        else:
            self._crew.dismiss([post.worker for post in self._posts])

    def _stopped(self) -> bool:
        return self._stop is not None and self._stop.asked

    def _working(self) -> bool:
        return bool(self._left or any(post.tasks for post in self._posts))

    def _round(self) -> Iterator[Played]:
        before = time.monotonic()
        workers = {id(post.worker): post for post in self._posts}
        news = self._crew.news([post.worker for post in self._posts], _TICK, self._stop)
        # No more than two ticks: this process may have been suspended, and the workers with it.
        waited = min(time.monotonic() - before, 2 * _TICK)
        for post in self._posts:
            post.spent += waited
        for worker, told in news:
            yield from self._heard(workers[id(worker)], told)
        yield from self._ended_late()

    def _heard(self, post: _Post[W], told: News) -> Iterator[Played]:
        match told:
            case AisleError():
                raise told
            case Ready():
                post.ready, post.failures = True, 0
            case Began(limit):
                post.spent, post.limit = 0, limit
            case Played():
                post.tasks.popleft()
                post.limit = None
                yield told
            case Lost(how):
                yield from self._after_loss(post, how)
        self._fill(post)

    def _fill(self, post: _Post[W]) -> None:
        """Hand out what there is; one in advance, so that nobody waits, but not of the last ones."""
        while post.ready and self._left and len(post.tasks) < (2 if self._left > self._jobs else 1):
            task = self._again.popleft() if self._again else next(self._tasks)
            self._left -= 1
            post.tasks.append(task)
            post.worker.give(task)

    def _ended_late(self) -> Iterator[Played]:
        """End what takes too long."""
        for post in self._posts:
            if post.limit is not None and post.spent > post.limit:
                late, reason = post.tasks.popleft(), f"Playing it took more than {post.limit:.0f} s."
                post.worker.kill()
                self._replace(post)
                yield _problem(post, late, reason)

    def _after_loss(self, post: _Post[W], how: str) -> Iterator[Played]:
        """A worker costs the recording that it was at, and no other."""
        post.failures += not post.ready
        if post.failures == _HOPELESS:
            self._give_up(post, how)
            return
        lost = post.tasks.popleft() if post.tasks else None
        if lost is not None and self._may_be_retried(lost):
            post.tasks.appendleft(lost)
            lost = None
        self._replace(post)
        if lost is not None:
            times = f", {self._retries + 1} times" if self._retries else ""
            yield _problem(post, lost, f"The process that played it ended ({how}{times}).")

    def _may_be_retried(self, lost: Task) -> bool:
        self._losses[lost.index] = self._losses.get(lost.index, 0) + 1
        return self._losses[lost.index] <= self._retries

    def _replace(self, post: _Post[W]) -> None:
        """Put another worker in the place of one that is no more."""
        while post.tasks:
            self._again.appendleft(post.tasks.pop())
            self._left += 1
        post.ready, post.limit = False, None
        if self._left:
            # The one before may have ended while it loaded its engines, and not because of a recording.
            post.worker = self._crew.hire(post.slot, careful=True)
        else:
            self._posts = [other for other in self._posts if other is not post]
        for other in self._posts:
            self._fill(other)

    def _give_up(self, post: _Post[W], how: str) -> None:
        """Play on with fewer workers, as long as there are others."""
        self._posts = [other for other in self._posts if other is not post]
        if not self._posts:
            raise AisleError(
                f"The processes that play recordings end before they can begin ({how}).",
                "See what `aisle doctor` says; if there is too little memory, play with fewer --jobs.",
            )

    def _kill_all(self) -> None:
        for post in self._posts:
            post.worker.kill()
        self._crew.dismiss([post.worker for post in self._posts])


def _problem(post: _Post[W], task: Task, reason: str) -> Played:
    problem = Problem(task.recording.name, reason)
    return Played(outcome=problem, index=task.index, process=post.slot, wall=post.spent)
