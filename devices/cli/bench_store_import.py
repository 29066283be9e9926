"""`aisle bench store import`: how quickly feeds are taken in, and what a shop costs over its size."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.bench_options import JsonFile, Peers, Seed, Wishes, as_sizes
from devices.cli.screen import screen

if TYPE_CHECKING:
    from assistant.stores.feeds.formats import Format

_SIZES, _FORMATS = "10000,100000,1000000", "tsv,xml,jsonl,csv"

Sizes = Annotated[
    str, typer.Option("--sizes", metavar="N,...", help="Products of the made-up shops: 1 or more each.")
]
Formats = Annotated[
    str,
    typer.Option(
        "--formats",
        metavar="NAME,...",
        help="Of the feeds; of shops with more than 100,000 products only the first.",
    ),
]
Runs = Annotated[int, typer.Option(min=1, metavar="N", help="How often each feed is taken in.")]
Search = Annotated[
    bool,
    typer.Option("--search/--no-search", help="Also let all search in shops of these sizes."),
]
Picture = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw the costs over the size, as SVG.", dir_okay=False),
]


def bench_store_import(  # noqa: PLR0913 - each is an option of the command line
    *,
    sizes: Sizes = _SIZES,
    formats: Formats = _FORMATS,
    runs: Runs = 3,
    search: Search = True,
    wishes: Wishes = 100,
    peers: Peers = True,
    seed: Seed = 0,
    json: JsonFile = None,
    picture: Picture = None,
) -> None:
    """Measure how quickly product feeds are taken in, and what a shop costs over its size.

    Every import has a process of its own and an empty shop on the disk, and is then done once more, which
    changes nothing. Then follows what `aisle bench store search` measures in shops of these sizes.
    The figures are no test: bad ones end with 0, too.
    """
    from devices.bench.store import import_picture
    from devices.bench.store.import_tables import show
    from devices.bench.store.importing import Report, cores, measured
    from devices.bench.store.searching import in_made_up
    from devices.recordings.writing import write_text

    wanted, some = as_sizes(sizes), _formats(formats)
    console = screen(stderr=str(json) == "-")
    with console.status("") as status:
        imports = measured(wanted, some, runs, seed, tell=status.update)
        found = in_made_up(wanted, wishes, seed, peers=peers, tell=status.update) if search else []
    report = Report(seed=seed, cores=cores(), imports=imports, searches=tuple(found))
    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))
    if picture is not None:
        import_picture.write(picture, report)


def _formats(named: str) -> "list[Format]":
    from assistant.stores.feeds.formats import Format
    from devices.bench.store.feed_files import FORMATS

    some = [name.strip() for name in named.split(",")]
    if not set(some) <= set(FORMATS):
        raise typer.BadParameter(f"The formats are: {', '.join(FORMATS)}.")
    return [Format(name) for name in some]
