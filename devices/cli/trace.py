"""`aisle trace`: a look into a trace."""

from pathlib import Path
from typing import Annotated

import typer

from devices.cli.screen import screen

trace = typer.Typer(no_args_is_help=True, help="Look into a trace that --trace has written.")


@trace.command()
def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The trace: a JSON line an event.", show_default=False)
    ],
    turn: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Show only the Nth turn.", show_default="all"),
    ] = None,
) -> None:
    """Draw each turn's timeline, in seconds of the audio.

    A recording waits for the assistant: in its trace, thinking takes no time.
    """
    from assistant.errors import UnusableInputError
    from assistant.trace import read_trace
    from devices.cli.timeline import draw
    from devices.cli.turns import turns_of

    console = screen()
    events = read_trace(file)
    turns = turns_of(events)
    if turn is not None and turn > len(turns):
        there = f"it has {len(turns)}" if turns else "it has none"
        raise UnusableInputError(f"{file} has no turn {turn}: {there}.", "Leave --turn out to see them all.")
    for each in turns if turn is None else turns[turn - 1 : turn]:
        draw(console, each)
    if not turns:
        console.print("The trace holds no turn: nothing has happened.", style="dim")
    if events.unknown:
        console.print(
            f"What only a newer version knows is left out: {events.unknown} of the events and fields.",
            style="yellow",
        )
    if events.cut_off:
        console.print(
            "The last line is damaged: the assistant was ended suddenly, and what came last is not known.",
            style="yellow",
        )
