"""What is seen while recordings are played: a live table on a terminal, a line each in a pipe."""

import time
from collections import deque
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from devices.recordings.corpus import Problem
from devices.recordings.figures import percentile
from devices.recordings.results import Result
from devices.recordings.summary import ms
from devices.recordings.tables import line, results_table

if TYPE_CHECKING:
    from devices.recordings.plan import Played

_NARROW = 70
"""Columns of a terminal below which the table cannot be read."""
_LATEST = 8


def fits_table(console: Console) -> bool:
    """Whether there is a terminal that is wide enough for the table of results."""
    return console.is_terminal and console.width >= _NARROW


class Playing:
    """Shows what has come of the recordings so far; a context manager.

    Args:
        console: where to.
        total: how many recordings there are.
        done: how many of them were played before.
    """

    def __init__(self, console: Console, total: int, done: int = 0) -> None:
        self._console = console
        self._tally = _Tally()
        self._latest: deque[Result] = deque(maxlen=_LATEST)
        columns = (TextColumn("Playing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console)
        self._task = self._progress.add_task("", total=total, completed=done)
        self._live = Live(console=console, transient=True, get_renderable=self._drawn, refresh_per_second=4)
        self._alive = fits_table(console)

    def __enter__(self) -> Self:
        if self._alive:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._alive:
            self._live.stop()

    def saw(self, played: "Played") -> None:
        """Show what came of a recording."""
        self._progress.advance(self._task)
        outcome = played.outcome
        self._tally.count(outcome)
        if isinstance(outcome, Result):
            self._latest.append(outcome)
            if not self._alive:
                self._console.print(line(outcome), markup=False, soft_wrap=True)

    def _drawn(self) -> RenderableType:
        parts: list[RenderableType] = [self._progress, self._tally.table()]
        if self._latest:
            parts.append(results_table(self._latest))
        return Group(*parts)


class _Tally:
    """The figures so far."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._seconds = 0.0
        self._judged = self._accepted = self._unusable = self._words = self._wrong = 0
        self._waits: list[float] = []

    def count(self, outcome: Result | Problem) -> None:
        if isinstance(outcome, Problem):
            self._unusable += 1
            return
        self._seconds += outcome.seconds
        self._judged += outcome.accepted is not None
        self._accepted += bool(outcome.accepted)
        self._words += outcome.words or 0
        self._wrong += outcome.words_wrong or 0
        if outcome.latency_ms is not None:
            self._waits.append(outcome.latency_ms)

    def table(self) -> Table:
        """The figures that there are, in one row."""
        table = Table.grid(padding=(0, 3))
        table.add_row(*(Text.assemble(f"{name} ", (value, "bold")) for name, value in self._figures()))
        return table

    def _figures(self) -> list[tuple[str, str]]:
        figures = []
        if self._judged:
            figures.append(
                ("accepted", f"{self._accepted} of {self._judged} ({self._accepted / self._judged:.0%})")
            )
        if self._words:
            figures.append(("words wrong", f"{self._wrong / self._words:.1%}"))
        if self._waits:
            figures.append(("wait", ms(percentile(sorted(self._waits), 50))))
        if self._unusable:
            figures.append(("cannot be used", str(self._unusable)))
        if self._seconds:
            speed = self._seconds / (time.monotonic() - self._began)
            figures.append(("speed", f"{speed:.1f} times real time"))
        return figures
