"""`aisle record`: a corpus, spoken by a person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.settings import Settings
    from devices.recordings.capture.archive import Archive
    from devices.recordings.capture.session import Session

Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="The corpus's folder; made where there is none.", show_default=False),
]
Script = Annotated[
    Path,
    typer.Option(
        "--script",
        metavar="FILE",
        help="What is to be said: a sentence a line, after a tab perhaps what is expected of it, as JSON; or"
        " another corpus's [bold]corpus.jsonl[/].",
        show_default=False,
    ),
]


def record(context: typer.Context, folder: Folder, script: Script) -> None:
    """Record a corpus: read sentences to the microphone, one after the other.

    Each recording ends by itself when you have finished, and is looked at: too soft, too loud, too noisy or
    incomplete ones are to be said again. What is recorded is written at once, as a FLAC file named by its
    words and a line of corpus.jsonl; the next time, the rest is asked for.
    """
    import asyncio

    from devices.recordings.capture.archive import Archive
    from devices.recordings.capture.script import read_script
    from devices.recordings.capture.session import Session
    from devices.speaker.port_audio import find

    chosen = settings(context)
    sentences = read_script(script)
    find(chosen.sound.input, "input")
    archive = Archive(folder, sentences)
    session = Session(sentences, archive.recorded())
    console = screen()
    try:
        asyncio.run(_recording(chosen, session, archive, console))
    finally:
        console.print(
            f"{session.recorded} of {session.size} sentences are recorded in {folder}.",
            markup=False,
            soft_wrap=True,
        )


async def _recording(chosen: "Settings", session: "Session", archive: "Archive", console: "Console") -> None:
    import sys

    from assistant.bootstrap import engine
    from devices.recordings.capture.keyboard import keyboard
    from devices.recordings.capture.recorder import Recorder
    from devices.recordings.capture.terminal import TerminalPrompter
    from devices.speaker.sound_card import SoundCardSource

    with keyboard(sys.stdin) as keys:
        recorder = Recorder(
            session=session,
            archive=archive,
            microphone=lambda: SoundCardSource(chosen.sound),
            activity=engine("voice_activity", chosen.activity),
            keys=keys,
            prompter=TerminalPrompter(console),
        )
        await recorder.run()
