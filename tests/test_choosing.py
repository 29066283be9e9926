"""Which recogniser is taken, and one that somebody else has made."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from assistant import models
from assistant.bootstrap import engine
from assistant.choosing import chosen, resolved
from assistant.errors import SettingsError
from assistant.settings import EngineChoice, Recognition, Settings, Shop, load
from devices.cli import UNUSABLE
from devices.cli.app import build
from devices.cli.engine_checks import engines, vocabulary
from devices.cli.options import settings as command_settings
from devices.recordings.bundled import bundled
from intents.grammar import Grammar
from repository import ROOT


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty shelf, other than the user's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    models.shelf().mkdir(parents=True)
    return models.shelf()


def test_without_a_model_it_is_moonshine(shelf: Path) -> None:
    (shelf / "vosk-model-small-ko-0.22").mkdir()
    assert Recognition().engine == "auto"
    assert chosen(Recognition()) == (Recognition(engine="moonshine"), "no English Vosk model is installed")


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("vosk-model-small-en-us-0.15", "vosk-small-en-us"),
        ("vosk-model-en-us-0.22", "vosk-model-en-us-0.22"),
    ],
)
def test_with_an_english_model_it_is_vosk_with_that_model(folder: str, name: str, shelf: Path) -> None:
    (shelf / folder).mkdir()
    taken, why = chosen(Recognition())
    assert (taken.engine, taken.options) == ("vosk", {"model": name})
    assert why == f"its model {name} is installed"


def test_what_the_settings_name_is_taken(shelf: Path) -> None:
    (shelf / "vosk-model-small-en-us-0.15").mkdir()
    named = Recognition(engine="moonshine", options={"beam": 3})
    assert chosen(named).recognition == named
    assert resolved(Settings(recognition=named)).recognition == named


def test_settings_tell_which_one_it_was(shelf: Path) -> None:
    assert resolved(Settings()).recognition.engine == "moonshine"
    (shelf / "vosk-model-small-en-us-0.15").mkdir()
    assert resolved(Settings()).recognition.engine == "vosk"


def test_a_command_names_the_recogniser_so_that_its_results_tell_which_one_it_was(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    context = typer.Context(typer.main.get_command(build()))
    assert command_settings(context).recognition.engine == "moonshine"
    (shelf / "vosk-model-small-en-us-0.15").mkdir()
    assert command_settings(context).recognition.engine == "vosk"
    assert command_settings(context, recognizer="auto").recognition.engine == "vosk"
    assert command_settings(context, recognizer="moonshine").recognition == Recognition(engine="moonshine")


def test_options_for_nobody_knows_which_engine_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "aisle.toml"
    file.write_text("[recognition.options]\nbeam = 3\n")
    with pytest.raises(SettingsError, match=r"recognition\.options: are for one engine; name it"):
        load(file)
    file.write_text('[recognition]\nengine = "moonshine"\noptions = {beam = 3}\n')
    assert load(file).recognition.options == {"beam": 3}


def test_the_doctor_says_which_is_taken_and_why_and_needs_that_one(shelf: Path) -> None:
    (shelf / "vosk-model-small-en-us-0.15").mkdir()
    silent = {"wake": {"engine": "none"}, "activity": {"engine": "none"}, "voice": {"engine": "none"}}
    checks = {
        check.name: check
        for check in engines(Settings.model_validate(silent))
        if check.group == "recognizers"
    }
    assert list(checks)[:2] == ["auto", "vosk"]
    assert checks["auto"].found == "takes vosk, as its model vosk-small-en-us is installed"
    # An empty folder is no model: it is told, and not passed over.
    assert (checks["vosk"].level, "damaged" in checks["vosk"].found) == ("missing", True)
    assert checks["moonshine"].level == "ok"


def test_the_doctor_tells_how_many_words_a_recogniser_cannot_hear(tmp_path: Path) -> None:
    class Deaf:
        def unknown_words(self, grammar: Grammar) -> tuple[str, ...]:
            return tuple(grammar.phrases)[:7]

    told = vocabulary(Deaf(), Settings(data_dir=tmp_path / "none"))
    assert re.fullmatch(r"cannot hear 7 of the \d{3,} words that may be said", told)
    assert not (tmp_path / "none").exists()
    broken = Settings(data_dir=tmp_path, store=Shop(name="none"))
    assert vocabulary(Deaf(), broken) == "the shop's words were not looked at"


def test_a_name_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(SettingsError, match=r"no recogniser called 'whisper'.*moonshine"):
        engine("recognizers", EngineChoice(engine="whisper"))


# --- one that somebody else has made

THIRD_PARTY = '''
import numpy as np
from assistant.ports import EngineTraits, NotRecognized, Transcript


class MyRecognizer:
    """Hears with any function that makes text of samples: -1 to 1, 16 kHz."""

    traits = EngineTraits("mine")

    def __init__(self, options):
        from my_library import transcribe  # here, so that `aisle --help` stays quick

        self.transcribe = transcribe

    def open(self, grammar):  # grammar.phrases: what may be said now, for a library that takes hints
        return MyListening(self.transcribe)


class MyListening:  # has advance(), partial(), standing() or preview() only if the traits say so
    def __init__(self, transcribe):
        self.transcribe, self.pcm = transcribe, bytearray()

    def feed(self, frame):
        self.pcm += frame.pcm  # 20 ms

    def finish(self):
        text = self.transcribe(np.frombuffer(self.pcm, "<i2") / 32768)
        return Transcript(text=text, confidence=1) if text else NotRecognized(reason="no words")
'''
"""As the README shows it."""

LIBRARY = """
def transcribe(samples):
    return f"add {len(samples) // 16_000} oat milks to my cart" if abs(samples).max() > 0.5 else ""
"""

HEARD = """
from assistant.audio import SILENCE, frames
from assistant.bootstrap import available, engine
from assistant.settings import Recognition
from intents.grammar import ANYTHING

assert "mine" in available("recognizers")
recognizer = engine("recognizers", Recognition(engine="mine"))
for frame_of in (b"\\x00\\x60" * 320, SILENCE):
    listening = recognizer.open(ANYTHING)
    for frame in frames(frame_of * 100):
        listening.feed(frame)
    print(listening.finish())
"""


@pytest.fixture
def third_party(tmp_path: Path) -> Path:
    """A folder with an installed distribution."""
    folder = tmp_path / "site"
    described = folder / "aisle_mine-1.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: aisle-mine\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text("[aisle.recognizers]\nmine = my_recognizer:MyRecognizer\n")
    (folder / "my_recognizer.py").write_text(THIRD_PARTY)
    (folder / "my_library.py").write_text(LIBRARY)
    return folder


def beside(third_party: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the distribution is installed, too."""
    environment = os.environ | {"PYTHONPATH": f"{third_party}{os.pathsep}{ROOT}"}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_a_recogniser_of_another_distribution_is_found_and_hears(third_party: Path) -> None:
    done = beside(third_party, "-c", HEARD)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "text='add 2 oat milks to my cart' confidence=1.0 words=() alternatives=()",
        "reason='no words'",
    ]


def test_a_name_that_is_wrong_is_answered_with_its_name_too(third_party: Path) -> None:
    run = "from devices.cli import main; main()"
    sample = str(bundled() / "yes.flac")
    done = beside(third_party, "-c", run, "replay", sample, "--recognizer", "yours")
    assert done.returncode == UNUSABLE
    assert "There are: mine, moonshine, vosk" in done.stderr


def test_the_readme_shows_the_recogniser_that_is_tested_here() -> None:
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    if not any("class MyRecognizer" in each for each in shown):
        pytest.skip("the README does not show it yet")
    assert THIRD_PARTY.strip() in {each.strip() for each in shown}
    assert THIRD_PARTY.strip().count("\n") < 30
