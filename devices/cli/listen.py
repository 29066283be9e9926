"""`aisle listen`: the assistant on this machine's own microphone and loudspeaker."""

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import RecognizerName, StoreName, TraceFile, VoiceName, observing, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from assistant.ports import Observer
    from assistant.settings import Settings

Button = Annotated[
    bool, typer.Option("--button", help="The Enter key makes the assistant listen, as a button does.")
]


def listen(
    context: typer.Context,
    store: StoreName = None,
    voice: VoiceName = None,
    recognizer: RecognizerName = None,
    button: Button = False,
    trace: TraceFile = None,
) -> None:
    """Listen for the wake word, and shop by talking.

    Ctrl-C ends it; an order that is being placed is waited for.
    """
    import asyncio
    import signal

    from devices.cli.view import ConversationView

    chosen = settings(context, store=store, voice=voice, recognizer=recognizer)
    console = screen()
    # What stops a service ends it as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with observing(trace, ConversationView(console)) as observers, _status(console, chosen) as status:
        asyncio.run(_listening(chosen, (*observers, *status), console, with_button=button))


@contextmanager
def _status(console: "Console", chosen: "Settings") -> "Iterator[tuple[Observer, ...]]":
    """The line at the foot of a terminal; a pipe has none."""
    if not console.is_terminal:
        yield ()
        return
    from rich.live import Live

    from devices.cli.status import StatusLine

    # Shown when something changes, not by a thread of its own.
    with Live(console=console, auto_refresh=False, transient=True) as live:
        yield (StatusLine(live, _how_to_call(chosen)),)


async def _listening(
    chosen: "Settings", observers: "tuple[Observer, ...]", console: "Console", *, with_button: bool
) -> None:
    from devices.cli.ending import OrderWatch
    from devices.speaker.speaker import button, speaker

    orders = OrderWatch(console.print)
    async with speaker(chosen, (*observers, orders)) as pipeline:
        console.print(f"Ready: {_how_to_call(chosen)}. Ctrl-C ends.", style="dim")
        with button(pipeline) if with_button else nullcontext():
            await orders.through(pipeline.run())


def _how_to_call(chosen: "Settings") -> str:
    return f'say "{chosen.wake.options.get("phrase", "alexa")}"'
