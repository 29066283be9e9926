"""`aisle bench`: how quick the assistant is here."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.bench_options import JsonFile
from devices.cli.options import RecognizerName, StoreName, VoiceName, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console
    from rich.table import Table

    from assistant.settings import Settings
    from devices.bench.figures import Figure, Target
    from devices.recordings.corpus import Recording

_QUICK_ENOUGH = 12.0
"""Times real time, for a corpus on two cores."""


class Bench(StrEnum):
    """What can be measured."""

    LATENCY = "latency"
    CORPUS = "corpus"
    STARTUP = "startup"


What = Annotated[
    list[Bench] | None,
    typer.Argument(
        help="[bold]latency[/]: how long a person waits for an answer, with recordings played in real time;"
        " [bold]corpus[/]: how much faster than real time recordings can be played, and the memory;"
        " [bold]startup[/]: until help is shown, and until the assistant listens.",
        show_default="all",
    ),
]
Corpus = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Recordings to play.", show_default="the shopper's of the demo"),
]
Clips = Annotated[int, typer.Option(min=1, metavar="N", help="Play only the first N recordings.")]
Runs = Annotated[int, typer.Option(min=1, metavar="N", help="Measure everything N times.")]


def bench(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    context: typer.Context,
    what: What = None,
    corpus: Corpus = None,
    clips: Clips = 10,
    runs: Runs = 3,
    store: StoreName = None,
    recognizer: RecognizerName = None,
    voice: VoiceName = None,
    json: JsonFile = None,
) -> None:
    """Measure how quick the assistant is on this machine, beside what it should be.

    The figures are no test: a slow machine ends with 0, too.
    """
    from devices.bench.figures import at_least

    chosen = settings(context, store=store, recognizer=recognizer, voice=voice)
    console = screen(stderr=str(json) == "-")
    recordings = _recordings(corpus, clips)
    target = None if corpus is None else at_least(_QUICK_ENOUGH)
    figures = _measured(console, what or list(Bench), chosen, recordings, runs, target)
    console.print(_table(figures))
    if json is not None:
        _write(json, figures)


def _recordings(corpus: Path | None, limit: int) -> "list[Recording]":
    from assistant.errors import UnusableInputError
    from devices.recordings.bundled import bundled
    from devices.recordings.corpus import Kind, Problem, Recording, gather

    found = list(gather([corpus or bundled()]))
    recordings = [each for each in found if isinstance(each, Recording) and each.kind is Kind.SOUND]
    if not recordings:
        reasons = [f"{each.name}: {each.reason}" for each in found if isinstance(each, Problem)]
        raise UnusableInputError(" ".join(reasons), "Name a folder of recordings.")
    return recordings[:limit]


def _measured(
    console: "Console",
    what: "Sequence[Bench]",
    chosen: "Settings",
    recordings: "list[Recording]",
    runs: int,
    target: "Target | None",
) -> "list[Figure]":
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from devices.bench.latency import latency
    from devices.bench.startup import startup
    from devices.bench.throughput import throughput

    measures: dict[Bench, tuple[int, Callable[[Callable[[], None]], list[Figure]]]] = {
        Bench.LATENCY: (len(recordings), lambda told: latency(chosen, recordings, runs, told)),
        Bench.CORPUS: (
            2 * len(recordings),
            lambda told: throughput(chosen, recordings, runs, told, target=target),
        ),
        Bench.STARTUP: (2, lambda told: startup(chosen, runs, told)),
    }
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    figures = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        for each in what:
            steps, measure = measures[each]
            task = progress.add_task(each, total=steps * runs)
            figures += measure(lambda task=task: progress.advance(task))  # type: ignore[misc]
    return figures


def _table(figures: "Sequence[Figure]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("", "p50", "p95", "of", "Should be", "Share", "")
    for column in (1, 2, 3, 5):
        table.columns[column].justify = "right"
    for each in figures:
        wanted = "" if each.target is None else f"{each.target.aim} {each.target.value:g} {each.unit}"
        met = {True: Text("met", style="green"), False: Text("missed", style="red"), None: Text("")}[each.met]
        share = "" if each.share is None else f"{each.share:.0%}"
        values = (f"{value:g} {each.unit}" for value in (each.times.p50, each.times.p95) if value is not None)
        table.add_row(each.name, *values, str(each.measured), wanted, share, met)
    return table


def _write(file: Path, figures: "Sequence[Figure]") -> None:
    import json
    import os

    from devices.bench.figures import VERSION
    from devices.recordings.writing import write_text

    found = [each.model_dump(mode="json") for each in figures]
    text = json.dumps({"version": VERSION, "cores": os.cpu_count(), "figures": found}, indent=2)
    write_text(file, text)
