"""Pictures, as SVG: something over the size of the shop, both by powers of ten."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final, TypeAlias

from devices.bench.drawing import entry, level, polyline, svg, text

Points: TypeAlias = Sequence[tuple[float, float]]
"""Sizes, and what is shown of them."""

_WIDTH, _HEIGHT = 860, 470
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 620, 56, 400
_LEGEND, _LINE = 648, 25
_LOOKS: Final = ("own", "one", "two", "three", "four")
_STYLE = """
.one { color: #b3400a; }
.two { color: #00695c; }
.three { color: #a3195b; }
.four { color: #6b5b00; }
@media (prefers-color-scheme: dark) {
.one { color: #ff9e64; }
.two { color: #56d4bc; }
.three { color: #ff9bce; }
.four { color: #e3c94a; }
}
"""


def curves(points: Iterable[tuple[str, float, float]]) -> dict[str, Points]:
    """The curves that points belong to, each point a curve's name, a size, and what is shown of it."""
    found: dict[str, list[tuple[float, float]]] = {}
    for name, size, value in points:
        found.setdefault(name, []).append((size, value))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves in one frame."""

    title: str
    unit: str
    """Of what is shown; empty for none."""
    curves: Mapping[str, Points]
    """By their names, our own first."""
    least: float = 0.1
    """What is less is drawn as that."""


def panelled(panels: Sequence[Panel], name: str) -> str:
    """A picture of panels, one below the other.

    Args:
        panels: each with one curve of one point at least.
        name: what is to be seen, for those who do not see it.
    """
    height = _HEIGHT * len(panels)
    body = "\n".join(part for at, panel in enumerate(panels) for part in _placed(panel, at))
    return svg(_WIDTH, height, name, _STYLE, body)


def _placed(panel: Panel, place: int) -> Iterator[str]:
    scale = _Scale(panel)
    yield f'<g transform="translate(0 {place * _HEIGHT})">'
    yield from _axes(panel, scale)
    for at, (name, points) in enumerate(panel.curves.items()):
        look = _LOOKS[at % len(_LOOKS)]
        yield from _curve(sorted(points), scale, look)
        yield from _entry(look, name, at)
    yield "</g>"


class _Scale:
    """Places for figures."""

    def __init__(self, panel: Panel) -> None:
        points = [point for some in panel.curves.values() for point in some]
        self._least = panel.least
        self.sizes = _powers([size for size, _ in points])
        self.values = _powers([max(value, panel.least) for _, value in points])

    def x(self, size: float) -> float:
        share = (log10(size) - self.sizes[0]) / (len(self.sizes) - 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def y(self, value: float) -> float:
        share = (log10(max(value, self._least)) - self.values[0]) / (len(self.values) - 1)
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)


def _powers(some: Sequence[float]) -> range:
    """The powers of ten between which all are: two at least."""
    first = floor(log10(min(some)))
    return range(first, max(first + 1, ceil(log10(max(some)) - 1e-9)) + 1)


def _axes(panel: Panel, scale: _Scale) -> Iterator[str]:
    yield text(_LEFT, 30, panel.title, look="title")
    for power in scale.values:
        at = scale.y(10**power)
        yield level(_LEFT, _RIGHT, at, "grid")
        yield text(_LEFT - 8, at + 5, f"{_number(power)} {panel.unit}".strip(), anchor="end")
    yield level(_LEFT, _RIGHT, _BOTTOM, "axis")
    for power in scale.sizes:
        yield text(scale.x(10**power), _BOTTOM + 22, _number(power), anchor="middle")
    yield text((_LEFT + _RIGHT) / 2, _BOTTOM + 48, "Products", anchor="middle")


def _number(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _curve(points: Points, scale: _Scale, look: str) -> Iterator[str]:
    places = [(scale.x(size), scale.y(value)) for size, value in points]
    yield f'<g class="{look}">{polyline(places)}'
    yield from (f'<circle class="mark" cx="{x}" cy="{y}" r="4"/>' for x, y in places)
    yield "</g>"


def _entry(look: str, name: str, place: int) -> Iterator[str]:
    at = _TOP + 10 + place * _LINE
    yield entry(_LEGEND, at, name, look)
