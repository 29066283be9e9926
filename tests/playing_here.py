"""`aisle replay` and `aisle demo` in this process alone, with engines that are loaded once for all tests."""

from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Engines, load_engines
from assistant.errors import AisleError
from assistant.settings import Settings
from commands import Ended, aisle
from devices.recordings.dispatch import News, Ready, Task
from devices.recordings.plan import Plan
from devices.recordings.playing import played

_LOADED: dict[str, Engines] = {}


def replay(folder: Path, *arguments: str | Path) -> Ended:
    """Replay recordings; what processes have to do with it is shown by the tests of those."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("devices.recordings.pool.Pool", Here)
        patch.setattr("devices.recordings.player.load_engines", loaded)
        return aisle(folder, "replay", *arguments)


def demo(folder: Path, *arguments: str | Path) -> Ended:
    """Run the demo."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.bootstrap.load_engines", loaded)
        return aisle(folder, "demo", *arguments)


async def loaded(settings: Settings) -> Engines:
    """The engines that the settings choose; the same ones each time."""
    wanted = settings.model_dump_json(include={"wake", "activity", "recognition", "voice"})
    if wanted not in _LOADED:
        _LOADED[wanted] = await load_engines(settings)
    return _LOADED[wanted]


class Hand:
    """A worker; it plays when it is asked for news."""

    def __init__(self, plan: Plan, slot: int) -> None:
        self._plan = plan
        self._slot = slot
        self._player = plan.player(plan)
        self._begun = False
        self._tasks: deque[Task] = deque()

    def give(self, task: Task) -> None:
        self._tasks.append(task)

    def kill(self) -> None:
        self._player.close()

    def news(self) -> Iterator[News]:
        if not self._begun:
            self._begun = True
            yield Ready()
        elif self._tasks:
            try:
                yield played(self._player, self._plan, self._tasks.popleft(), self._slot)
            except AisleError as error:
                yield error


class Here:
    """A crew whose workers take turns."""

    def __init__(self, plan: Plan, scratch: Path) -> None:
        del scratch
        self._plan = plan

    def hire(self, slot: int, *, careful: bool) -> Hand:
        del careful
        return Hand(self._plan, slot)

    def news(self, workers: Collection[Hand], *_: object) -> list[tuple[Hand, News]]:
        return [(worker, news) for worker in workers for news in worker.news()]

    def dismiss(self, workers: Collection[Hand]) -> None:
        for worker in workers:
            worker.kill()
