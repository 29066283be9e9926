"""A turn drawn in the terminal: a scale in seconds of the audio, bars for what lasts, letters for events.

A pipe, and a terminal too narrow for that, gets a line each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from devices.cli.marks import Mark
from devices.cli.turns import Lane, Span, TurnShown

_COLOURS = {Lane.LISTENING: "green", Lane.SPEECH: "cyan", Lane.THINKING: "yellow", Lane.SPEAKING: "magenta"}
_LABEL, _LENGTH = 10, 10
"""Columns of what stands before a bar, and behind it."""
_NARROW, _WIDE = 48, 120
"""A terminal of fewer columns gets no drawing, and one of more leaves the rest empty."""
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
_BETWEEN = 8
"""Columns from a number on the scale to the next, at least."""


def draw(console: Console, turn: TurnShown) -> None:
    """Draw a turn.

    Args:
        console: where.
        turn: which.
    """
    heading = f"Turn {turn.number}" + (f", {turn.by}" if turn.by else "")
    times = f"  {turn.start:.2f} s to {turn.end:.2f} s"
    console.print(Text.assemble((heading, "bold"), (times, "dim")))
    if not console.is_terminal:
        _list(console, turn)
        return
    drawn = console.width >= _NARROW and turn.end > turn.start
    if drawn:
        for row in _chart(turn, min(console.width, _WIDE), ascii_only=console.options.ascii_only):
            console.print(row, no_wrap=True, overflow="crop")
    console.print(_texts(() if drawn else turn.spans, turn.marks))
    console.print()


def _list(console: Console, turn: TurnShown) -> None:
    for at, name, text in _entries(turn.spans, turn.marks):
        console.print(Text(f"  {at:8.2f} s  {name:10}  {text}"), soft_wrap=True)


def _entries(spans: Iterable[Span], marks: Iterable[Mark]) -> list[tuple[float, str, str]]:
    lasted = [(span.start, span.lane.value, f"until {span.end:.2f} s") for span in spans]
    happened = [(mark.at, mark.name, mark.text) for mark in marks]
    # In the order of time; at the same time, what happens comes in the order of the trace.
    return sorted(lasted + happened, key=lambda entry: entry[0])


def _texts(spans: Iterable[Span], marks: Iterable[Mark]) -> Padding:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for span in sorted(spans, key=lambda span: span.start):
        length = f"{span.end - span.start:.2f} s"
        grid.add_row("", _at(span.start), Text(span.lane.value, _COLOURS[span.lane]), Text(length))
    for mark in marks:
        name = Text(mark.name, mark.style)
        grid.add_row(Text(mark.letter, mark.style), _at(mark.at), name, Text(mark.text))
    return Padding(grid, (0, 0, 0, 1))


def _at(seconds: float) -> Text:
    return Text(f"{seconds:.2f} s", "dim")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Which column a time has."""

    start: float
    end: float
    columns: int

    def column(self, at: float) -> int:
        return min(self.columns - 1, self._edge(at))

    def cells(self, span: Span) -> slice:
        """The columns of a bar: at least one."""
        first = self.column(span.start)
        return slice(first, max(first + 1, self._edge(span.end)))

    def _edge(self, at: float) -> int:
        # Times are whole frames, which are no whole numbers: 1.2 s is just before 1.2 s.
        return int(round((at - self.start) / (self.end - self.start) * self.columns, 6))

    def ticks(self) -> list[tuple[int, str]]:
        """The columns that have a number, and the numbers."""
        per_column = (self.end - self.start) / self.columns
        step = next((step for step in _STEPS if step >= _BETWEEN * per_column), _BETWEEN * per_column)
        digits = 1 if step < 1 else 0
        first, last = -int(-self.start // step), -int(-self.end // step)
        ticks = [(self.column(at * step), f"{at * step:.{digits}f}") for at in range(first, last)]
        return [(column, number) for column, number in ticks if column + len(number) <= self.columns]


def _chart(turn: TurnShown, width: int, *, ascii_only: bool) -> Iterable[Text]:
    full, thin, axis, tick = "#|-+" if ascii_only else "█▏─┬"
    scale = _Scale(turn.start, turn.end, width - _LABEL - _LENGTH)
    ticks = scale.ticks()
    yield _row("seconds", _numbers(ticks, scale.columns), "dim")
    yield _row("", Text(_line(ticks, scale.columns, axis, tick), "dim"), "dim")
    for lane in Lane:
        spans = [span for span in turn.spans if span.lane is lane]
        if spans:
            yield _row(lane.value, _bars(spans, scale, full, thin), _COLOURS[lane])
    yield _row("events", _letters(turn.marks, scale), "bold")


def _row(label: str, content: Text, style: str) -> Text:
    return Text.assemble((f"{label:>{_LABEL}} ", style), content)


def _numbers(ticks: Sequence[tuple[int, str]], columns: int) -> Text:
    cells = [" "] * columns
    for column, number in ticks:
        cells[column : column + len(number)] = number
    return Text("".join(cells).rstrip(), "dim")


def _line(ticks: Sequence[tuple[int, str]], columns: int, axis: str, tick: str) -> str:
    numbered = {column for column, _ in ticks}
    return "".join(tick if column in numbered else axis for column in range(columns))


def _bars(spans: Sequence[Span], scale: _Scale, full: str, thin: str) -> Text:
    """The bars of a lane; how long they are together stands behind the last one."""
    cells = [" "] * scale.columns
    for span in spans:
        bar = scale.cells(span)
        cells[bar] = (full if span.end > span.start else thin) * (bar.stop - bar.start)
    drawn = "".join(cells).rstrip()
    lasted = f" {sum(span.end - span.start for span in spans):.2f} s"
    return Text.assemble((drawn, _COLOURS[spans[0].lane]), (lasted, "dim"))


def _letters(marks: Sequence[Mark], scale: _Scale) -> Text:
    """The letters, side by side where several things happened at once."""
    shown = [mark for mark in marks if mark.letter][: scale.columns]
    columns: list[int] = []
    for mark in shown:
        columns.append(max(scale.column(mark.at), columns[-1] + 1 if columns else 0))
    for back in range(1, len(columns) + 1):
        columns[-back] = min(columns[-back], scale.columns - back)
    text = Text()
    for column, mark in zip(columns, shown, strict=True):
        text.append(" " * (column - len(text)))
        text.append(mark.letter, mark.style)
    return text
