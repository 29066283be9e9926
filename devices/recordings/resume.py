"""Going on with a run that was broken off: what was played stays, the rest is played."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from pydantic import ValidationError

from assistant.errors import UnusableInputError, unwritten
from devices.recordings.corpus import Recording
from devices.recordings.fingerprint import fingerprint
from devices.recordings.plan import EARLIER, Plan, Played
from devices.recordings.report.kept import outline_file
from devices.recordings.results import Result
from devices.recordings.traces import trace_file

_PRIVATE = 0o600
"""It holds what was said."""


def journal_of(report: Path) -> Path:
    """The file beside a report that holds the results until the report is written."""
    return report.with_name(f"{report.name}.partial")


class Journal:
    """Writes each result down as soon as it is known: a JSON line each. A context manager.

    What was written stays when a run is killed; it is gone when the report takes its place.

    Args:
        report: the report that is to be written.
        resume: what an earlier run has written is kept.

    Raises:
        StorageError: if the file cannot be written.
    """

    def __init__(self, report: Path, *, resume: bool = False) -> None:
        self._path = journal_of(report)
        how = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if resume else os.O_TRUNC)
        try:
            self._file: TextIO = os.fdopen(os.open(self._path, how, _PRIVATE), "w", encoding="utf-8")
            # The last line of a run that was killed may have no end.
            self._write("\n" if resume and self._path.stat().st_size else "")
        except OSError as error:
            raise unwritten(str(self._path), error) from error

    def add(self, played: Played) -> None:
        """Write down what came of a recording. Problems are not kept: they may be solved by the next run.

        Raises:
            StorageError: if it cannot be written.
        """
        if isinstance(played.outcome, Result):
            line = {"memory": played.memory, "result": played.outcome.model_dump(mode="json")}
            self._write(json.dumps(line, ensure_ascii=False) + "\n")

    def replaced(self) -> None:
        """The report is written: remove the file.

        Raises:
            StorageError: if it cannot be removed.
        """
        try:
            self._file.close()
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritten(str(self._path), error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _write(self, text: str) -> None:
        try:
            self._file.write(text)
            self._file.flush()
        except OSError as error:
            raise unwritten(str(self._path), error) from error


def earlier(report: Path, plan: Plan, recordings: Sequence[Recording]) -> list[Played]:
    """What an earlier run has found out of these recordings, and would be found out again.

    A result is kept if nothing has changed that it was made from, see `fingerprint`, and the files are there
    that are wanted of it. The processes of an earlier run are not told apart.

    Args:
        report: the earlier run's report; if it was killed, there may be only what its journal holds.
        plan: how it is played now.
        recordings: what is to be played now.

    Raises:
        UnusableInputError: if there is a file that is no report.
    """
    found = dict(_found(report))
    kept = []
    for index, recording in enumerate(recordings):
        result, memory = found.get(recording.key, (None, None))
        if result is None or result.fingerprint != fingerprint(plan, recording):
            continue
        if _files_are_there(plan, recording):
            wall, cpu = result.wall_seconds, result.cpu_seconds
            kept.append(
                Played(outcome=result, index=index, process=EARLIER, wall=wall, cpu=cpu, memory=memory)
            )
    return kept


_Found = tuple[tuple[str, str, int], tuple[Result, int | None]]


def _found(report: Path) -> Iterator[_Found]:
    """The results that were written down, by what they are found again; of the same, the last counts."""
    journal = journal_of(report)
    if report.exists():
        yield from _reported(report, replaced=journal.exists())
    if journal.exists():
        yield from _journalled(journal)


def _reported(report: Path, *, replaced: bool) -> Iterator[_Found]:
    try:
        told: Any = json.loads(report.read_bytes())
        results, memory = told["results"], told.get("peak_memory_mb")
        found = [(each.key, (each, memory)) for each in _usable(results)]
    except OSError as error:
        raise UnusableInputError(f"{report} cannot be read: {error.strerror}.", "Check the path.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if not replaced:  # else it was killed as it wrote the report, and the journal holds it all
            raise UnusableInputError(
                f"{report} is no report of `aisle replay`, so nothing can be resumed from it.",
                "Name another file with --json, or leave out --resume.",
            ) from error
        return
    yield from found


def _journalled(journal: Path) -> Iterator[_Found]:
    with journal.open("rb") as lines:
        for line in lines:
            try:
                told = json.loads(line)
                (result,) = _usable([told["result"]])
                yield result.key, (result, told["memory"])
            except (ValueError, TypeError, KeyError):  # cut off as it was written; it is played again
                continue


def _usable(results: Iterable[Any]) -> Iterator[Result]:
    """Results of this version; those of another one are played again."""
    for each in results:
        try:
            yield Result.model_validate(each)
        except ValidationError:
            continue


def _files_are_there(plan: Plan, recording: Recording) -> bool:
    wanted = [] if plan.trace is None else [trace_file(plan.trace, recording)]
    wanted += [] if plan.media is None else [outline_file(plan.media, recording.id)]
    return all(path.exists() for path in wanted)
