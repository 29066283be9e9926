"""The report for continuous integration."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from devices.recordings.conditions.steps import Condition, Noise
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.report.junit import junit
from devices.recordings.results import Report, Result, Step, report

NOISY = Condition(steps=(Noise(file=Path("kitchen.flac"), snr=6),))


def outcome(name: str, *, accepted: bool | None = True, **rest: Any) -> Result:
    fields: dict[str, Any] = {
        "id": Recording(name, Path(name)).id,
        "audio": name,
        "seconds": 2.5,
        "text": "a latte",
        "intent": "order",
        "slots": {},
        "cart": (),
        "reply": "A latte.",
        "orders": (),
        "accepted": accepted,
        "verdicts": {} if accepted is None else {"intent": accepted},
        "complaints": () if accepted is not False else ("The intent was to be order; there was none.",),
        "expect": Expectation() if accepted is None else Expectation(intent="order"),
        "latency_ms": 612.5,
        "turns": (),
        "wall_seconds": 0.25,
    }
    return Result(**(fields | rest))


def of(*results: Result, problems: tuple[Problem, ...] = ()) -> Report:
    return report(results, problems, wall=1.5)


def parsed(found: Report) -> ET.Element:
    """As a reader of a build server takes it: bytes, with their declaration."""
    return ET.fromstring(junit(found).encode())


def scenario() -> Result:
    steps = (
        Step(name="turn 1: say", expect=Expectation(intent="order"), verdicts={"intent": True}),
        Step(
            name="turn 2: say",
            line=9,
            expect=Expectation(state="idle"),
            verdicts={"state": False},
            complaints=("The dialogue was to be idle.",),
        ),
        Step(name="end", expect=Expectation(), verdicts={}),
    )
    return outcome("trip.yaml", accepted=False, kind=Kind.SCENARIO, steps=steps)


def test_there_is_a_suite_for_each_kind_and_condition_and_a_case_for_each_recording() -> None:
    root = parsed(of(outcome("a.wav"), outcome("a.wav", condition=NOISY), outcome("b.wav"), scenario()))
    suites = {suite.get("name"): [case.get("name") for case in suite.iter("testcase")] for suite in root}
    assert suites.pop("figures over all") == []
    assert suites == {
        "sound: as recorded": ["a.wav", "b.wav"],
        "sound: kitchen.flac at 6 dB": ["a.wav"],
        "scenario: as recorded": ["turn 1: say", "turn 2: say", "end"],
    }


def test_what_failed_says_what_was_expected() -> None:
    root = parsed(of(outcome("a.wav"), outcome("b.wav", accepted=False)))
    (failure,) = root.iter("failure")
    assert failure.get("message") == failure.text == "The intent was to be order; there was none."
    assert root.get("failures") == "1"


def test_a_verdict_without_a_complaint_is_a_failure_too() -> None:
    (failure,) = parsed(of(outcome("b.wav", accepted=False, complaints=()))).iter("failure")
    assert failure.get("message") == "Not as expected: intent."


def test_a_step_of_a_scenario_fails_by_itself() -> None:
    root = parsed(of(scenario()))
    cases = {case.get("name"): [part.tag for part in case] for case in root.iter("testcase")}
    assert cases["turn 1: say"] == []
    assert cases["turn 2: say"] == ["failure"]
    assert cases["end"][0] == "skipped"
    assert {case.get("classname") for case in root.iter("testcase")} == {"scenario: as recorded.trip.yaml"}


def test_what_cannot_be_played_is_an_error_and_what_nothing_is_expected_of_is_skipped() -> None:
    root = parsed(of(outcome("a.wav", accepted=None), problems=(Problem("b.wav", "It is empty."),)))
    (error,) = root.iter("error")
    assert (error.get("message"), error.text) == ("It is empty.", "b.wav: It is empty.")
    assert [root.get(count) for count in ("tests", "failures", "errors", "skipped")] == ["2", "0", "1", "1"]


def test_the_counts_of_the_suites_add_up() -> None:
    root = parsed(of(outcome("a.wav"), outcome("b.wav", accepted=False), scenario()))
    for count in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(count, "")) == sum(int(suite.get(count, "")) for suite in root.iter("testsuite"))
    assert root.get("time") == "1.500"
    assert [suite.get("time") for suite in root.iter("testsuite")] == ["0.000", "0.500", "0.250"]


def test_figures_are_properties() -> None:
    root = parsed(of(outcome("a.wav"), outcome("b.wav", accepted=False)))
    own = root.iterfind("testsuite[@name='figures over all']/properties/property")
    figures = {each.get("name"): each.get("value") for each in own}
    assert (figures["recordings"], figures["command_acceptance"]) == ("2", "0.5")
    case = {each.get("name"): each.get("value") for each in root.iterfind(".//testcase/properties/property")}
    assert case["latency_ms"] == "612.5"


def test_a_repetition_has_a_name_of_its_own() -> None:
    root = parsed(of(outcome("a.wav"), outcome("a.wav", repetition=2)))
    assert [case.get("name") for case in root.iter("testcase")] == ["a.wav", "a.wav (2)"]


def test_texts_may_hold_anything() -> None:
    odd = "\x00\x0b\x1b[31m]]>&<\ud800\ufffe ü 🛒 \u2028\"'"
    result = outcome(f"{odd}.wav", accepted=False, text=odd, said=odd, reply=odd, complaints=(odd,))
    root = parsed(of(result, problems=(Problem(odd, odd),)))
    kept = "[31m]]>&< ü 🛒 \u2028\"'"
    assert [each.get("message") for each in root.iter("failure")] == [kept]
    # What is no text in a file's name was replaced when the file was found.
    unplayed = kept.replace("<", "<?")
    assert [each.get("name") for each in root.iter("testcase")] == [f"{kept}.wav", unplayed]
    (told,) = root.iter("system-out")
    assert told.text == f"said: {kept}\nheard: {kept}\nintent: order\nreply: {kept}"


def test_a_run_without_anything_is_a_document_too() -> None:
    root = parsed(of())
    assert (root.tag, root.get("tests")) == ("testsuites", "0")
