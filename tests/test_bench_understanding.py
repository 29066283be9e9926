"""The bench of the understanding: labels, phrases, contestants, figures."""

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.errors import UnusableInputError
from devices.bench.made_names import made_names
from devices.bench.understanding.contestants import Aisle, Contestant, Hassil
from devices.bench.understanding.measuring import NOTHING, Report, Tally, measured
from devices.bench.understanding.mishearing import misheard
from devices.bench.understanding.phrases import Label, Phrase, labels, read
from devices.bench.understanding.resolving import Rapidfuzz, Resolver, resolving
from devices.cli.app import build
from intents.meaning import Intent
from intents.parser import Parser

PHRASES = [
    {"text": "what is on my shopping list", "intent": "shopping_list"},
    {"text": "add milk to my shopping list", "intent": "shopping_list_update"},
    {"text": "that's right", "intent": "yes"},
    {"text": "how tall is the eiffel tower", "intent": "oos"},
    {"text": "hello there", "intent": "greeting"},
]


def written(folder: Path, *lines: str) -> Path:
    file = folder / "phrases.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


class Scripted:
    """Takes phrases for what it was told."""

    name = "scripted"

    def __init__(self, **meant: Intent) -> None:
        self._meant = meant
        self.asked: list[tuple[str, frozenset[Intent]]] = []

    def intent(self, text: str, expecting: frozenset[Intent]) -> Intent | None:
        self.asked.append((text, expecting))
        return self._meant.get(text)


def test_phrases_are_read_with_their_labels(tmp_path: Path) -> None:
    file = written(tmp_path, *map(json.dumps, PHRASES), "")
    assert [each.model_dump() for each in read(file)] == PHRASES


@pytest.mark.parametrize("line", ["{", '{"text": "hello"}', "[]", '"hello"'])
def test_a_line_that_is_no_phrase_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, json.dumps(PHRASES[0]), line)
    with pytest.raises(UnusableInputError, match="line 2, is no phrase"):
        list(read(file))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"\xff\xfe{")
    for file in (broken, tmp_path / "gone.jsonl"):
        with pytest.raises(UnusableInputError, match="cannot be read"):
            list(read(file))


def test_any_of_a_labels_intents_is_right_and_nothing_is_where_it_has_none() -> None:
    known = {
        "update": Label(intents=frozenset({Intent.ADD_TO_LIST, Intent.REMOVE_FROM_LIST})),
        "agree": Label(intents=frozenset({Intent.YES}), expecting=frozenset({Intent.YES, Intent.NO})),
        "other": Label(intents=frozenset()),
    }
    said = [("a", "update"), ("b", "update"), ("c", "update"), ("d", "agree"), ("e", "other"), ("f", "other")]
    phrases = [Phrase(text=text, intent=label) for text, label in [*said, ("g", "unknown")]]
    reader = Scripted(a=Intent.ADD_TO_LIST, b=Intent.REMOVE_FROM_LIST, d=Intent.NO, e=Intent.SEARCH)
    told: list[object] = []
    report = measured(phrases, known, [reader], 7, lambda: told.append(1))
    (result,) = report.results
    assert result.tallies == (
        Tally(label="update", refuse=False, phrases=3, right=2, mistakes=((NOTHING, 1),)),
        Tally(label="agree", refuse=False, phrases=1, right=0, mistakes=(("No", 1),)),
        Tally(label="other", refuse=True, phrases=2, right=1, mistakes=(("Search", 1),)),
    )
    assert (result.share(refuse=False), result.share(refuse=True)) == (0.5, 0.5)
    assert (report.left_out, report.names, len(told)) == ({"unknown": 1}, 7, 6)
    assert reader.asked[3] == ("d", known["agree"].expecting)


@pytest.mark.parametrize("contestant", [Aisle(Parser("en", ["milk"])), Hassil()], ids=["aisle", "hassil"])
def test_contestants_understand_plain_phrases(contestant: Contestant) -> None:
    nothing = frozenset[Intent]()
    assert contestant.intent("add milk to my shopping list", nothing) is Intent.ADD_TO_LIST
    assert contestant.intent("what's on my shopping list", nothing) is Intent.READ_LIST
    assert contestant.intent("yes", labels()["yes"].expecting) is Intent.YES
    assert contestant.intent("how tall is the eiffel tower", nothing) is None


def test_the_command_tells_what_was_understood_and_what_was_left_out(tmp_path: Path) -> None:
    file, figures = written(tmp_path, *map(json.dumps, PHRASES)), tmp_path / "figures.json"
    ended = CliRunner().invoke(
        build(), ["bench", "understanding", str(file), "--names", "0", "--json", str(figures)]
    )
    assert ended.exit_code == 0, ended.output
    assert "greeting (1)" in ended.output
    report = Report.model_validate_json(figures.read_text(encoding="utf-8"))
    assert [each.contestant for each in report.results] == ["Aisle", "hassil"]
    assert report.results[0].share(refuse=True) == 1
    assert report.names > 1000


def test_phrases_of_which_no_label_means_anything_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps(PHRASES[-1]))
    ended = CliRunner().invoke(build(), ["bench", "understanding", str(file)])
    assert isinstance(ended.exception, UnusableInputError)
    assert "shopping_list" in ended.exception.fix


def test_names_are_misheard_the_same_way_for_the_same_seed() -> None:
    names = [made.name for made in made_names(50)]
    first, again = ([misheard(name, random.Random(seed)) for name in names] for seed in (1, 1))
    assert first == again != [name.lower() for name in names]
    assert misheard("", random.Random(1)) == ""


def test_misheard_names_are_counted_for_each_finder() -> None:
    made, told = made_names(300), list[object]()
    found = resolving(made, [Resolver(made), Rapidfuzz(made)], 5, 2, lambda: told.append(1))
    assert [(each.contestant, each.names, each.heard) for each in found] == [
        ("Aisle", 300, 10),
        ("rapidfuzz", 300, 10),
    ]
    assert len(told) == 20
    for each in found:
        assert each.right <= each.offered <= each.heard
        assert each.right + each.wrong <= each.heard
    assert found[0].right >= 8


def test_what_is_like_nothing_is_taken_for_nothing() -> None:
    assert Resolver(made_names(20)).find("qwxqz") == ([], False)
