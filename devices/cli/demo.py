"""`aisle demo`: a spoken shopping trip from recordings, with nobody there."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import StoreName, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.settings import Settings
    from devices.recordings.demonstration import Demonstrated
    from devices.recordings.trip import Trip

_OUT = Path("aisle-demo")

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Where the conversation, the replies and the trace are written.",
        file_okay=False,
        show_default=f"{_OUT}, or a temporary folder where that cannot be made",
    ),
]
TripFolder = Annotated[
    Path | None,
    typer.Option(
        "--trip",
        metavar="DIR",
        help="Another trip: a folder with a [bold]trip.yaml[/] and its recordings.",
        show_default="the one that comes with Aisle",
    ),
]


def demo(context: typer.Context, out: Out = None, store: StoreName = None, trip: TripFolder = None) -> None:
    """Go shopping by voice without microphone, loudspeaker, network or questions.

    A shopper's recordings go through the whole assistant, from the wake word to the order.

    Ends with 1 if the order in the shop's books is not the expected one.
    """
    from assistant.settings import Settings
    from devices.cli import NOT_AS_EXPECTED
    from devices.recordings.trip import bundled, load_trip

    # The shopper says "Alexa": a household's own settings count only where they are named.
    chosen = settings(context) if context.find_root().obj else Settings()
    script = load_trip(trip or bundled()).in_store(store)
    folder, console = _folder(out), screen()
    done = _demonstrated(console, script, chosen, folder)
    _tell(console, done, folder)
    if done.complaints:
        raise typer.Exit(NOT_AS_EXPECTED)


def _folder(out: Path | None) -> Path:
    """The folder to write to, made."""
    import tempfile

    from assistant.errors import StorageError

    folder = out or _OUT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        if out is None:
            return Path(tempfile.mkdtemp(prefix="aisle-demo-"))
        raise StorageError(
            f"The folder {folder} cannot be written to: {error.strerror}.", "Name another one with --out."
        ) from error


def _demonstrated(console: "Console", trip: "Trip", chosen: "Settings", folder: Path) -> "Demonstrated":
    import asyncio

    from assistant.bootstrap import load_engines
    from devices.cli.view import ConversationView
    from devices.recordings.demonstration import demonstrate
    from devices.recordings.fresh import fresh_settings

    async def go() -> "Demonstrated":
        with fresh_settings(chosen) as settings:
            with console.status("Loading the engines ..."):
                engines = await load_engines(settings)
            return await demonstrate(trip, settings, engines, folder, [ConversationView(console)])

    return asyncio.run(go())


def _tell(console: "Console", done: "Demonstrated", folder: Path) -> None:
    from rich.text import Text

    console.print()
    for taken in done.taken:
        if taken.missed:
            told = f"Not as expected: {', '.join(taken.missed)} after {taken.turn.say!r}"
            console.print(Text(told, style="yellow"), soft_wrap=True)
    for complaint in done.complaints:
        console.print(
            Text(f"The order is not the expected one. {complaint}", style="bold red"), soft_wrap=True
        )
    if done.order is not None and not done.complaints:
        told = (
            f"The order is in the shop's books, as expected: {done.order.number}, {done.order.total} in all."
        )
        console.print(Text(told, style="bold green"), soft_wrap=True)
    console.print(Text(f"{done.seconds:.0f} seconds of conversation are in {folder}/:"), soft_wrap=True)
    console.print(Text("  conversation.wav, replies/, trace.jsonl"), soft_wrap=True)
