"""Sound files: any rate and channel count in, 16 kHz WAV out."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.errors import UnusableInputError
from assistant.speech.resampling import FULL_SCALE, Samples, quantized
from assistant.trace import unwritten
from devices.quiet import quiet
from devices.recordings.truncation import is_cut_off

LONGEST = 4 * 3600
"""Seconds; a longer recording is refused, as it is held in memory."""
_RATES = range(1_000, 768_001)
_BLOCK = 65_536
"""Frames that are converted at a time."""
_QUIET = FULL_SCALE // 1000
_AGAIN = "Copy or record it again."


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of a file, in the pipeline's form."""

    pcm: bytes
    """Signed 16-bit samples, 16 kHz, mono."""
    sample_rate: int
    """The file's own samples a second."""
    channels: int
    """The file's own; they were mixed."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / SAMPLE_RATE

    @property
    def is_silent(self) -> bool:
        """No sample is above -60 dB of full scale."""
        samples = np.frombuffer(self.pcm, "<i2").astype(np.int32)
        return int(np.max(np.abs(samples), initial=0)) <= _QUIET


def read(path: Path) -> Recording:
    """Read a WAV, FLAC, Ogg or MP3 file: channels are mixed, any rate is made 16 kHz.

    Samples that are no numbers count as silence.

    Raises:
        UnusableInputError: if the file is missing, a folder, unreadable, empty, cut off, no sound file, or
            longer than four hours.
    """
    import soundfile

    _check(path)
    try:
        # libmpg123 comments on damaged files by itself.
        with quiet() if path.suffix.lower() == ".mp3" else nullcontext(), soundfile.SoundFile(path) as file:
            _check_length(path, file)
            pcm, frames = _converted(file)
            if frames < file.frames:
                raise _cut_off(path)
            recording = Recording(pcm, file.samplerate, file.channels)
    except soundfile.SoundFileError as error:
        raise UnusableInputError(
            f"{path} is not a sound file that can be read, or is damaged.",
            "Use a WAV, FLAC, Ogg or MP3 file.",
        ) from error
    if not recording.pcm:
        raise UnusableInputError(f"{path} holds no sound.", "Record it again.")
    return recording


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            raise UnusableInputError(f"{path} is a folder, not a sound file.", "Name a file in it.")
        if path.stat().st_size == 0:
            raise UnusableInputError(f"{path} is empty.", _AGAIN)
        if is_cut_off(path):
            raise _cut_off(path)
    except FileNotFoundError as error:
        raise UnusableInputError(f"There is no file {path}.", "Check the name.") from error
    except OSError as error:
        raise UnusableInputError(
            f"{path} cannot be read: {error.strerror}.", "Check the name and who may read it."
        ) from error


def _check_length(path: Path, file: Any) -> None:
    if file.samplerate not in _RATES:
        raise UnusableInputError(
            f"{path} has {file.samplerate} samples a second, which is no speech.",
            f"Use a rate from {_RATES.start} to {_RATES.stop - 1}.",
        )
    if file.frames > LONGEST * file.samplerate:
        raise UnusableInputError(
            f"{path} is longer than four hours, or does not say how long it is.",
            "Cut it into parts, or save it as WAV.",
        )


def _cut_off(path: Path) -> UnusableInputError:
    return UnusableInputError(f"{path} was cut off: it is shorter than it says.", _AGAIN)


def _converted(file: Any) -> tuple[bytes, int]:
    """The sound in the pipeline's form, and the number of the file's own frames that it was made from."""
    import soxr

    stream = soxr.ResampleStream(file.samplerate, SAMPLE_RATE, 1, dtype="float32")
    pcm, frames = bytearray(), 0
    for mono in _blocks(file):
        frames += len(mono)
        pcm += quantized(mono if file.samplerate == SAMPLE_RATE else stream.resample_chunk(mono))
    if file.samplerate != SAMPLE_RATE:
        pcm += quantized(stream.resample_chunk(np.zeros(0, np.float32), last=True))
    return bytes(pcm), frames


def _blocks(file: Any) -> Iterator[Samples]:
    # Not `file.blocks`, which fills up what is missing at the end of a file that was cut off.
    while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
        finite = np.nan_to_num(block, nan=0, posinf=0, neginf=0)
        yield np.clip(finite, -1, 1).mean(axis=1, dtype=np.float32)


def write_wav(path: Path, pcm: bytes, channels: int = 1) -> None:
    """Write signed 16-bit samples at 16 kHz as a WAV file.

    Raises:
        StorageError: if the file cannot be written.
    """
    with WavWriter(path, channels) as writer:
        writer.write(pcm)


class WavWriter:
    """Writes a 16 kHz WAV file bit by bit, as a context manager.

    Args:
        path: the file; one that is there is replaced.
        channels: how many samples belong together.

    Raises:
        StorageError: if the file cannot be made, written or closed.
    """

    def __init__(self, path: Path, channels: int = 1) -> None:
        self._path = path
        with _storing(path):
            self._file = path.open("wb")
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - closed when this context is left
        self._wave.setnchannels(channels)
        self._wave.setsampwidth(2)
        self._wave.setframerate(SAMPLE_RATE)

    def write(self, pcm: bytes) -> None:
        """Add signed 16-bit samples."""
        with _storing(self._path):
            self._wave.writeframesraw(pcm)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _storing(self._path):
            try:
                self._wave.close()
            finally:
                self._file.close()


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritten(str(path), error) from error
