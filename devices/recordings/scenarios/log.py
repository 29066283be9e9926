"""What a process that is going to be cut off observes, written down line by line, and read again."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import (
    AisleError,
    MissingPartError,
    SettingsError,
    StorageError,
    UnusableInputError,
)
from assistant.events import Event, StageTimed
from assistant.shopping.stores import StoreError, StoreErrorKind
from devices.recordings.scenarios.books import Books, Written
from devices.recordings.scenarios.notes import Notes

_ERRORS = {
    error.__name__: error for error in (UnusableInputError, SettingsError, MissingPartError, StorageError)
}


class End(StrEnum):
    """How the turns that a log is about came to their end."""

    CUT = "cut"
    """The power was cut, as was planned."""
    BROKEN_OFF = "broken off"
    """A turn before the power cut did not come to its end."""


class Trouble(BaseModel):
    """An error that a person is to be told of."""

    model_config = ConfigDict(frozen=True)

    kind: str
    what: str
    fix: str
    reason: StoreErrorKind | None = None
    """Of a shop's error."""

    @classmethod
    def of(cls, error: AisleError) -> Self:
        """An error, to be written down."""
        reason = error.kind if isinstance(error, StoreError) else None
        return cls(kind=type(error).__name__, what=error.what, fix=error.fix, reason=reason)

    def error(self) -> AisleError:
        """The error again; one that is not ours to make is a plain one."""
        if self.reason is not None:
            return StoreError(self.reason, self.what, self.fix)
        return _ERRORS.get(self.kind, AisleError)(self.what, self.fix)


class Line(BaseModel):
    """A line of the log; one of its fields is there."""

    model_config = ConfigDict(frozen=True)

    clock: float = 0
    """The time on the wall, which all processes share, in seconds."""
    event: Event | None = None
    timing: StageTimed | None = None
    missed: str | None = None
    over: Written | None = None
    turn: int = -1
    """That was missed or is over."""
    trouble: Trouble | None = None
    end: End | None = None
    """How it ends; the last line."""


class Log:
    """Writes a log as an observer and as an actor's progress. Each line is with the system at once.

    Args:
        path: the file.
        now: the time on the wall, in seconds.
    """

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        # Without a buffer: what is written outlives the process.
        self._file = path.open("ab", buffering=0)
        self._now = now
        self.books: Books | None = None
        """Where carts and orders are looked up; set before the first turn is over."""

    def saw(self, event: Event) -> None:
        """Write an event."""
        self._write(Line(clock=self._now(), event=event))

    def timed(self, timing: StageTimed) -> None:
        """Write how long a stage took."""
        self._write(Line(clock=self._now(), timing=timing))

    def missed(self, turn: int, why: str) -> None:
        """Write that a turn will not be taken."""
        self._write(Line(turn=turn, missed=why))

    async def over(self, turn: int) -> None:
        """Write that a turn is over, and what the books say."""
        assert self.books is not None
        self._write(Line(turn=turn, over=await self.books.read()))

    def trouble(self, error: AisleError) -> None:
        """Write what went wrong."""
        self._write(Line(trouble=Trouble.of(error)))

    def end(self, end: End) -> None:
        """Write how it ends."""
        self._write(Line(end=end))

    def _write(self, line: Line) -> None:
        self._file.write(line.model_dump_json().encode() + b"\n")


class LoggedClock:
    """The time on the wall; while a log is read, the time that stands there."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.then: float | None = None

    def now(self) -> float:
        """In seconds."""
        return self._now() if self.then is None else self.then


def retold(path: Path, notes: Notes, clock: LoggedClock) -> End | None:
    """Note what stands in a log; returns how it ended, None where that was not planned.

    Raises:
        UnusableInputError: if it is damaged.
        AisleError: the one that stands in it.
    """
    end = None
    for line in _lines(path):
        if line.trouble is not None:
            raise line.trouble.error()
        clock.then = line.clock
        _retell(line, notes)
        end = line.end
    clock.then = None
    return end


def _lines(path: Path) -> Iterator[Line]:
    if not path.exists():
        return
    # What has no line end is what the process was at when it was ended, and by nobody who had planned it.
    *lines, _ = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        try:
            yield Line.model_validate_json(line)
        except ValidationError as error:
            raise UnusableInputError(
                f"What was observed until the power cut is damaged in line {number} of {len(lines)}.",
                "Play it again.",
            ) from error


def _retell(line: Line, notes: Notes) -> None:
    if line.event is not None:
        notes.saw(line.event)
    elif line.timing is not None:
        notes.timed(line.timing)
    elif line.missed is not None:
        notes.missed(line.turn, line.missed)
    elif line.over is not None:
        notes.over(line.turn, line.over)
