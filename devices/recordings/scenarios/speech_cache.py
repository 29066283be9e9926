"""Speech that was made once, kept on disk under what it was made from."""

import io
import json
import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.audio import SAMPLE_RATE

_FORMAT = 1
"""Of the files, and of how synthesised sound is trimmed and levelled: another one is another sound."""


class SpeechCache:
    """A folder of sound files, shared by as many processes as one likes.

    A file that is damaged counts as not there; a folder that cannot be written keeps nothing.

    Args:
        folder: made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

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
        try:
            return _decoded(self.path(key).read_bytes())
        except OSError:
            return None

    def put(self, key: str, pcm: bytes) -> None:
        """Keep a sound, where there is room for it."""
        path = self.path(key)
        # Without it everything works, only slower.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _replace(path, _encoded(pcm))


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that others see it whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


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
