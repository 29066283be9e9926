"""`aisle demo`: the whole spoken trip, with the real engines, from recordings to the order in the shop."""

import json
import shutil
import signal
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands import Ended, aisle, started
from devices.cli import INTERRUPTED, NOT_AS_EXPECTED, STORAGE, UNUSABLE
from devices.recordings.bundled import TRIP, bundled
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.model import RecordingTurn
from playing_here import demo, replay


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """The demo: how it ended, and the folder that it wrote to."""
    folder = tmp_path_factory.mktemp("demo")
    return aisle(folder, "demo", "--out", folder / "out"), folder / "out"


def trip(folder: Path, change: Callable[[Any], None]) -> Path:
    """A copy of the bundled trip with something changed in its scenario."""
    made = folder / "trip"
    shutil.copytree(bundled(), made)
    scenario = yaml.safe_load((made / TRIP).read_text(encoding="utf-8"))
    change(scenario)
    (made / TRIP).write_text(yaml.safe_dump(scenario), encoding="utf-8")
    return made / TRIP


def spoken() -> list[RecordingTurn]:
    """The turns of the bundled trip."""
    turns = load(bundled() / TRIP).scenario.turns
    return [turn for turn in turns if isinstance(turn, RecordingTurn)]


def length(path: Path) -> float:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        return file.getnframes() / file.getframerate()


# --- the trip


def test_the_order_in_the_shop_is_the_expected_one(shown: tuple[Ended, Path]) -> None:
    ended, _ = shown
    assert ended.code == 0, ended.out + ended.err
    assert "The order is in the shop's books, as expected: A 1 0 0, $22.15 in all." in ended.out
    assert "ot as expected" not in ended.out


def test_every_word_of_the_conversation_is_shown_with_the_times_of_the_stages(
    shown: tuple[Ended, Path],
) -> None:
    out = shown[0].out
    assert out.count("you: ") == out.count("aisle: ") == len(spoken())
    assert "you: Alexa, please add two cartons of oat milk to my cart" in out
    assert "Shall I place the order?" in out
    assert out.count("recognition ") == out.count("you: ")


def test_the_conversation_each_reply_and_the_trace_are_written(shown: tuple[Ended, Path]) -> None:
    ended, folder = shown
    assert str(folder) in ended.out
    replies = sorted((folder / "replies").iterdir())
    assert [path.name for path in replies][:2] == ["01-which_one.wav", "02-added.wav"]
    assert len(replies) == len(spoken())
    assert sum(map(length, replies)) < length(folder / "conversation.wav") < 240
    events = [json.loads(line) for line in (folder / "trace.jsonl").read_text("utf-8").splitlines()]
    assert [event["by"] for event in events if event["kind"] == "woken"].count("alexa") == 2
    assert [event["total"] for event in events if event["kind"] == "order_confirmed"] == ["$22.15"]


def test_the_trace_can_be_played_and_leads_to_the_same_order(
    shown: tuple[Ended, Path], tmp_path: Path
) -> None:
    ended = replay(tmp_path, shown[1] / "trace.jsonl")
    assert ended.code == 0, ended.out + ended.err
    assert "1 of 1" in ended.out


def test_it_can_be_repeated_and_gives_the_same(shown: tuple[Ended, Path], tmp_path: Path) -> None:
    (tmp_path / "aisle-demo").mkdir()
    again = demo(tmp_path, "--out", tmp_path / "aisle-demo")
    assert again.code == 0
    for name in ("trace.jsonl", "conversation.wav"):
        assert (shown[1] / name).read_bytes() == (tmp_path / "aisle-demo" / name).read_bytes()


def test_the_shoppers_recordings_are_small_and_named_by_their_words() -> None:
    texts = [turn.text or "" for turn in spoken()]
    said = {"-".join(text.lower().replace("'", "").strip(".?").replace(",", "").split()) for text in texts}
    recordings = {path.stem: path for path in bundled().glob("*.flac")}
    assert set(recordings) == said
    assert sum(path.stat().st_size for path in recordings.values()) < 3_000_000


# --- what goes wrong


def test_another_order_than_the_expected_one_is_told_loudly(tmp_path: Path) -> None:
    def shorter(scenario: Any) -> None:
        scenario["turns"] = scenario["turns"][:2]
        scenario["turns"][0]["expect"]["reply"] = "added"

    ended = demo(tmp_path, "--scenario", trip(tmp_path, shorter), "--out", tmp_path / "out")
    assert ended.code == NOT_AS_EXPECTED
    assert "The order is not the expected one. The shop was to have an order of 3 Harvest Lane" in ended.out
    assert "it has no order." in ended.out
    assert "Not as expected: reply after 'Alexa, please add" in ended.out
    assert (tmp_path / "out" / "conversation.wav").exists()


def test_what_is_not_expected_is_not_told_to_be_as_expected(tmp_path: Path) -> None:
    def other(scenario: Any) -> None:
        scenario["cart"] = [{"product": "bananas", "quantity": 1}]
        scenario["turns"] = [{"typed": "check out"}, {"typed": "yes"}]
        scenario["expect"] = {"cart": []}

    ended = demo(tmp_path, "--scenario", trip(tmp_path, other), "--out", tmp_path / "out")
    assert ended.code == 0, ended.out
    assert "The order is in the shop's books: A 1 0 0, " in ended.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda scenario: scenario.update(turns=[]), "turns"),
        (lambda scenario: scenario.update(store="none"), "none"),
        (lambda scenario: scenario["turns"][0].update(recording="none.flac"), "none.flac"),
        (lambda scenario: scenario.update(cart=[{"product": "unicorns"}]), "unicorns"),
    ],
    ids=["no turns", "no such shop", "no such recording", "no such product"],
)
def test_a_scenario_that_does_not_fit_is_told(
    tmp_path: Path, change: Callable[[Any], None], told: str
) -> None:
    ended = demo(tmp_path, "--scenario", trip(tmp_path, change), "--out", tmp_path / "out")
    assert ended.code == UNUSABLE
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_a_file_that_is_no_scenario_is_told(tmp_path: Path) -> None:
    missing = tmp_path / TRIP
    ended = demo(tmp_path, "--scenario", missing, "--out", tmp_path / "out")
    assert (ended.code, TRIP in ended.err) == (UNUSABLE, True)
    missing.write_text("{", encoding="utf-8")
    ended = demo(tmp_path, "--scenario", missing, "--out", tmp_path / "out")
    assert (ended.code, TRIP in ended.err) == (UNUSABLE, True)


def test_a_folder_that_cannot_be_made_is_told_before_anything_begins(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = demo(tmp_path, "--out", tmp_path / "file" / "out")
    assert (ended.code, "cannot be written" in ended.err) == (STORAGE, True)
    assert "aisle: " not in ended.out


def test_it_can_be_interrupted_in_mid_conversation(tmp_path: Path) -> None:
    process = started(tmp_path, ["demo", "--out", str(tmp_path / "out")])
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            if "aisle: " in line:
                process.send_signal(signal.SIGINT)
                break
        _, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert "Interrupted." in err
    assert "Traceback" not in err
