"""`aisle bench understanding`: how much of what people say is understood."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.bench_options import JsonFile
from devices.cli.options import StoreName, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.settings import Settings
    from assistant.shopping.products import Names
    from devices.bench.understanding.measuring import Report
    from devices.bench.understanding.phrases import Phrase

Phrases = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE…]",
        help='Phrases as JSON lines, each with its label: [bold]{"text": "…", "intent": "…"}[/].',
        show_default=False,
        dir_okay=False,
    ),
]
Peers = Annotated[
    bool, typer.Option("--peers/--no-peers", help="Also hassil's recogniser with the same templates.")
]
Dialogues = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Typed dialogues instead of phrases, a file or a folder, played with recognition errors.",
        show_default=False,
    ),
]
Seeds = Annotated[int, typer.Option(min=1, metavar="N", help="Trials with other errors, of --dialogues.")]


def bench_understanding(
    context: typer.Context,
    files: Phrases = None,
    store: StoreName = None,
    peers: Peers = True,
    dialogues: Dialogues = None,
    seeds: Seeds = 5,
    json: JsonFile = None,
) -> None:
    """Measure how much of other people's phrases is understood, and how soon.

    What their labels mean here stands in a file of its own; phrases with other labels are left out.
    The figures are no test: bad ones end with 0, too.
    """
    import asyncio

    from devices.bench.understanding.phrases import read
    from devices.bench.understanding.tables import show
    from devices.recordings.writing import write_text

    if bool(files) is (dialogues is not None):
        raise typer.BadParameter("Name either files with phrases or --dialogues.")
    if dialogues is not None:
        _robustness(dialogues, seeds, json)
        return
    phrases = [phrase for file in files or () for phrase in read(file)]
    _check(phrases)
    chosen = settings(context, store=store)
    console = screen(stderr=str(json) == "-")
    report = _measured(console, phrases, asyncio.run(_names(chosen)), chosen.language, peers=peers)
    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))


def _robustness(path: Path, seeds: int, json: Path | None) -> None:
    from rich.progress import Progress

    from devices.bench.understanding.robustness import measured
    from devices.bench.understanding.robustness_table import show_robustness
    from devices.recordings.dialogues.loading import load
    from devices.recordings.writing import write_text

    scripts = load(path)
    console = screen(stderr=str(json) == "-")
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Dialogues", total=len(scripts) * seeds)
        found = measured(scripts, range(1, seeds + 1), lambda: progress.advance(task))
    show_robustness(console, found)
    if json is not None:
        write_text(json, found.model_dump_json(indent=2))


def _check(phrases: "list[Phrase]") -> None:
    from assistant.errors import UnusableInputError
    from devices.bench.understanding.phrases import labels

    if not any(phrase.intent in labels() for phrase in phrases):
        raise UnusableInputError(
            "None of the phrases has a label that means anything here.",
            f"Label them with one of: {', '.join(labels())}.",
        )


async def _names(chosen: "Settings") -> "Names":
    from assistant.bootstrap import open_store

    shop = open_store(chosen)
    try:
        return await shop.names()
    finally:
        await shop.close()


def _measured(
    console: "Console", phrases: "list[Phrase]", names: "Names", language: str, *, peers: bool
) -> "Report":
    from rich.progress import Progress

    from devices.bench.understanding.contestants import Aisle, Contestant, Hassil
    from devices.bench.understanding.item_names import marks, tallied
    from devices.bench.understanding.measuring import measured
    from devices.bench.understanding.phrases import labels
    from intents.parser import Parser

    parser = Parser(language, names.products, (), names.options)
    contestants: list[Contestant] = [Aisle(parser), *([Hassil()] if peers else [])]
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Phrases", total=len(phrases) * len(contestants))
        report = measured(phrases, labels(), contestants, len(names.products), lambda: progress.advance(task))
    return report.model_copy(update={"item_names": tallied(phrases, marks(), labels(), parser)})
