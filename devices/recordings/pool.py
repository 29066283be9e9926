"""Workers that are processes of this machine: one that crashes costs the recording that it was at."""

import os
import signal
import tempfile
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from shutil import rmtree
from typing import Any

from assistant.errors import AisleError
from devices.recordings.dispatch import Began, Lost, News, Ready, Task
from devices.recordings.interruption import Interruption
from devices.recordings.plan import Plan, RecordingPlayer
from devices.recordings.playing import limit, played

_DYING = 2.0
"""Seconds between a process's last word and its end."""
_PATIENCE = 10.0
"""Seconds in which a process that has nothing more to do ends by itself."""


class Process:
    """A process that plays recordings.

    Args:
        plan: how.
        slot: which of those that work at once.
        scratch: a folder for whatever it needs, which is removed by whoever remains.
        careful: it loads its engines before it says that it is ready.
    """

    def __init__(self, plan: Plan, slot: int, scratch: Path, *, careful: bool) -> None:
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        arguments = (other, plan, slot, scratch, careful)
        self._process: SpawnProcess = context.Process(target=_work, args=arguments, daemon=True)
        with _deaf_to_ctrl_c():
            self._process.start()
        other.close()

    def give(self, task: Task) -> None:
        """Hand it a recording; that it is no more is told by `news`."""
        with suppress(OSError):
            self.connection.send(task)

    def news(self) -> News:
        """What it tells; waits for it."""
        try:
            told: News = self.connection.recv()
        except (EOFError, OSError):
            ended = wait([self._process.sentinel], _DYING)
            self.kill()
            return Lost(_how(self._process.exitcode) if ended else "it no longer answers")
        return told

    def kill(self) -> None:
        """End it at once, and all that it has started."""
        if self._process.pid is not None and hasattr(os, "killpg") and not self.connection.closed:
            with suppress(ProcessLookupError, PermissionError):  # it has no group of its own yet
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self.connection.close()

    def let_go(self) -> None:
        """Let it end as soon as it has nothing more to do."""
        with suppress(OSError):
            self.connection.send(None)

    def wait(self) -> None:
        """Wait until it has ended, but not for long."""
        self._process.join(_PATIENCE)
        self.kill()


class Pool:
    """Hires processes.

    Args:
        plan: how they play.
        scratch: a folder for whatever they need.
    """

    def __init__(self, plan: Plan, scratch: Path) -> None:
        self._plan = plan
        self._scratch = scratch

    def hire(self, slot: int, *, careful: bool) -> Process:
        """Start a process."""
        return Process(self._plan, slot, self._scratch, careful=careful)

    def news(
        self, workers: Collection[Process], timeout: float, stop: Interruption | None
    ) -> Iterable[tuple[Process, News]]:
        """What the processes tell."""
        found: dict[Any, Process] = {worker.connection: worker for worker in workers}
        asked = [stop.connection] if stop is not None else []
        ready = wait([*found, *asked], timeout)
        return [(found[each], found[each].news()) for each in ready if each in found]

    def dismiss(self, workers: Collection[Process]) -> None:
        """Let processes end that have nothing more to do."""
        for worker in workers:
            worker.let_go()
        for worker in workers:
            worker.wait()


def _how(code: int | None) -> str:
    """How a process ended, from its exit code."""
    if code is None:
        return "it no longer answers"
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:  # a real-time signal
        name = str(-code)
    return f"signal {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")


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


# --- in a process of the pool


def _work(connection: Connection, plan: Plan, slot: int, scratch: Path, careful: bool) -> None:
    _stand_alone()
    _end_with_the_parent(scratch)
    # Whatever is left behind when this process is killed is removed with the folder.
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    with suppress(BrokenPipeError, ConnectionResetError, EOFError):  # nobody is there any more
        try:
            with closing(plan.player(plan)) as player:
                _play(connection, plan, slot, player, careful=careful)
        except AisleError as error:
            connection.send(error)


def _play(connection: Connection, plan: Plan, slot: int, player: RecordingPlayer, *, careful: bool) -> None:
    """Play what comes, until nothing more does."""
    if careful:
        player.load()
    connection.send(Ready())
    while (task := connection.recv()) is not None:
        connection.send(Began(limit(plan, task.recording, loaded=bool(player.loading))))
        connection.send(played(player, plan, task, slot))


def _stand_alone() -> None:
    """Ctrl-C reaches every process of the terminal's group; only the one that waits for the others tells."""
    if not hasattr(os, "setpgid"):  # Windows has none
        return
    os.setpgid(0, 0)
    # One that was pressed before is forgotten.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_with_the_parent(scratch: Path) -> None:
    """When the parent is killed, nobody else would end this process, nor remove the folder."""
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_outlive_briefly, args=(parent.sentinel, scratch), daemon=True).start()


def _outlive_briefly(parent: int, scratch: Path) -> None:
    wait([parent])
    rmtree(scratch, ignore_errors=True)
    os._exit(1)
