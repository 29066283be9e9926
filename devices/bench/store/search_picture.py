"""A picture, as SVG: what a search costs over the size of the shop, both by powers of ten."""

from collections.abc import Iterator, Sequence
from math import floor, log10
from pathlib import Path
from xml.sax.saxutils import escape

from devices.bench.store.searching import Report, Result
from devices.recordings.writing import write_text

_WIDTH, _HEIGHT = 860, 470
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 620, 56, 400
_LEGEND, _LINE = 648, 25
_LOOKS = ("own", "one", "two", "three", "four")
_STYLE = """
svg { background: #ffffff; color: #1b1f24; font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
text { fill: currentColor; }
.title { font-size: 17px; font-weight: 600; }
.axis, .stroke { stroke: currentColor; }
.grid { stroke: currentColor; opacity: .15; }
.line { fill: none; stroke-width: 2; }
.mark { fill: currentColor; }
.own { color: #0b57d0; }
.own .line { stroke-width: 4; }
.one { color: #b3400a; }
.two { color: #00695c; }
.three { color: #a3195b; }
.four { color: #6b5b00; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; color: #e6edf3; }
.own { color: #79b8ff; }
.one { color: #ff9e64; }
.two { color: #56d4bc; }
.three { color: #ff9bce; }
.four { color: #e3c94a; }
}
"""


def write(file: Path, report: Report) -> None:
    """Write the picture.

    Args:
        file: where to; its name should end with ".svg".
        report: with one shop at least.
    """
    write_text(file, drawn(report))


def drawn(report: Report) -> str:
    """The picture."""
    names = list(dict.fromkeys(result.contestant for result in report.results))
    scale = _Scale(report.results)
    parts = list(_axes(scale))
    for look, name in zip(_LOOKS, names, strict=False):
        some = sorted(
            (each for each in report.results if each.contestant == name), key=lambda one: one.products
        )
        parts += _curve(sorted(some, key=lambda one: one.products), scale, look)
    for at, name in enumerate(names):
        parts += _entry(_LOOKS[at % len(_LOOKS)], name, at)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' width="{_WIDTH}" height="{_HEIGHT}">\n<title>Milliseconds a search, by size</title>'
        f"\n<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>"
    )


class _Scale:
    """Places for figures."""

    def __init__(self, results: Sequence[Result]) -> None:
        sizes = [log10(result.products) for result in results]
        times = [log10(max(result.latency_ms.p99, 0.1)) for result in results]
        self.sizes = range(floor(min(sizes)), floor(max(sizes) - 1e-9) + 2)
        self.times = range(floor(min(times)), floor(max(times) - 1e-9) + 2)

    def x(self, size: float) -> float:
        share = (log10(size) - self.sizes[0]) / max(1, len(self.sizes) - 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def y(self, time: float) -> float:
        share = (log10(max(time, 0.1)) - self.times[0]) / max(1, len(self.times) - 1)
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)


def _axes(scale: _Scale) -> Iterator[str]:
    yield _text(_LEFT, 30, "The slowest hundredth of searches, one core", look="title")
    for power in scale.times:
        at = scale.y(10**power)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{at}" y2="{at}"/>'
        yield _text(_LEFT - 8, at + 5, f"{10**power:g} ms", anchor="end")
    yield f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
    for power in scale.sizes:
        yield _text(scale.x(10**power), _BOTTOM + 22, f"{10**power:,}", anchor="middle")
    yield _text((_LEFT + _RIGHT) / 2, _BOTTOM + 48, "Products", anchor="middle")


def _curve(some: Sequence[Result], scale: _Scale, look: str) -> Iterator[str]:
    points = [(scale.x(each.products), scale.y(each.latency_ms.p99)) for each in some]
    path = " ".join(f"{x},{y}" for x, y in points)
    yield f'<g class="{look}"><polyline class="line stroke" points="{path}"/>'
    yield from (f'<circle class="mark" cx="{x}" cy="{y}" r="4"/>' for x, y in points)
    yield "</g>"


def _entry(look: str, name: str, place: int) -> Iterator[str]:
    at = _TOP + 10 + place * _LINE
    line = f'<line class="line stroke" x1="{_LEGEND}" x2="{_LEGEND + 34}" y1="{at - 5}" y2="{at - 5}"/>'
    yield f'<g class="{look}">{line}</g>{_text(_LEGEND + 44, at, name)}'


def _text(x: float, y: float, text: str, *, anchor: str = "start", look: str = "") -> str:
    named = f' class="{look}"' if look else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
