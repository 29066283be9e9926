"""A picture, as SVG: what a shop costs over its size, from the feed to the search."""

from collections.abc import Callable, Sequence
from pathlib import Path

from devices.bench.store import search_picture
from devices.bench.store.curves import Panel, Points, curves, panelled
from devices.bench.store.importing import Report, Result, rate
from devices.recordings.writing import write_text


def write(file: Path, report: Report) -> None:
    """Write the picture.

    Args:
        file: where to; its name should end with ".svg".
        report: with one import at least.
    """
    write_text(file, drawn(report))


def drawn(report: Report) -> str:
    """The picture."""
    return panelled(list(_panels(report)), "What a shop costs, by size")


def _panels(report: Report) -> Sequence[Panel]:
    imports = [
        Panel("First import", "a second", _curves(report.imports, lambda one: rate(one.first))),
        Panel("The same feed again", "a second", _curves(report.imports, lambda one: rate(one.again))),
        Panel("The database", "B a product", _curves(report.imports, lambda one: one.bytes_per_product)),
    ]
    if not report.searches:
        return imports
    return [*imports, search_picture.usual(report.searches), search_picture.slowest(report.searches)]


def _curves(results: Sequence[Result], shown: Callable[[Result], float]) -> dict[str, Points]:
    return curves((one.format, one.products, shown(one)) for one in results)
