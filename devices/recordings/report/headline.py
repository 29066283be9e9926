"""The figures at the top of the page, and the sentence above them."""

from collections.abc import Iterator
from typing import TypedDict

from devices.recordings.metrics.intervals import Interval
from devices.recordings.results import Report
from devices.recordings.telling import NAMES

_TALLIES = ("intent", "slots", "cart", "orders", "reply")


class Figure(TypedDict):
    """One number."""

    name: str
    value: str
    range: str
    """Its interval, as text; empty without one."""
    note: str
    share: float | None
    """The number itself, where it is drawn."""
    low: float | None
    high: float | None
    full: float
    """The right end of the scale on which it is drawn."""
    main: bool


def verdict(report: Report) -> str:
    """The whole run in one sentence."""
    began = "Interrupted. " if report.interrupted else ""
    if not report.recordings:
        return f"{began}Nothing was played"
    if not report.judged:
        return f"{began}{_count(report.recordings, 'recording')} played, nothing expected"
    if report.accepted == report.judged:
        return f"{began}All {_count(report.judged, 'recording')} as expected"
    failed = report.judged - report.accepted
    return f"{began}{failed:,} of {_count(report.judged, 'recording')} not as expected"


def lead(report: Report) -> str:
    """What was played, and how fast."""
    parts = [f"{_count(report.recordings, 'recording')}, {_duration(report.audio_seconds)}"]
    if report.recognizer:
        parts.append(f"recognised by {report.recognizer}")
    if len(report.by_condition) > 1:
        parts.append(f"{len(report.by_condition)} conditions")
    if report.problems:
        parts.append(f"{len(report.problems):,} could not be used")
    if report.real_time_factor:
        speed = f"played at {1 / report.real_time_factor:.1f} times real time"
        parts.append(f"{speed} by {_count(report.jobs, 'process', 'processes')}")
    return " · ".join(parts)


def figures(report: Report) -> Iterator[Figure]:
    """The numbers, the most telling one first."""
    if report.command_acceptance is not None:
        note = f"{report.accepted:,} of {report.judged:,}"
        yield _share("Accepted", report.command_acceptance, report.acceptance_interval, note, main=True)
    yield from _understanding(report)
    yield from _listening(report)
    yield from _times(report)


def _understanding(report: Report) -> Iterator[Figure]:
    for what in _TALLIES:
        tally = report.tallies.get(what)
        if tally is not None and tally.expected:
            name, note = f"{NAMES[what].capitalize()} right", f"{tally.right:,} of {tally.expected:,}"
            yield _share(name, tally.right / tally.expected, tally.interval, note)
    for name, found in (("Slots F1", report.slots), ("Cart F1", report.carts)):
        if found.f1 is not None:
            note = f"precision {_rate(found.precision)}, recall {_rate(found.recall)}"
            yield _share(name, found.f1, found.f1_interval, note)
    if report.word_error_rate is not None:
        note = f"{report.words_wrong:,} of {_count(report.words, 'word')}"
        yield _share("Word error rate", report.word_error_rate, report.word_error_interval, note)


def _listening(report: Report) -> Iterator[Figure]:
    rejected, wakes, ends = report.rejections, report.wakes, report.ends_of_turn
    if rejected.false_acceptance_rate is not None:
        note = f"{rejected.false_acceptances:,} of {rejected.expected:,} to be rejected"
        yield _share("Wrongly understood", rejected.false_acceptance_rate, None, note)
    if rejected.false_rejection_rate is not None:
        note = f"{rejected.false_rejections:,} of {rejected.spoken:,}"
        yield _share("Wrongly rejected", rejected.false_rejection_rate, None, note)
    if wakes.miss_rate is not None:
        yield _share("Wake words missed", wakes.miss_rate, None, f"{wakes.missed:,} of {wakes.expected:,}")
    if wakes.false_wakes_per_hour is not None:
        note = f"{wakes.false_wakes:,} in {_duration(3600 * wakes.hours)}"
        yield _plain("False wakes", f"{wakes.false_wakes_per_hour:.1f} / h", note)
    if ends.cut_off_rate is not None:
        yield _share("Cut off early", ends.cut_off_rate, None, f"{ends.cut_off:,} of {ends.measured:,} turns")
    if ends.late_rate is not None:
        yield _share("Ended late", ends.late_rate, None, f"{ends.late:,} of {ends.measured:,} turns")


def _times(report: Report) -> Iterator[Figure]:
    waits = report.latency_ms
    if waits.p50 is not None:
        ends = _range(waits.p50_interval, "{:,.0f}")
        yield _plain(
            "Wait for the reply", f"{waits.p50:,.0f} ms", f"95% within {waits.p95 or 0:,.0f} ms", ends
        )
    if report.cpu_per_audio_second is not None and report.cpu_seconds:
        note = "seconds of one core for each second of sound"
        yield _plain("Processor", f"{report.cpu_per_audio_second:.2f}", note)
    if report.peak_memory_mb is not None:
        yield _plain("Peak memory", f"{report.peak_memory_mb:,} MB", "of the largest process")


def _share(name: str, share: float, interval: Interval | None, note: str, *, main: bool = False) -> Figure:
    return Figure(
        name=name,
        value=f"{share:.1%}",
        range=_range(interval, "{:.1%}"),
        note=note,
        share=share,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        full=max(1.0, 0 if interval is None else interval.high),
        main=main,
    )


def _plain(name: str, value: str, note: str, interval: str = "") -> Figure:
    return Figure(
        name=name, value=value, range=interval, note=note, share=None, low=None, high=None, full=1, main=False
    )


def _range(interval: Interval | None, written: str) -> str:
    if interval is None:
        return ""
    return f"{written.format(interval.low)} to {written.format(interval.high)}"


def _rate(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.1%}"


def _count(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _duration(seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 - a minute and a half
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004 - likewise
