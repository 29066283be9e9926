"""`aisle bench store kill`: whether a shop and a household survive what kills the assistant."""

from typing import Annotated

import typer

from devices.cli.bench_options import JsonFile
from devices.cli.screen import screen

Times = Annotated[int, typer.Option(min=1, metavar="N", help="How often it is killed.")]
Seed = Annotated[int, typer.Option(metavar="N", help="Another kills at other moments.")]


def bench_store_kill(times: Times = 200, seed: Seed = 0, json: JsonFile = None) -> None:
    """Kill an assistant over and over while it buys and imports, and look whether all is in order.

    It is killed at any moment, and in the middle of what is critical: a commit, a payment, between the
    household's journal and the order. The next one recovers: every order in the journal must have been placed
    once or not at all, the feed be taken in as a whole or not, and `aisle store check` find nothing. Then the
    exit code is 0, and 1 otherwise.
    """
    from devices.bench.store.killing import killed
    from devices.bench.store.killing_tables import show
    from devices.recordings.writing import write_text

    console = screen(stderr=str(json) == "-")
    with console.status("") as status:
        report = killed(times, seed, lambda dead: status.update(f"{dead} of {times} killed"))
    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))
    if report.faults:
        raise typer.Exit(1)
