"""From single sounds to figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from devices.bench.recognition.contestants import Facts, Heard, Kind
from devices.bench.recognition.reports import Bin, Calibration, EngineReport, LevelReport, Tally
from devices.recordings.figures import Spread, spread
from devices.recordings.metrics.intervals import ratio_interval
from devices.recordings.metrics.words import WordCounts, all_words

_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Order:
    """What one engine has heard of an order."""

    snr: float | None
    heard: Heard
    seconds: float
    """Of the recording, without the silence after it."""
    right: bool
    right_by_words: bool
    words: WordCounts | None
    """None where it is not known what was said."""


def tally(found: Sequence[bool]) -> Tally:
    """How many, with the interval of their share."""
    interval = ratio_interval([float(each) for each in found], [1.0] * len(found)) if found else None
    return Tally(of=len(found), number=sum(found), interval=interval)


def waits(heard: Iterable[Heard]) -> Spread:
    """How the times from the end of speech to the answer are spread, in milliseconds."""
    return spread(1000 * each.wait for each in heard)


def factor(heard: Iterable[Heard], seconds: float) -> float | None:
    """Seconds of work over seconds of recordings; None where there are none."""
    return round(sum(each.busy for each in heard) / seconds, 4) if seconds else None


def engine_report(
    kind: Kind, name: str, facts: Facts, memory: int | None, orders: Sequence[Order]
) -> EngineReport:
    """Sum up what one engine has heard.

    Args:
        kind: how it listens.
        name: as it is called.
        facts: what loading took.
        memory: of its process, in MB.
        orders: all that it has heard.
    """
    by_level: defaultdict[float | None, list[Order]] = defaultdict(list)
    for order in orders:
        by_level[order.snr].append(order)
    levels = [_level(snr, by_level[snr]) for snr in sorted(by_level, key=_clean_first)]
    noisy = [level.right.share for level in levels if level.snr is not None and level.right.share is not None]
    return EngineReport(
        kind=kind,
        name=name,
        facts=facts,
        peak_memory_mb=memory,
        latency_ms=waits(order.heard for order in orders),
        real_time_factor=factor((order.heard for order in orders), sum(order.seconds for order in orders)),
        mean_in_noise=round(sum(noisy) / len(noisy), 4) if noisy else None,
        levels=tuple(levels),
    )


def _clean_first(snr: float | None) -> tuple[bool, float]:
    return snr is not None, snr or 0.0


def _level(snr: float | None, orders: Sequence[Order]) -> LevelReport:
    counts = all_words([order.words for order in orders if order.words is not None])
    return LevelReport(
        snr=snr,
        right=tally([order.right for order in orders]),
        right_by_words=tally([order.right_by_words for order in orders]),
        rejected=sum(order.heard.text is None for order in orders),
        words=counts.words,
        words_wrong=counts.wrong,
        word_error_rate=round(counts.wrong / counts.words, 4) if counts.words else None,
        latency_ms=waits(order.heard for order in orders),
        real_time_factor=factor((order.heard for order in orders), sum(order.seconds for order in orders)),
    )


def calibration(orders: Sequence[Order]) -> Calibration | None:
    """How much the confidence of transcripts says; None where there are none.

    Args:
        orders: what one engine has heard.
    """
    answered = [order for order in orders if order.heard.text is not None]
    if not answered:
        return None
    bins = [_bin(low, high, answered) for low, high in pairwise(_BINS)]
    off = sum(abs(found.right - (found.confidence or 0) * found.transcripts) for found in bins)
    return Calibration(bins=tuple(bins), expected_error=round(off / len(answered), 4))


def _bin(low: float, high: float, orders: Sequence[Order]) -> Bin:
    last = high == _BINS[-1]
    inside = [
        order for order in orders if low <= order.heard.confidence and (last or order.heard.confidence < high)
    ]
    sure = sum(order.heard.confidence for order in inside)
    return Bin(
        low=low,
        high=high,
        transcripts=len(inside),
        right=sum(order.right for order in inside),
        confidence=round(sure / len(inside), 4) if inside else None,
    )
