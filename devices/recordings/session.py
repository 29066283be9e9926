"""A run of the whole pipeline in a room, with someone who decides what happens there."""

from collections.abc import Sequence

from assistant.bootstrap import Engines, bootstrap
from assistant.ports import Observer, Store
from assistant.settings import Settings
from devices.recordings.direction import Directed, Director
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
        store: the shop, which is not closed; without it the settings' one.

    Returns:
        What was said and answered.
    """
    watch = Stopwatch()
    source = Directed(room.source, director, watch)
    everyone = (watch, *observers)
    talking = bootstrap(settings, source, room.sink, observers=everyone, engines=engines, store=store)
    async with talking as pipeline:
        source.pipeline = pipeline
        await pipeline.run()
    return watch
