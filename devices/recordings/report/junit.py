"""The report as JUnit XML, for continuous integration."""

import re
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from devices.recordings.results import Report, Result, Step
from devices.recordings.telling import NAMES

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""
_FIGURES = "figures over all"
_UNEXPECTED = "Nothing was expected of it."


def junit(report: Report) -> str:
    """Make a suite of each kind of recording under each condition, and a case of each recording.

    A scenario is a case for each of its steps. What did not come about is a failure, what could not be played
    an error, and what nothing was expected of is skipped. The figures are the properties of a suite without
    cases, those of a recording properties of its case.

    Args:
        report: what came of all recordings.

    Returns:
        The document, with its declaration; what XML cannot hold is left out of texts.
    """
    root = ET.Element("testsuites", name="aisle replay")
    # Readers know properties of a suite, not of all suites.
    figures = ET.SubElement(root, "testsuite", name=_FIGURES)
    _properties(figures, _figures(report))
    _count(figures, 0)
    groups: dict[str, list[Result]] = {}
    for result in report.results:
        groups.setdefault(_suite_name(result), []).append(result)
    for name, results in groups.items():
        _add_suite(root, name, results)
    if report.problems:
        _add_problems(root, report.problems)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root.iter("testsuite"))))
    root.set("time", _seconds(report.wall_seconds))
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}"


def _suite_name(result: Result) -> str:
    heard = _text(result.condition.label) or "as recorded"
    return f"{result.kind.value}: {heard}"


def _add_suite(root: ET.Element, name: str, results: Sequence[Result]) -> None:
    suite = ET.SubElement(root, "testsuite", name=name)
    judged = [result.accepted for result in results if result.accepted is not None]
    figures = {
        "recordings": len(results),
        "accepted": sum(judged),
        "judged": len(judged),
        "words": sum(result.words or 0 for result in results),
        "words_wrong": sum(result.words_wrong or 0 for result in results),
        "audio_seconds": round(sum(result.seconds for result in results), 1),
    }
    _properties(suite, figures)
    for result in results:
        _add_result(suite, result)
    _count(suite, sum(result.wall_seconds for result in results))


def _add_result(suite: ET.Element, result: Result) -> None:
    again = f" ({result.repetition})" if result.repetition > 1 else ""
    name, group = f"{result.audio}{again}", suite.get("name", "")
    if not result.steps:
        case = _add_case(suite, group, name, result.wall_seconds)
        _judge(case, result.accepted, _complaints(result))
        _properties(case, _measured(result))
        _told(case, result)
        return
    for at, step in enumerate(result.steps):
        last = at == len(result.steps) - 1
        # The whole time, once: what each step took is not known.
        case = _add_case(suite, f"{group}.{name}", step.name, result.wall_seconds if last else 0)
        _judge(case, all(step.verdicts.values()) if step.verdicts else None, _step_complaints(step))
        if last:
            _properties(case, _measured(result))
            _told(case, result)


def _add_problems(root: ET.Element, problems: Iterable[Mapping[str, str]]) -> None:
    suite = ET.SubElement(root, "testsuite", name="could not be used")
    for problem in problems:
        case = _add_case(suite, "could not be used", problem["name"], 0)
        error = ET.SubElement(case, "error", message=_text(problem["reason"]), type="problem")
        error.text = _text(f"{problem['name']}: {problem['reason']}")
    _count(suite, 0)


def _add_case(suite: ET.Element, group: str, name: str, seconds: float) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_text(group), name=_text(name), time=_seconds(seconds))


def _judge(case: ET.Element, accepted: bool | None, complaints: Sequence[str]) -> None:
    if accepted is None:
        ET.SubElement(case, "skipped", message=_UNEXPECTED)
    elif not accepted:
        failure = ET.SubElement(case, "failure", message=_text(complaints[0]), type="expectation")
        failure.text = _text("\n".join(complaints))


def _complaints(result: Result) -> list[str]:
    return list(result.complaints) or _unmet(result.verdicts)


def _step_complaints(step: Step) -> list[str]:
    return list(step.complaints) or _unmet(step.verdicts)


def _unmet(verdicts: Mapping[str, bool]) -> list[str]:
    unmet = [NAMES.get(what, what) for what, right in verdicts.items() if not right]
    return [f"Not as expected: {', '.join(unmet)}."]


def _told(case: ET.Element, result: Result) -> None:
    """What was heard and answered, where a reader shows what a test has printed."""
    lines = {"said": result.said, "heard": result.text, "intent": result.intent, "reply": result.reply}
    told = "\n".join(f"{name}: {text}" for name, text in lines.items() if text)
    if told:
        ET.SubElement(case, "system-out").text = _text(told)


def _measured(result: Result) -> dict[str, object]:
    return {
        "id": result.id,
        "latency_ms": result.latency_ms,
        "words": result.words,
        "words_wrong": result.words_wrong,
        "cut_off": result.cut_off,
        "end_delay_ms": result.end_delay_ms,
        "seconds": result.seconds,
        "cpu_seconds": result.cpu_seconds or None,
    }


def _figures(report: Report) -> dict[str, object]:
    figures: dict[str, object] = {
        "recordings": report.recordings,
        "command_acceptance": report.command_acceptance,
        "slots_f1": report.slots.f1,
        "word_error_rate": report.word_error_rate,
        "wakes_missed": report.wakes.miss_rate,
        "false_wakes_per_hour": report.wakes.false_wakes_per_hour,
        "cut_off": report.ends_of_turn.cut_off_rate,
        "latency_p50_ms": report.latency_ms.p50,
        "latency_p95_ms": report.latency_ms.p95,
        "real_time_factor": report.real_time_factor,
        "peak_memory_mb": report.peak_memory_mb,
    }
    return figures


def _properties(parent: ET.Element, values: Mapping[str, object]) -> None:
    known = {name: value for name, value in values.items() if value is not None}
    if known:
        properties = ET.SubElement(parent, "properties")
        for name, value in known.items():
            ET.SubElement(properties, "property", name=name, value=_text(str(value)))


def _count(suite: ET.Element, seconds: float) -> None:
    cases = list(suite.iter("testcase"))
    suite.set("tests", str(len(cases)))
    for count, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(outcome) is not None for case in cases)))
    suite.set("time", _seconds(seconds))


def _seconds(time: float) -> str:
    return f"{time:.3f}"


def _text(text: str) -> str:
    return _UNWRITABLE.sub("", text)
