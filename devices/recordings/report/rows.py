"""What the page shows of each recording: a short row in the list, and all the rest when it is opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from devices.recordings.metrics.confusion import NONE, pair
from devices.recordings.report.comparing import compared, outlined
from devices.recordings.report.kept import Outline
from devices.recordings.results import Report, Result

EMBEDDED = ""
"""Of a recording's sound: it is in the page."""
_STATES = {True: "right", False: "wrong", None: "heard"}
Row = list[Any]


def conditions(report: Report) -> list[str]:
    """The names of the conditions, in the order in which they first come."""
    labels = dict.fromkeys(result.condition.label for result in report.results)
    return [label or "as recorded" for label in labels]


def rows(report: Report) -> Iterator[Row]:
    """The fields of every result and every problem, in the order of `FIELDS` in page.js."""
    labels: dict[str, int] = {}
    for result in report.results:
        at = labels.setdefault(result.condition.label, len(labels))
        yield _row(result, at)
    for problem in report.problems:
        yield ["", problem["name"], "", None, 1, "problem", *[None] * 7, [], problem["reason"]]


def detail(result: Result, outline: Outline | None, sound: str | None) -> dict[str, Any]:
    """What is seen when a recording is opened.

    Args:
        result: what came of it.
        outline: what `write_media` noted.
        sound: `EMBEDDED`, or where the sound lies, relative to the page; None where there is none.
    """
    return {
        "sound": sound,
        "outline": outline,
        "speech": result.speech,
        "facts": _facts(result),
        "compared": [] if result.steps else [asdict(each) for each in compared(result)],
        "steps": [
            {
                "name": step.name,
                "line": step.line,
                "right": all(step.verdicts.values()) if step.verdicts else None,
                "expected": outlined(step.expect),
                "complaints": list(step.complaints),
            }
            for step in result.steps
        ],
        "turns": [turn.model_dump(mode="json") for turn in result.turns],
    }


def _row(result: Result, at: int) -> Row:
    # The pair that counts in the confusion of intents, so that its squares find their rows.
    expected, found = pair(result) or (None, result.intent)
    wer = result.words_wrong / result.words if result.words and result.words_wrong is not None else None
    return [
        result.id,
        result.audio,
        result.kind.value,
        at,
        result.repetition,
        _STATES[result.accepted],
        result.said,
        result.text,
        None if found == NONE else found,
        expected,
        None if wer is None else round(wer, 4),
        result.latency_ms,
        round(result.seconds, 2),
        [what for what, right in result.verdicts.items() if not right],
        "",
    ]


def _facts(result: Result) -> Sequence[str]:
    found: Mapping[str, bool] = {
        "the wake word was heard": result.woken,
        f"{result.rejected_wakes} turned down at the second look": result.rejected_wakes > 0,
        "cut off while somebody spoke": bool(result.cut_off),
        f"turn over {result.end_delay_ms or 0:.0f} ms after the last speech": result.end_delay_ms is not None,
        f"{result.words_wrong} of {result.words} words wrong": bool(result.words),
        f"orders: {', '.join(result.orders)}": bool(result.orders),
        f"processor {result.cpu_seconds:.1f} s": result.cpu_seconds > 0,
    }
    return [text for text, there in found.items() if there]
