"""What all commands have in common, and the small ones: `say`, `store search`."""

import json
import os
import re
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from commands import FULL, PROGRAM, aisle, finished, needs_full_disk, settings, started
from devices.cli import MISSING, NOT_AS_EXPECTED, STORAGE, UNUSABLE

COMMANDS = ("demo", "listen", "chat", "say", "replay", "bench", "doctor", "store")

# --- what every command has


def test_help_names_the_commands_and_the_exit_codes(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "--help")
    assert ended.code == 0
    assert all(re.search(rf"^│ {name}\b", ended.out, re.MULTILINE) for name in COMMANDS)
    assert all(re.search(rf"\b{code}\b", ended.out) for code in (0, 1, 2, 4, 5, 130))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(tmp_path: Path, command: str) -> None:
    ended = aisle(tmp_path, command, "--help")
    assert ended.code == 0
    assert f"Usage: aisle {command}" in ended.out


def test_help_loads_neither_engines_nor_the_assistant(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom devices.cli import main\n"
        "try:\n    main(['--help'])\nfinally:\n    sys.stderr.write(' '.join(sys.modules))"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    loaded = set(done.stderr.split())
    assert "typer" in loaded
    assert not loaded & {
        "pydantic",
        "numpy",
        "yaml",
        "asyncio",
        "sqlite3",
        "assistant.settings",
        "assistant.ports",
    }


def test_the_version_is_told(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "--version")
    assert ended.code == 0
    assert re.fullmatch(r"aisle \d+\.\d+\.\d+\S*\n", ended.out)


@pytest.mark.parametrize(
    "arguments", [("shop",), ("chat", "--loud"), ("say",), ("store", "search", "x", "--limit", "0")]
)
def test_a_command_line_that_makes_no_sense_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = aisle(tmp_path, *arguments)
    assert ended.code == UNUSABLE
    assert "Usage: aisle" in ended.err


@pytest.mark.parametrize(
    "command", [("chat",), ("say", "x"), ("store", "search", "x"), ("listen",), ("demo",)]
)
def test_a_setting_that_does_not_fit_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    ended = aisle(tmp_path, "--settings", settings(tmp_path, '[wake]\nsure = "very"\n'), *command)
    assert ended.code == UNUSABLE
    assert "wake.sure" in ended.err


def test_a_language_that_is_not_spoken_is_a_wrong_setting(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "--settings", settings(tmp_path, 'language = "de"\n'), "chat")
    assert ended.code == UNUSABLE
    assert "there are: en" in ended.err


@pytest.mark.parametrize(
    ("arguments", "unknown", "there"),
    [
        (("chat", "--store", "corner"), "corner", "market"),
        (("say", "x", "--out", "x.wav", "--voice", "hal"), "hal", "hibari"),
    ],
)
def test_an_unknown_name_is_answered_with_those_that_there_are(
    tmp_path: Path, arguments: tuple[str, ...], unknown: str, there: str
) -> None:
    ended = aisle(tmp_path, *arguments)
    assert ended.code == UNUSABLE
    assert unknown in ended.err
    assert there in ended.err


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("chat --store ", {"coffee", "market"}),
        ("say --voice h", {"hibari"}),
        ("replay --recognizer m", {"moonshine"}),
        ("store se", {"search"}),
    ],
)
def test_the_shell_completes_commands_and_names(tmp_path: Path, line: str, offered: set[str]) -> None:
    words = f"aisle {line}"
    ended = finished(
        tmp_path, _AISLE_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" "))
    )
    assert offered <= set(ended.out.split())


def test_whoever_reads_the_output_may_stop_early(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = started(tmp_path, ["--help"], stdout=writer)
    os.close(writer)
    _, err = process.communicate()
    assert (process.returncode, err) == (NOT_AS_EXPECTED, "")


@needs_full_disk
def test_an_output_that_is_full_is_told(tmp_path: Path) -> None:
    with FULL.open("w") as full:
        process = started(tmp_path, ["--help"], stdout=full.fileno())
        _, err = process.communicate()
    assert process.returncode == STORAGE
    assert err.startswith("Error: ")
    assert "No space left" in err


def test_an_order_of_things_that_is_a_mistake_in_the_program_is_not_hidden(tmp_path: Path) -> None:
    # A bug shows where it is, without the values of variables, which may hold what was said.
    code = "import devices.cli.options as o; o.settings = None\n" + PROGRAM[-1]
    run = [sys.executable, "-c", code, "store", "search", "a secret wish"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "TypeError" in done.stderr
    assert "a secret wish" not in done.stderr


# --- say


def test_a_text_is_spoken_into_a_wav_file(tmp_path: Path) -> None:
    ended = aisle(
        tmp_path, "say", "Hello. How are you?", "--out", tmp_path / "hello.wav", "--voice", "pyttsx3"
    )
    assert (ended.code, ended.out) == (0, "")
    with wave.open(str(tmp_path / "hello.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() > 16_000
        assert any(file.readframes(file.getnframes()))


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_cannot_be_said(tmp_path: Path, text: str) -> None:
    assert aisle(tmp_path, "say", text, "--out", tmp_path / "x.wav").code == UNUSABLE
    assert not (tmp_path / "x.wav").exists()


@pytest.mark.parametrize(
    "place",
    ["nowhere/x.wav", ".", pytest.param("/dev/full", marks=needs_full_disk)],
    ids=["none", "folder", "full"],
)
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    ended = aisle(tmp_path, "say", "hello", "--voice", "pyttsx3", "--out", tmp_path / place)
    assert ended.code == STORAGE
    assert str(tmp_path / place) in ended.err
    assert ("Free some space" if place == "/dev/full" else "Check the path.") in ended.err


def test_a_text_without_a_word_for_the_voice_is_told_and_writes_no_file(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "say", "日本語", "--out", tmp_path / "x.wav")
    assert ended.code == UNUSABLE
    assert "Nothing in that text can be spoken." in ended.err
    assert not (tmp_path / "x.wav").exists()


@pytest.mark.parametrize("out", ["x.mp3", "-"])
def test_only_wav_files_are_written(tmp_path: Path, out: str) -> None:
    ended = aisle(tmp_path, "say", "hello", "--out", out)
    assert ended.code == UNUSABLE
    assert "Name a file that ends in .wav." in ended.err


def test_an_option_that_a_voice_does_not_have_is_named(tmp_path: Path) -> None:
    file = settings(tmp_path, '[voice]\nengine = "pyttsx3"\noptions = {pitch_shift = 3}\n')
    ended = aisle(tmp_path, "--settings", file, "say", "hello", "--out", tmp_path / "x.wav")
    assert ended.code == UNUSABLE
    assert "pitch_shift" in ended.err


# --- store search


def test_products_are_found_as_a_table(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "store", "search", "oat milk")
    assert ended.code == 0
    assert re.search(r"Oat Milk.*\$\d+\.\d\d", ended.out)


def test_a_query_of_several_words_needs_no_quotes(tmp_path: Path) -> None:
    search = ("store", "search", "--json")
    assert aisle(tmp_path, *search, "oat", "milk").out == aisle(tmp_path, *search, "oat milk").out


def test_products_are_found_as_json(tmp_path: Path) -> None:
    page = json.loads(aisle(tmp_path, "store", "search", "milk", "--limit", "2", "--json").out)
    assert len(page["items"]) == 2
    assert page["total"] > 2
    assert all(isinstance(item["variant"]["price"]["amount"], int) for item in page["items"])


def test_options_of_another_shops_products_are_shown(tmp_path: Path) -> None:
    assert "size, roast" in aisle(tmp_path, "store", "search", "latte", "--store", "coffee").out


def test_finding_nothing_is_an_answer(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "store", "search", "xylophone")
    assert (ended.code, ended.out) == (0, "0 of 0 found\n")


@pytest.mark.parametrize("query", ["' OR 1=1; --", '" NEAR(*', "milk AND", "[bold]milk", "-", "\x00", "💥"])
def test_odd_queries_are_only_words(tmp_path: Path, query: str) -> None:
    assert aisle(tmp_path, "store", "search", query).code == 0


@pytest.mark.parametrize("query", ["", "  ", "milk " * 500])
def test_a_query_that_is_none_is_refused(tmp_path: Path, query: str) -> None:
    assert aisle(tmp_path, "store", "search", query).code == UNUSABLE


# --- listen, without sound


@pytest.mark.parametrize("arguments", [("listen",), ("say", "hello")])
def test_a_missing_sound_device_is_told_with_the_way_out(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    file = settings(tmp_path, '[sound]\ninput = "no such thing"\noutput = "no such thing"\n')
    ended = aisle(tmp_path, "--settings", file, *arguments)
    # Where there are devices, none has this name; where there are none, that is what is told.
    assert ended.code in {MISSING, UNUSABLE}
    assert re.search(r"^Error: .+\n.+", ended.err)
