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
    from devices.recordings.scenarios.model import Loaded

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
ScenarioFile = Annotated[
    Path | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        help="Another scenario than the shopping trip that comes with Aisle.",
        show_default=False,
    ),
]


def demo(
    context: typer.Context, out: Out = None, store: StoreName = None, scenario: ScenarioFile = None
) -> None:
    """Go shopping by voice without microphone, loudspeaker, network or questions.

    A shopper's recordings go through the whole assistant, from the wake word to the order.

    Ends with 1 if the order in the shop's books is not the expected one, or anything else that is expected at
    the scenario's end.
    """
    from assistant.settings import Settings
    from devices.cli import NOT_AS_EXPECTED
    from devices.recordings.bundled import TRIP, bundled
    from devices.recordings.scenarios.loading import load

    # The shopper says "Alexa": a household's own settings count only where they are named.
    chosen = settings(context) if context.find_root().obj else Settings()
    loaded = _in_store(load(scenario or bundled() / TRIP), store)
    folder, console = _folder(out), screen()
    done = _demonstrated(console, loaded, chosen, folder)
    _tell(console, done, folder)
    if done.complaints:
        raise typer.Exit(NOT_AS_EXPECTED)


def _in_store(loaded: "Loaded", name: str | None) -> "Loaded":
    """The same scenario in another shop; None for its own."""
    from dataclasses import replace

    if name is None:
        return loaded
    return replace(loaded, scenario=loaded.scenario.model_copy(update={"store": name}))


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


def _demonstrated(console: "Console", loaded: "Loaded", chosen: "Settings", folder: Path) -> "Demonstrated":
    import asyncio

    from assistant.bootstrap import load_engines
    from devices.cli.view import ConversationView
    from devices.recordings.demonstration import demonstrate
    from devices.recordings.fresh import fresh_settings, rehearsal
    from devices.recordings.scenarios.staging import staged
    from devices.recordings.scenarios.voices import Voices

    async def go() -> "Demonstrated":
        with fresh_settings(chosen) as settings:
            async with rehearsal(staged(loaded, settings)):
                pass  # told at once where it is none
            with console.status("Loading the engines ..."):
                engines = await load_engines(settings)
            view = ConversationView(console)
            return await demonstrate(loaded, settings, engines, Voices(), folder, [view])

    return asyncio.run(go())


def _tell(console: "Console", done: "Demonstrated", folder: Path) -> None:
    from rich.text import Text

    from devices.recordings.demonstration import missed

    console.print()
    for said, step in done.missed:
        told = f"Not as expected: {', '.join(missed(step))} after {said!r}. {' '.join(step.complaints)}"
        console.print(Text(told, style="yellow"), soft_wrap=True)
    for complaint in done.complaints:
        told = f"The {done.wrong} is not the expected one. {complaint}"
        console.print(Text(told, style="bold red"), soft_wrap=True)
    if done.order is not None and not done.complaints:
        told = f"The order is in the shop's books{', as expected' if done.ordered_as_expected else ''}:"
        told = f"{told} {done.order.number}, {done.order.total} in all."
        console.print(Text(told, style="bold green"), soft_wrap=True)
    told = f"{done.performance.seconds:.0f} seconds of conversation are in {folder}/:"
    console.print(Text(told), soft_wrap=True)
    console.print(Text("  conversation.wav, replies/, trace.jsonl"), soft_wrap=True)
