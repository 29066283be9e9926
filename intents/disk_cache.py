"""What takes seconds to make, kept on disk until the next start."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_MAGIC = "aisle cache 2"


class DiskCache:
    """A folder with the things of a kind that were used last. What is damaged is as good as not there.

    Args:
        folder: made where there is none. One that cannot be used is as good as none.
        ending: of the files' names: ".phrases".
        most: files kept; older ones are removed.
    """

    def __init__(self, folder: Path, ending: str, most: int) -> None:
        self._folder = folder
        self._ending = ending
        self._most = most

    def load(self, digest: str) -> bytes | None:
        """What was kept under a digest of what it is made from; None where nothing was, or it is damaged."""
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            return None
        head, _, rest = content.partition(b"\n")
        return rest if head == _head(rest) else None

    def keep(self, digest: str, content: bytes) -> None:
        """Keep something: all of it or nothing, whoever writes at the same time."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(_head(content) + b"\n" + content, self._path(digest))
            self._remove_old()

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}{self._ending}"

    def _write(self, content: bytes, path: Path) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _remove_old(self) -> None:
        files = self._folder.glob(f"*{self._ending}")
        kept = sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)
        for file in kept[self._most :]:
            file.unlink(missing_ok=True)


def _head(content: bytes) -> bytes:
    """The first line of a file: what it is, and whether it is whole."""
    return f"{_MAGIC} {hashlib.sha256(content).hexdigest()}".encode()
