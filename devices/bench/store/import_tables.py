"""What was measured of imports, as a table."""

from rich.console import Console
from rich.table import Table

from devices.bench.marking import marked
from devices.bench.store import search_tables, searching
from devices.bench.store.importing import Import, Report, Result, rate

_AIM, _MOST = 15_000, 2_000
"""Products a second that a first import should reach; bytes that a product may take."""
_MB = 1_000_000


def show(console: Console, report: Report) -> None:
    """Print the tables."""
    console.print(_imports(report))
    if report.searches:
        search_tables.show(console, searching.Report(seed=report.seed, results=report.searches))


def _imports(report: Report) -> Table:
    table = Table(
        title=f"Import, {report.cores} cores; processor time: writer + reader", title_justify="left"
    )
    names = ("products", "format", "first, a second", "µs a product", "again, a second", "µs a product")
    for name in (*names, "memory MB", "B a product"):
        table.add_column(name, justify="left" if name == "format" else "right")
    for result in report.imports:
        table.add_row(*_row(result))
    return table


def _row(result: Result) -> tuple[str, ...]:
    first = rate(result.first)
    used = result.bytes_per_product
    peak = max(each.peak_bytes for each in (*result.first, *result.again))
    return (
        f"{result.products:,}",
        result.format,
        marked(f"{first:,.0f}", first >= _AIM),
        _time(result.first),
        f"{rate(result.again):,.0f}",
        _time(result.again),
        f"{peak / _MB:,.0f}",
        marked(f"{used:,.0f}", used <= _MOST),
    )


def _time(some: tuple[Import, ...]) -> str:
    """Of the run with the least: what else the machine does makes it only more."""
    best = min(some, key=lambda each: each.writer_us + each.reader_us)
    return f"{best.writer_us:.0f} + {best.reader_us:.0f}"
