"""Speech that was made once, kept on disk under what it was made from."""

import io
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any

from assistant.audio import SAMPLE_RATE
from devices.recordings.writing import replacing

LARGEST = 200_000_000
"""Bytes that a cache takes: about two hours of speech."""
_FORMAT = 1
"""Of the files, and of how synthesised sound is trimmed and levelled: another one is another sound."""


class SpeechCache:
    """A folder of sound files, shared by as many processes as one likes.

    A file that is damaged counts as not there; a folder that cannot be written keeps nothing. What has not
    been used for the longest time goes when there is too much.

    Args:
        folder: made when something is first kept.
        largest: bytes that it may take.
    """

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self._folder = folder
        self._largest = largest

    def key(self, identity: Any) -> str:
        """The name of the sound that is made from something.

        Args:
            identity: all that the sound depends on, of what JSON can write.
        """
        return sha256(json.dumps([_FORMAT, identity], sort_keys=True).encode()).hexdigest()

    def path(self, key: str) -> Path:
        """The file of a sound."""
        return self._folder / key[:2] / f"{key}.flac"

    def get(self, key: str) -> bytes | None:
        """A sound: signed 16-bit samples at 16 kHz; None where it is not kept, or is damaged."""
        path = self.path(key)
        try:
            pcm = _decoded(path.read_bytes())
        except OSError:
            return None
        with suppress(OSError):  # where it can only be read, nothing is removed either
            os.utime(path)
        return pcm

    def put(self, key: str, pcm: bytes) -> None:
        """Keep a sound, where there is room for it."""
        path = self.path(key)
        # Without it everything works, only slower.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with replacing(path, private=True) as part:
                part.write_bytes(_encoded(pcm))
            self._make_room()

    def _make_room(self) -> None:
        """Remove what was used longest ago; also what a process that was killed has left."""
        found = sorted(_files(self._folder))
        taken = sum(size for _, size, _ in found)
        for _, size, path in found:
            if taken <= self._largest:
                return
            path.unlink(missing_ok=True)
            taken -= size


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each file was last used, and its size."""
    for path in folder.rglob("*"):
        # Another process may be removing it.
        with suppress(FileNotFoundError):
            status = path.stat()
            if S_ISREG(status.st_mode):
                yield status.st_mtime, status.st_size, path


def _encoded(pcm: bytes) -> bytes:
    import numpy as np
    import soundfile

    encoded = io.BytesIO()
    with soundfile.SoundFile(encoded, "w", SAMPLE_RATE, 1, "PCM_16", format="FLAC") as file:
        file.comment = sha256(pcm).hexdigest()
        file.write(np.frombuffer(pcm, "<i2"))
    return encoded.getvalue()


def _decoded(data: bytes) -> bytes | None:
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            pcm: bytes = file.read(dtype="int16").astype("<i2").tobytes()
            return pcm if file.comment == sha256(pcm).hexdigest() else None
    except soundfile.SoundFileError:
        return None
