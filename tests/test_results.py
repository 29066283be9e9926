"""What came of recordings: of each, and over all."""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from assistant import models
from assistant.settings import Recognition, Settings
from devices.recordings.conditions.steps import Condition, Noise
from devices.recordings.corpus import Problem, Recording
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.figures import Spread
from devices.recordings.metrics.confusion import confusion
from devices.recordings.metrics.detection import rejections, wakes
from devices.recordings.metrics.words import WordCounts
from devices.recordings.metrics.worst import worst
from devices.recordings.plan import Plan
from devices.recordings.report.headline import figures, lead
from devices.recordings.results import Report, Result, report, result
from devices.recordings.tables import line, print_report, results_table
from turn_results import played, turn, watched


def printed(some: Report) -> str:
    out = io.StringIO()
    print_report(Console(file=out, width=120), some)
    return out.getvalue()


# --- all recordings


def test_the_report_counts_what_was_judged_and_tells_the_rest_apart() -> None:
    results = [
        played("a", Expectation(intent="Yes", cart=()), turn(wait=700), text="Yes, please."),
        played("b", Expectation(intent="Yes"), turn("No", wait=900), text="Yes, please."),
        played("c", Expectation(), turn(None, wait=800), text="Yes, please."),
    ]
    found = report(results, [Problem("d", "It is empty.")], wall=0.6, memory=300, cpu=1.2)
    assert (found.recordings, found.judged, found.accepted, found.command_acceptance) == (3, 2, 1, 0.5)
    tallies = {what: (tally.right, tally.expected) for what, tally in found.tallies.items()}
    assert tallies == {"intent": (1, 2), "cart": (1, 1)}
    assert (found.latency_ms.p50, found.latency_ms.p95) == (800, 890)
    assert found.latency_ms.stages["transcript"] == Spread(p50=600, p95=600)
    assert list(found.latency_ms.stages) == ["silence", "transcript", "intent", "reply", "sound"]
    assert (found.audio_seconds, found.real_time_factor) == (6, 0.1)
    assert (found.cpu_seconds, found.cpu_per_audio_second, found.peak_memory_mb) == (1.2, 0.2, 300)
    assert (found.words, found.words_wrong, found.word_error_rate) == (6, 3, 0.5)
    assert found.word_counts == WordCounts(hits=3, deletions=3)
    assert found.problems == ({"name": "d", "reason": "It is empty."},)
    assert not found.all_met


def test_all_is_met_only_where_all_was_played_and_nothing_went_wrong() -> None:
    right, free = played("a", Expectation(intent="Yes"), turn()), played("b", Expectation(), turn())
    assert report([right, free], [], wall=1).all_met
    assert not report([right], [Problem("c", "It is empty.")], wall=1).all_met


def test_a_report_of_nothing_has_no_figures() -> None:
    found = report([], [Problem("a", "It is empty.")], wall=0, interrupted=True)
    assert (found.command_acceptance, found.real_time_factor, found.latency_ms.p50) == (None, None, None)
    assert (found.acceptance_interval, found.word_error_rate, found.slots.f1) == (None, None, None)
    assert found.interrupted


def test_a_report_is_read_back_as_it_was_written() -> None:
    condition = Condition(steps=(Noise(file=Path("kitchen.flac"), snr=6),), seed=3)
    results = [
        played("a", Expectation(intent="Yes", slots={"a": [1]}), turn(slots={"a": [1]}), condition=condition),
        played("b", Expectation(rejected=True), turn(None), speech=(0.1, 0.9)),
    ]
    found = report(results, [Problem("c", "It is empty.")], wall=1.5)
    assert Report.model_validate_json(found.model_dump_json()) == found


def test_the_top_level_holds_what_readers_rely_on() -> None:
    found = json.loads(report([played("a", Expectation(cart=()), turn())], [], wall=1).model_dump_json())
    assert found["version"] == 2
    assert {"recordings", "accepted", "command_acceptance", "real_time_factor"} <= found.keys()
    assert found["latency_ms"].keys() >= {"p50", "p95"}
    per_result = {"audio", "text", "intent", "slots", "cart", "reply", "accepted", "latency_ms"}
    assert per_result <= found["results"][0].keys()


def test_every_field_of_the_schema_is_described() -> None:
    schema = Report.model_json_schema()
    tables = {"Report": schema, **schema["$defs"]}
    bare = {
        f"{name}.{field}"
        for name, table in tables.items()
        for field, says in table.get("properties", {}).items()
        # A constant says what it is.
        if "description" not in says and "const" not in says
    }
    assert bare == set()


def test_repetitions_and_conditions_of_a_recording_are_drawn_together() -> None:
    def results(repeated: int) -> list[Result]:
        return [
            played(str(name), Expectation(intent="Yes"), turn("Yes" if name % 4 else "No"), repetition=time)
            for name in range(40)
            for time in range(1, repeated + 1)
        ]

    once, often = report(results(1), [], wall=1), report(results(10), [], wall=1)
    assert (once.recordings, often.recordings) == (40, 400)
    assert once.acceptance_interval == often.acceptance_interval
    assert once.acceptance_interval is not None
    assert once.tallies["intent"].interval == often.tallies["intent"].interval == once.acceptance_interval
    card = next(each for each in figures(often) if each["name"] == "Intent right")
    assert (card["low"], card["high"]) == (once.acceptance_interval.low, once.acceptance_interval.high)


def test_each_condition_has_figures_of_its_own() -> None:
    noisy = Condition(steps=(Noise(file=Path("in/kitchen.flac"), snr=6),))
    results = [
        played("a", Expectation(intent="Yes"), turn(wait=700), text="Yes."),
        played(
            "a", Expectation(intent="Yes"), turn("No", text="No.", wait=900), text="Yes.", condition=noisy
        ),
        played("b", Expectation(intent="Yes"), turn(wait=1100), text="Yes.", condition=noisy),
    ]
    clean, kitchen = report(results, [], wall=1).by_condition
    assert (clean.label, clean.noise, clean.snr, clean.acceptance) == ("", None, None, 1)
    assert (kitchen.label, kitchen.noise, kitchen.snr) == ("kitchen.flac at 6 dB", "kitchen.flac", 6)
    assert (kitchen.recordings, kitchen.judged, kitchen.accepted, kitchen.acceptance) == (2, 2, 1, 0.5)
    assert (kitchen.word_error_rate, kitchen.latency_p50_ms) == (0.5, 1000)
    assert clean.acceptance_interval is None
    assert kitchen.acceptance_interval is not None


# --- rejections and wake words


def test_rejections_are_right_where_nothing_is_to_be_understood() -> None:
    nothing, something = Expectation(rejected=True), Expectation(intent="Yes")
    found = rejections(
        [
            played("a", nothing),
            played("b", nothing, turn(None)),
            played("c", nothing, turn("Yes")),
            played("d", something, turn("No")),
            played("e", something, turn(None)),
            played("f", Expectation(cart=(ExpectedLine(product="x"),))),
            played("g", Expectation(cart=())),
            played("h", Expectation(rejected=False), turn("Yes")),
            # Called, and then nobody spoke: neither is right.
            played("i", nothing, wakes=1),
        ]
    )
    assert (found.expected, found.right, found.false_acceptances) == (4, 2, 1)
    assert found.false_acceptance_rate == 0.25
    assert (found.spoken, found.false_rejections, found.false_rejection_rate) == (4, 2, 0.5)


def test_wake_words_are_missed_or_heard_where_there_are_none() -> None:
    called, not_called = Expectation(woken=True), Expectation(woken=False)
    found = wakes(
        [
            played("a", called, wakes=1, length=600),
            played("b", called, length=600),
            played("c", called, wakes=2, length=600),
            played("d", not_called, wakes=2, length=900),
            played("e", not_called, length=900),
            played("f", Expectation(), wakes=5, length=900),
            # With the button, it was not listened for.
            played("g", called, turn(woken_by="button"), length=900),
            played("h", not_called, turn(woken_by="button"), length=900),
        ]
    )
    assert (found.expected, found.missed, found.miss_rate) == (3, 1, 0.3333)
    assert (found.false_wakes, found.hours, found.false_wakes_per_hour) == (3, 1, 3)
    assert wakes([]).false_wakes_per_hour is None


# --- confusion, the worst


def test_intents_are_confused_with_what_was_understood_instead() -> None:
    found = confusion(
        [
            played("a", Expectation(intent="Yes"), turn("Yes")),
            played("b", Expectation(intent="Yes"), turn("No"), turn("Yes")),
            played("c", Expectation(intent="Yes"), turn(None), turn("No"), turn("Stop")),
            played("d", Expectation(intent="No"), turn(None)),
            played("e", Expectation(rejected=True), turn("No")),
            played("f", Expectation(rejected=True)),
            played("g", Expectation(), turn("Stop")),
        ]
    )
    assert (found.expected, found.found) == (("(none)", "No", "Yes"), ("(none)", "No", "Yes"))
    assert found.counts == ((1, 1, 0), (1, 0, 0), (0, 1, 2))
    assert found.mistakes == [("(none)", "No", 1), ("No", "(none)", 1), ("Yes", "No", 1)]


def test_the_worst_are_those_that_failed_then_the_misheard_then_the_slow() -> None:
    results = [
        played("quick", Expectation(intent="Yes"), turn(wait=700)),
        played("slow", Expectation(intent="Yes"), turn(wait=900)),
        played("misheard", Expectation(), turn(text="No no."), text="Yes."),
        played("failed", Expectation(intent="No"), turn(wait=600)),
        played("failed", Expectation(intent="No"), turn(wait=800), repetition=2),
        played("silent", Expectation()),
    ]
    found = worst(results)
    assert [each.audio for each in found] == ["failed", "misheard", "slow", "quick"]
    assert found[0].repetition == 2
    assert "The intent was to be No" in found[0].why
    assert found[1].why == "2 of 1 words wrong; answered after 700 ms"
    assert [each.audio for each in worst(results, most=2)] == ["failed", "misheard"]


# --- as people read it


def test_the_summary_tells_the_figures_with_their_intervals() -> None:
    results = [
        played(str(name), Expectation(intent="Yes"), turn("Yes" if name % 4 else "No"), text="Yes.")
        for name in range(24)
    ]
    told = printed(report(results, [Problem("z.wav", "It is empty.")], wall=2, memory=300, cpu=4))
    assert "z.wav: It is empty." in told
    assert "18 of 24 (75.0%, between " in told
    assert "first sound" in told
    # The table of confused intents, and that of the worst.
    assert "Expected intent" in told
    assert "The intent was to be Yes" in told


def test_the_summary_of_a_small_run_without_mistakes_is_only_figures() -> None:
    results = [played(name, Expectation(intent="Yes"), turn()) for name in "abc"]
    told = printed(report(results, [], wall=2))
    assert told.startswith("recordings")
    assert "Expected intent" not in told
    # Where all agree, that is no certainty.
    assert "3 of 3 (100.0%)" in told


def test_the_head_of_the_report_tells_what_recognised_the_words() -> None:
    silent = report([played("a", Expectation(), turn())], [], wall=1)
    told = silent.model_copy(update={"recognizer": "vosk with my-model"})
    assert re.search(r"recogniser +vosk with my-model ", printed(told))
    assert "1 recording, 2 s · recognised by vosk with my-model · " in lead(told)
    assert "recogni" not in printed(silent) + lead(silent)


@pytest.mark.parametrize(
    ("recognition", "name"),
    [
        (Recognition(), "moonshine"),
        (Recognition(engine="moonshine", options={"beam": 3}), "moonshine"),
        (Recognition(engine="vosk"), "vosk"),
        (Recognition(engine="vosk", options={"model": "vosk-small-en-us"}), "vosk with vosk-small-en-us"),
        (Recognition(engine="vosk", options={"model": "~/models/my-model/"}), "vosk with my-model"),
    ],
)
def test_a_plan_names_the_recogniser_and_its_model(recognition: Recognition, name: str) -> None:
    assert Plan(settings=Settings(recognition=recognition)).recognizer == name


@pytest.mark.parametrize("engine", ["auto", "vosk"])
def test_a_plan_names_the_model_that_is_found(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (models.shelf() / "vosk-model-small-en-us-0.15").mkdir(parents=True)
    plan = Plan(settings=Settings(recognition=Recognition(engine=engine)))
    assert plan.recognizer == "vosk with vosk-small-en-us"


def test_what_looks_like_markup_is_told_as_it_is() -> None:
    told = printed(report([played("a", Expectation(intent="[/x]"), turn("[bold]"))], [], wall=2))
    assert "[/x]" in told
    assert "[bold]" in told


def test_a_line_says_what_was_expected_and_what_there_was() -> None:
    told = line(played("a", Expectation(intent="No"), turn()))
    assert told.startswith("wrong | a | Yes. | Yes")
    assert "The intent was to be No" in told


@pytest.mark.parametrize(
    ("expect", "wakes", "rejected", "told"),
    [
        (Expectation(), 1, 0, "heard | a | woken"),
        (Expectation(woken=True), 1, 0, "right | a | woken"),
        (Expectation(woken=False), 0, 0, "right | a | not woken"),
        (Expectation(woken=False), 0, 2, "right | a | turned down at the second look"),
        (Expectation(woken=True), 0, 0, "wrong | a | not woken | The wake word was not heard."),
        (Expectation(woken=False), 1, 0, "wrong | a | woken | The wake word was heard, and was not to be."),
    ],
)
def test_where_only_the_wake_word_matters_that_is_told(
    expect: Expectation, wakes: int, rejected: int, told: str
) -> None:
    watch = watched(wakes=wakes)
    watch.rejected_wakes = rejected
    found = result(Recording("a", Path("a"), expect=expect), 2.0, watch)
    assert line(found) == told
    out = io.StringIO()
    Console(file=out, width=200).print(results_table([found]))
    assert told.split(" | ")[2] in out.getvalue()
    assert "not understood" not in out.getvalue()


def test_what_is_said_after_the_wake_word_is_told() -> None:
    found = played("a", Expectation(woken=True), turn(replies=["Added."]), wakes=1)
    assert line(found) == "right | a | Yes. | Yes | Added. | 700 ms"


def test_conditions_stand_beside_one_another() -> None:
    noisy = Condition(steps=(Noise(file=Path("kitchen.flac"), snr=6),))
    results = [
        played("a", Expectation(intent="Yes"), turn()),
        played("a", Expectation(intent="Yes"), turn("No"), condition=noisy),
    ]
    told = printed(report(results, [], wall=2))
    assert "as it is" in told
    assert "kitchen.flac at 6 dB" in told
