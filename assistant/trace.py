"""The trace: every event of a run, a JSON line each, the same for the same recording."""

import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from assistant.errors import StorageError
from assistant.events import Event, StageTimed

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_PRIVATE = 0o600
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def unwritten(name: str, error: OSError) -> StorageError:
    """The error that tells a person that a file cannot be written.

    Args:
        name: the file, as it begins a sentence.
        error: why.
    """
    fix = "Free some space, or name another place." if error.errno in _FULL else "Check the path."
    return StorageError(f"{name} cannot be written: {error.strerror}.", fix)


class TraceWriter:
    """An observer that writes events to a file. It holds what was said, so it is written only on request.

    Args:
        path: the file, replaced where there is one.

    Raises:
        StorageError: if the file cannot be written, now or when it is closed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trouble: OSError | None = None
        try:
            self._file: TextIO = os.fdopen(os.open(path, _NEW, _PRIVATE), "w", encoding="utf-8")
        except OSError as error:
            raise self._failed(error) from error

    def saw(self, event: Event) -> None:
        """Write an event. A full disk does not disturb the talk: it is told by `close`."""
        if self._trouble is not None:
            return
        try:
            self._file.write(event.model_dump_json() + "\n")
        except OSError as error:
            self._trouble = error

    def timed(self, timing: StageTimed) -> None:
        """Timings differ from run to run and are left out."""

    def close(self) -> None:
        """Write what is still in memory.

        Raises:
            StorageError: if not all events could be written.
        """
        try:
            self._file.close()
        except OSError as error:
            self._trouble = self._trouble or error
        if self._trouble is not None:
            raise self._failed(self._trouble) from self._trouble

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _failed(self, error: OSError) -> StorageError:
        return unwritten(f"The trace {self._path}", error)
