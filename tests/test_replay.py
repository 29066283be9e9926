"""`aisle replay`: recordings through the whole pipeline, with the real engines."""

import asyncio
import json
import shutil
import signal
import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from assistant.audio import SAMPLE_RATE, frames
from assistant.bootstrap import Engines
from assistant.listening.endpointing import Endpointing, Turning
from assistant.ports import NotRecognized, Transcript
from assistant.settings import Listening, Settings
from assistant.utterance import Utterance
from commands import Ended, aisle, started
from devices.cli import INTERRUPTED, NOT_AS_EXPECTED, STORAGE, UNUSABLE, WORSE
from devices.recordings import files
from devices.recordings.bundled import bundled
from devices.recordings.direction import UntilAnswered
from devices.recordings.room import Room
from devices.recordings.session import run
from fakes import (
    QUIET,
    SPEECH,
    WAKE,
    FakeListening,
    FakeRecognizer,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Witness,
    sound,
)
from playing_here import replay

SHARED = Path(__file__).parents[2] / "shared" / "data"
CALLED = "alexa-please-add-two-cartons-of-oat-milk-to-my-cart.flac"
ALEXA = 0.9
"""Seconds of the sample above that hold the wake word and nothing else."""
GROCERIES = "i-also-need-a-dozen-brown-eggs-and-a-bunch-of-bananas.flac"
EGGS_AND_BANANAS = [{"product": "cage free brown eggs"}, {"product": "bananas"}]
ONE = ("--jobs", "1")
"""Engines are loaded once: of a few recordings, that takes longest."""
HUSHED = ("--gain", "-60", "--json", "-")
LINES: tuple[Mapping[str, object], ...] = (
    {"audio": CALLED, "expect": {"intent": "AddToCart", "reply": "which_one", "cart": []}},
    {
        "audio": GROCERIES,
        "text": "I also need a dozen brown eggs and a bunch of bananas.",
        "expect": {"intent": "AddToCart", "cart": EGGS_AND_BANANAS},
    },
)


def corpus(folder: Path, *lines: Mapping[str, object]) -> Path:
    """A corpus of the repository's samples."""
    made = folder / "corpus"
    shutil.copytree(bundled(), made, dirs_exist_ok=True)
    (made / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return made


def wav(path: Path, samples: np.ndarray[Any, np.dtype[np.float64]]) -> Path:
    soundfile.write(path, samples, SAMPLE_RATE, subtype="PCM_16")
    return path


def size(path: Path) -> int:
    return path.stat().st_size


def clean(ended: Ended) -> bool:
    return "Traceback" not in ended.out + ended.err


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Any, Path]:
    """A corpus in which all that is expected comes about: how it ended, the JSON, the traces."""
    folder = tmp_path_factory.mktemp("replayed")
    out, traces = folder / "out.json", folder / "traces"
    written = ("--json", out, "--trace", traces, "--junit", folder / "out.xml", "--report", folder / "report")
    ended = aisle(folder, "replay", corpus(folder, *LINES), *written, *ONE)
    return ended, json.loads(out.read_text(encoding="utf-8")), traces


# --- what is told


def test_all_that_is_expected_comes_about(replayed: tuple[Ended, Any, Path]) -> None:
    ended, report, _ = replayed
    assert ended.code == 0, ended.out + ended.err
    assert (report["version"], report["recordings"], report["accepted"]) == (2, 2, 2)
    assert report["command_acceptance"] == 1
    assert report["recognizer"] == "moonshine"
    assert report["problems"] == []


def test_a_recording_is_told_word_for_word_with_its_meaning_cart_and_reply(
    replayed: tuple[Ended, Any, Path],
) -> None:
    called, groceries = replayed[1]["results"]
    assert called["text"] == "Alexa, please add two cartons of oat milk to my cart."
    assert called["slots"] == {"items": [{"text": "oat milk", "quantity": 2, "unit": "carton"}]}
    assert called["reply"].endswith("Which one?")
    assert (groceries["audio"], groceries["intent"], groceries["accepted"]) == (GROCERIES, "AddToCart", True)
    assert {line["product"] for line in groceries["cart"]} == {"cage free brown eggs", "bananas"}
    assert (groceries["words"], groceries["words_wrong"]) == (12, 0)


def test_latency_begins_at_the_end_of_the_speech_itself(replayed: tuple[Ended, Any, Path]) -> None:
    report = replayed[1]
    waits = report["latency_ms"]
    # The silence that ends a turn is part of what a person waits for.
    assert waits["stages"]["silence"]["p50"] >= 500
    medians = [waits["stages"][stage]["p50"] for stage in ("silence", "transcript", "reply", "sound")]
    assert medians == sorted(medians)
    assert waits["p50"] == medians[-1]
    assert all(result["latency_ms"] >= 500 for result in report["results"])
    assert 0 < report["real_time_factor"] < 5


def test_a_pipe_gets_a_line_a_recording_and_the_figures(replayed: tuple[Ended, Any, Path]) -> None:
    lines = replayed[0].out.splitlines()
    # In the order in which they are done.
    called, groceries = sorted(lines[:2])
    assert called.startswith(f"right | {CALLED} | Alexa, please add two cartons")
    assert "1 cage free brown eggs; 1 bananas" in groceries
    assert any(line.startswith("cart right") and "2 of 2" in line for line in lines)


def test_the_wake_word_wakes_it_and_where_there_is_none_the_button(
    replayed: tuple[Ended, Any, Path],
) -> None:
    woken = [result["turns"][0]["woken_by"] for result in replayed[1]["results"]]
    assert woken == ["alexa", "button"]


def test_two_runs_give_the_same_traces_byte_for_byte(
    replayed: tuple[Ended, Any, Path], tmp_path: Path
) -> None:
    ended = aisle(tmp_path, "replay", corpus(tmp_path, *LINES), "--trace", tmp_path / "traces", "--jobs", "2")
    assert ended.code == 0, ended.out + ended.err
    first = {path.name: path.read_bytes() for path in replayed[2].iterdir()}
    again = {path.name: path.read_bytes() for path in (tmp_path / "traces").iterdir()}
    assert first == again
    assert set(first) == {f"{CALLED}.jsonl", f"{GROCERIES}.jsonl"}
    assert all(b'"kind":"speaking_ended"' in trace for trace in first.values())


def test_what_did_not_come_about_is_told_and_ends_with_1(tmp_path: Path) -> None:
    wrong = {"audio": GROCERIES, "expect": {"cart": [{"product": "bananas", "quantity": 7}], "reply": "list"}}
    ended = replay(tmp_path, corpus(tmp_path, wrong), "--json", "-")
    assert ended.code == NOT_AS_EXPECTED
    (result,) = json.loads(ended.out)["results"]
    assert (result["accepted"], result["verdicts"]) == (False, {"cart": False, "reply": False})
    assert "The cart was to hold 7 bananas; it holds" in ended.err


# --- what is written


def test_a_page_and_junit_xml_are_written(replayed: tuple[Ended, Any, Path]) -> None:
    ended, report, traces = replayed
    folder = traces.parent
    page = (folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "<!doctype html>" in page[:20].lower()
    assert str(folder / "report" / "index.html") in ended.out
    sounds = {path.stem for path in (folder / "report" / "media").glob("*.mp3")}
    assert sounds == {result["id"] for result in report["results"]}
    cases = ET.parse(folder / "out.xml").iter("testcase")
    assert {case.get("name") for case in cases} == {CALLED, GROCERIES}


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """A corpus that does as before, but of which a baseline says that it did better; and is updated."""
    folder = tmp_path_factory.mktemp("worse")
    names = sorted(path.name for path in sorted(bundled().glob("*.flac"), key=size)[:7])
    made = corpus(folder, *({"audio": name, "expect": {"intent": "Repeat"}} for name in names))
    arguments = (made, "--json", folder / "old.json", "--activation", "button")
    assert replay(folder, *arguments).code == NOT_AS_EXPECTED
    old = json.loads((folder / "old.json").read_text(encoding="utf-8"))
    for result in old["results"]:
        result["accepted"] = True
    (folder / "old.json").write_text(json.dumps(old), encoding="utf-8")
    compared = ("--baseline", folder / "old.json", "--update")
    ended = replay(folder, made, "--activation", "button", *compared)
    return ended, made


def test_worse_than_the_baseline_beyond_chance_ends_with_3(worse: tuple[Ended, Path]) -> None:
    ended, _ = worse
    assert (ended.code, clean(ended)) == (WORSE, True), ended.out
    assert "The intent was to be Repeat" in ended.out


def test_expectations_are_rewritten_after_the_difference_was_shown(worse: tuple[Ended, Path]) -> None:
    ended, made = worse
    lines = [json.loads(line) for line in (made / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    intents = [line["expect"]["intent"] for line in lines]
    assert len(intents) == 7
    assert "Repeat" not in intents
    assert ended.out.count('\n-{"audio"') == 7
    assert ended.out.count('\n+{"audio"') == 7


def test_a_run_that_is_broken_off_is_written_and_can_be_resumed(tmp_path: Path) -> None:
    names = sorted(path.name for path in bundled().glob("*.flac"))
    made = corpus(tmp_path, *({"audio": name} for name in names))
    out = tmp_path / "out.json"
    arguments = ["replay", str(made), "--jobs", "1", "--json", str(out)]
    with started(tmp_path, arguments) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("heard | ")
        process.send_signal(signal.SIGINT)
        told, err = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in err) == (INTERRUPTED, False)
    assert f"of {len(names)} were played before it was interrupted. Go on with --resume." in told
    first = json.loads(out.read_text(encoding="utf-8"))
    assert first["interrupted"]
    assert 1 <= first["recordings"] < len(names)
    ended = replay(tmp_path, *arguments[1:], "--resume")
    assert ended.code == 0, ended.out + ended.err
    assert f"{first['recordings']} of {out} are kept" in ended.out
    second = json.loads(out.read_text(encoding="utf-8"))
    assert (second["interrupted"], second["recordings"]) == (False, len(names))
    assert [result["audio"] for result in second["results"]] == names
    assert second["results"][: first["recordings"]] == first["results"]
    assert list(tmp_path.glob("out.json.*")) == []


def test_to_go_on_from_nothing_is_a_wrong_command(tmp_path: Path) -> None:
    ended = replay(tmp_path, bundled(), "--resume")
    assert (ended.code, "--json" in ended.err) == (UNUSABLE, True)


def test_nothing_is_resumed_from_a_file_that_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("[1, 2")
    ended = replay(tmp_path, bundled() / "yes.flac", "--json", tmp_path / "out.json", "--resume")
    assert (ended.code, "no report" in ended.err) == (UNUSABLE, True)
    assert (tmp_path / "out.json").read_text() == "[1, 2"


def test_what_is_played_is_not_overwritten(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"audio": "yes.flac"})
    before = (folder / "corpus.jsonl").read_bytes()
    ended = replay(tmp_path, folder, "--json", folder / "corpus.jsonl")
    assert (ended.code, "overwritten" in ended.err) == (UNUSABLE, True)
    assert (folder / "corpus.jsonl").read_bytes() == before


# --- what else can be played


def test_a_scenario_a_trace_and_raw_samples_are_played(tmp_path: Path) -> None:
    trace, raw, out = tmp_path / "device.jsonl", tmp_path / "whats-in-my-cart.raw", tmp_path / "out.json"
    aisle(
        tmp_path, "chat", "--trace", trace, typed="add two cartons of oat milk to my cart\nthe cheaper one\n"
    )
    raw.write_bytes(files.read(bundled() / "whats-in-my-cart.flac").pcm)
    scenario = bundled() / "a-typed-trip.yaml"
    ended = replay(tmp_path, scenario, trace, raw, "--raw", "16000,1,s16le", "--json", out)
    assert ended.code == 0, ended.out + ended.err
    report = json.loads(out.read_text(encoding="utf-8"))
    found = [(result["kind"], result["intent"], result["accepted"]) for result in report["results"]]
    assert found == [
        ("scenario", "ReadList", True),
        ("trace", "AddToCart", True),
        ("sound", "ReadCart", None),
    ]


def test_each_recording_is_heard_at_each_speech_to_noise_ratio(tmp_path: Path) -> None:
    wav(tmp_path / "noise.wav", np.random.default_rng(1).normal(0, 0.1, 2 * SAMPLE_RATE))
    arguments = ("--noise", tmp_path / "noise.wav", "--snr", "0,40", "--gain", "-6", "--json", "-")
    ended = replay(tmp_path, bundled() / "whats-in-my-cart.flac", *arguments)
    report = json.loads(ended.out)
    labels = [each["label"] for each in report["by_condition"]]
    assert labels == ["noise.wav at 0 dB, gain -6 dB", "noise.wav at 40 dB, gain -6 dB"]
    assert [each["kind"] for each in report["results"][1]["condition"]["steps"]] == ["noise", "gain"]
    assert report["results"][1]["intent"] == "ReadCart"


def test_words_that_are_known_and_not_heard_count_as_wrong(tmp_path: Path) -> None:
    ended = replay(tmp_path, corpus(tmp_path, {"audio": "yes.flac", "text": "Yes."}), *HUSHED)
    report = json.loads(ended.out)
    assert (report["recordings"], report["problems"]) == (1, [])
    assert (report["words"], report["words_wrong"]) == (1, 1)


# --- what cannot be played


def test_broken_recordings_are_named_and_the_others_are_played(tmp_path: Path) -> None:
    folder = corpus(tmp_path, LINES[1], *({"audio": name} for name in ("none.wav", "empty.wav", "text.wav")))
    (folder / "empty.wav").touch()
    (folder / "text.wav").write_text("no sound at all")
    (folder / "corpus.jsonl").open("a").write('\n{"audio": "../outside.wav"}\nnonsense')
    ended = replay(tmp_path, folder, "--json", tmp_path / "out.json")
    assert (ended.code, clean(ended)) == (NOT_AS_EXPECTED, True)
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (report["recordings"], report["accepted"]) == (1, 1)
    names = [problem["name"] for problem in report["problems"]]
    assert sorted(names) == [
        "../outside.wav",
        "corpus.jsonl, line 6",
        "empty.wav",
        "none.wav",
        "text.wav",
    ]
    assert all(name in ended.out for name in names)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "is empty"), (b"no sound at all" * 99, "not a sound file"), (None, "There is no file")],
    ids=["empty", "not sound", "missing"],
)
def test_a_file_that_is_no_recording_ends_with_2(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "given.wav"
    if content is not None:
        path.write_bytes(content)
    ended = replay(tmp_path, path)
    assert (ended.code, clean(ended)) == (UNUSABLE, True)
    assert told in ended.out
    assert "given.wav" in ended.out


def test_a_recording_that_was_cut_off_ends_with_2(tmp_path: Path) -> None:
    whole = wav(tmp_path / "whole.wav", np.zeros(SAMPLE_RATE)).read_bytes()
    (tmp_path / "half.wav").write_bytes(whole[: len(whole) // 2])
    ended = replay(tmp_path, tmp_path / "half.wav")
    assert (ended.code, clean(ended)) == (UNUSABLE, True)
    assert "cut off" in ended.out


def test_silence_and_noise_are_politely_told_and_end_with_2(tmp_path: Path) -> None:
    silent = wav(tmp_path / "silent.wav", np.zeros(SAMPLE_RATE))
    noisy = wav(tmp_path / "noisy.wav", np.random.default_rng(1).normal(0, 0.01, 2 * SAMPLE_RATE))
    ended = replay(tmp_path, silent, noisy)
    assert (ended.code, clean(ended)) == (UNUSABLE, True)
    assert "it holds only silence" in ended.out
    assert "nobody speaks in it" in ended.out


def test_without_the_button_a_recording_must_hold_the_wake_word(tmp_path: Path) -> None:
    ended = replay(tmp_path, bundled() / "yes.flac", "--activation", "wake")
    assert ended.code == UNUSABLE
    assert "the wake word is not in it" in ended.out


def test_a_recording_of_the_wake_word_alone_is_a_result(tmp_path: Path) -> None:
    called = files.read(bundled() / CALLED).pcm[: int(ALEXA * SAMPLE_RATE) * 2]
    files.write_wav(tmp_path / "alexa.wav", called)
    arguments = (tmp_path / "alexa.wav", "--activation", "wake", "--json", tmp_path / "out.json")
    ended = replay(tmp_path, *arguments)
    assert ended.code == 0, ended.out
    assert "heard | alexa.wav | woken" in ended.out
    (result,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["results"]
    assert (result["woken"], result["text"], result["turns"]) == (True, "", [])


def test_silence_may_be_what_is_expected(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"audio": "silent.wav", "expect": {"cart": []}})
    wav(folder / "silent.wav", np.zeros(SAMPLE_RATE))
    assert replay(tmp_path, folder).code == 0


def test_an_unknown_recogniser_is_a_wrong_setting(tmp_path: Path) -> None:
    ended = replay(tmp_path, bundled() / "yes.flac", "--recognizer", "none")
    assert (ended.code, clean(ended)) == (UNUSABLE, True)
    assert "moonshine" in ended.err


def test_results_and_traces_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    ended = replay(tmp_path, tmp_path / "none.wav", "--json", tmp_path / "no" / "out.json")
    assert (ended.code, clean(ended)) == (STORAGE, True)
    (tmp_path / "file").touch()
    ended = replay(tmp_path, bundled() / "yes.flac", "--trace", tmp_path / "file" / "traces")
    assert (ended.code, clean(ended)) == (STORAGE, True)


# --- people's own speech


@pytest.mark.skipif(not SHARED.exists(), reason="people's recordings are not here")
def test_a_person_who_calls_and_orders_in_one_recording_gets_a_cart(tmp_path: Path) -> None:
    calls = sorted((SHARED / "wake" / "alexa").glob("*.flac"))[::16]
    orders = sorted((SHARED / "barista" / "clips").glob("*.flac"))[::30]
    for number, (call, order) in enumerate(zip(calls, orders, strict=False)):
        files.write_wav(tmp_path / f"{number}.wav", files.read(call).pcm + files.read(order).pcm)
    ended = replay(tmp_path, tmp_path, "--store", "coffee", "--activation", "wake", "--json", "-")
    report = json.loads(ended.out)
    assert report["recordings"] == 5
    assert all(result["turns"][0]["woken_by"] == "alexa" for result in report["results"])
    assert all("alexa" in result["text"].casefold() for result in report["results"])
    # Free decoding mishears some of the words that only a coffee shop knows.
    assert sum(bool(result["cart"]) for result in report["results"]) >= 3


# --- how a run goes, with fakes


def talk(tmp_path: Path, recording: bytes, *texts: str, button: bool = False) -> list[str]:
    witness = Witness()
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(*texts), FakeSynthesizer())
    director = UntilAnswered(len(recording) // 2, button=button)
    asyncio.run(run(Settings(data_dir=tmp_path), engines, Room(recording), director, [witness]))
    return [kind for kind in witness.kinds if kind in {"woken", "heard", "replied", "nothing_said"}]


def test_a_run_ends_after_the_answer_and_waits_for_no_further_one(tmp_path: Path) -> None:
    recording = sound(WAKE, 0.5) + sound(SPEECH, 1)
    assert talk(tmp_path, recording, "what is in my cart") == ["woken", "heard", "replied", "woken"]


def test_a_run_in_which_nobody_speaks_ends_too(tmp_path: Path) -> None:
    assert talk(tmp_path, sound(QUIET, 1), button=True) == ["woken", "nothing_said"]
    assert talk(tmp_path, sound(QUIET, 1)) == []


class SlowListening(FakeListening):
    """Begins its first answer only when it is told to, and counts the frames that it answers for."""

    def __init__(self) -> None:
        super().__init__(NotRecognized(reason="no words"))
        self.go = threading.Event()

    def preview(self) -> Transcript | NotRecognized:
        self.go.wait(5)
        return Transcript(text=str(len(self.fed)), confidence=1)

    finish = preview


async def test_what_is_heard_does_not_depend_on_how_fast_the_recogniser_is() -> None:
    listening = SlowListening()
    utterance = Utterance(listening, FakeVoiceActivity(), Endpointing(Listening(), 5), preview=True)
    pause, end = sound(QUIET, 0.3), sound(QUIET, 1)
    turnings = []
    for frame in frames(sound(SPEECH, 1) + pause + sound(SPEECH, 1) + end):
        turnings.append(utterance.feed(frame))
        if turnings[-1] is Turning.ENDED:
            break
        await asyncio.sleep(0)
    listening.go.set()
    heard = await utterance.words()
    # All until the second pause: a second, the first pause, a second, and 0.2 s of silence.
    assert isinstance(heard, Transcript)
    assert heard.text == str(round((1 + 0.3 + 1 + 0.2) / 0.02))
