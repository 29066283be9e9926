"""Recordings played on a Ray cluster: here one of two workers on this machine."""

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import MissingPartError, StorageError
from assistant.settings import Settings, Shop
from devices.quiet import quiet
from devices.recordings import cluster
from devices.recordings.activation import Activation
from devices.recordings.bundled import bundled
from devices.recordings.conditions.steps import Condition, Noise
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.interruption import Interruption
from devices.recordings.plan import Plan, Played
from devices.recordings.results import Result, result
from devices.recordings.shipping import Returned, brought_home, elsewhere, own_parts, packed, unpack
from devices.recordings.stopwatch import Stopwatch
from devices.recordings.traces import trace_file
from devices.recordings.workers import play_all, summed_up

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed")


class Actor:
    """Tells what it can read, and is killed where the recording says so."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.loading = self.loading_cpu = 0.0

    def load(self) -> None:
        pass

    def play(self, recording: Recording) -> Result | Problem:
        text = recording.path.read_text()
        kind, *rest = text.split()
        if kind == "lost" and not Path(rest[0]).exists():
            Path(rest[0]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "unusable":
            return Problem(recording.name, f"{recording.path} is empty.")
        if kind == "full":
            raise StorageError("The disk is full.", "Free some space.")
        if self._plan.trace is not None:
            file = trace_file(self._plan.trace, recording)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        noises = [step.file.read_text() for step in recording.condition.steps if isinstance(step, Noise)]
        outcome = result(recording, 1.0, Stopwatch())
        return outcome.model_copy(update={"text": " ".join([text, *noises])})

    def close(self) -> None:
        pass


def plan(trace: Path | None = None) -> Plan:
    return Plan(settings=Settings(store=Shop(name="coffee")), trace=trace, player=Actor)


def recordings(folder: Path, *texts: str) -> list[Recording]:
    found = []
    for number, text in enumerate(texts):
        (folder / f"{number}.wav").write_text(text)
        found.append(Recording(f"{number}.wav", folder / f"{number}.wav"))
    return found


def told(found: Sequence[Played]) -> list[str]:
    """What was told of each, in order."""
    ordered = sorted(found, key=lambda each: each.index)
    return [
        each.outcome.reason if isinstance(each.outcome, Problem) else each.outcome.text for each in ordered
    ]


# --- what is sent and comes back, without a cluster


def test_a_recording_is_sent_with_its_files_and_found_below_another_root(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "a.wav").write_bytes(b"sound")
    (here / "scene.yaml").write_text("turns:\n  - recording: a.wav\n  - typed: hello\n")
    (here / "hum.wav").write_bytes(b"noise")
    condition = Condition(steps=(Noise(file=here / "hum.wav", snr=6),), seed=7)
    scene = Recording("scene.yaml", here / "scene.yaml", Kind.SCENARIO, condition=condition)
    unpack(packed(own_parts(scene)), there)
    moved = elsewhere(scene, there)
    assert moved.path.read_bytes() == scene.path.read_bytes()
    assert (moved.path.parent / "a.wav").read_bytes() == b"sound"
    # The noise is sent once for all.
    assert not (moved.path.parent / "hum.wav").exists()
    assert (moved.key, moved.id, moved.condition.seed) == (scene.key, scene.id, 7)


def test_what_comes_back_is_as_if_it_had_been_played_here(tmp_path: Path) -> None:
    noise = tmp_path / "hum.wav"
    noise.write_bytes(b"noise")
    condition = Condition(steps=(Noise(file=noise, snr=6),))
    recording = replace(recordings(tmp_path, "well")[0], condition=condition)
    there = elsewhere(recording, Path("/far/root"))
    far = Played(outcome=result(there, 1.0, Stopwatch()), index=0, process=0)
    written = {"trace/0.wav.jsonl": b"{}", "media/media/x.json": b"[]"}
    wanted = plan(tmp_path / "traces").model_copy(update={"media": tmp_path / "report"})
    outcome = brought_home(wanted, recording, Returned(far, "/far/root", written)).outcome
    assert isinstance(outcome, Result)
    assert outcome.condition == condition
    assert outcome.fingerprint
    assert (tmp_path / "traces" / "0.wav.jsonl").read_bytes() == b"{}"
    assert (tmp_path / "report" / "media" / "x.json").read_bytes() == b"[]"


def test_a_problem_names_the_file_as_it_is_called_here(tmp_path: Path) -> None:
    recording = Recording("a.wav", Path("clips/a.wav"))
    there = elsewhere(recording, tmp_path)
    far = Played(outcome=Problem("a.wav", f"{there.path} is empty."), index=0, process=0)
    outcome = brought_home(plan(), recording, Returned(far, str(tmp_path), {})).outcome
    assert outcome == Problem("a.wav", "clips/a.wav is empty.")


def test_a_file_that_is_gone_is_not_sent(tmp_path: Path) -> None:
    assert packed([tmp_path / "gone.wav"]) == {}


def test_without_ray_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingPartError, match=r"Ray is not installed. .*aisle-voice\[ray\]"):
        list(play_all(plan(), recordings(tmp_path, "well"), 2, ray="local"))


@needs_ray
def test_a_cluster_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(MissingPartError, match=f"no Ray cluster at 127.0.0.1:{port} .*ray start --head"):
        list(play_all(plan(), recordings(tmp_path, "well"), ray=f"127.0.0.1:{port}"))


# --- with a cluster


def environment() -> dict[str, str]:
    """The cluster's processes find the stand-in."""
    return {"PYTHONPATH": str(Path(__file__).parent)}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of two machines with a processor each, as far as Ray can tell."""
    with pytest.MonkeyPatch.context() as patch, cluster.short_folder() as folder:
        for name, value in (cluster.QUIET | environment()).items():
            patch.setenv(name, value)
        with quiet():
            from ray.cluster_utils import Cluster

            machine: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 100_000_000}
            head = machine | {"include_dashboard": False, "temp_dir": folder}
            made: Any = Cluster(initialize_head=True, head_node_args=head)
            made.add_node(**machine)
        yield made.address
        with quiet():
            made.shutdown()


@needs_ray
@pytest.mark.slow
def test_a_cluster_plays_all_and_recordings_of_lost_workers_again(
    address: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    once = f"lost {tmp_path / 'mark'}"
    texts = ["well 0", once, "unusable", "well 3", "well 4", "well 5"]
    everything = recordings(tmp_path, *texts)
    (tmp_path / "hum").write_text("hum")
    condition = Condition(steps=(Noise(file=tmp_path / "hum", snr=6),))
    everything[3] = replace(everything[3], condition=condition)
    found = list(play_all(plan(tmp_path / "traces"), everything, ray=address))
    assert told(found) == [
        "well 0",
        once,
        f"{everything[2].path} is empty.",
        "well 3 hum",
        "well 4",
        "well 5",
    ]
    assert {each.process for each in found} <= {0, 1}
    assert trace_file(tmp_path / "traces", everything[3]).read_text() == "well 3"
    assert capfd.readouterr() == ("", "")


@needs_ray
@pytest.mark.slow
def test_an_error_that_concerns_all_ends_a_run_on_a_cluster(address: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as error:
        list(play_all(plan(), recordings(tmp_path, "well", "full", "well"), ray=address))
    assert (error.value.what, error.value.fix) == ("The disk is full.", "Free some space.")


@needs_ray
@pytest.mark.slow
def test_a_run_on_a_cluster_can_be_ended_early(address: str, tmp_path: Path) -> None:
    found = []
    with Interruption() as stop:
        for each in play_all(plan(), recordings(tmp_path, *["well"] * 20), 1, ray=address, stop=stop):
            found.append(each)
            stop.ask()
    assert 1 <= len(found) < 20


def scene(folder: Path) -> Path:
    """A scenario of two recordings, which are sent with it."""
    names = ("whats-in-my-cart.flac", "the-cheaper-one.flac")
    for name in names:
        shutil.copy(bundled() / name, folder)
    turns = "".join(f"  - recording: {name}\n" for name in names)
    (folder / "scene.yaml").write_text(f"name: Two questions\nstore: market\nturns:\n{turns}")
    return folder / "scene.yaml"


@needs_ray
@pytest.mark.slow
def test_a_cluster_and_this_machine_come_to_the_same_report(tmp_path: Path) -> None:
    clips = [bundled() / name for name in ("make-that-three.flac", "yes.flac")]
    everything = [Recording(clip.name, clip, text=clip.stem.replace("-", " ")) for clip in clips]
    everything.append(Recording("scene.yaml", scene(tmp_path), Kind.SCENARIO))
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    everything.append(Recording("bad.wav", tmp_path / "bad.wav"))
    here, there = (
        Plan(settings=Settings(), activation=Activation.BUTTON, trace=tmp_path / name)
        for name in ("here", "there")
    )
    reports = [
        summed_up(play_all(here, everything, 1), []),
        summed_up(play_all(there, everything, 1, ray=cluster.LOCAL), []),
    ]
    assert len(reports[0].results) == 3
    assert reports[0].problems == reports[1].problems
    ours, theirs = (
        [without_times(each.model_dump(mode="json")) for each in report.results] for report in reports
    )
    assert ours == theirs
    traces = [
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("here", "there")
    ]
    assert traces[0] == traces[1]
    assert len(traces[0]) == 3


_TIMES = {"cpu_seconds", "latency_ms", "latency", "second_looks_ms", "wall_seconds"}


def without_times(value: object) -> object:
    """A result without what differs from run to run."""
    if isinstance(value, dict):
        return {key: without_times(each) for key, each in value.items() if key not in _TIMES}
    return [without_times(each) for each in value] if isinstance(value, list) else value
