"""`aisle bench store search`: how quickly and how well the store finds things."""

from pathlib import Path
from typing import Annotated

import typer

from devices.cli.screen import screen

_SIZES = "10000,100000,1000000"

Sizes = Annotated[
    str,
    typer.Option(
        "--products", metavar="N,...", help="Products of the made-up shops; [bold]0[/] for the market only."
    ),
]
Wishes = Annotated[
    int, typer.Option(min=1, metavar="N", help="Wishes of each of ten kinds, in made-up shops.")
]
Peers = Annotated[
    bool,
    typer.Option("--peers/--no-peers", help="Also plain FTS5, tantivy, and rapidfuzz over all names."),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Another makes other shops and wishes.")]
JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="FILE", help="Write the figures as JSON; - for the standard output.", dir_okay=False
    ),
]
Picture = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw the cost over the size, as SVG.", dir_okay=False),
]


def bench_store_search(
    products: Sizes = _SIZES,
    wishes: Wishes = 100,
    peers: Peers = True,
    seed: Seed = 0,
    json: JsonFile = None,
    picture: Picture = None,
) -> None:
    """Measure how quickly and how well products are found, beside others on the same wishes.

    All search with one thread, in the market that comes with Aisle, with wishes as people say them and
    recognisers hear them, and in made-up shops. The figures are no test: bad ones end with 0, too.
    """
    from devices.bench.store import search_picture
    from devices.bench.store.search_tables import show
    from devices.bench.store.searching import measured
    from devices.recordings.writing import write_text

    console = screen(stderr=str(json) == "-")
    with console.status("") as status:
        report = measured(as_sizes(products), wishes, seed, peers=peers, tell=status.update)
    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))
    if picture is not None:
        search_picture.write(picture, report)


def as_sizes(written: str) -> list[int]:
    """Numbers of products, without noughts.

    Raises:
        BadParameter: if these are no numbers.
    """
    try:
        sizes = [int(part) for part in written.split(",")]
    except ValueError as error:
        raise typer.BadParameter("Name numbers, parted by commas: 10000,100000.") from error
    return [size for size in sizes if size > 0]
