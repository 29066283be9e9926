"""What is read from the package's own files is kept, and only then taken when it is whole."""

from pathlib import Path

import pytest

from intents import kept as module
from intents.carriers import likeliest
from intents.kept import kept
from intents.parser import Parser
from intents.templates import load


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "aisle" / "intents"


def never() -> str:
    raise AssertionError("made anew")


def test_what_was_made_once_is_not_made_again() -> None:
    assert kept("a thing", lambda: "made") == "made"
    assert kept("a thing", never) == "made"


def test_things_are_told_apart_by_their_names() -> None:
    kept("a thing", lambda: "one")
    assert kept("a thing of another language", lambda: "two") == "two"


def test_other_files_make_other_things(monkeypatch: pytest.MonkeyPatch) -> None:
    kept("a thing", lambda: "of old templates")
    monkeypatch.setattr(module, "_digest", lambda: "of changed files")
    assert kept("a thing", lambda: "of new templates") == "of new templates"


def test_what_is_damaged_is_made_anew(folder: Path) -> None:
    kept("a thing", lambda: "made")
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert kept("a thing", lambda: "made again") == "made again"


def test_a_cache_that_cannot_be_written_is_as_good_as_none(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    assert kept("a thing", lambda: "made") == "made"


def meanings() -> list[dict[str, object]]:
    parser = Parser("en", ["oat milk", "granola"], ("alexa",))
    sentences = (
        "add two oat milks and the usual granola",
        "where is my order",
        "take the second one out of my cart",
    )
    return [parser.parse(each).model_dump() for each in sentences]


def forget() -> None:
    load.cache_clear()
    likeliest.__globals__["_carriers"].cache_clear()


def test_kept_templates_mean_what_templates_read_anew_do(folder: Path) -> None:
    forget()
    anew = load()
    of_new = meanings()
    forget()
    assert load() is not anew
    assert [(each.intent, each.source) for each in load()] == [(each.intent, each.source) for each in anew]
    assert meanings() == of_new
    assert list(folder.glob("*.pickle"))
