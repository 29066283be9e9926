"""`aisle bench store hammer`: whether a shop stays right when many buy the little that there is."""

from typing import Annotated

import typer

from devices.cli.bench_options import JsonFile
from devices.cli.screen import screen

Buyers = Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="Buyers at the same time.")]
Products = Annotated[int, typer.Option(min=1, max=100, metavar="N", help="Products, of each a few.")]
Seconds = Annotated[float, typer.Option(min=0.1, metavar="S", help="How long they buy.")]
Kind = Annotated[
    str, typer.Option("--store", metavar="KIND", help="sqlite, memory or postgres; always a new, empty one.")
]
Processes = Annotated[
    int,
    typer.Option(
        min=1, max=100, metavar="N", help="Over which the buyers are spread; in memory there is but one."
    ),
]
Latency = Annotated[float, typer.Option(min=0, metavar="MS", help="What the payment service takes.")]
Address = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        envvar="AISLE_BENCH_POSTGRES",
        help="The PostgreSQL database, in which a schema is made for it and dropped afterwards.",
        show_default=False,
    ),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Another makes other buyers.")]


def bench_store_hammer(  # noqa: PLR0913 - each is an option of the command line
    *,
    buyers: Buyers = 32,
    products: Products = 10,
    seconds: Seconds = 60.0,
    kind: Kind = "sqlite",
    processes: Processes = 8,
    latency: Latency = 20.0,
    address: Address = None,
    seed: Seed = 0,
    json: JsonFile = None,
) -> None:
    """Let many buyers hammer at a shop of which little is left, and compare their books with the shop's.

    They look, fill carts, check out, pay or fail to, cancel, exchange and give back, over lines on which
    answers get lost. Nothing may be oversold, lost or doubled: then the exit code is 0, and 1 otherwise.
    """
    from devices.bench.store.hammering import Plan, hammered
    from devices.bench.store.hammering_tables import show
    from devices.recordings.writing import write_text

    plan = Plan(
        kind=kind,
        buyers=buyers,
        products=products,
        seconds=seconds,
        processes=processes,
        latency=latency / 1000,
        seed=seed,
        address=address or "",
    )
    console = screen(stderr=str(json) == "-")
    with console.status("") as status:
        report = hammered(plan, status.update)
    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))
    if report.faults:
        raise typer.Exit(1)
