"""Results and reports as people read them: tables on a terminal, lines in a pipe."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devices.recordings.expectation import ExpectedLine
from devices.recordings.results import Report, Result

_MARKS = {True: ("right", "green"), False: ("wrong", "bold red"), None: ("heard", "")}
_UNSAID = "(nothing was said)"
_STAGES = {
    "silence": "decided that the turn is over",
    "transcript": "transcript",
    "reply": "reply text",
    "sound": "first sample of the reply",
}
_ACCEPTED = {
    "intent": "intents right",
    "slots": "slots right",
    "cart": "orders right",
    "reply": "replies right",
}


def line(outcome: Result) -> str:
    """One line for a recording: right or wrong, what was heard, what came of it."""
    if _only_called(outcome):
        return f"woken | {outcome.audio} | {_UNSAID}"
    parts = (
        _MARKS[outcome.accepted][0],
        outcome.audio,
        outcome.text or "(nothing)",
        outcome.intent or "(not understood)",
        cart(outcome.cart),
        outcome.reply or "(no reply)",
        ms(outcome.latency_ms),
        missed(outcome),
    )
    return " | ".join(part for part in parts if part)


def results_table(results: Iterable[Result]) -> Table:
    """All recordings."""
    table = Table("", "Recording", "Heard", "Intent", "Cart", "Reply", "Wait", expand=True)
    table.columns[6].justify = "right"
    for result in results:
        called = _only_called(result)
        mark, style = ("woken", "") if called else _MARKS[result.accepted]
        contents = Text.assemble(cart(result.cart), ("\n" + missed(result) if missed(result) else "", "red"))
        table.add_row(
            Text(mark, style=style),
            Text(result.audio, overflow="fold"),
            Text(result.text or (_UNSAID if called else "(nothing)")),
            Text(result.intent or ("" if called else "(not understood)")),
            contents,
            Text(result.reply),
            ms(result.latency_ms),
        )
    return table


def _only_called(result: Result) -> bool:
    """It was called, and nothing else was said or expected."""
    return result.woken and result.accepted is None and not result.turns


def print_report(console: Console, report: Report) -> None:
    """Print what came of all recordings."""
    for problem in report.problems:
        name, reason = problem["name"], problem["reason"]
        told = reason if name in reason else f"{name}: {reason}"
        console.print(Text(told, style="red"), soft_wrap=True)
    if not report.results:
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in _figures(report):
        table.add_row(name, Text(value, style="bold"))
    console.print(table)


def cart(lines: Iterable[Mapping[str, Any]]) -> str:
    """A cart in one line: "2 latte, whole milk; 1 mocha"; empty for an empty one."""
    return "; ".join(
        ", ".join((f"{line['quantity']} {line['product']}", *line["options"].values())) for line in lines
    )


def missed(result: Result) -> str:
    """What was expected and did not come about."""
    told = []
    for what, right in result.verdicts.items():
        if not right:
            told.append(f"expected {what}: {_expected(result, what)}")
    return "; ".join(told)


def ms(time: float | None) -> str:
    """A time as it is shown."""
    return "" if time is None else f"{time:.0f} ms"


def _expected(result: Result, what: str) -> str:
    if what == "cart":
        lines: Iterable[ExpectedLine] = result.expect.cart or ()
        return cart(line.model_dump() for line in lines) or "empty"
    return str(getattr(result.expect, what))


def _figures(report: Report) -> Iterable[tuple[str, str]]:
    yield "recordings", f"{report.recordings} ({report.audio_seconds / 60:.1f} min)"
    if report.problems:
        yield "cannot be used", str(len(report.problems))
    if report.command_acceptance is not None:
        yield "accepted", f"{report.accepted} of {report.judged} ({report.command_acceptance:.1%})"
    for what, tally in report.tallies.items():
        yield _ACCEPTED[what], f"{tally.right} of {tally.expected} ({tally.right / tally.expected:.1%})"
    if report.words:
        yield (
            "words wrong",
            f"{report.words_wrong} of {report.words} ({report.words_wrong / report.words:.1%})",
        )
    yield from _times(report)


def _times(report: Report) -> Iterable[tuple[str, str]]:
    yield "from the end of speech to", "p50        p95"
    for stage, name in _STAGES.items():
        times = report.latency_ms.stages[stage]
        if times.p50 is not None:
            yield f"  {name}", f"{ms(times.p50):<10} {ms(times.p95)}"
    look = report.latency_ms.second_look
    if look.p50 is not None:
        yield "second look at a wake word", f"{ms(look.p50):<10} {ms(look.p95)}"
    if report.real_time_factor:
        speed = 1 / report.real_time_factor
        yield (
            "real-time factor",
            f"{report.real_time_factor:.3f} ({speed:.1f} times real time, {report.jobs} at once)",
        )
    if report.peak_memory_mb is not None:
        yield "peak memory of a process", f"{report.peak_memory_mb} MB"
