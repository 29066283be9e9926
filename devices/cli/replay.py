"""`aisle replay`: recordings through the whole pipeline."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import RecognizerName, StoreName, VoiceName, settings
from devices.cli.screen import screen
from devices.recordings.activation import Activation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from devices.recordings.corpus import Problem, Recording
    from devices.recordings.workers import Plan, Played

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Recordings, folders of recordings, or corpora: folders with a [bold]corpus.jsonl[/].",
        show_default=False,
    ),
]
JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="FILE", help="Write all results as JSON; - for the standard output.", dir_okay=False
    ),
]
TraceFolder = Annotated[
    Path | None,
    typer.Option(
        "--trace",
        metavar="DIR",
        help="Write every event of each recording. Holds what was said.",
        file_okay=False,
    ),
]
Waking = Annotated[
    Activation,
    typer.Option(
        help="What wakes the assistant: the wake word, a button pressed as the recording begins, or"
        " [bold]auto[/]: the button where the wake word is not heard."
    ),
]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Play only the first N recordings.", show_default="all")
]
_TABLE = 70
"""Columns of a terminal in which the table can be read."""
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Play in N processes at once.", show_default="as many as there are cores"
    ),
]


def replay(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    context: typer.Context,
    paths: Paths,
    store: StoreName = None,
    json: JsonFile = None,
    trace: TraceFolder = None,
    activation: Waking = Activation.AUTO,
    recognizer: RecognizerName = None,
    voice: VoiceName = None,
    limit: Limit = None,
    jobs: Jobs = None,
) -> None:
    """Play recordings to the assistant, and tell what came of each.

    Each is played to a household and a shop of its own.

    Ends with 1 if something that a corpus expects did not come about, with 2 if nothing could be played.
    """
    from devices.cli import NOT_AS_EXPECTED, UNUSABLE
    from devices.recordings.tables import print_report, results_table
    from devices.recordings.workers import Plan, summed_up
    from devices.recordings.writing import write_text

    chosen = settings(context, store=store, recognizer=recognizer, voice=voice)
    console = screen(stderr=str(json) == "-")
    recordings, problems = _gathered(paths, limit)
    plan = Plan(settings=chosen, activation=activation, trace=trace)
    at_once = jobs or max(1, min(os.cpu_count() or 1, len(recordings)))
    report = summed_up(list(_shown(console, plan, recordings, at_once)), problems)
    if _fits_table(console) and report.results:
        console.print(results_table(report.results))
    print_report(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))
    if not report.results:
        raise typer.Exit(UNUSABLE)
    if not report.all_met:
        raise typer.Exit(NOT_AS_EXPECTED)


def _gathered(paths: "Iterable[Path]", limit: int | None) -> "tuple[list[Recording], list[Problem]]":
    from devices.recordings.corpus import Problem, Recording, gather, told_apart

    found = list(gather(paths))
    recordings = told_apart([each for each in found if isinstance(each, Recording)])
    return recordings[:limit], [each for each in found if isinstance(each, Problem)]


def _shown(
    console: "Console", plan: "Plan", recordings: "Sequence[Recording]", jobs: int
) -> "Iterator[Played]":
    """Play, and show it: with the time that remains on a terminal, a line each elsewhere."""
    from rich.progress import track

    from devices.recordings.results import Result
    from devices.recordings.tables import line
    from devices.recordings.workers import play_all

    playing = play_all(plan, recordings, jobs)
    if _fits_table(console):
        yield from track(playing, "Playing", total=len(recordings), console=console, transient=True)
        return
    for played in playing:
        if isinstance(played.outcome, Result):
            console.print(line(played.outcome), markup=False, soft_wrap=True)
        yield played


def _fits_table(console: "Console") -> bool:
    return console.is_terminal and console.width >= _TABLE
