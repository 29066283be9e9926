"""What is seen while feeds are taken into a shop, and what has become of them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from assistant.errors import unwritten
from assistant.stores.feeds.importing import Outcome
from assistant.stores.feeds.reading import Watcher
from assistant.stores.feeds.records import BadRow
from devices.cli.screen import screen

_SHOWN = 20
"""Bad rows that are told one by one."""


@contextmanager
def watching(files: Sequence[Path], bad: Path | None) -> Iterator[Watcher]:
    """A watcher that tells on the error output how far it is, and which rows are left out.

    Args:
        files: what is read.
        bad: where to write all rows that are left out; None for nowhere.

    Raises:
        StorageError: if that file cannot be made.
    """
    console = screen(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    size = sum(file.stat().st_size for file in files if file.exists())
    with (
        _written(bad) as listed,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        seen = _Seen(progress, size, listed)
        yield seen
        seen.told()


def outcome(done: Outcome, *, dry_run: bool, as_json: bool) -> None:
    """Print what has become of feeds.

    Args:
        done: what has.
        dry_run: whether nothing was changed.
        as_json: print JSON.
    """
    if as_json:
        typer.echo(json.dumps(asdict(done), indent=2))
        return
    console = screen()
    console.print(f"{done.rows:,} rows read, {done.bad:,} of them left out")
    gone = f", {done.gone:,} taken off the shelves" if done.gone else ""
    console.print(f"{done.new:,} products new, {done.changed:,} changed, {done.same:,} as before{gone}")
    if dry_run:
        console.print("Nothing was changed: this was a dry run.", style="dim")


@contextmanager
def _written(bad: Path | None) -> Iterator[TextIO | None]:
    if bad is None:
        yield None
        return
    try:
        file = bad.open("w", encoding="utf-8")
    except OSError as error:
        raise unwritten(str(bad), error) from error
    with file:
        yield file


class _Seen(Watcher):
    """Shows a bar for the reading and one for the shelves, and the first bad rows."""

    def __init__(self, progress: Progress, size: int, listed: TextIO | None) -> None:
        self._progress = progress
        self._reading = progress.add_task("Reading", total=size)
        self._putting = progress.add_task("Putting on the shelves", visible=False)
        self._listed = listed
        self._bad = 0

    def read(self, done: int) -> None:
        """So many bytes of the files have been read."""
        self._progress.update(self._reading, completed=done)

    def left_out(self, file: Path, row: BadRow) -> None:
        """A row cannot be used."""
        self._bad += 1
        if self._bad <= _SHOWN:
            self._progress.console.print(Text.assemble((f"{file}, ", "dim"), str(row)), soft_wrap=True)
        if self._listed is not None:
            found = {"file": str(file), **row._asdict()}
            self._listed.write(json.dumps(found, ensure_ascii=False) + "\n")

    def put(self, done: int, total: int) -> None:
        """So many of the new and changed products are on the shelves."""
        self._progress.update(self._putting, completed=done, total=total, visible=True)

    def told(self) -> None:
        """Say how many bad rows were not told."""
        more = self._bad - _SHOWN
        if more > 0:
            where = "" if self._listed else "; --bad FILE writes them all"
            self._progress.console.print(f"... and {more:,} more{where}", style="dim", markup=False)
