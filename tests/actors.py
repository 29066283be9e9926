"""A stand-in for what plays recordings, which does what the recording's name says.

Apart from the tests, as each process that plays imports it anew.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from assistant.errors import MissingPartError, SettingsError, StorageError
from assistant.settings import Settings, Shop
from devices.recordings.corpus import Problem, Recording
from devices.recordings.plan import Plan
from devices.recordings.results import Result, result
from devices.recordings.stopwatch import Stopwatch


class Actor:
    """Does what the recording is called."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.loading = self.loading_cpu = 0.0

    def load(self) -> None:
        self.loading = self.loading_cpu = 0.001

    def play(self, recording: Recording) -> Result | Problem:
        self.load()
        act = getattr(self, recording.name.split("/")[0])
        outcome: Result | Problem = act(recording) or result(recording, 1.0, Stopwatch())
        return outcome

    def well(self, recording: Recording) -> None:
        pass

    def unusable(self, recording: Recording) -> Problem:
        return Problem(recording.name, "It is no sound.")

    def busy(self, _: Recording) -> None:
        until = time.process_time() + 0.2
        while time.process_time() < until:
            pass

    def crash(self, _: Recording) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def exit(self, _: Recording) -> None:
        os._exit(3)

    def hang(self, recording: Recording) -> None:
        recording.path.touch()
        threading.Event().wait()

    def child(self, recording: Recording) -> None:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        recording.path.write_text(str(child.pid))
        os._exit(4)

    def litter(self, _: Recording) -> None:
        tempfile.mkdtemp()
        os._exit(5)

    def fault(self, _: Recording) -> None:
        raise ValueError("pay with card 4111111111111111")

    def full(self, _: Recording) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    def close(self) -> None:
        pass


class Unloadable(Actor):
    def load(self) -> None:
        raise MissingPartError("There is no recogniser.", "Install it.")


class Unfit(Actor):
    """The settings do not fit it."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        raise SettingsError("There is no such voice.", "Name another.")


class Stillborn(Actor):
    """Its process is killed before anything is played."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        os.kill(os.getpid(), signal.SIGKILL)


class BadEngines(Actor):
    """Its engines crash as they are loaded."""

    def load(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)


def plan(player: type[Actor] = Actor, longest: float = 30) -> Plan:
    return Plan(settings=Settings(store=Shop(name="coffee")), longest=longest, player=player)


def recordings(*names: str, folder: Path = Path("nowhere")) -> list[Recording]:
    return [Recording(f"{name}/{number}", folder / f"{name}{number}") for number, name in enumerate(names)]
