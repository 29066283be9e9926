"""A picture, as SVG: what a search costs over the size of the shop."""

from collections.abc import Callable, Sequence
from pathlib import Path

from devices.bench.store.curves import Panel, Points, curves, panelled
from devices.bench.store.searching import Report, Result
from devices.recordings.writing import write_text


def write(file: Path, report: Report) -> None:
    """Write the picture.

    Args:
        file: where to; its name should end with ".svg".
        report: with one shop at least.
    """
    write_text(file, drawn(report))


def drawn(report: Report) -> str:
    """The picture."""
    return panelled([slowest(report.results)], "Milliseconds a search, by size")


def slowest(results: Sequence[Result]) -> Panel:
    """What the slowest hundredth of searches cost."""
    curves = _curves(results, lambda one: one.latency_ms.p99)
    return Panel("The slowest hundredth of searches, one core", "ms", curves)


def usual(results: Sequence[Result]) -> Panel:
    """What half of all searches cost at most."""
    curves = _curves(results, lambda one: one.latency_ms.p50)
    return Panel("The quicker half of searches, one core", "ms", curves)


def _curves(results: Sequence[Result], shown: Callable[[Result], float]) -> dict[str, Points]:
    return curves((one.contestant, one.products, shown(one)) for one in results)
