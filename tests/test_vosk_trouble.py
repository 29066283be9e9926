"""Vosk with what is odd: its library's answers, sound without speech, words and parts that are missing."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.audio import frames
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import NotRecognized, Transcript
from assistant.speech.vosk import VoskRecognizer
from assistant.speech.vosk_model import find
from assistant.speech.vosk_results import read_part, transcript
from intents.grammar import ANYTHING, Grammar
from korean import PAUSE, PHRASES, SOMETHING_ELSE, THANKS, TWO_COFFEES, hear

pytest_plugins = ("korean_fixtures",)
# The library adds random noise to what it hears.
pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.usefixtures("cache")]


# --- what the library answers, as it was seen to


def test_words_have_times_and_confidence_and_unknown_ones_count_as_doubt() -> None:
    answer = """{"result": [
        {"conf": 0.9, "start": 0.1, "end": 0.4, "word": "oat"},
        {"conf": 1.0, "start": 0.4, "end": 0.6, "word": "[unk]"},
        {"conf": 0.6, "start": 0.6, "end": 0.9, "word": "milk"}], "text": "oat [unk] milk"}"""
    heard = transcript([read_part(answer)], 0)
    assert isinstance(heard, Transcript)
    assert heard.text == "oat milk"
    assert heard.confidence == 0.3
    assert [(word.text, word.start, word.end, word.confidence) for word in heard.words] == [
        ("oat", 0.1, 0.4, 0.9),
        ("milk", 0.6, 0.9, 0.6),
    ]


def test_parts_between_pauses_become_one_sentence() -> None:
    first = '{"result": [{"conf": 1.0, "start": 0, "end": 1, "word": "two"}], "text": "two"}'
    second = '{"result": [{"conf": 0.5, "start": 3, "end": 4, "word": "lattes"}], "text": "lattes"}'
    heard = transcript([read_part(each) for each in (first, '{"text": ""}', second)], 0)
    assert isinstance(heard, Transcript)
    assert (heard.text, heard.confidence) == ("two lattes", 0.75)


def test_other_readings_come_likeliest_first_without_the_best_and_without_doubles() -> None:
    first = """{"alternatives": [{"confidence": 90.0, "text": "two", "result":
        [{"start": 0, "end": 1, "word": "two"}]}, {"confidence": 88.0, "text": "too"}]}"""
    second = """{"alternatives": [{"confidence": 70.0, "text": "lattes", "result":
        [{"start": 2, "end": 3, "word": "lattes"}]}, {"confidence": 69.5, "text": "lattes [unk]"},
        {"confidence": 69.0, "text": "latte"}]}"""
    heard = transcript([read_part(first), read_part(second)], 5)
    assert isinstance(heard, Transcript)
    assert heard.text == "two lattes"
    assert heard.alternatives == ("two latte", "too lattes")
    assert 0 < heard.confidence < 1


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (['{"text": ""}'], "no words"),
        (['{"alternatives": [{"confidence": 1.0, "text": ""}]}'], "no words"),
        (
            ['{"result": [{"conf": 1, "start": 0, "end": 1, "word": "[unk]"}], "text": "[unk]"}'],
            "only unknown words",
        ),
    ],
)
def test_nothing_and_unknown_words_alone_are_not_recognised(answers: list[str], reason: str) -> None:
    assert transcript([read_part(answer) for answer in answers], 2) == NotRecognized(reason=reason)


# --- odd sound


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, "<i2"),
        np.full(1, 32_767, "<i2"),
        np.tile(np.array([32_767, -32_768], "<i2"), 8_000),
        np.full(16_000, 32_767, "<i2"),
        np.full(16_000, 12_000, "<i2"),
    ],
    ids=["none", "one sample", "loudest", "stuck at the top", "off centre"],
)
def test_sound_without_speech_is_no_words(
    samples: "np.ndarray[Any, Any]", recognizer: VoskRecognizer
) -> None:
    assert hear(recognizer, samples.tobytes()) == NotRecognized(reason="no words")


def test_a_clipped_and_shifted_voice_is_heard(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    voice = np.frombuffer(say(THANKS), "<i2").astype(float)
    heard = hear(recognizer, np.clip(voice * 6 + 3_000, -32_768, 32_767).astype("<i2").tobytes())
    assert isinstance(heard, Transcript)
    assert heard.text == THANKS


def test_a_long_monologue_is_heard_and_its_sound_not_kept(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    voice = say(TWO_COFFEES)[8_000:-8_000]
    listening, pieces = recognizer.open(PHRASES), 40 * 32_000 // len(voice)
    for _ in range(pieces):
        for frame in frames(voice):
            listening.feed(frame)
        listening.advance()
        assert not listening._waiting
    heard = listening.finish()
    assert isinstance(heard, Transcript)
    assert heard.text.count("커피") >= pieces * 0.8


def test_words_that_the_model_does_not_know_are_left_out_and_told(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    grammar = Grammar(phrases=(f"oatly {THANKS}", "oatly", TWO_COFFEES))
    assert recognizer.unknown_words(grammar) == ("oatly",)
    heard = hear(recognizer, say(THANKS), grammar)
    assert isinstance(heard, Transcript)
    assert heard.text == THANKS


def test_a_grammar_of_unknown_words_alone_hears_freely(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    assert isinstance(hear(recognizer, say(SOMETHING_ELSE), Grammar(phrases=("oatly",))), Transcript)


def test_the_library_has_nothing_to_say_on_the_screen(
    recognizer: VoskRecognizer, capfd: pytest.CaptureFixture[str]
) -> None:
    hear(recognizer, PAUSE, Grammar(phrases=("oatly", THANKS)))
    assert capfd.readouterr() == ("", "")


def test_two_utterances_at_once_do_not_disturb_each_other(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm, other = say(THANKS), say(TWO_COFFEES)
    alone = hear(recognizer, pcm)
    first, second = recognizer.open(PHRASES), recognizer.open(Grammar(phrases=(TWO_COFFEES,)))
    for frame, another in zip(frames(pcm), [*frames(other), *frames(other)], strict=False):
        first.feed(frame)
        second.feed(another)
    assert first.finish() == alone
    heard = second.finish()
    assert isinstance(heard, Transcript)
    assert set(heard.text.split()) <= set(TWO_COFFEES.split())


def test_other_readings_are_given_where_they_are_asked_for(
    generous: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    heard = hear(generous, say(SOMETHING_ELSE))
    assert isinstance(heard, Transcript)
    assert 1 <= len(heard.alternatives) <= 2
    assert heard.text not in heard.alternatives
    assert 0 < heard.confidence < 1
    assert [word.text for word in heard.words] == heard.text.split()


# --- what may be missing


def linked(model: Path, folder: Path) -> Path:
    """The model once more, by links that can be replaced one by one."""
    for file in model.rglob("*"):
        if file.is_file():
            link = folder / file.relative_to(model)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    return folder


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "ivector/splice.conf"])
def test_a_truncated_model_is_told_even_where_the_library_would_crash(
    name: str, model: Path, tmp_path: Path
) -> None:
    broken = linked(model, tmp_path) / name
    data = broken.read_bytes()
    broken.unlink()
    broken.write_bytes(data[: len(data) // 2])
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model") as told:
        VoskRecognizer({"model": str(tmp_path)})
    assert "recognition.options.model" in told.value.fix


@pytest.mark.parametrize("name", ["am/final.mdl", "conf/model.conf"])
def test_a_model_without_one_of_its_files_is_told(name: str, model: Path, tmp_path: Path) -> None:
    (linked(model, tmp_path) / name).unlink()
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model"):
        VoskRecognizer({"model": str(tmp_path)})


def test_a_model_that_broke_after_it_was_proved_is_tried_again(
    recognizer: VoskRecognizer, model: Path, tmp_path: Path, cache: Path
) -> None:
    assert list((cache / "aisle" / "vosk").iterdir())
    broken = linked(model, tmp_path) / "am" / "final.mdl"
    broken.unlink()
    broken.write_bytes(b"\0B nothing")
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model"):
        VoskRecognizer({"model": str(tmp_path)})
    assert recognizer.open(ANYTHING).finish() == NotRecognized(reason="no words")


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model"):
        VoskRecognizer({"model": str(tmp_path)})


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match=r"no Vosk model .*nowhere.*recognition\.options\.model"):
        VoskRecognizer({"model": str(tmp_path / "nowhere")})


def test_without_any_model_the_way_to_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(MissingPartError, match=r"aisle models install.*recognition\.options\.model"):
        VoskRecognizer({})


def test_an_installed_model_is_found(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    shelf = tmp_path / "aisle" / "models"
    shelf.mkdir(parents=True)
    (shelf / "vosk-model-small-en-us-0.15").symlink_to(model)
    assert find(None) == find("vosk-small-en-us") == find("vosk-model-small-en-us-0.15") == model.resolve()


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(MissingPartError, match="pip install vosk"):
        VoskRecognizer({})


@pytest.mark.parametrize(
    "options", [{"alternatives": -1}, {"model": 5}, {"model": ""}, {"reject_below": 2}, {"grammer": True}]
)
def test_an_option_that_does_not_fit_is_told(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=rf"recognition\.options.*{next(iter(options))}"):
        VoskRecognizer(options)
