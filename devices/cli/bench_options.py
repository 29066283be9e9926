"""Options that several benches have."""

from pathlib import Path
from typing import Annotated

import typer

JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="FILE", help="Write the figures as JSON; - for the standard output.", dir_okay=False
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
