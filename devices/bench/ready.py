"""Start an assistant, say so, and end, to see how long that takes.

To be run as `python -m devices.bench.ready`, with the settings as JSON on the standard input.
"""

import asyncio
import sys

from assistant.bootstrap import bootstrap
from assistant.settings import Settings
from devices.recordings.fresh import fresh_settings
from devices.recordings.room import Room

READY = b"ready"


async def start(settings: Settings) -> None:
    """Load the engines, open a new shop and household, hear a first frame, and say so."""
    room = Room(keep=False)
    with fresh_settings(settings) as fresh:
        async with bootstrap(fresh, room.source, room.sink) as pipeline:
            hearing = asyncio.create_task(pipeline.run())
            room.say(bytes(2))
            await room.said()
            sys.stdout.buffer.write(READY + b"\n")
            sys.stdout.flush()
            room.close()
            await hearing


def main() -> None:
    """Start with the settings that come in as JSON."""
    asyncio.run(start(Settings.model_validate_json(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
