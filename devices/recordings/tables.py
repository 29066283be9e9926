"""Results and reports as people read them: tables on a terminal, lines in a pipe."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devices.recordings.baseline import Change, Comparison, Movement
from devices.recordings.metrics.worst import MOST
from devices.recordings.results import Report, Result
from devices.recordings.summary import between, figures, ms

_MARKS = {True: ("right", "green"), False: ("wrong", "bold red"), None: ("heard", "")}
_UNSAID = "(nothing was said)"


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
    if report.interrupted:
        console.print(Text("Interrupted: not all recordings were played.", style="bold red"))
    if not report.results:
        return
    if len(report.by_condition) > 1:
        console.print(conditions_table(report))
    if report.confusion.mistakes:
        console.print(confusion_table(report))
    if report.recordings > MOST:
        console.print(worst_table(report))
    table = _plain_table()
    for name, value in figures(report):
        table.add_row(name, Text(value, style="bold"))
    console.print(table)


def conditions_table(report: Report) -> Table:
    """What came of the recordings under each condition."""
    table = Table("Condition", "Recordings", "Accepted", "Words wrong", "Wait")
    for each in report.by_condition:
        table.add_row(
            Text(each.label or "as it is"),
            str(each.recordings),
            "" if each.acceptance is None else f"{each.acceptance:.1%}{between(each.acceptance_interval)}",
            "" if each.word_error_rate is None else f"{each.word_error_rate:.1%}",
            ms(each.latency_p50_ms),
        )
    return table


def confusion_table(report: Report) -> Table:
    """The intents that were taken for others, the most frequent first."""
    table = Table("Expected intent", "Found", "Recordings")
    for expected, found, count in report.confusion.mistakes:
        table.add_row(expected, found, str(count))
    return table


def worst_table(report: Report) -> Table:
    """The recordings to look at first."""
    table = Table("Worst", "Why")
    for each in report.worst:
        name = ": ".join(filter(None, (each.audio, each.condition)))
        table.add_row(Text(name, overflow="fold"), Text(each.why))
    return table


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print what got better and worse since an older report, and whether that is more than chance."""
    _print_changes(console, "better", "green", comparison.better)
    _print_changes(console, "worse", "bold red", comparison.worse)
    for name in comparison.only_before:
        console.print(Text(f"only in the older report: {name}"), soft_wrap=True)
    for name in comparison.only_after:
        console.print(Text(f"only in this one: {name}"), soft_wrap=True)
    table = _plain_table()
    for movement in comparison.figures:
        table.add_row(movement.name, Text(_moved(movement), style="bold"))
    table.add_row("compared with the older report", Text(verdict(comparison), style="bold"))
    console.print(table)


def verdict(comparison: Comparison) -> str:
    """What McNemar's test says, in a sentence."""
    better, worse = len(comparison.better), len(comparison.worse)
    counted = f"{comparison.compared} recordings, {better} better, {worse} worse"
    if better == worse:
        judgement = "no better and no worse"
    else:
        judgement = "better" if better > worse else "worse"
        judgement += " beyond chance" if comparison.beyond_chance else ", which may be chance"
    return f"{counted}: {judgement} (McNemar's exact test, p = {comparison.p:.3g})"


def cart(lines: Iterable[Mapping[str, Any]]) -> str:
    """A cart in one line: "2 latte, whole milk; 1 mocha"; empty for an empty one."""
    return "; ".join(
        ", ".join((f"{line['quantity']} {line['product']}", *line["options"].values())) for line in lines
    )


def missed(result: Result) -> str:
    """What was expected and did not come about."""
    return " ".join(result.complaints)


def _print_changes(console: Console, name: str, style: str, changes: Iterable[Change]) -> None:
    for change in changes:
        told = ": ".join(filter(None, (change.audio, change.condition)))
        console.print(Text.assemble((name, style), f" | {told} | {change.why}"), soft_wrap=True)


def _moved(movement: Movement) -> str:
    before, after = ("none" if value is None else f"{value:g}" for value in (movement.before, movement.after))
    return f"{before} -> {after}"


def _plain_table() -> Table:
    return Table(show_header=False, box=None, padding=(0, 2, 0, 0))
