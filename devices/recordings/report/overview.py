"""What the page shows of the whole run: the headline, the figures, the plots, the conditions."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from devices.recordings.figures import percentile
from devices.recordings.metrics.by_condition import ConditionFigures
from devices.recordings.metrics.waits import latencies
from devices.recordings.report.headline import figures, lead, verdict
from devices.recordings.report.rows import conditions
from devices.recordings.results import Report
from devices.recordings.telling import STAGES

_BINS = 36
"""At most."""


def overview(report: Report) -> dict[str, Any]:
    """All of it, as page.js takes it."""
    return {
        "verdict": verdict(report),
        "lead": lead(report),
        "figures": list(figures(report)),
        "names": conditions(report),
        "columns": ["Condition", "Recordings", "Accepted", "95% interval", "Words wrong", "Wait, median"],
        "conditions": [_cells(each) for each in report.by_condition],
        "noise": list(_over_noise(report.by_condition)),
        "latency": _latency(report),
        "confusion": _confusion(report),
        "worst": [[each.id, each.why] for each in report.worst],
    }


def _cells(each: ConditionFigures) -> list[str]:
    interval = each.acceptance_interval
    return [
        each.label or "as recorded",
        f"{each.recordings:,}",
        "" if each.acceptance is None else f"{each.acceptance:.1%}",
        "" if interval is None else f"{interval.low:.1%} to {interval.high:.1%}",
        "" if each.word_error_rate is None else f"{each.word_error_rate:.1%}",
        "" if each.latency_p50_ms is None else f"{each.latency_p50_ms:,.0f} ms",
    ]


# --- shares over the speech-to-noise ratio


def _over_noise(groups: Sequence[ConditionFigures]) -> Iterator[dict[str, Any]]:
    noisy = [each for each in groups if each.snr is not None]
    clean = next((each for each in groups if not each.label), None)
    for name, axis, better, field in (
        ("Accepted over noise", "Accepted", "high", "acceptance"),
        ("Words wrong over noise", "Word error rate", "low", "word_error"),
    ):
        points = [(each, _point(each, field)) for each in noisy]
        known = [(each, point) for each, point in points if point is not None]
        if known:
            yield {
                "name": name,
                "note": "With 95% intervals",
                "axis": axis,
                "better": better,
                "series": _series(known),
                "clean": None if clean is None else _point(clean, field),
            }


def _point(each: ConditionFigures, field: str) -> dict[str, Any] | None:
    if field == "acceptance":
        share, interval, count = each.acceptance, each.acceptance_interval, each.judged
    else:
        share, interval, count = each.word_error_rate, each.word_error_interval, each.recordings
    if share is None:
        return None
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    return {"snr": each.snr, "share": share, "low": low, "high": high, "n": count}


def _series(points: Iterable[tuple[ConditionFigures, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Points that differ in nothing but the ratio are joined."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for each, point in points:
        lines.setdefault(each.label.replace(f" at {each.snr:g} dB", "", 1), []).append(point)
    return [
        {"name": name, "points": sorted(found, key=lambda point: float(point["snr"]))}
        for name, found in lines.items()
    ]


# --- how long things took


def _latency(report: Report) -> dict[str, Any] | None:
    turns = [turn for result in report.results for turn in result.turns]
    times = {stage: sorted(latencies(turns, stage)) for stage in STAGES}
    found = {stage: values for stage, values in times.items() if values}
    if not found:
        return None
    edges = _edges(found.values())
    return {"edges": edges, "stages": [_histogram(stage, values, edges) for stage, values in found.items()]}


def _edges(groups: Iterable[list[float]]) -> list[float]:
    """Bins over nearly all times of every stage; what is beyond goes into the first and the last one."""
    every = list(groups)
    low = min(percentile(values, 0.5) for values in every)
    high = max(percentile(values, 99) for values in every)
    low = low if low > (high - low) else 0  # near nothing, the axis begins there
    width = _rounded_up(max(high - low, 1) / _BINS)
    first = math.floor(low / width)
    count = max(math.ceil(high / width + 1e-9) - first, 1)
    return [round(width * (first + at), 6) for at in range(count + 1)]


def _rounded_up(width: float) -> float:
    unit = 10.0 ** math.floor(math.log10(width))
    return next(factor * unit for factor in (1, 2, 2.5, 5, 10) if factor * unit >= width)


def _histogram(stage: str, values: list[float], edges: Sequence[float]) -> dict[str, Any]:
    counts = [0] * (len(edges) - 1)
    width = edges[1] - edges[0]
    for value in values:
        counts[min(max(int((value - edges[0]) / width), 0), len(counts) - 1)] += 1
    return {
        "name": STAGES[stage],
        "counts": counts,
        "before": values[0] < edges[0],
        "beyond": values[-1] > edges[-1],
        "n": len(values),
        "p50": round(percentile(values, 50), 1),
        "p95": round(percentile(values, 95), 1),
    }


def _confusion(report: Report) -> dict[str, Any] | None:
    found = report.confusion
    return found.model_dump(mode="json") if found.counts else None
