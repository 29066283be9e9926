"""Dialogues with recognition errors: nothing is bought amiss, and the errors are what they are said to be."""

from pathlib import Path

from typer.testing import CliRunner

from devices.bench.understanding.confusion import Confusion
from devices.bench.understanding.robustness import measured
from devices.cli.app import build
from devices.recordings.dialogues.loading import load

FOLDER = Path(__file__).parent / "dialogues"
NAMES = ("bananas", "oat milk", "gala apples", "brown eggs")


def confusion(rate: float) -> Confusion:
    return Confusion(NAMES, "en", rate, 1)


def test_no_dialogue_about_buying_places_a_wrong_order_when_words_are_misheard() -> None:
    found = measured(load(FOLDER / "buying.yaml"), [1])

    assert found.wrong_orders == 0
    assert found.right > 0.5


def test_without_errors_every_dialogue_ends_where_it_should() -> None:
    assert measured(load(FOLDER / "list.yaml"), [1], rate=0.0).right == 1.0


def test_a_word_is_taken_for_one_that_sounds_alike_and_is_known() -> None:
    others = [word for word, _ in confusion(1.0).alike("bread")]

    assert "brown" not in others[:1]
    assert "bread" not in others
    assert "brad" not in others


def test_about_as_many_words_are_misheard_as_were_asked_for() -> None:
    words = ["remove", "large", "apples", "checkout", "carton"]
    hearing = confusion(0.1)
    heard = [hearing.misheard(word) != word for _ in range(400) for word in words]

    assert 0.03 < sum(heard) / len(heard) < 0.15


def test_the_same_seed_mishears_the_same() -> None:
    said = "add two large cartons of oat milk to my cart and check out"
    first, second = confusion(0.5), confusion(0.5)

    assert first.misheard(said) == second.misheard(said) != said


def test_small_words_are_lost_now_and_then() -> None:
    hearing = confusion(1.0)

    assert "" in {hearing.misheard("the") for _ in range(20)}


def test_the_command_plays_dialogues_and_tells_what_came_of_them(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    given = [str(FOLDER / "after-the-order.yaml"), "--seeds", "1", "--json", str(report)]
    outcome = CliRunner().invoke(build(), ["bench", "dialogues", *given])

    assert outcome.exit_code == 0, outcome.output
    assert '"wrong_orders": []' in report.read_text(encoding="utf-8")
