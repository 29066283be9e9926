"""Corpora: what is played, what cannot be, and whether what came of it is what was expected."""

import json
from pathlib import Path

import pytest

from devices.recordings.corpus import Entry, Problem, Recording, gather, told_apart
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.figures import Spread, peak_memory, spread
from devices.recordings.judging import Observed, judged, same_cart, words_wrong
from devices.recordings.results import Result, report, result
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch

LATTE = {"product": "latte", "quantity": 2, "options": {"size": "large"}}


def corpus(folder: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "corpus.jsonl").write_text(text, encoding="utf-8")
    return folder


def named(found: object) -> str:
    assert isinstance(found, Recording | Problem)
    return found.name


def problems(folder: Path) -> list[Problem]:
    return [each for each in gather([folder]) if isinstance(each, Problem)]


# --- what is meant by a path


def test_a_corpus_gives_its_recordings_in_order_with_what_is_expected(tmp_path: Path) -> None:
    expect = {"intent": "AddToCart", "slots": {"quantity": 2}, "cart": [LATTE], "reply": "added"}
    folder = corpus(
        tmp_path, {"audio": "b.flac", "text": "Two lattes.", "expect": expect}, {"audio": "in/a.flac"}
    )
    first, second = gather([folder])
    assert isinstance(first, Recording)
    assert isinstance(second, Recording)
    assert (first.name, first.path, first.text) == ("b.flac", tmp_path.resolve() / "b.flac", "Two lattes.")
    assert first.expect == Expectation.model_validate(expect)
    assert (second.name, second.expect.given) == ("in/a.flac", False)


def test_the_index_may_be_named_instead_of_its_folder(tmp_path: Path) -> None:
    corpus(tmp_path, {"audio": "a.flac"})
    assert list(map(named, gather([tmp_path / "corpus.jsonl"]))) == ["a.flac"]


def test_a_folder_without_an_index_gives_all_its_recordings(tmp_path: Path) -> None:
    for name in ("b.wav", "notes.txt", "in/a.FLAC"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert list(map(named, gather([tmp_path]))) == ["b.wav", "in/a.FLAC"]


def test_any_other_path_is_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    assert list(gather([path])) == [Recording(str(path), path)]


def test_recordings_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("one/a.wav", "two/a.wav", "two/b.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [each for each in gather([tmp_path / "one", tmp_path / "two"]) if isinstance(each, Recording)]
    names = [str(tmp_path / "one" / "a.wav"), str(tmp_path / "two" / "a.wav"), "b.wav"]
    assert [each.name for each in told_apart(found)] == names


# --- what cannot be played


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON"),
        ('{"text": "no audio"}', "audio"),
        ('{"audio": ""}', "audio"),
        ('{"audio": 7}', "audio"),
        ('{"audio": "a", "expect": {"intnt": "Yes"}}', "expect.intnt"),
        ('{"audio": "a", "expect": {"cart": [{"quantity": 1}]}}', "expect.cart.0.product"),
        ('{"audio": "a\\u0000b"}', "no file name"),
        ("[1]", "object"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_is_played(
    tmp_path: Path, line: str, reason: str
) -> None:
    bad, good = gather([corpus(tmp_path, line, {"audio": "good.flac"})])
    assert isinstance(bad, Problem)
    assert bad.name == "corpus.jsonl, line 1"
    assert reason in bad.reason
    assert named(good) == "good.flac"


def test_what_a_bad_line_holds_is_not_told(tmp_path: Path) -> None:
    (problem,) = problems(corpus(tmp_path, {"audio": 7, "text": "a secret"}))
    assert "secret" not in problem.reason


@pytest.mark.parametrize("audio", ["../a.flac", "/etc/passwd", "in/../../a.flac"])
def test_a_recording_outside_the_corpus_is_refused(tmp_path: Path, audio: str) -> None:
    (problem,) = problems(corpus(tmp_path, {"audio": audio}))
    assert problem.name == audio
    assert "outside" in problem.reason


def test_an_empty_index_an_empty_folder_and_a_missing_index_are_told(tmp_path: Path) -> None:
    assert "lists no recordings" in problems(corpus(tmp_path, "", "  "))[0].reason
    (tmp_path / "empty").mkdir()
    assert "neither" in problems(tmp_path / "empty")[0].reason
    assert "cannot be read" in problems(tmp_path / "none" / "corpus.jsonl")[0].reason


def test_text_that_is_no_utf_8_spoils_only_its_line(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(
        b'\xef\xbb\xbf{"audio": "a"}\r\n{"audio": "\xff"}\n\n{"audio": "b"}'
    )
    assert list(map(named, gather([tmp_path]))) == ["a", "corpus.jsonl, line 2", "b"]


# --- right or wrong


def test_carts_are_compared_by_product_quantity_and_options_in_any_order() -> None:
    expected = [
        ExpectedLine(product="Latte", quantity=2, options={"size": "large", "milk": "soy"}),
        ExpectedLine(product="mocha"),
    ]
    found = [
        {"product": "mocha", "quantity": 1, "options": {}},
        {"product": "latte", "quantity": 2, "options": {"milk": "soy", "size": "large"}},
    ]
    assert same_cart(expected, found)
    assert not same_cart(expected, found[1:])
    assert not same_cart(expected, [*found, found[0]])
    assert not same_cart(expected, [found[0], found[1] | {"quantity": 1}])
    assert not same_cart(expected, [found[0], found[1] | {"options": {"size": "large"}}])
    assert same_cart([], [])


def test_every_thing_that_is_expected_is_judged_by_itself() -> None:
    turns = [
        Exchange(
            intent="AddToCart", slots={"items": [{"text": "oat milk", "quantity": 2, "unit": "carton"}]}
        ),
        Exchange(intent="Choose", keys=["added"], replies=["I've added 2 of the Oatly."]),
    ]
    expect = Expectation.model_validate(
        {
            "intent": "AddToCart",
            "slots": {"items": [{"text": "Oat milk", "quantity": 2}]},
            "cart": [LATTE],
            "reply": "added",
        }
    )
    assert came_about(expect, turns) == {"intent": True, "slots": True, "cart": False, "reply": True}
    assert came_about(Expectation(reply="2 of the oatly"), turns) == {"reply": True}
    assert came_about(Expectation(reply="of the o"), turns) == {"reply": False}
    assert came_about(Expectation(slots={"items": []}), turns) == {"slots": False}
    assert came_about(Expectation(), turns) == {}


def came_about(expect: Expectation, turns: list[Exchange]) -> dict[str, bool]:
    return {what: not complaint for what, complaint in judged(expect, Observed(turns=turns)).items()}


def test_words_wrong_are_counted_without_case_and_punctuation() -> None:
    assert words_wrong("Two cartons of oat milk, please.", "two cartons of oak milk please") == (1, 6)
    assert words_wrong("Yes.", "") == (1, 1)


# --- the figures over all


def played(name: str, expect: Expectation, intent: str | None, wait: float) -> Result:
    watch = Stopwatch()
    latency = Latency(silence=500, transcript=600, reply=610, sound=wait)
    watch.turns.append(Exchange(text="Yes.", intent=intent, latency=latency))
    return result(Recording(name, Path(name), text="Yes, please.", expect=expect), 2.0, watch)


def test_the_report_counts_what_was_judged_and_tells_the_rest_apart() -> None:
    results = [
        played("a", Expectation(intent="Yes", cart=()), "Yes", 700),
        played("b", Expectation(intent="Yes"), "No", 900),
        played("c", Expectation(), None, 800),
    ]
    found = report(results, [Problem("d", "It is empty.")], wall=0.6, memory=300)
    assert (found.recordings, found.judged, found.accepted, found.command_acceptance) == (3, 2, 1, 0.5)
    assert {what: (tally.right, tally.expected) for what, tally in found.tallies.items()} == {
        "intent": (1, 2),
        "cart": (1, 1),
    }
    assert (found.latency_ms.p50, found.latency_ms.p95) == (800, 890)
    assert found.latency_ms.stages["transcript"] == Spread(p50=600, p95=600)
    assert (found.audio_seconds, found.real_time_factor) == (6, 0.1)
    assert (found.words, found.words_wrong) == (6, 3)
    assert found.problems == [{"name": "d", "reason": "It is empty."}]
    assert not found.all_met


def test_all_is_met_only_where_all_was_played_and_nothing_went_wrong() -> None:
    right = played("a", Expectation(intent="Yes"), "Yes", 700)
    free = played("b", Expectation(), None, 700)
    assert report([right, free], [], wall=1).all_met
    assert not report([right], [Problem("c", "It is empty.")], wall=1).all_met


def test_a_report_of_nothing_has_no_figures() -> None:
    found = report([], [Problem("a", "It is empty.")], wall=0)
    assert (found.command_acceptance, found.real_time_factor, found.latency_ms.p50) == (None, None, None)


def test_percentiles_lie_between_the_values_next_to_them() -> None:
    assert spread([4, 1, 3, 2]) == Spread(p50=2.5, p95=3.9)
    assert spread([7]) == Spread(p50=7, p95=7)
    assert spread([]) == Spread()


def test_the_peak_memory_of_this_process_is_known() -> None:
    assert (peak_memory() or 0) > 10


def test_an_entry_may_say_more_than_is_understood() -> None:
    assert Entry.model_validate({"audio": "a", "speaker": 3}).audio == "a"
