"""What came of a recording, and of the steps of a scenario."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.events import Event, Heard, Meant, SpeechEnded, Stage, Woken
from assistant.signals import TYPED
from devices.recordings.conditions.steps import Condition, Drop, Repeat
from devices.recordings.corpus import Kind, Recording
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.metrics.slots import Counts
from devices.recordings.metrics.words import WordCounts
from devices.recordings.outcome import END
from devices.recordings.results import Step, performed, result
from devices.recordings.scenarios.books import Written
from devices.recordings.scenarios.model import Loaded, Scenario
from devices.recordings.scenarios.notes import Notes
from devices.recordings.stopwatch import Exchange, Latency
from turn_results import played, turn, watched

MILK = {"product": "oat milk", "quantity": 2, "options": {}}


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
