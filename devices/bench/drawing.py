"""Parts of pictures, as SVG, which take the colours of their surroundings, light or dark."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

_STYLE = """
svg { background: #ffffff; color: #1b1f24; font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
text { fill: currentColor; }
.title { font-size: 17px; font-weight: 600; }
.axis, .stroke { stroke: currentColor; }
.grid { stroke: currentColor; opacity: .15; }
.line { fill: none; stroke-width: 2; }
.mark { fill: currentColor; stroke: none; }
.own { color: #0b57d0; }
.own .line { stroke-width: 4; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; color: #e6edf3; }
.own { color: #79b8ff; }
}
"""
_SAMPLE, _GAP = 34, 10
"""How long the line in a legend is, and how far its name is from it."""


def svg(width: int, height: int, name: str, style: str, body: str) -> str:
    """A picture.

    Args:
        width: in pixels.
        height: in pixels.
        name: what is to be seen, for those who do not see it.
        style: how it looks, but for what all pictures have.
        body: its parts.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' width="{width}" height="{height}">\n<title>{escape(name)}</title>'
        f"\n<style>{_STYLE}{style.lstrip()}</style>\n{body}\n</svg>"
    )


def text(x: float, y: float, text: str, *, anchor: str = "start", look: str = "") -> str:
    """A piece of text; `look` is the class that it looks like."""
    named = f' class="{look}"' if look else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def level(left: float, right: float, y: float, look: str) -> str:
    """A level line."""
    return f'<line class="{look}" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """A line from point to point."""
    path = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline class="line stroke" points="{path}"/>'


def entry(x: float, y: float, name: str, look: str) -> str:
    """What a legend says of a curve."""
    line = level(x, x + _SAMPLE, y - 5, "line stroke")
    return f'<g class="{look}">{line}</g>{text(x + _SAMPLE + _GAP, y, name)}'
