"""What came of hammering at a shop, as tables."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from devices.bench.store.faults import show_faults
from devices.bench.store.hammering import Report

_SHOWN = 12
"""Refusals of which there are more kinds are left to the JSON."""


def show(console: Console, report: Report) -> None:
    """Print the tables."""
    console.print(
        f"{report.store}: {report.buyers} buyers in {report.processes} processes, {report.products} products,"
        f" {report.seconds:g} s: {report.trips:,} trips, {report.orders:,} orders,"
        f" {report.orders_per_second:,.1f} a second; {report.sold:,} sold of {report.pieces:,} pieces"
    )
    console.print(_calls(report))
    console.print(_counts("Refused", report.refusals))
    console.print(_counts("Asked again", report.retries))
    show_faults(console, report.faults, "Nothing was oversold, lost or doubled, and every total adds up.")


def _calls(report: Report) -> Table:
    table = Table(title="Calls, on the clock on the wall", title_justify="left")
    table.add_column("call")
    for name in ("calls", "p50 ms", "p95 ms", "p99 ms", "slowest ms"):
        table.add_column(name, justify="right")
    for call in report.calls:
        times = (call.p50, call.p95, call.p99, call.slowest)
        table.add_row(call.name, f"{call.count:,}", *(f"{each:,.1f}" for each in times))
    return table


def _counts(title: str, counts: Mapping[str, int]) -> Table:
    table = Table("why", title=title, title_justify="left")
    table.add_column("times", justify="right")
    for why, count in list(counts.items())[:_SHOWN]:
        table.add_row(why, f"{count:,}")
    return table
