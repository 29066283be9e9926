"""`aisle bench dialogues`: how many dialogues reach their cart though words are misheard."""

from pathlib import Path
from typing import Annotated

import typer

from devices.cli.bench_options import JsonFile
from devices.cli.screen import screen

Dialogues = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="Typed dialogues, a file or a folder, played with recognition errors."
    ),
]
Seeds = Annotated[int, typer.Option(min=1, metavar="N", help="Trials, each with other errors.")]


def bench_dialogues(dialogues: Dialogues, seeds: Seeds = 5, json: JsonFile = None) -> None:
    """Play dialogues with words misheard by their sound: how many reach the right cart, and no wrong order.

    The figures are no test: bad ones end with 0, too.
    """
    from rich.progress import Progress

    from devices.bench.understanding.robustness import measured
    from devices.bench.understanding.robustness_table import show_robustness
    from devices.recordings.dialogues.loading import load
    from devices.recordings.writing import write_text

    scripts = load(dialogues)
    console = screen(stderr=str(json) == "-")
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Dialogues", total=len(scripts) * seeds)
        found = measured(scripts, range(1, seeds + 1), lambda: progress.advance(task))
    show_robustness(console, found)
    if json is not None:
        write_text(json, found.model_dump_json(indent=2))
