"""`aisle listen`: the assistant on this machine's own microphone and loudspeaker."""

from contextlib import AsyncExitStack, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import RecognizerName, StoreName, TraceFile, VoiceName, observing, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
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

    from devices.cli.view import ConversationView

    chosen = settings(context, store=store, voice=voice, recognizer=recognizer)
    console = screen()
    with observing(trace, ConversationView(console)) as observers:
        asyncio.run(_listening(chosen, observers, console, with_button=button))


async def _listening(
    chosen: "Settings", observers: "tuple[Observer, ...]", console: "Console", *, with_button: bool
) -> None:
    import asyncio
    import signal

    from devices.cli.ending import OrderWatch
    from devices.cli.status import StatusLine
    from devices.speaker.speaker import button, speaker

    # What stops a service ends it as Ctrl-C does.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, signal.raise_signal, signal.SIGINT)
    call = f'say "{chosen.wake.options.get("phrase", "alexa")}"'
    orders, status = OrderWatch(console.print), StatusLine(console, call)
    async with AsyncExitStack() as stack:
        with console.status("Loading the engines ..."):
            live = speaker(chosen, (*observers, status, orders))
            pipeline = await stack.enter_async_context(live)
        console.print(f"Ready: {call}. Ctrl-C ends.", style="dim")
        with status, button(pipeline) if with_button else nullcontext():
            await orders.through(pipeline.run())
