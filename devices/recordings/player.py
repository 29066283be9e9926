"""Plays recordings to the assistant one after the other, each to a household of its own."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant.audio import seconds
from assistant.bootstrap import Engines, load_engines
from assistant.errors import MissingPartError, SettingsError, StorageError, UnusableInputError
from assistant.events import Event, StageTimed
from assistant.ports import Observer
from assistant.settings import Settings
from assistant.shopping.orders import Order
from assistant.shopping.stores import StoreError
from assistant.trace import TraceWriter
from devices.recordings import files
from devices.recordings.activation import Activation
from devices.recordings.conditions.apply import heard
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.direction import LONGEST_AFTER, UntilAnswered
from devices.recordings.fresh import copied
from devices.recordings.metrics.endpoints import speech_span
from devices.recordings.outcome import Result, performed, result
from devices.recordings.raw import RawFormat
from devices.recordings.report.media import write_media
from devices.recordings.room import Room
from devices.recordings.scenarios.books import Books
from devices.recordings.scenarios.from_trace import scenario_of
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.performing import Performance, perform
from devices.recordings.scenarios.voices import Voices
from devices.recordings.session import run
from devices.recordings.stopwatch import Stopwatch
from devices.recordings.traces import trace_file


class Player:
    """Holds the engines; not for more than one thread.

    Args:
        ready: settings with a prepared data folder, see `fresh`.
        activation: how a recording wakes the assistant.
        trace: the folder for a trace of each recording.
        media: the folder of a report, which gets the sound and the events of each.
        raw: the form of files that do not tell theirs.
    """

    def __init__(
        self,
        ready: Settings,
        *,
        activation: Activation = Activation.AUTO,
        trace: Path | None = None,
        media: Path | None = None,
        raw: RawFormat | None = None,
    ) -> None:
        self._ready = ready
        self._activation = activation
        self._trace = trace
        self._media = media
        self._raw = raw
        self._runner = asyncio.Runner()
        self._engines: Engines | None = None
        self._voices = Voices()
        self.loading = 0.0
        """Seconds that loading the engines took; they are loaded for the first recording that can be read."""
        self.loading_cpu = 0.0
        """Seconds of the processor that it took."""

    def load(self) -> None:
        """Load the engines, unless they are loaded.

        Raises:
            SettingsError: if an engine is unknown, or is told something that does not fit.
            MissingPartError: if an engine is not there.
        """
        self._runner.run(self._loaded())

    def play(self, recording: Recording) -> Result | Problem:
        """Play a recording, and tell what came of it, or why it cannot be used.

        Raises:
            SettingsError: if an engine is unknown, or is told something that does not fit.
            MissingPartError: if an engine is not there.
            StorageError: if the household, the shop or the trace cannot be written.
        """
        try:
            if recording.kind is Kind.SOUND:
                return self._sound(recording)
            return self._runner.run(self._scene(recording))
        except (UnusableInputError, StoreError) as error:  # each has a shop of its own
            return Problem(recording.name, str(error))

    def close(self) -> None:
        """Let go of what is running."""
        self._runner.close()

    # --- sounds

    def _sound(self, recording: Recording) -> Result | Problem:
        clean = files.read(recording.path, self._raw)
        if clean.is_silent and not _promises(recording):
            return Problem(recording.name, "Nothing was heard: it holds only silence.")
        length, speech = clean.seconds, speech_span(clean.pcm)
        pcm = heard(recording.condition, clean.pcm, recording.name, recording.repetition)
        # Of a long recording, each sound that is still held takes much memory.
        del clean
        played = self._runner.run(self._activated(recording, pcm))
        del pcm
        self._keep(recording, played.room, played.events)
        watch = played.watch
        if not (watch.turns or watch.called or _promises(recording) or recording.condition.steps):
            return Problem(recording.name, _unheard(watch))
        found = result(recording, length, watch, orders=played.orders, speech=speech)
        return _broken_off(found) if played.broken_off else found

    async def _activated(self, recording: Recording, pcm: bytes) -> "_Played":
        """What came of the attempt that counts."""
        if self._activation is Activation.BUTTON:
            return await self._played(recording, pcm, button=True)
        played = await self._played(recording, pcm, button=False)
        asked_to_wake = self._activation is Activation.WAKE or recording.expect.woken is not None
        if played.watch.woken or asked_to_wake:
            return played
        del played
        return await self._played(recording, pcm, button=True)

    async def _played(self, recording: Recording, pcm: bytes, *, button: bool) -> "_Played":
        room = Room(pcm, keep=self._media is not None)
        director = UntilAnswered(len(pcm) // 2, button=button)
        with self._stage() as stage:
            watch = await run(stage.settings, await self._loaded(), room, director, stage.observers)
            wanted = watch.orders or recording.expect.orders is not None
            orders = await _orders(stage.settings) if wanted else ()
        return _Played(watch, orders, room, stage.events, director.broken_off)

    # --- scenarios and traces

    async def _scene(self, recording: Recording) -> Result | Problem:
        loaded = load(recording.path) if recording.kind is Kind.SCENARIO else scenario_of(recording.path)
        engines = await self._loaded()
        with self._stage() as stage:
            try:
                done = await perform(
                    loaded,
                    stage.settings,
                    engines,
                    self._voices,
                    condition=recording.condition,
                    repetition=recording.repetition,
                    observers=stage.observers,
                )
            except (SettingsError, MissingPartError) as error:  # of what only this scenario asks for
                return Problem(recording.name, str(error))
        self._keep(recording, done, stage.events)
        return performed(recording, done.seconds, done.watch, done.steps, said=done.said)

    # --- what all need

    async def _loaded(self) -> Engines:
        if self._engines is None:
            began, cpu = time.perf_counter(), time.process_time()
            self._engines = await load_engines(self._ready)
            self.loading, self.loading_cpu = time.perf_counter() - began, time.process_time() - cpu
        return self._engines

    @contextmanager
    def _stage(self) -> "Iterator[_Stage]":
        with copied(self._ready) as settings:
            stage = _Stage(settings)
            if not (self._trace is None and self._media is None):
                stage.observers.append(_Noting(stage.events))
            yield stage

    def _keep(self, recording: Recording, sound: Room | Performance, events: list[Event]) -> None:
        if self._trace is not None:
            _write_trace(self._trace, recording, events)
        if self._media is not None:
            write_media(self._media, recording.id, sound.person, sound.assistant, events)


@dataclass(frozen=True, slots=True)
class _Played:
    """What came of one attempt."""

    watch: Stopwatch
    orders: Sequence[Order]
    """In the shop's books."""
    room: Room
    """That heard it. Not the sounds themselves: asyncio tells all of what a task returns, in gigabytes."""
    events: list[Event]
    broken_off: bool


@dataclass(frozen=True, slots=True)
class _Stage:
    """What a run takes place on."""

    settings: Settings
    """With a household and a shop of its own."""
    observers: list[Observer] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    """All of them, for a report or a trace."""


class _Noting:
    """An observer that keeps all events."""

    def __init__(self, events: list[Event]) -> None:
        self._events = events

    def saw(self, event: Event) -> None:
        self._events.append(event)

    def timed(self, timing: StageTimed) -> None:
        """Only events are kept."""


async def _orders(settings: Settings) -> Sequence[Order]:
    async with Books(settings) as books:
        return (await books.read()).orders


def _write_trace(folder: Path, recording: Recording, events: Sequence[Event]) -> None:
    path = trace_file(folder, recording)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} cannot be made: {error.strerror}.",
            "Choose another folder for the traces.",
        ) from error
    with TraceWriter(path) as writer:
        for event in events:
            writer.saw(event)


def _broken_off(found: Result) -> Result:
    """What was expected may have come about, but nobody knows what else would have."""
    limit = seconds(LONGEST_AFTER)
    told = f"It was broken off: {limit:g} s after the recording the assistant was not at rest yet."
    changed: dict[str, object] = {"complaints": (*found.complaints, told)}
    if found.accepted is not None:
        changed |= {"accepted": False, "verdicts": {**found.verdicts, "ended": False}}
    return found.model_copy(update=changed)


def _promises(recording: Recording) -> bool:
    """Somebody has said what is in it or what is to come of it: that nothing is heard is a result then."""
    return recording.expect.given or recording.text is not None


def _unheard(watch: Stopwatch) -> str:
    return (
        "Nothing was heard: nobody speaks in it."
        if watch.woken
        else "Nothing was heard: the wake word is not in it."
    )
