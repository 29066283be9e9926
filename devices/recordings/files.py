"""Sound files: any rate and channel count in, 16 kHz WAV out."""

import io
import wave
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.errors import StorageError, UnusableInputError, unwritten
from assistant.speech.resampling import FULL_SCALE, Samples, quantized
from devices.quiet import quiet
from devices.recordings.presence import checked, unreadable
from devices.recordings.raw import RawFormat, is_raw
from devices.recordings.truncation import is_cut_off

LONGEST = 4 * 3600
"""Seconds; a longer recording is refused, as it is held in memory."""
_RATES = range(1_000, 768_001)
_BLOCK = 65_536
"""Samples that are converted at a time, of all channels."""
_QUIETLY_READ = {b"RIFF", b"fLaC", b"OggS", b"FORM", b".snd"}
"""How those files begin that are sound for certain, and whose decoders print nothing."""
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
        samples = np.frombuffer(self.pcm, "<i2")
        return bool(samples.max(initial=0) <= _QUIET and samples.min(initial=0) >= -_QUIET)


def read(path: Path, raw: RawFormat | None = None) -> Recording:
    """Read a WAV, FLAC, Ogg, MP3, AIFF, AU, CAF or raw file: channels are mixed, any rate is made 16 kHz.

    What kind it is, its content tells; only raw files (.raw, .pcm) are known by their name. Samples that are
    no numbers count as silence.

    Args:
        path: the file.
        raw: what raw samples are; without it 16 kHz, mono, signed 16-bit.

    Raises:
        UnusableInputError: if the file is missing, no file but a folder, pipe or device, unreadable, empty,
            cut off, no sound file, or longer than four hours.
    """
    size = checked(path).st_size
    try:
        with path.open("rb", buffering=0) as data:
            return _read(path, data, size, raw)
    except OSError as error:
        raise unreadable(path, error) from error


def read_bytes(content: bytes, name: str, raw: RawFormat | None = None) -> Recording:
    """Read what a sound file holds, for those who do not have the file itself.

    Args:
        content: all of it.
        name: the file's.
        raw: what raw samples are.

    Raises:
        UnusableInputError: if it is empty, cut off, no sound, or longer than four hours.
    """
    if not content:
        raise UnusableInputError(f"{name} is empty.", _AGAIN)
    return _read(Path(name), io.BytesIO(content), len(content), raw)


def duration(path: Path, raw: RawFormat | None = None) -> float:
    """How long a sound file says that it is, in seconds; 0 where only reading it can tell what is wrong.

    Args:
        path: the file.
        raw: what raw samples are.
    """
    import soundfile

    try:
        size = checked(path).st_size
        with path.open("rb", buffering=0) as data:
            beginning = data.read(4)
            if is_raw(path.name, beginning):
                form = raw or RawFormat()
                return size / form.frame_bytes / form.rate
            data.seek(0)
            with _hushed(beginning), soundfile.SoundFile(data.fileno(), closefd=False) as file:
                return float(file.frames / file.samplerate)
    except (UnusableInputError, OSError, soundfile.SoundFileError):
        return 0.0


def _read(path: Path, data: BinaryIO, size: int, raw: RawFormat | None) -> Recording:
    import soundfile

    beginning = data.read(4)
    if is_raw(path.name, beginning):
        form = raw or RawFormat()
        _check_raw(path, size, form)
        how = form.as_soundfile()
    elif is_cut_off(data, size):
        raise _cut_off(path)
    else:
        how = {}
    data.seek(0)
    try:
        # libmpg123 comments on damaged files by itself.
        with _hushed(beginning), soundfile.SoundFile(_source(data), closefd=False, **how) as file:
            return _decoded(path, file)
    except soundfile.SoundFileError as error:
        raise _unread(path, beginning) from error


def _decoded(path: Path, file: Any) -> Recording:
    _check_length(path, file)
    pcm, frames = _converted(file)
    if frames < file.frames:
        raise _cut_off(path)
    if not pcm:
        raise UnusableInputError(f"{path} holds no sound.", "Record it again.")
    return Recording(pcm, file.samplerate, file.channels)


def _source(data: BinaryIO) -> Any:
    """What `soundfile` reads from: quickest, and without regard to the name, by the file's number."""
    return data if isinstance(data, io.BytesIO) else data.fileno()


def _hushed(beginning: bytes) -> AbstractContextManager[None]:
    return nullcontext() if beginning in _QUIETLY_READ else quiet()


def _check_raw(path: Path, size: int, form: RawFormat) -> None:
    if size % form.frame_bytes:
        raise UnusableInputError(
            f"{path} was cut off, or is not {form}: {size} bytes are not a whole number of samples.",
            "Check --raw, or copy the file again.",
        )


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


def _unread(path: Path, beginning: bytes) -> UnusableInputError:
    if beginning in _QUIETLY_READ:
        return UnusableInputError(f"{path} is damaged, or was cut off.", _AGAIN)
    return UnusableInputError(
        f"{path} is not a sound file that can be read, or is damaged.",
        "Use a WAV, FLAC, Ogg or MP3 file; raw samples are known by the name's end, .raw or .pcm.",
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
    while len(block := file.read(max(1, _BLOCK // file.channels), dtype="float32", always_2d=True)):
        finite = np.nan_to_num(block, nan=0, posinf=0, neginf=0)
        yield np.clip(finite, -1, 1).mean(axis=1, dtype=np.float32)


def write_wav(path: Path, pcm: bytes, channels: int = 1) -> None:
    """Write signed 16-bit samples at 16 kHz as a WAV file.

    Raises:
        StorageError: if the file cannot be written.
    """
    with WavWriter(path, channels) as writer:
        writer.write(pcm)


def write_flac(path: Path, pcm: bytes) -> None:
    """Write signed 16-bit samples at 16 kHz as a FLAC file.

    Raises:
        StorageError: if the file cannot be written.
    """
    import soundfile

    try:
        soundfile.write(path, np.frombuffer(pcm, "<i2"), SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    except soundfile.SoundFileError as error:
        # It does not say why; a full disk is by far the likeliest.
        raise StorageError(
            f"{path.parent} cannot be written.", "Free some space, or check who may write there."
        ) from error


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
