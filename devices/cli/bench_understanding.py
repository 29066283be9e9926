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
    list[Path],
    typer.Argument(
        metavar="FILE…",
        help='Phrases as JSON lines, each with its label: [bold]{"text": "…", "intent": "…"}[/].',
        show_default=False,
        dir_okay=False,
    ),
]
Peers = Annotated[
    bool, typer.Option("--peers/--no-peers", help="Also hassil's recogniser with the same templates.")
]
Heard = Annotated[
    int,
    typer.Option("--names", min=0, help="Misheard names to look for in each of three runs; 0 for none."),
]
_RUNS = 3


def bench_understanding(
    context: typer.Context,
    files: Phrases,
    store: StoreName = None,
    peers: Peers = True,
    names: Heard = 100,
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

    phrases = [phrase for file in files for phrase in read(file)]
    _check(phrases)
    chosen = settings(context, store=store)
    console = screen(stderr=str(json) == "-")
    report = _measured(console, phrases, asyncio.run(_names(chosen)), chosen.language, peers=peers)
    if names:
        report = _with_large(console, report, phrases, names, chosen.language)
    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))


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
    from devices.bench.understanding.measuring import measured
    from devices.bench.understanding.phrases import labels
    from intents.parser import Parser

    parser = Parser(language, names.products, (), names.options)
    contestants: list[Contestant] = [Aisle(parser), *([Hassil()] if peers else [])]
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Phrases", total=len(phrases) * len(contestants))
        return measured(phrases, labels(), contestants, len(names.products), lambda: progress.advance(task))


def _with_large(
    console: "Console", report: "Report", phrases: "list[Phrase]", heard: int, language: str
) -> "Report":
    """The report with the figures of large catalogues."""
    from rich.progress import Progress

    from devices.bench.made_names import made_names
    from devices.bench.understanding.contestants import Aisle
    from devices.bench.understanding.measuring import LARGE, measured
    from devices.bench.understanding.phrases import labels
    from devices.bench.understanding.resolving import CATALOGUE, Finder, Rapidfuzz, Resolver, resolving
    from intents.parser import Parser

    made = made_names(CATALOGUE)
    large = Aisle(Parser(language, [each.name for each in made[:LARGE]]))
    finders: list[Finder] = [Resolver(made), Rapidfuzz(made)]
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        read = progress.add_task("Phrases, large shop", total=len(phrases))
        times = measured(phrases, labels(), [large], LARGE, lambda: progress.advance(read))
        task = progress.add_task("Misheard names", total=heard * _RUNS * len(finders))
        found = resolving(made, finders, heard, _RUNS, lambda: progress.advance(task))
    return report.model_copy(update={"large": times.results[0].latency_ms, "resolving": found})
