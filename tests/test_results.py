"""What came of recordings: of each, and over all."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant import models
from assistant.events import Event, Heard, Meant, SpeechEnded, Stage, Woken
from assistant.settings import Recognition, Settings
from assistant.signals import TYPED
from devices.recordings.conditions.steps import Condition, Drop, Noise, Repeat
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.figures import Spread
from devices.recordings.metrics.confusion import confusion
from devices.recordings.metrics.detection import rejections, wakes
from devices.recordings.metrics.slots import Counts
from devices.recordings.metrics.words import WordCounts
from devices.recordings.metrics.worst import worst
from devices.recordings.outcome import END
from devices.recordings.plan import Plan
from devices.recordings.report.headline import figures, lead
from devices.recordings.results import Report, Result, Step, performed, report, result
from devices.recordings.scenarios.books import Written
from devices.recordings.scenarios.model import Loaded, Scenario
from devices.recordings.scenarios.notes import Notes
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch
from devices.recordings.tables import line, print_report, results_table

MILK = {"product": "oat milk", "quantity": 2, "options": {}}


def turn(
    intent: str | None = "Yes", *, text: str = "Yes.", wait: float | None = 700, **more: Any
) -> Exchange:
    latency = Latency(silence=500, transcript=600, intent=605, reply=610, sound=wait)
    return Exchange(text=text, intent=intent, latency=latency, **more)


def watched(*turns: Exchange, wakes: int = 0) -> Stopwatch:
    watch = Stopwatch()
    watch.turns.extend(turns)
    watch.wakes.extend(range(wakes))
    return watch


def played(
    name: str,
    expect: Expectation,
    *turns: Exchange,
    wakes: int = 0,
    length: float = 2.0,
    **more: Any,
) -> Result:
    recording = Recording(name, Path(name), expect=expect, **more)
    return result(recording, length, watched(*turns, wakes=wakes))


def printed(some: Report) -> str:
    out = io.StringIO()
    print_report(Console(file=out, width=120), some)
    return out.getvalue()


# --- one recording


def test_a_result_tells_what_was_said_understood_and_answered() -> None:
    first = turn(None, text="Well.", wait=None)
    second = turn("AddToCart", text="Two oat milk.", slots={"quantity": 2}, replies=["Added."])
    watch = watched(first, second, wakes=1)
    watch.cart, watch.orders = (MILK,), ["A 1"]
    watch.stages[Stage.WAKE].append(33.333)
    expect = Expectation(intent="AddToCart", cart=(ExpectedLine(product="oat milk", quantity=3),))
    recording = Recording("a.flac", Path("a.flac"), text="Well, two oat milks.", expect=expect)
    found = result(recording, 2.00049, watch)
    assert (found.id, found.key) == (recording.id, recording.key)
    assert (found.seconds, found.woken, found.wakes) == (2.0, True, 1)
    assert (found.text, found.intent, found.slots) == ("Well. Two oat milk.", "AddToCart", {"quantity": 2})
    assert (found.cart, found.reply, found.orders) == ((MILK,), "Added.", ("A 1",))
    assert (found.accepted, found.verdicts) == (False, {"intent": True, "cart": False})
    assert len(found.complaints) == 1
    assert found.cart_counts == Counts(right=1, missed=1, added=1)
    assert found.slot_counts is None
    assert (found.words, found.words_wrong) == (4, 1)
    assert found.word_counts == WordCounts(hits=3, substitutions=1)
    assert (found.latency_ms, found.second_looks_ms) == (700, (33.3,))


def test_slots_are_counted_where_they_are_expected() -> None:
    expect = Expectation(slots={"quantity": 2, "item": "milk"})
    found = played("a", expect, turn(slots={"quantity": 2, "item": "silk", "unit": "carton"}))
    assert found.slot_counts == Counts(right=1, missed=1, added=2)
    assert played("a", expect).slot_counts == Counts(missed=2)


@pytest.mark.parametrize("expect", [Expectation(rejected=True), Expectation(woken=False)])
def test_words_that_are_not_to_be_heard_are_not_counted_as_wrong(expect: Expectation) -> None:
    found = played("a", expect, text="Something else.")
    assert (found.said, found.words, found.words_wrong) == ("Something else.", None, None)


def test_the_end_of_a_turn_is_compared_with_the_noted_speech_and_else_with_the_measured() -> None:
    noted = Recording("a", Path("a"), speech=(0.5, 1.5))
    free = Recording("a", Path("a"))
    watch = watched(turn(ended_at=2.0))
    found = result(noted, 3.0, watch, speech=(0.4, 1.9))
    assert (found.speech, found.cut_off, found.end_delay_ms) == ((0.5, 1.5), False, 500)
    found = result(free, 3.0, watch, speech=(0.4, 2.2))
    assert (found.speech, found.cut_off, found.end_delay_ms) == ((0.4, 2.2), True, None)
    found = result(free, 3.0, watch)
    assert (found.speech, found.cut_off, found.end_delay_ms) == (None, None, None)


def test_a_pause_after_the_wake_word_does_not_cut_the_turn_off() -> None:
    call = Exchange(text="Alexa.", latency=Latency(silence=500), ended_at=1.4)
    found = result(Recording("a", Path("a")), 5.0, watched(call, turn(ended_at=4.6)), speech=(0.5, 4.0))
    assert (found.cut_off, found.end_delay_ms) == (False, 600)


def test_what_was_observed_of_a_sound_is_kept() -> None:
    watch = watched(turn())
    watch.state, watch.lights = "choosing", ["listening"]
    expect = Expectation(intent="No", state="idle", lights=(), earcons=("listening",))
    found = result(Recording("a", Path("a"), expect=expect), 2.0, watch)
    assert found.observed == {"intent": "Yes", "state": "choosing", "lights": ["listening"], "earcons": []}


def test_labels_of_conditions_are_exact() -> None:
    assert Condition(steps=(Drop(share=0.0104),)).label == "1.04% of the frames lost"
    assert Condition(steps=(Repeat(share=0.07),)).label == "7% of the frames twice"


def test_a_scenario_is_accepted_if_each_of_its_turns_is() -> None:
    right = Step(name="turn 1: say", expect=Expectation(intent="Yes"), verdicts={"intent": True})
    wrong = Step(
        name="turn 2: say",
        expect=Expectation(intent="No", slots={"a": 1}),
        verdicts={"intent": False, "slots": True},
        complaints=("The intent was to be No; there was Yes.",),
        slot_counts=Counts(right=1, added=1),
        word_counts=WordCounts(hits=2),
    )
    end = Step(
        name=END,
        expect=Expectation(cart=(), slots={"b": 3}),
        verdicts={"cart": True},
        observed={"cart": []},
        slot_counts=Counts(missed=1),
    )
    recording = Recording("s.yaml", Path("s.yaml"), kind=Kind.SCENARIO)
    watch = watched(turn(), turn(slots={"a": 1, "b": 2}))
    found = performed(recording, 9, watch, [right, wrong, end], said="Yes. Yes.")
    assert found.accepted is False
    assert found.verdicts == {"intent": False, "slots": True, "cart": True}
    assert found.complaints == ("turn 2: say: The intent was to be No; there was Yes.",)
    assert (found.expect, found.observed) == (end.expect, {"cart": []})
    assert (found.steps, found.said) == ((right, wrong, end), "Yes. Yes.")
    assert (found.slot_counts, found.cart_counts) == (Counts(right=1, missed=1, added=1), Counts())
    assert (found.words, found.words_wrong) == (2, 0)
    assert performed(recording, 9, watch, [right, end]).accepted is True
    assert performed(recording, 9, watch, []).accepted is None
    # Of the last turn nothing is taken for the end's.
    assert performed(recording, 9, watch, [right]).expect == Expectation()


# --- the steps of a scenario


def noted(*turns: dict[str, Any], heard: Sequence[tuple[str, str, dict[str, Any]]]) -> list[Step]:
    """The steps of a scenario in each of whose turns somebody was heard or typed: by, text, slots."""
    scenario = Scenario.model_validate({"turns": turns})
    notes = Notes(Loaded(Path("s.yaml"), scenario, {}), [], lambda: 0.0)
    for number, (by, text, slots) in enumerate(heard):
        events: list[Event] = [Woken(at=0, by=by)]
        if by != TYPED:
            events.append(SpeechEnded(at=9, ended=1))
        events += [Heard(at=9, text=text, confidence=1), Meant(at=9, intent="Add", slots=slots, confidence=1)]
        for event in events:
            notes.saw(event)
        notes.over(number, Written())
    return notes.steps


def test_words_are_counted_where_they_were_said_and_are_to_be_heard() -> None:
    steps = noted(
        {"say": "Alexa, add milk."},
        {"typed": "two of them"},
        {"say": "Nice weather.", "expect": {"rejected": True}},
        {"recording": "a.wav"},
        {"recording": "b.wav", "text": "Yes, please."},
        heard=[
            ("alexa", "Alexa, add silk.", {}),
            (TYPED, "two of them", {}),
            ("follow-up", "Nice feather.", {}),
            ("follow-up", "Anything.", {}),
            ("follow-up", "Yes, please.", {}),
        ],
    )
    assert [step.word_counts for step in steps] == [
        WordCounts(hits=2, substitutions=1),
        None,
        None,
        None,
        WordCounts(hits=2),
    ]


def test_slots_are_counted_against_the_turns_of_their_own_step() -> None:
    expect = {"expect": {"slots": {"item": "milk"}}}
    steps = noted(
        {"say": "Milk.", **expect},
        {"say": "Milk.", **expect},
        {"say": "No."},
        heard=[
            ("alexa", "Milk.", {"item": "milk"}),
            ("alexa", "Silk.", {"item": "silk"}),
            ("alexa", "No.", {}),
        ],
    )
    assert [step.slot_counts for step in steps] == [Counts(right=1), Counts(missed=1, added=1), None]


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
