"""`aisle bench`: how quick the assistant is, beside what it should be."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from commands import aisle
from devices.bench.figures import Figure, at_least, at_most, figure
from devices.bench.latency import UntilSpoken, spoken
from devices.cli import UNUSABLE
from devices.recordings.bundled import bundled
from devices.recordings.figures import Spread
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch


def figures(folder: Path, *arguments: str | Path) -> dict[str, Any]:
    ended = aisle(folder, "bench", *arguments, "--runs", "1", "--json", folder / "out.json")
    assert ended.code == 0, ended.out + ended.err
    found = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert found["version"] == 1
    assert all(each["name"] in ended.out for each in found["figures"])
    return {each["name"]: each for each in found["figures"]}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two short recordings."""
    made = tmp_path / "corpus"
    made.mkdir()
    for name in ("please-check-out.flac", "whats-in-my-cart.flac"):
        shutil.copy(bundled() / name, made)
    return made


def test_a_person_waits_at_least_for_the_silence_and_then_for_each_stage(
    corpus: Path, tmp_path: Path
) -> None:
    found = figures(tmp_path, "latency", "--corpus", corpus)
    stages = ("transcript", "reply text", "first sample of the reply")
    medians = [found[f"end of speech to {stage}"]["times"]["p50"] for stage in stages]
    assert 500 <= medians[0] <= medians[1] <= medians[2]
    last = found["end of speech to first sample of the reply"]
    assert (last["measured"], last["target"]) == (2, {"aim": "at most", "value": 900})


def test_throughput_and_memory_are_measured_in_a_process_of_their_own(corpus: Path, tmp_path: Path) -> None:
    found = figures(tmp_path, "corpus", "--corpus", corpus)
    assert found["recordings with 1 process, times real time"]["times"]["p50"] > 0
    assert 50 < found["peak memory of a process"]["times"]["p50"] < 2000
    first = found["start to the first result"]
    assert (first["unit"], first["target"]["value"]) == ("s", 5)
    assert 0 < first["times"]["p50"] < 60
    # Two recordings do not tell whether memory grows.
    assert found["memory after the last more than after 10"]["measured"] == 0


def test_the_start_is_measured_in_fresh_processes(tmp_path: Path) -> None:
    found = figures(tmp_path, "startup")
    assert found["aisle --help"]["unit"] == "ms"
    assert 0 < found["start to ready"]["times"]["p50"] < 60


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "bench", "latency", "--corpus", tmp_path)
    assert ended.code == UNUSABLE
    assert "neither" in ended.err


@pytest.mark.parametrize(
    ("made", "share", "met"),
    [
        (figure("a", "ms", [300, 600, 450], at_most(900)), 0.5, True),
        (figure("a", "ms", [1000], at_most(900)), 1.11, False),
        (figure("a", "x", [10], at_least(8)), 1.25, True),
        (figure("a", "x", [4], at_least(8)), 0.5, False),
        (figure("a", "ms", [4]), None, None),
        (figure("a", "ms", [], at_most(4)), None, None),
    ],
)
def test_a_figure_stands_beside_its_target(made: Figure, share: float | None, met: bool | None) -> None:
    assert (made.share, made.met) == (share, met)


def test_a_figure_tells_its_spread_and_how_often_it_was_measured() -> None:
    made = figure("a", "ms", [300, 600, 450])
    assert (made.times, made.measured) == (Spread(p50=450, p95=585), 3)


class Resting:
    """A pipeline of which only this is asked."""

    resting = False

    def press(self) -> None:
        pass


async def test_what_the_assistant_is_behind_the_clock_counts() -> None:
    walls = iter([10.02, 10.04, 10.14, 10.16])
    director, watch = UntilSpoken(32_000, now=lambda: next(walls)), Stopwatch()
    pipeline: Any = Resting()
    assert await director.goes_on(0, pipeline, watch)
    assert await director.goes_on(320, pipeline, watch)
    # This frame is taken 80 ms late, and ends the turn.
    assert await director.goes_on(640, pipeline, watch)
    watch.turns.append(Exchange(latency=Latency(silence=500, sound=600)))
    assert not await director.goes_on(960, pipeline, watch)
    assert director.lag == pytest.approx(0.08)
    assert spoken(watch) == watch.turns[0].latency
