"""The figures of a report, as lines of a name and a value."""

from collections.abc import Iterable, Iterator

from devices.recordings.metrics.intervals import Interval
from devices.recordings.metrics.slots import Agreement
from devices.recordings.results import Report
from devices.recordings.telling import NAMES, STAGES


def figures(report: Report) -> Iterator[tuple[str, str]]:
    """All that there are; intervals are those of 95 %."""
    yield "recordings", f"{report.recordings} ({report.audio_seconds / 60:.1f} min)"
    if report.recognizer:
        yield "recogniser", report.recognizer
    if report.problems:
        yield "cannot be used", str(len(report.problems))
    if report.judged:
        yield "accepted", part(report.accepted, report.judged, report.acceptance_interval)
    for what, tally in report.tallies.items():
        yield f"{NAMES[what]} right", part(tally.right, tally.expected, tally.interval)
    yield from _agreement("slot values", report.slots)
    yield from _agreement("cart values", report.carts)
    if report.words:
        yield "words wrong", part(report.words_wrong, report.words, report.word_error_interval)
    yield from _detection(report)
    yield from _times(report)
    yield from _load(report)


def part(some: int, of: int, interval: Interval | None = None) -> str:
    """A part of a whole: "147 of 151 (97.4%, between 94.0% and 99.3%)"."""
    return f"{some} of {of} ({some / of:.1%}{between(interval)})"


def between(interval: Interval | None) -> str:
    """An interval of shares, to be put after one; nothing where there is none."""
    return "" if interval is None else f", between {interval.low:.1%} and {interval.high:.1%}"


def ms(time: float | None) -> str:
    """A time as it is shown."""
    return "" if time is None else f"{time:.0f} ms"


def _agreement(name: str, counts: Agreement) -> Iterator[tuple[str, str]]:
    if counts.f1 is not None:
        shares = {"precision": counts.precision, "recall": counts.recall, "F1": counts.f1}
        told = ", ".join(f"{each} {share:.1%}" for each, share in shares.items() if share is not None)
        yield name, told + between(counts.f1_interval)


def _detection(report: Report) -> Iterator[tuple[str, str]]:
    rejections, wakes, ends = report.rejections, report.wakes, report.ends_of_turn
    parts = (
        ("understood, though it means nothing", rejections.false_acceptances, rejections.expected),
        ("not understood, though it means something", rejections.false_rejections, rejections.spoken),
        ("wake words missed", wakes.missed, wakes.expected),
        ("turns cut off", ends.cut_off, ends.measured),
        ("turns ended late", ends.late, ends.measured),
    )
    yield from ((name, part(some, of)) for name, some, of in parts if of)
    if wakes.false_wakes_per_hour is not None:
        hours = f"{wakes.hours:.2g} h"
        yield "false wakes", f"{wakes.false_wakes} in {hours} ({wakes.false_wakes_per_hour:.1f} an hour)"


def _times(report: Report) -> Iterable[tuple[str, str]]:
    waits = report.latency_ms
    rows = [(f"  {name}", waits.stages[stage]) for stage, name in STAGES.items()]
    known = [(name, times) for name, times in rows if times.p50 is not None]
    if known:
        yield "from the end of speech to", "p50        p95"
    for name, times in known:
        yield name, f"{ms(times.p50):<10} {ms(times.p95)}"
    if waits.p50_interval is not None and waits.p95_interval is not None:
        median, slow = waits.p50_interval, waits.p95_interval
        yield "    between", f"{median.low:.0f}-{median.high:.0f} ms, {slow.low:.0f}-{slow.high:.0f} ms"
    if waits.second_look.p50 is not None:
        yield "second look at a wake word", f"{ms(waits.second_look.p50):<10} {ms(waits.second_look.p95)}"


def _load(report: Report) -> Iterator[tuple[str, str]]:
    if report.real_time_factor:
        speed = f"{1 / report.real_time_factor:.1f} times real time, {report.jobs} at once"
        yield "real-time factor", f"{report.real_time_factor:.3f} ({speed})"
    if report.cpu_per_audio_second:
        yield "processor seconds per second", f"{report.cpu_per_audio_second:.3f}"
    if report.peak_memory_mb is not None:
        yield "peak memory of a process", f"{report.peak_memory_mb} MB"
