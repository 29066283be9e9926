"""The robot voice: pyttsx3 on espeak-ng, each utterance in a process of its own."""

import asyncio
import json
import select
import subprocess
import sys
import tempfile
import threading
import time
import wave
import weakref
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assistant.audio import Frame
from assistant.errors import AisleError, MissingPartError, SettingsError, StorageError
from assistant.ports import EngineTraits
from assistant.settings import Options, checked
from assistant.speech.resampling import FULL_SCALE
from assistant.speech.spoken_form import spoken_form
from assistant.speech.synthesis import ready, stream

WORKER = (sys.executable, "-P", "-m", "assistant.speech.pyttsx3_worker")
_SLOWEST, _FASTEST = 80, 450
"""Words a minute."""
_OTHERWISE = 'Use another voice: engine = "hibari" under [voice].'


class Pyttsx3Options(BaseModel):
    """What the voice may be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: str = "en-us"
    """One of espeak-ng's."""
    rate: int = Field(default=165, ge=_SLOWEST, le=_FASTEST)
    """Words a minute."""
    time_limit: float = Field(default=20.0, gt=0, le=300)
    """Seconds that an utterance may take to be made."""


class Pyttsx3Synthesizer:
    """Speaks with pyttsx3, a whole reply at once; a process is always ready for the next.

    Args:
        options: those of `Pyttsx3Options`.
        worker: the command that starts the process; voice and rate are added to it.

    Raises:
        SettingsError: if an option does not fit.
    """

    traits = EngineTraits(name="pyttsx3", sample_rate=22_050)

    def __init__(self, options: Options, worker: Sequence[str] = WORKER) -> None:
        self._options = checked(Pyttsx3Options, options, "pyttsx3")
        self._worker = tuple(worker)
        self._command = (*worker, self._options.voice, str(self._options.rate))
        self._next: _Worker | None = None
        self._busy: _Worker | None = None
        self._one_at_a_time = threading.Lock()

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        """The sound of a text.

        Raises:
            MissingPartError: if espeak-ng is not there.
            SettingsError: if it has no such voice.
            StorageError: if the sound cannot be written to the folder for temporary files.
            AisleError: if the process stops or takes longer than its limit.
        """
        said = spoken_form(text)
        try:
            async for frame in stream([said] if said else [], self._make):
                yield frame
        finally:
            if self._busy:
                self._busy.end()

    async def warm_up(self) -> None:
        """Start the process that will speak first."""
        await asyncio.to_thread(self._prepare)

    def set_speed(self, speed: float) -> None:
        """Speak faster or slower, compared with the settings, as far as espeak-ng goes."""
        rate = min(_FASTEST, max(_SLOWEST, round(self._options.rate * speed)))
        self._command = (*self._worker, self._options.voice, str(rate))

    def _prepare(self) -> None:
        with self._one_at_a_time:
            self._next = self._ready()
            self._next.wait_until_ready()

    def _ready(self) -> "_Worker":
        """The next process; another one where it would speak at the rate of before."""
        if self._next is not None and self._next.command == self._command:
            return self._next
        if self._next is not None:
            self._next.end()
        return _Worker(self._command, self._options)

    def _make(self, text: str) -> bytes:
        with self._one_at_a_time:
            self._busy, self._next = self._ready(), None
            try:
                made = self._busy.say(text)
            finally:
                self._busy.end()
                self._busy = None
            self._next = _Worker(self._command, self._options)
            return made


class _Worker:
    """A process that says one utterance."""

    def __init__(self, command: Sequence[str], options: Pyttsx3Options) -> None:
        self.command = command
        self._options = options
        self._ready = False
        self._process = _started(command)
        self.end = weakref.finalize(self, _end, self._process)
        """Ends the process, whatever it is doing."""

    def wait_until_ready(self) -> None:
        """Wait until the process can speak."""
        if not self._ready:
            self._check(self._answer(time.monotonic() + self._options.time_limit))
            self._ready = True

    def say(self, text: str) -> bytes:
        """The sound of a text: signed 16-bit samples at 16 kHz."""
        self.wait_until_ready()
        try:
            with tempfile.TemporaryDirectory(prefix="aisle-") as folder:
                file = Path(folder) / "speech.wav"
                self._ask({"text": text, "path": str(file)})
                self._check(self._answer(time.monotonic() + self._options.time_limit))
                return _read(file)
        except (OSError, wave.Error, EOFError) as error:
            raise _unwritable() from error

    def _ask(self, request: dict[str, str]) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._stopped() from error

    def _answer(self, deadline: float) -> dict[str, Any]:
        assert self._process.stdout
        poll = select.poll()
        poll.register(self._process.stdout, select.POLLIN)
        if not poll.poll(max(0, deadline - time.monotonic()) * 1000):
            limit = f"{self._options.time_limit:g}"
            raise AisleError(f"pyttsx3 did not finish an utterance within {limit} s.", _OTHERWISE)
        line = self._process.stdout.readline()
        if not line:
            raise self._stopped()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _stopped(self) -> AisleError:
        return AisleError(
            f"The process in which pyttsx3 speaks has stopped (exit code {self._process.wait()}).", _OTHERWISE
        )

    def _check(self, answer: dict[str, Any]) -> None:
        match answer["problem"]:
            case "library":
                raise MissingPartError(
                    "espeak-ng, with which pyttsx3 speaks, is not installed.",
                    "pip install espeakng-loader, or: sudo apt install espeak-ng",
                )
            case "voice":
                english = ", ".join(name for name in answer["known"] if "/en" in name)
                raise SettingsError(
                    f"espeak-ng has no voice called {self._options.voice!r}.",
                    f"In English it has: {english}.",
                )
            case "file":
                raise _unwritable()
            case "speech":
                raise AisleError("pyttsx3 did not take its settings.", _OTHERWISE)


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the assistant, which ends its sentence in good order.
            start_new_session=True,
        )
    except OSError as error:
        raise AisleError(
            f"The process in which pyttsx3 speaks cannot be started: {error.strerror}.", _OTHERWISE
        ) from error


def _unwritable() -> StorageError:
    return StorageError(
        f"The speech cannot be written to the folder for temporary files, {tempfile.gettempdir()}.",
        "Make room there, or name another folder in TMPDIR.",
    )


def _read(file: Path) -> bytes:
    with wave.open(str(file), "rb") as sound:
        pcm = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return ready((pcm / FULL_SCALE).astype(np.float32), sound.getframerate())


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
