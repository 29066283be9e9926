"""What was measured of the search, as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from devices.bench.marking import marked
from devices.bench.store.searching import MARKET, Report, Result

_P99 = ((1_000, 5.0), (100_000, 20.0), (1_000_000, 60.0))
"""Milliseconds that the store's slowest hundredth may take, by the largest number of products."""
_FOUND = {"exact": 0.95, "misspelt": 0.85, "need": 0.7}
"""The share of wishes in the market of which what is right must be among the first three."""
_BYTES = 2000.0


def show(console: Console, report: Report) -> None:
    """Print the tables."""
    console.print(_times(report.results))
    for result in report.results:
        if result.contestant.startswith("Aisle"):
            console.print(_styles(result, [each for each in report.results if _same(each, result)]))


def _same(one: Result, other: Result) -> bool:
    return (one.shop, one.products) == (other.shop, other.products)


def _times(results: Sequence[Result]) -> Table:
    table = Table(title="Search, one core", title_justify="left")
    for name in ("shop", "products", "", "p50 ms", "p95 ms", "p99 ms", "taken in, a second", "B a product"):
        table.add_column(name, justify="right" if name not in {"shop", ""} else "left")
    for result in results:
        ours = result.contestant.startswith("Aisle")
        limit = next((most for size, most in _P99 if result.products <= size), None) if ours else None
        latency, used = result.latency_ms, result.bytes_per_product
        table.add_row(
            result.shop,
            f"{result.products:,}",
            result.contestant,
            f"{latency.p50:.1f}",
            f"{latency.p95:.1f}",
            marked(f"{latency.p99:.1f}", None if limit is None else latency.p99 < limit),
            f"{result.products_per_second:,.0f}",
            "-"
            if used is None
            else marked(f"{used:,.0f}", used <= _BYTES if ours and result.products > 1000 else None),  # noqa: PLR2004 - of a small shop the empty tables are most
        )
    return table


def _styles(ours: Result, results: Sequence[Result]) -> Table:
    title = f"Right among the first three: {ours.shop}, {ours.products:,} products"
    table = Table(title=title, title_justify="left")
    table.add_column("wish")
    for result in results:
        table.add_column(result.contestant, justify="right")
    for style in ours.styles:
        if style.judged:
            table.add_row(style.name, *(_share(result, style.name) for result in results))
    return table


def _share(result: Result, name: str) -> str:
    style = next((style for style in result.styles if style.name == name), None)
    if style is None or not style.judged:
        return "-"
    share = style.first_three / style.judged
    aim = _FOUND.get(name) if result.shop == MARKET and result.contestant.startswith("Aisle") else None
    return marked(f"{100 * share:.1f} %", None if aim is None else share >= aim)
