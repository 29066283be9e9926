"""Turns as they were watched, and recordings as they were played."""

from pathlib import Path
from typing import Any

from devices.recordings.corpus import Recording
from devices.recordings.expectation import Expectation
from devices.recordings.results import Result, result
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch


def turn(
    intent: str | None = "Yes", *, text: str = "Yes.", wait: float | None = 700, **more: Any
) -> Exchange:
    latency = Latency(silence=500, transcript=600, intent=605, reply=610, sound=wait)
    return Exchange(text=text, intent=intent, latency=latency, **more)


def watched(*turns: Exchange, wakes: int = 0) -> Stopwatch:
    watch = Stopwatch()
    watch.turns.extend(turns)
    watch.wakes.extend(range(wakes))
    return watch


def played(
    name: str,
    expect: Expectation,
    *turns: Exchange,
    wakes: int = 0,
    length: float = 2.0,
    **more: Any,
) -> Result:
    recording = Recording(name, Path(name), expect=expect, **more)
    return result(recording, length, watched(*turns, wakes=wakes))
