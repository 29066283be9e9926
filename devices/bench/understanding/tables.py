"""What was measured of the understanding, as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from devices.bench.marking import marked
from devices.bench.understanding.measuring import LARGE, Report, Result, Tally
from devices.bench.understanding.resolving import Resolving

_UNDERSTOOD = 0.95
_REFUSED = 0.97
_P99 = 10.0
_RESOLVED = 20.0
"""Milliseconds, at the 99th percentile."""


def show(console: Console, report: Report) -> None:
    """Print the tables."""
    for result in report.results:
        console.print(_table(result, report.names, ours=result is report.results[0]))
    if report.large is not None:
        slowest = marked(f"{report.large.p99:.1f}", report.large.p99 < _P99)
        console.print(f"With {LARGE:,} products a phrase takes {report.large.p50:.1f} ms, p99 {slowest} ms")
    if report.resolving:
        console.print(_resolved(report.resolving))
    if report.left_out:
        told = ", ".join(f"{label} ({count})" for label, count in sorted(report.left_out.items()))
        console.print(f"Left out, as their labels mean nothing here: {told}", style="dim")


def _table(result: Result, names: int, *, ours: bool) -> Table:
    times = result.latency_ms
    slowest = marked(f"{times.p99:.1f}", times.p99 < _P99 if ours else None)
    who = f"{result.contestant}, {names:,} names" if ours else result.contestant
    title = f"{who}: a phrase takes {times.p50:.1f} ms, p99 {slowest} ms"
    table = Table(title=title, title_justify="left")
    for name, side in (("label", "left"), ("phrases", "right"), ("right", "right"), ("taken for", "left")):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for tally in result.tallies:
        table.add_row(*_row(tally, ours=ours))
    table.add_section()
    for name, refuse, aim in (("to be understood", False, _UNDERSTOOD), ("to be refused", True, _REFUSED)):
        share = result.share(refuse=refuse)
        if share is not None:
            table.add_row(name, "", marked(f"{100 * share:.1f} %", share >= aim if ours else None), "")
    return table


def _row(tally: Tally, *, ours: bool) -> tuple[str, str, str, str]:
    share = tally.right / tally.phrases
    aim = _REFUSED if tally.refuse else _UNDERSTOOD
    mistakes = ", ".join(f"{what} {count}" for what, count in tally.mistakes)
    right = marked(f"{100 * share:.1f} %", share >= aim if ours else None)
    return tally.label, str(tally.phrases), right, mistakes


def _resolved(results: Sequence[Resolving]) -> Table:
    table = Table(
        title=f"Misheard names, {results[0].heard:,} among {results[0].names:,}", title_justify="left"
    )
    table.add_column("by")
    for name in ("right", "right or offered", "wrong", "p50 ms", "p99 ms"):
        table.add_column(name, justify="right")
    for each in results:
        ours = each is results[0]
        shares = [f"{100 * count / each.heard:.1f} %" for count in (each.right, each.offered, each.wrong)]
        slowest = marked(f"{each.latency_ms.p99:.1f}", each.latency_ms.p99 < _RESOLVED if ours else None)
        table.add_row(each.contestant, *shares, f"{each.latency_ms.p50:.1f}", slowest)
    return table
