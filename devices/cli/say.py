"""`aisle say`: the assistant's voice."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.options import VoiceName, settings

if TYPE_CHECKING:
    from assistant.ports import Synthesizer
    from assistant.settings import Settings


def say(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What to say.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write a WAV file instead of playing the sound.", show_default=False
        ),
    ] = None,
    voice: VoiceName = None,
) -> None:
    """Say a text with the assistant's voice."""
    import asyncio

    from assistant.errors import UnusableInputError

    if not text.strip():
        raise UnusableInputError(
            "There is nothing to say.", 'Give a text: aisle say "Hello." --out hello.wav'
        )
    if out is not None and (str(out) == "-" or out.suffix.lower() not in {"", ".wav"}):
        raise UnusableInputError(
            f"Only WAV files can be written, not {out}.", "Name a file that ends in .wav."
        )
    if not asyncio.run(_spoken(settings(context, voice=voice), text, out)):
        raise UnusableInputError(
            "Nothing in that text can be spoken.", "Give words in the language of the voice."
        )


async def _spoken(chosen: "Settings", text: str, out: Path | None) -> bool:
    """Whether there was anything to be heard."""
    from assistant.bootstrap import engine
    from assistant.playback import Playback, sentences
    from devices.recordings.files import write_wav
    from devices.speaker.sound_card import SoundCardSink

    if out is None:
        # The device first: where there is none, nobody waits for the voice.
        with SoundCardSink(chosen.sound) as sink:
            await Playback(engine("synthesizers", chosen.voice), sink).speak(text, first=lambda: None)
            return sink.heard > 0
    voice: Synthesizer = engine("synthesizers", chosen.voice)
    pcm = b"".join([frame.pcm for sentence in sentences(text) async for frame in voice.speak(sentence)])
    if pcm:
        write_wav(out, pcm)
    return bool(pcm)
