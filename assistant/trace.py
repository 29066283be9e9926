"""The trace: every event of a run, a JSON line each, the same for the same recording."""

import json
import os
import stat
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from pydantic import TypeAdapter, ValidationError

from assistant.errors import StorageError, UnusableInputError, unwritten
from assistant.events import Event, StageTimed

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_PRIVATE = 0o600
_BEGINNING = b'{"at":'
"""Of every line."""
_LONGEST = 1_000_000
"""Bytes of a line; a longer one is none of a trace."""


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
            _keep_private(self._file.fileno())
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


def _keep_private(file: int) -> None:
    """An earlier file keeps its mode when it is written anew, so others could read the new one."""
    # A device or a pipe is not ours to close.
    if sys.platform != "win32" and stat.S_ISREG(os.fstat(file).st_mode):
        os.fchmod(file, _PRIVATE)


class Trace(list[Event]):
    """The events of a file, and what of it could not be taken."""

    cut_off = False
    """The last line is damaged, as when a device loses its power: what happened last is not known."""
    unknown = 0
    """Events, and fields of other events, that only a newer version knows; they are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []
        """Of each event the line in which it stands, from 1."""


def read_trace(path: Path) -> Trace:
    """Read what a `TraceWriter` has written.

    Args:
        path: the file.

    Raises:
        UnusableInputError: if the file cannot be read, or a line other than the last is no event.
    """
    trace = Trace()
    try:
        with path.open("rb") as file:
            for number, line, last in _lines(file):
                _take(trace, line, f"{path}, line {number}", may_be_damaged=last)
                # Not every line is an event that is known.
                trace.lines += [number] * (len(trace) - len(trace.lines))
    except OSError as error:
        raise UnusableInputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    return trace


def _lines(file: Any) -> Iterator[tuple[int, bytes, bool]]:
    """The lines that hold something, their numbers, and whether it is the last one."""
    number, line = 0, b""
    while after := file.readline(_LONGEST):
        if line.strip():
            yield number, line, False
        number, line = number + 1, after
    if line.strip():
        yield number, line, True


def _take(trace: Trace, line: bytes, where: str, *, may_be_damaged: bool) -> None:
    try:
        event = _events().validate_json(line)
    except ValidationError as error:
        [first, *_] = error.errors()
        if _newer(first):
            trace.unknown += 1
        elif may_be_damaged and first["type"] == "json_invalid" and (trace or _began(line)):
            trace.cut_off = True
        else:
            raise UnusableInputError(
                f"{where}: is no event of a trace: {_complaint(first)}.", "Name a file that --trace has made."
            ) from error
    else:
        trace.append(event)
        trace.unknown += len(_fields(line) - set(type(event).model_fields))


def _newer(error: Any) -> bool:
    """A newer version may have written it: an event of another kind, or of another stage."""
    if error["type"] == "union_tag_invalid":
        event = error["input"]
        return isinstance(event.get("at"), int) and isinstance(event["kind"], str)
    return bool(error["type"] == "enum")


def _began(line: bytes) -> bool:
    return line.startswith(_BEGINNING[: len(line)])


def _fields(line: bytes) -> set[str]:
    return set(json.loads(line))


def _complaint(error: Any) -> str:
    """What is wrong, without the line's own words: they may be what was said."""
    match error["type"]:
        case "json_invalid":
            return "it is not JSON"
        case "union_tag_not_found" | "union_tag_invalid":
            return 'its "kind" or "at" is missing or wrong'
    key = ".".join(map(str, error["loc"][1:])) or "it"
    return f"{key}: {error['msg'][0].lower()}{error['msg'][1:]}"


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Event)
