"""Results and reports as people read them: tables on a terminal, lines in a pipe."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devices.recordings.baseline import Change, Comparison, Movement
from devices.recordings.metrics.worst import MOST
from devices.recordings.results import Report, Result
from devices.recordings.summary import between, figures, ms
from devices.recordings.telling import cart_line

_MARKS = {True: ("right", "green"), False: ("wrong", "bold red"), None: ("heard", "")}
_SOME = 3
"""Names of those that are in one report only."""


def line(outcome: Result) -> str:
    """One line for a recording: right or wrong, what was heard, what came of it."""
    called = _called(outcome)
    parts = (
        _MARKS[outcome.accepted][0],
        outcome.audio,
        called or outcome.text or "(nothing)",
        "" if called else outcome.intent or "(not understood)",
        _cart(outcome),
        "" if called else outcome.reply or "(no reply)",
        ms(outcome.latency_ms),
        missed(outcome),
    )
    return " | ".join(part for part in parts if part)


def results_table(results: Iterable[Result]) -> Table:
    """All recordings."""
    table = Table("", "Recording", "Heard", "Intent", "Cart", "Reply", "Wait", expand=True)
    table.columns[6].justify = "right"
    for result in results:
        called = _called(result)
        mark, style = _MARKS[result.accepted]
        contents = Text.assemble(_cart(result), ("\n" + missed(result) if missed(result) else "", "red"))
        table.add_row(
            Text(mark, style=style),
            Text(result.audio, overflow="fold"),
            Text(called or result.text or "(nothing)"),
            Text(result.intent or ("" if called else "(not understood)")),
            contents,
            Text(result.reply),
            ms(result.latency_ms),
        )
    return table


def _called(result: Result) -> str:
    """Whether the wake word was heard, where nothing else came about; empty where more is to be told."""
    only_called = result.woken and all(turn.is_call for turn in result.turns)
    more = any(turn.intent or turn.not_meant or turn.replies for turn in result.turns)
    if more or not (only_called or result.expect.woken is not None):
        return ""
    if result.woken:
        return "woken"
    return "turned down at the second look" if result.rejected_wakes else "not woken"


def print_report(console: Console, report: Report) -> None:
    """Print what came of all recordings."""
    for problem in report.problems:
        name, reason = problem["name"], problem["reason"]
        told = reason if name in reason else f"{name}: {reason}"
        console.print(Text(told, style="red"), soft_wrap=True)
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
        # Text, not markup: an intent may be called anything in a corpus.
        table.add_row(Text(expected), Text(found), str(count))
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
    _print_only(console, "only in the older report", comparison.only_before)
    _print_only(console, "only in this one", comparison.only_after)
    table = _plain_table()
    for movement in comparison.figures:
        table.add_row(movement.name, Text(_moved(movement), style="bold"))
    table.add_row("compared with the older report", Text(verdict(comparison), style="bold"))
    console.print(table)


def verdict(comparison: Comparison) -> str:
    """What McNemar's test says, in a sentence."""
    better, worse = comparison.recordings_better, comparison.recordings_worse
    counted = f"{comparison.compared} recordings, {better} better, {worse} worse"
    if better == worse:
        judgement = "no better and no worse"
    else:
        judgement = "better" if better > worse else "worse"
        judgement += " beyond chance" if comparison.beyond_chance else ", which may be chance"
    return f"{counted}: {judgement} (McNemar's exact test, p = {comparison.p:.3g})"


def missed(result: Result) -> str:
    """What was expected and did not come about."""
    return " ".join(result.complaints)


def _cart(result: Result) -> str:
    """In one line: "2 latte, whole milk; 1 mocha"; empty for an empty one."""
    return "; ".join(map(cart_line, result.cart))


def _print_changes(console: Console, name: str, style: str, changes: Iterable[Change]) -> None:
    for change in changes:
        told = ": ".join(filter(None, (change.audio, change.condition)))
        console.print(Text.assemble((name, style), f" | {told} | {change.why}"), soft_wrap=True)


def _print_only(console: Console, where: str, names: Sequence[str]) -> None:
    if names:
        first = ", ".join(names[:_SOME])
        more = f" and {len(names) - _SOME} more" if len(names) > _SOME else ""
        console.print(Text(f"{len(names)} {where}: {first}{more}"), soft_wrap=True)


def _moved(movement: Movement) -> str:
    before, after = ("none" if value is None else f"{value:g}" for value in (movement.before, movement.after))
    return f"{before} -> {after}"


def _plain_table() -> Table:
    return Table(show_header=False, box=None, padding=(0, 2, 0, 0))
