"""What was measured, as tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from devices.bench.recognition.mixing import Measure
from devices.bench.recognition.reports import EngineReport, LevelReport, NamesReport, Report, Tally
from devices.recordings.summary import ms

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_ORDERS = (
    "An order is right if its product, quantity and every option are, as the assistant reads the transcript;"
    " intervals are 95 %. Wait: from the moment at which the sound, to 0.2 s after the end of speech, is"
    " there, to the transcript. Work: all time in the engine, over the length of the recording."
    " Speech-to-noise ratios are"
)
_MEASURES = {
    Measure.LOUDEST: "of the loudest 128 ms of each, as in the published figures.",
    Measure.ACTIVE: "of the active speech level (ITU-T P.56).",
}


def show(console: "Console", report: Report) -> None:
    """Print all that there is.

    Args:
        console: where to.
        report: what was measured.
    """
    if report.engines:
        console.print(_levels(report))
        console.print(_ORDERS, _MEASURES[report.measure], style="dim")
        console.print(_engines(report))
    if report.calibration is not None:
        console.print(_calibration(report))
    if report.rejection is not None:
        console.print(_rejection(report))
    if report.names:
        console.print(_names(report))


def _table(*columns: str, left: int = 1) -> "Table":
    from rich.table import Table

    table = Table()
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number < left else "right")
    return table


def _levels(report: Report) -> "Table":
    table = _table(
        "Noise",
        "Engine",
        "Orders right",
        "95 %",
        "Rejected",
        "Words wrong",
        "Wait p50",
        "p95",
        "Work",
        left=2,
    )
    snrs = [level.snr for level in report.engines[0].levels]
    for snr in snrs:
        for number, engine in enumerate(report.engines):
            found = [level for level in engine.levels if level.snr == snr]
            for level in found:
                table.add_row("" if number else _noise(snr), engine.name, *_level(level))
        table.add_section()
    return table


def _noise(snr: float | None) -> str:
    return "clean" if snr is None else f"{snr:g} dB"


def _level(level: LevelReport) -> Iterator[str]:
    yield from tallied(level.right)
    yield str(level.rejected)
    yield "" if level.word_error_rate is None else f"{level.word_error_rate:.1%}"
    yield ms(level.latency_ms.p50)
    yield ms(level.latency_ms.p95)
    yield _factor(level.real_time_factor)


def tallied(tally: Tally) -> tuple[str, str]:
    """A share with its numbers, and its interval."""
    if tally.share is None:
        return "", ""
    span = "" if tally.interval is None else f"{tally.interval.low:.1%}-{tally.interval.high:.1%}"
    return f"{tally.number} of {tally.of} ({tally.share:.1%})", span


def _factor(factor: float | None) -> str:
    return "" if factor is None else f"{factor:.3f} x"


def _engines(report: Report) -> "Table":
    table = _table(
        "Engine", "Mean in noise", "Wait p50", "p95", "of the last one's", "Work", "Peak memory", "Load"
    )
    last = report.engines[-1].latency_ms.p50
    for engine in report.engines:
        table.add_row(engine.name, *_engine(engine, last))
    return table


def _engine(engine: EngineReport, last: float | None) -> Iterator[str]:
    yield "" if engine.mean_in_noise is None else f"{engine.mean_in_noise:.1%}"
    yield ms(engine.latency_ms.p50)
    yield ms(engine.latency_ms.p95)
    yield f"{engine.latency_ms.p50 / last:.2f}" if last and engine.latency_ms.p50 is not None else ""
    yield _factor(engine.real_time_factor)
    yield _megabytes(engine.peak_memory_mb)
    yield f"{engine.facts.load_seconds:.1f} s"


def _megabytes(memory: float | None) -> str:
    return "" if memory is None else f"{memory:g} MB"


def _calibration(report: Report) -> "Table":
    table = _table("Confidence", "Transcripts", "Right", "Share", "Mean confidence")
    assert report.calibration is not None
    for each in report.calibration.bins:
        if each.transcripts:
            share = f"{each.right / each.transcripts:.1%}"
            sure = f"{each.confidence:.1%}"
            table.add_row(
                f"{each.low:g} to {each.high:g}", str(each.transcripts), str(each.right), share, sure
            )
    table.caption = f"Expected calibration error: {report.calibration.expected_error:.1%}"
    return table


def _rejection(report: Report) -> "Table":
    table = _table("Should be rejected", "Sounds", "Rejected", "Share", "At the best threshold")
    found = report.rejection
    assert found is not None
    for each in (*found.kinds, found.total):
        if each.sounds:
            best = "" if each.rejected_at_best is None else f"{each.rejected_at_best / each.sounds:.1%}"
            share = f"{each.rejected / each.sounds:.1%}"
            table.add_row(each.kind, str(each.sounds), str(each.rejected), share, best)
    table.caption = f"Of {found.orders} clean orders, {found.orders_rejected} rejected"
    if found.threshold is not None:
        table.caption += f"; {found.threshold_rejects} at the best threshold, {found.threshold:.2f}"
    return table


def _names(report: Report) -> "Table":
    table = _table(
        "Names",
        "Right product first",
        "95 %",
        "Free and rapidfuzz",
        "Rejected",
        "Wait p50",
        "Work",
        "Shop opened",
        "Again",
        "Memory added",
        "Switched",
        "Peak memory",
    )
    for each in report.names:
        table.add_row(each.catalogue, *_named(each))
    return table


def _named(each: NamesReport) -> Iterator[str]:
    yield from tallied(each.right)
    yield "" if each.free_right is None else tallied(each.free_right)[0]
    yield str(each.rejected)
    yield ms(each.latency_ms.p50)
    yield _factor(each.real_time_factor)
    yield f"{each.facts.compile_seconds:.2f} s" if each.facts.compile_seconds is not None else ""
    yield f"{each.facts.again_seconds:.2f} s" if each.facts.again_seconds is not None else ""
    yield _megabytes(each.facts.grammar_mb)
    yield f"{each.facts.switch_ms:g} ms" if each.facts.switch_ms is not None else ""
    yield _megabytes(each.peak_memory_mb)
