"""The trace: every event of a run, a JSON line each, the same for the same recording."""

from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from assistant.errors import StorageError
from assistant.events import Event, StageTimed


class TraceWriter:
    """An observer that writes events to a file. It holds what was said, so it is written only on request.

    Args:
        path: the file, replaced where there is one.

    Raises:
        StorageError: if the file cannot be written, now or when it is closed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file: TextIO = path.open("w", encoding="utf-8")
        except OSError as error:
            raise self._failed(error) from error

    def saw(self, event: Event) -> None:
        """Write an event."""
        try:
            self._file.write(event.model_dump_json() + "\n")
        except OSError as error:
            raise self._failed(error) from error

    def timed(self, timing: StageTimed) -> None:
        """Timings differ from run to run and are left out."""

    def close(self) -> None:
        """Write what is still in memory."""
        try:
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _failed(self, error: OSError) -> StorageError:
        return StorageError(
            f"The trace {self._path} cannot be written: {error.strerror}.", "Free some space."
        )
