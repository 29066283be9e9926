"""Lists of phrases kept on disk, as it takes seconds to find every way of saying 50,000 names."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from intents.phrases import Phrases

_MAGIC = "aisle phrase lists 1"
_ENDING = ".phrases"
_MOST_KEPT = 4
"""Files; older ones are removed."""
_SEPARATOR = "\n\f\n"
PhraseLists = Mapping[str, tuple[Phrases, ...]]


class PhraseCache:
    """A folder with the phrases of the catalogues that were used last.

    Args:
        folder: made where there is none. One that cannot be used is as good as none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, digest: str) -> PhraseLists | None:
        """What was kept for a catalogue; None where nothing was, or it is damaged."""
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            return None
        head, _, rest = content.partition(b"\n")
        if head != _head(rest):
            return None
        counts, *texts = rest.decode("ascii").split(_SEPARATOR)
        return {name: (Phrases.of_text(text),) for name, text in zip(json.loads(counts), texts, strict=True)}

    def keep(self, digest: str, lists: PhraseLists) -> None:
        """Keep a catalogue's phrases: all or nothing, whoever writes at the same time."""
        texts = [those[0].text for those in lists.values()]
        rest = _SEPARATOR.join((json.dumps(list(lists)), *texts)).encode("ascii")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(_head(rest) + b"\n" + rest, self._path(digest))
            self._remove_old()

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}{_ENDING}"

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
        kept = sorted(self._folder.glob(f"*{_ENDING}"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in kept[_MOST_KEPT:]:
            file.unlink(missing_ok=True)


def _head(rest: bytes) -> bytes:
    """The first line of a file: what it is, and whether it is whole."""
    return f"{_MAGIC} {hashlib.sha256(rest).hexdigest()}".encode()
