"""Plays recordings to the assistant one after the other, each to a household of its own."""

import asyncio
import time
from contextlib import ExitStack
from pathlib import Path

from assistant.bootstrap import Engines, load_engines
from assistant.errors import StorageError, UnusableInputError
from assistant.settings import Settings
from assistant.trace import TraceWriter
from devices.recordings import files
from devices.recordings.activation import Activation
from devices.recordings.corpus import Problem, Recording
from devices.recordings.direction import UntilAnswered
from devices.recordings.fresh import copied
from devices.recordings.results import Result, result
from devices.recordings.room import Room
from devices.recordings.session import run
from devices.recordings.stopwatch import Stopwatch


class Player:
    """Holds the engines; not for more than one thread.

    Args:
        ready: settings with a prepared data folder, see `fresh`.
        activation: how a recording wakes the assistant.
        trace: the folder for a trace of each recording.
    """

    def __init__(
        self, ready: Settings, *, activation: Activation = Activation.AUTO, trace: Path | None = None
    ) -> None:
        self._ready = ready
        self._activation = activation
        self._trace = trace
        self._runner = asyncio.Runner()
        self._engines: Engines | None = None
        self.loading = 0.0
        """Seconds that loading the engines took; they are loaded for the first recording that can be read."""

    def play(self, recording: Recording) -> Result | Problem:
        """Play a recording, and tell what came of it, or why it cannot be used.

        Raises:
            SettingsError: if an engine is unknown, or is told something that does not fit.
            MissingPartError: if an engine is not there.
            StorageError: if the household, the shop or the trace cannot be written.
        """
        try:
            sound = files.read(recording.path)
        except UnusableInputError as error:
            return Problem(recording.name, str(error))
        if sound.is_silent and not recording.expect.given:
            return Problem(recording.name, "Nothing was heard: it holds only silence.")
        watch = self._runner.run(self._activated(recording, sound.pcm))
        if not (watch.turns or watch.called or recording.expect.given):
            return Problem(recording.name, _unheard(watch))
        return result(recording, sound.seconds, watch)

    def close(self) -> None:
        """Let go of what is running."""
        self._runner.close()

    async def _activated(self, recording: Recording, pcm: bytes) -> Stopwatch:
        if self._activation is Activation.BUTTON:
            return await self._played(recording, pcm, button=True)
        watch = await self._played(recording, pcm, button=False)
        if watch.woken or self._activation is Activation.WAKE:
            return watch
        return await self._played(recording, pcm, button=True)

    async def _loaded(self) -> Engines:
        if self._engines is None:
            began = time.perf_counter()
            self._engines = await load_engines(self._ready)
            self.loading = time.perf_counter() - began
        return self._engines

    async def _played(self, recording: Recording, pcm: bytes, *, button: bool) -> Stopwatch:
        with ExitStack() as stack:
            settings = stack.enter_context(copied(self._ready))
            observers = [] if self._trace is None else [stack.enter_context(_trace(self._trace, recording))]
            director = UntilAnswered(len(pcm) // 2, button=button)
            return await run(settings, await self._loaded(), Room(pcm, keep=False), director, observers)


def _trace(folder: Path, recording: Recording) -> TraceWriter:
    """The trace of a recording: "clips/a.flac" has it in "clips/a.flac.jsonl"."""
    inside = Path(
        *[part for part in Path(recording.name).parts if part not in {"..", Path(recording.name).anchor}]
    )
    path = folder / inside.parent / f"{inside.name}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} cannot be made: {error.strerror}.",
            "Choose another folder for the traces.",
        ) from error
    return TraceWriter(path)


def _unheard(watch: Stopwatch) -> str:
    return (
        "Nothing was heard: nobody speaks in it."
        if watch.woken
        else "Nothing was heard: the wake word is not in it."
    )
