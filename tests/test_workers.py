"""Recordings played in several processes: crashes, hangs, interruptions, and what they leave behind.

What plays here is a stand-in, see `actors`.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from actors import Actor, BadEngines, Stillborn, Unfit, Unloadable, plan, recordings
from assistant.errors import AisleError, MissingPartError, SettingsError, StorageError
from devices.recordings.corpus import Problem
from devices.recordings.dispatch import Began, Dispatch, Lost, News, Ready, Task
from devices.recordings.interruption import Interruption
from devices.recordings.plan import EARLIER, Plan, Played
from devices.recordings.results import Result, result
from devices.recordings.stopwatch import Stopwatch
from devices.recordings.workers import play_all, summed_up

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def played(names: Sequence[str], jobs: int = 1, *, how: Plan | None = None, **more: object) -> list[Played]:
    folder = more.pop("folder", Path("nowhere"))
    assert isinstance(folder, Path)
    found = play_all(how or plan(), recordings(*names, folder=folder), jobs, **more)  # type: ignore[arg-type]
    return sorted(found, key=lambda each: each.index)


def reasons(found: Sequence[Played]) -> list[str]:
    return [each.outcome.reason if isinstance(each.outcome, Problem) else "" for each in found]


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No folder, and no process."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    yield
    assert list(temporary.iterdir()) == []


# --- what came of each


def test_each_recording_is_played_once_and_told_with_its_place_and_what_it_took() -> None:
    found = played(["well", "busy", "unusable", "well", "busy"], jobs=2)
    assert [each.index for each in found] == [0, 1, 2, 3, 4]
    assert reasons(found) == ["", "", "It is no sound.", "", ""]
    assert {each.process for each in found} <= {0, 1}
    busy = found[1]
    assert 0.2 <= busy.cpu < 5
    assert busy.wall > 0
    assert isinstance(busy.outcome, Result)
    assert busy.outcome.cpu_seconds == pytest.approx(busy.cpu, abs=0.001)


def test_nothing_to_play_starts_nothing() -> None:
    assert played([]) == []
    assert played(["crash"], done={0}) == []


def test_what_is_done_is_left_out() -> None:
    assert [each.index for each in played(["well", "crash", "well"], done={1})] == [0, 2]


@needs_signals
def test_a_crash_costs_the_recording_it_happened_at_and_no_other() -> None:
    found = played(["well", "crash", "well", "exit", "well", "well"], jobs=2)
    assert reasons(found) == [
        "",
        "The process that played it ended (signal SIGSEGV).",
        "",
        "The process that played it ended (exit code 3).",
        "",
        "",
    ]
    problem = found[1].outcome
    assert isinstance(problem, Problem)
    assert problem.name == "crash/1"


@needs_signals
def test_every_recording_may_crash() -> None:
    assert all("SIGSEGV" in reason for reason in reasons(played(["crash"] * 3)))


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    found = played(["well", "hang", "well"], how=plan(longest=0.5), folder=tmp_path)
    assert reasons(found)[::2] == ["", ""]
    assert "took more than" in reasons(found)[1]


def test_a_fault_of_ours_costs_one_recording_and_tells_nothing_that_was_said() -> None:
    fault = reasons(played(["fault", "well"]))[0]
    assert fault.startswith("Playing it failed: ValueError in actors.py, line ")
    assert "4111" not in fault


@needs_signals
def test_what_a_crashed_process_had_started_ends_too(tmp_path: Path) -> None:
    played(["child"], folder=tmp_path)
    pid = int((tmp_path / "child0").read_text())
    assert until(lambda: not alive(pid))


def test_what_a_crashed_process_left_in_temporary_folders_is_removed() -> None:
    assert reasons(played(["litter"])) == ["The process that played it ended (exit code 5)."]


# --- errors that concern all


def test_engines_that_are_missing_end_the_run_with_that_error() -> None:
    with pytest.raises(MissingPartError) as error:
        played(["well"] * 3, jobs=2, how=plan(Unloadable))
    assert (error.value.what, error.value.fix) == ("There is no recogniser.", "Install it.")


def test_settings_that_do_not_fit_end_the_run_with_that_error() -> None:
    with pytest.raises(SettingsError, match=r"There is no such voice\. Name another\."):
        played(["well"], how=plan(Unfit))


def test_a_full_disk_ends_the_run_with_that_error() -> None:
    with pytest.raises(StorageError, match="Free some space"):
        played(["well", "full", "well"])


@needs_signals
@pytest.mark.parametrize("player", [Stillborn, BadEngines])
def test_processes_that_cannot_begin_are_not_started_for_ever(player: type[Actor]) -> None:
    with pytest.raises(AisleError, match="end before they can begin \\(signal SIG"):
        played(["well"] * 100, how=plan(player))


# --- ending early


def test_whoever_asks_for_an_end_gets_what_was_done_and_no_problem_for_what_was_not(tmp_path: Path) -> None:
    found = []
    with Interruption() as stop:
        everything = recordings("well", "well", "hang", "well", folder=tmp_path)
        for each in play_all(plan(), everything, 1, stop=stop):
            found.append(each)
            if len(found) == 2:
                stop.ask()
    assert [each.index for each in found] == [0, 1]
    assert reasons(found) == ["", ""]


def test_an_end_is_asked_for_while_all_are_busy(tmp_path: Path) -> None:
    hanging = tmp_path / "hang0"
    with Interruption() as stop:

        def asking_when_it_plays() -> None:
            until(hanging.exists)
            stop.ask()

        asking = threading.Thread(target=asking_when_it_plays)
        asking.start()
        assert list(play_all(plan(), recordings("hang", folder=tmp_path), 1, stop=stop)) == []
        asking.join()


def test_whoever_takes_no_more_results_ends_the_processes() -> None:
    playing = play_all(plan(), recordings(*["well"] * 50), 2)
    next(playing)
    playing.close()  # type: ignore[attr-defined]


@needs_signals
def test_the_first_ctrl_c_only_asks_and_the_second_interrupts() -> None:
    with Interruption() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.asked
        assert stop.connection.poll()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


PROGRAM = """
import sys
from pathlib import Path
import actors
from devices.recordings.interruption import Interruption
from devices.recordings.workers import play_all, summed_up
if __name__ == "__main__":
    with Interruption() as stop:
        found = []
        names = ["well", "well", "hang", "hang", "well"]
        everything = actors.recordings(*names, folder=Path(sys.argv[1]))
        for played in play_all(actors.plan(), everything, 2, stop=stop):
            found.append(played)
            print(played.index, flush=True)
        report = summed_up(found, [], interrupted=stop.asked)
    print(report.interrupted, report.recordings, len(report.problems), flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Plays until it hangs: in a group of its own, as a terminal would start it."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    variables = {"PYTHONPATH": str(Path(__file__).parent), "TMPDIR": str(tmp_path / "temporary")}
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert until(lambda: (tmp_path / "hang2").exists() and (tmp_path / "hang3").exists())
    with process:
        yield process
        process.kill()


@needs_signals
def test_ctrl_c_in_a_terminal_keeps_what_was_done_and_shows_no_traceback(
    program: "subprocess.Popen[str]",
) -> None:
    children = children_of(program.pid)
    os.killpg(program.pid, signal.SIGINT)
    out, err = program.communicate(timeout=20)
    assert out.splitlines()[-1] == "True 2 0"
    assert err == ""
    assert program.returncode == 0
    assert until(lambda: not any(map(alive, children)))


@needs_signals
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_processes_and_folders_go_when_the_one_that_started_them_is_killed(
    program: "subprocess.Popen[str]", tmp_path: Path, ending: signal.Signals
) -> None:
    children = children_of(program.pid)
    assert len(children) >= 2
    program.send_signal(ending)
    assert until(lambda: not any(map(alive, children)))
    assert until(lambda: not list((tmp_path / "temporary").iterdir()))


def until(happened: object) -> bool:
    """Wait until something has happened in another process, up to twenty seconds."""
    assert callable(happened)
    waiting, limit = threading.Event(), time.monotonic() + 20
    while not (there := bool(happened())) and time.monotonic() < limit:
        waiting.wait(0.02)
    return there


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


# --- who does what, with workers that are none


class Hand:
    """A worker that notes what it gets."""

    def __init__(self, slot: int, *, careful: bool) -> None:
        self.slot, self.careful = slot, careful
        self.given: list[int] = []
        self.killed = False

    def give(self, task: Task) -> None:
        self.given.append(task.index)

    def kill(self) -> None:
        self.killed = True


class Hands:
    """A crew whose news is told beforehand: for each round, which worker tells what."""

    def __init__(self, *rounds: Sequence[tuple[int, News]]) -> None:
        self._rounds = iter(rounds)
        self.hired: list[Hand] = []
        self.held: list[list[int]] = []

    def hire(self, slot: int, *, careful: bool) -> Hand:
        self.hired.append(Hand(slot, careful=careful))
        return self.hired[-1]

    def news(self, *_: object) -> Sequence[tuple[Hand, News]]:
        self.held.append([len(hand.given) for hand in self.hired])
        return [(self.hired[number], told) for number, told in next(self._rounds)]

    def dismiss(self, workers: object) -> None:
        pass


def tasks(count: int) -> list[Task]:
    return [Task(index, each) for index, each in enumerate(recordings(*["well"] * count))]


def done(index: int, slot: int = 0) -> Played:
    return Played(outcome=Problem("", ""), index=index, process=slot)


def test_one_recording_is_handed_out_in_advance_but_not_of_the_last_ones() -> None:
    crew = Hands([(0, Ready())], [(0, done(0))], [(0, done(1))], [(0, done(2))])
    assert len(list(Dispatch(crew, tasks(3), 1).played())) == 3
    assert crew.held == [[0], [2], [2], [3]]


def test_a_recording_whose_worker_is_lost_is_given_to_another_as_often_as_it_may() -> None:
    lost = Lost("signal SIGKILL")
    crew = Hands(
        [(0, Ready())], [(0, lost)], [(1, Ready())], [(1, lost)], [(2, Ready())], [(2, lost)], [(3, Ready())],
        [(3, done(1))],
    )  # fmt: skip
    found = list(Dispatch(crew, tasks(2), 1, retries=2).played())
    assert [hand.given for hand in crew.hired] == [[0], [0], [0], [1]]
    assert [hand.careful for hand in crew.hired] == [False, True, True, True]
    assert [each.index for each in found] == [0, 1]
    assert reasons(found)[0] == "The process that played it ended (signal SIGKILL, 3 times)."


def test_a_place_in_which_nobody_can_begin_is_given_up_and_the_others_play_on() -> None:
    lost = Lost("signal SIGKILL")
    crew = Hands(
        [(0, Ready()), (1, lost)], [(2, lost)], [(3, lost)], [(0, done(0))], [(0, done(1))], [(0, done(2))]
    )
    assert [each.index for each in Dispatch(crew, tasks(3), 2).played()] == [0, 1, 2]
    assert [hand.slot for hand in crew.hired] == [0, 1, 1, 1]


def test_what_was_handed_out_in_advance_costs_nothing_when_the_worker_is_lost() -> None:
    crew = Hands(
        [(0, Ready())], [(0, Began(9)), (0, Lost("exit code 1"))], [(1, Ready())], [(1, done(1))],
        [(1, done(2))],
    )  # fmt: skip
    found = list(Dispatch(crew, tasks(3), 1).played())
    assert [each.index for each in found] == [0, 1, 2]
    assert crew.hired[0].given == [0, 1]


# --- the report


def test_a_report_is_in_the_order_of_the_recordings_and_counts_the_busiest_process() -> None:
    first, second, third = (result(each, 1.0, Stopwatch()) for each in recordings("a", "b", "c"))
    report = summed_up(
        [
            Played(outcome=third, index=2, process=0, wall=1, cpu=1, memory=100),
            Played(outcome=first, index=0, process=1, wall=3, cpu=2, memory=300),
            Played(outcome=second, index=1, process=0, wall=1, cpu=1, memory=200),
        ],
        [Problem("d", "It is empty.")],
        interrupted=True,
    )
    assert [each.audio for each in report.results] == ["a/0", "b/1", "c/2"]
    assert (report.wall_seconds, report.cpu_seconds, report.jobs, report.peak_memory_mb) == (3, 4, 2, 300)
    assert report.interrupted
    assert len(report.problems) == 1


def test_a_report_adds_what_an_earlier_run_took() -> None:
    first, second = (result(each, 1.0, Stopwatch()) for each in recordings("a", "b"))
    report = summed_up(
        [
            Played(outcome=first, index=0, process=EARLIER, wall=3, cpu=2),
            Played(outcome=second, index=1, process=0, wall=1, cpu=1),
        ],
        [],
    )
    assert (report.wall_seconds, report.cpu_seconds, report.jobs) == (4, 3, 1)
