"""A picture, as SVG: orders right over the speech-to-noise ratio, with what was published.

It takes the colours of its surroundings, light or dark, where the viewer tells which these are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from pathlib import Path

from assistant.errors import UnusableInputError
from devices.bench.drawing import entry, level, polyline, svg, text
from devices.bench.recognition.published import RANGE_AT, RANGES, RHINO
from devices.bench.recognition.reports import EngineReport, Report
from devices.recordings.writing import write_text

_WIDTH, _HEIGHT = 860, 470
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 620, 56, 400
_LEGEND = 648
_LINE = 25
_TENTHS = 10
_OURS, _THEIRS = ("own", "free", "peer"), ("rhino", "luis", "watson", "lex", "dialogflow")
_STYLE = """
.free { color: #b3400a; }
.peer { color: #7b2fbf; }
.rhino { color: #1b1f24; stroke-dasharray: 7 4; }
.luis { color: #00695c; stroke-dasharray: 2 4; }
.watson { color: #a3195b; stroke-dasharray: 2 4; }
.lex { color: #6b5b00; stroke-dasharray: 2 4; }
.dialogflow { color: #4e5a65; stroke-dasharray: 2 4; }
@media (prefers-color-scheme: dark) {
.free { color: #ff9e64; }
.peer { color: #d2a8ff; }
.rhino { color: #ffffff; }
.luis { color: #56d4bc; }
.watson { color: #ff9bce; }
.lex { color: #e3c94a; }
.dialogflow { color: #aab6c1; }
}
"""


@dataclass(frozen=True, slots=True)
class _Series:
    title: str
    look: str
    """The class that colours it."""
    points: Mapping[float, float]
    """Share right by ratio."""
    clean: float | None = None
    spans: Mapping[float, tuple[float, float]] | None = None
    """Intervals by ratio."""


def checked(file: Path) -> None:
    """Complain of a name that no picture can have.

    Raises:
        UnusableInputError: if it does not end with ".svg".
    """
    if file.suffix.lower() != ".svg":
        raise UnusableInputError(
            f"The picture {file.name} would be written as SVG, which its name does not say.",
            "Name a file that ends with .svg.",
        )


def write(file: Path, report: Report) -> None:
    """Draw a report.

    Args:
        file: an SVG file.
        report: with engines.

    Raises:
        StorageError: if it cannot be written.
    """
    write_text(file, drawn(report))


def drawn(report: Report) -> str:
    """The picture's text."""
    series = [*map(_engine, report.engines, _looks(report.engines)), *_published()]
    shares = [share for each in series for share in (*each.points.values(), each.clean) if share is not None]
    ratios = sorted({ratio for each in series for ratio in each.points})
    scale = _Scale(floor(min(shares) * _TENTHS) / _TENTHS, ratios[0], ratios[-1])
    parts = [*_axes(scale, ratios), *(part for each in reversed(series) for part in _curve(each, scale))]
    parts += _legend(series, len(report.engines))
    return svg(_WIDTH, _HEIGHT, "Orders right over the speech-to-noise ratio", _STYLE, "\n".join(parts))


def _looks(engines: Sequence[EngineReport]) -> tuple[str, ...]:
    return tuple(_OURS[min(at, len(_OURS) - 1)] for at in range(len(engines)))


def _engine(engine: EngineReport, look: str) -> _Series:
    noisy = {level.snr: level.right for level in engine.levels if level.snr is not None}
    clean = next((level.right.share for level in engine.levels if level.snr is None), None)
    shares = {snr: right.share for snr, right in noisy.items() if right.share is not None}
    spans = {
        snr: (right.interval.low, right.interval.high)
        for snr, right in noisy.items()
        if right.interval is not None
    }
    return _Series(engine.name, look, dict(sorted(shares.items())), clean, spans)


def _published() -> Iterator[_Series]:
    yield _Series("Rhino", _THEIRS[0], RHINO)
    for look, (name, ends) in zip(_THEIRS[1:], RANGES.items(), strict=True):
        yield _Series(f"{name} (ends only)", look, dict(zip(RANGE_AT, ends, strict=True)))


class _Scale:
    """Places for figures."""

    def __init__(self, lowest: float, first: float, last: float) -> None:
        self.lowest = min(lowest, 1 - 1 / _TENTHS)
        self._first, self._span = first, max(last - first, 1.0)
        self.clean = _RIGHT - 20.0

    def x(self, ratio: float) -> float:
        return round(_LEFT + 20 + (ratio - self._first) / self._span * (_RIGHT - _LEFT - 110), 1)

    def y(self, share: float) -> float:
        return round(_BOTTOM - (share - self.lowest) / (1 - self.lowest) * (_BOTTOM - _TOP), 1)


def _axes(scale: _Scale, ratios: Sequence[float]) -> Iterator[str]:
    yield text(_LEFT, 30, "Spoken coffee orders heard rightly, in kitchen noise", look="title")
    for tenth in range(round(scale.lowest * _TENTHS), _TENTHS + 1):
        at = scale.y(tenth / _TENTHS)
        yield level(_LEFT, _RIGHT, at, "grid")
        yield text(_LEFT - 8, at + 5, f"{10 * tenth} %", anchor="end")
    yield level(_LEFT, _RIGHT, _BOTTOM, "axis")
    for ratio in ratios:
        yield text(scale.x(ratio), _BOTTOM + 22, f"{ratio:g}", anchor="middle")
    yield text(scale.clean, _BOTTOM + 22, "clean", anchor="middle")
    yield text((_LEFT + _RIGHT) / 2, _BOTTOM + 48, "Speech-to-noise ratio, dB", anchor="middle")


def _curve(series: _Series, scale: _Scale) -> Iterator[str]:
    points = [(scale.x(ratio), scale.y(share)) for ratio, share in series.points.items()]
    yield f'<g class="{series.look}">{polyline(points)}'
    for ratio, (low, high) in (series.spans or {}).items():
        x = scale.x(ratio)
        low_at, high_at = scale.y(max(low, scale.lowest)), scale.y(high)
        yield f'<line class="stroke" stroke-width="1" x1="{x}" x2="{x}" y1="{low_at}" y2="{high_at}"/>'
    for x, y in points:
        yield f'<circle class="mark" cx="{x}" cy="{y}" r="3.5"/>'
    if series.clean is not None:
        yield f'<circle class="mark" cx="{scale.clean}" cy="{scale.y(series.clean)}" r="4.5"/>'
    yield "</g>"


def _legend(series: Sequence[_Series], measured: int) -> Iterator[str]:
    at = _TOP + 10
    for heading, some in (("measured here", series[:measured]), ("published", series[measured:])):
        if some:
            yield text(_LEGEND, at, heading, look="title")
            yield from (
                entry(_LEGEND, at + _LINE * number, each.title, each.look)
                for number, each in enumerate(some, start=1)
            )
            at += _LINE * (len(some) + 2)
