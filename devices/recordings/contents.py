"""Which files hold the same."""

from hashlib import file_digest
from pathlib import Path


class Contents:
    """Files by what they hold; only those of the same size are read for that."""

    def __init__(self) -> None:
        self._sizes: dict[int, Path | None] = {}
        """The first file of each size, until it has to be read."""
        self._digests: dict[bytes, Path] = {}
        """The first file of each content, of those that had to be read."""

    def same(self, path: Path, size: int) -> Path | None:
        """An earlier file that holds the same; without one, this is kept.

        Args:
            path: the file.
            size: of it, in bytes.

        Raises:
            OSError: if it cannot be read.
        """
        if size not in self._sizes:
            self._sizes[size] = path
            return None
        if first := self._sizes[size]:
            self._digests[_digest(first)] = first
            self._sizes[size] = None
        same = self._digests.setdefault(_digest(path), path)
        return None if same == path else same


def _digest(path: Path) -> bytes:
    with path.open("rb") as data:
        return file_digest(data, "sha256").digest()
