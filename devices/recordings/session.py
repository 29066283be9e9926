"""A run of the whole pipeline in a room, with someone who decides what happens there."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from assistant.bootstrap import Engines, bootstrap
from assistant.ports import Observer, Store
from assistant.settings import Settings
from devices.recordings.direction import Directed, Director
from devices.recordings.fresh import rehearsal
from devices.recordings.room import Room
from devices.recordings.stopwatch import Stopwatch


async def run(
    settings: Settings,
    engines: Engines,
    room: Room,
    director: Director,
    observers: Sequence[Observer] = (),
    store: Store | None = None,
) -> Stopwatch:
    """Let the assistant listen until the director ends it.

    Args:
        settings: household and shop.
        engines: loaded ones.
        room: where sound comes from and goes to.
        director: decides what happens there.
        observers: told of everything, besides the stopwatch.
        store: a shop that can rehearse, which is not closed; without it the settings' one.

    Returns:
        What was said and answered.

    Raises:
        SettingsError: if the settings' shop sells for real, or a setting does not fit.
        StorageError: if a database cannot be used.
    """
    watch = Stopwatch()
    source = Directed(room.source, director, watch)
    everyone = (watch, *observers)
    async with AsyncExitStack() as stack:
        shop = store or await stack.enter_async_context(rehearsal(settings))
        talking = bootstrap(settings, source, room.sink, observers=everyone, engines=engines, store=shop)
        source.pipeline = await stack.enter_async_context(talking)
        await source.pipeline.run()
    return watch
