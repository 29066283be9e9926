"""How long a person waits after their last word, with recordings that come by the clock."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.audio import FRAME_SAMPLES, seconds
from assistant.bootstrap import Engines, load_engines
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from devices.bench.figures import Figure, at_most, figure
from devices.recordings import files
from devices.recordings.corpus import Recording
from devices.recordings.direction import LONGEST_AFTER
from devices.recordings.fresh import copied, prepared
from devices.recordings.room import Room
from devices.recordings.session import run
from devices.recordings.stopwatch import Latency, Stopwatch

SOON_ENOUGH = 900.0
"""Milliseconds from the end of the speech to the first sample of the reply that feel like an answer."""
_NAMES = {
    "transcript": "end of speech to transcript",
    "reply": "end of speech to reply text",
    "sound": "end of speech to first sample of the reply",
}


class UntilSpoken:
    """Lets a recording be heard, with the button, until the reply begins.

    Notes how late its frames are taken: what the assistant is behind the clock belongs to the waiting.

    Args:
        length: of the recording, in samples.
        now: the time on the wall, in seconds.
    """

    def __init__(self, length: int, now: Callable[[], float] = time.perf_counter) -> None:
        self._length = length
        self._now = now
        self._origin: float | None = None
        self._late = 0.0
        self.lag = 0.0
        """How far the assistant was behind the clock when the turn's end was decided, in seconds."""

    async def goes_on(self, now: int, pipeline: Pipeline, watch: Stopwatch) -> bool:
        """Until the first sample of a reply is at the sink, or none comes."""
        if not now:
            pipeline.press()
        self._measure(now)
        if not watch.turns:
            self.lag = self._late
        if spoken(watch) is not None:
            return False
        return now < self._length + LONGEST_AFTER and not (now > self._length and pipeline.resting)

    def _measure(self, now: int) -> None:
        """The frame that was taken most quickly tells when the recording began."""
        began = self._now() - seconds(now + FRAME_SAMPLES)
        self._origin = began if self._origin is None else min(self._origin, began)
        self._late = began - self._origin


def spoken(watch: Stopwatch) -> Latency | None:
    """The times of the first turn that was answered with sound."""
    found = (turn.latency for turn in watch.turns if turn.latency is not None)
    return next((latency for latency in found if latency.sound is not None), None)


def latency(
    settings: Settings, clips: Sequence[Recording], runs: int, told: Callable[[], None]
) -> list[Figure]:
    """Measure.

    Args:
        settings: engines and shop.
        clips: recordings in which something is said.
        runs: how often each is played.
        told: called after each.

    Raises:
        UnusableInputError: if a clip cannot be read.
        SettingsError: if an engine or the shop is unknown.
        MissingPartError: if an engine is not there.
    """
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        ready = prepared(settings, Path(folder))
        found = asyncio.run(_all(ready, list(clips) * runs, told))
    return [_figure(stage, found) for stage in _NAMES]


async def _all(ready: Settings, clips: Sequence[Recording], told: Callable[[], None]) -> list[Latency]:
    engines = await load_engines(ready)
    found = []
    for clip in clips:
        felt = await _one(ready, engines, files.read(clip.path).pcm)
        if felt is not None:
            found.append(felt)
        told()
    return found


async def _one(ready: Settings, engines: Engines, pcm: bytes) -> Latency | None:
    director = UntilSpoken(len(pcm) // 2)
    with copied(ready) as settings:
        watch = await run(settings, engines, Room(pcm, paced=True, keep=False), director)
    felt = spoken(watch)
    return None if felt is None else _behind(felt, director.lag * 1000)


def _behind(felt: Latency, lag: float) -> Latency:
    """The times with what the assistant was behind the clock."""
    late = {stage: time + lag for stage in _NAMES if (time := getattr(felt, stage)) is not None}
    return felt.model_copy(update=late)


def _figure(stage: str, found: Sequence[Latency]) -> Figure:
    target = at_most(SOON_ENOUGH) if stage == "sound" else None
    return figure(_NAMES[stage], "ms", _times(stage, found), target)


def _times(stage: str, found: Sequence[Latency]) -> Iterator[float]:
    for each in found:
        time_ms = getattr(each, stage)
        if time_ms is not None:
            yield time_ms
