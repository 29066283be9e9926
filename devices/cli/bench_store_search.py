"""`aisle bench store search`: how quickly and how well the store finds things."""

from pathlib import Path
from typing import Annotated

import typer

from devices.cli.bench_options import JsonFile, Peers, Seed, Wishes, as_sizes
from devices.cli.screen import screen

_SIZES = "10000,100000,1000000"

Sizes = Annotated[
    str,
    typer.Option(
        "--products", metavar="N,...", help="Products of the made-up shops; [bold]0[/] for the market only."
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
