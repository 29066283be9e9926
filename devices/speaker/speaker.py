"""The live assistant: this machine's microphone and loudspeaker, and a key as its button."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from assistant.bootstrap import bootstrap, load_engines
from assistant.errors import UnusableInputError
from assistant.pipeline import Pipeline
from assistant.ports import Observer
from assistant.settings import Settings
from devices.speaker.port_audio import find
from devices.speaker.sound_card import SoundCardSink, SoundCardSource


@asynccontextmanager
async def speaker(settings: Settings, observers: Sequence[Observer] = ()) -> AsyncIterator[Pipeline]:
    """An assistant that hears and speaks, ready to run.

    Args:
        settings: all of them.
        observers: told of everything.

    Raises:
        MissingPartError: if a sound device, an engine or a model is not there, or a device is in use.
        SettingsError: if a setting does not fit.
        StorageError: if a database cannot be used.
    """
    # Where a device is missing, nobody waits for the engines; and no device runs while they are loaded.
    find(settings.sound.input, "input")
    find(settings.sound.output, "output")
    engines = await load_engines(settings)
    with SoundCardSource(settings.sound) as source, SoundCardSink(settings.sound) as sink:
        async with bootstrap(settings, source, sink, observers=observers, engines=engines) as pipeline:
            yield pipeline


@contextmanager
def button(pipeline: Pipeline) -> Iterator[None]:
    """Within it, the Enter key is the assistant's button. Needs a running event loop.

    Args:
        pipeline: what is to listen when the button is pressed.

    Raises:
        UnusableInputError: if there is no keyboard.
    """
    loop, keys = asyncio.get_running_loop(), sys.stdin

    def pressed() -> None:
        if keys.readline():
            pipeline.press()
        else:  # the input has ended
            loop.remove_reader(keys)

    try:
        loop.add_reader(keys, pressed)
    except (PermissionError, ValueError) as error:
        raise UnusableInputError("There is no keyboard whose Enter key could be the button.") from error
    try:
        yield
    finally:
        loop.remove_reader(keys)
