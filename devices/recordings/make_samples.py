"""Make the shopper's samples of a trip anew: `python -m devices.recordings.make_samples [FOLDER]`.

The shopper speaks with Piper's voice "joe" (extra `piper`), which is not the assistant's. Done once, by those
who change the script: the samples are kept in the repository.
"""

import asyncio
import sys
from pathlib import Path

from assistant.audio import SAMPLE_RATE, samples
from assistant.bootstrap import part
from assistant.ports import Synthesizer
from devices.recordings.trip import Trip, bundled, load_trip

_QUIET = bytes(2 * samples(0.25))
"""Before and after the words, as when a person is recorded."""


async def make(trip: Trip, voice: Synthesizer) -> None:
    """Speak every turn into its file.

    Args:
        trip: the script, and the folder to write to.
        voice: the shopper's.
    """
    for turn in trip.script.turns:
        pcm = b"".join([frame.pcm async for frame in voice.speak(turn.say)])
        _write(trip.audio(turn), _QUIET + pcm + _QUIET)


def _write(path: Path, pcm: bytes) -> None:
    import numpy as np
    import soundfile

    soundfile.write(path, np.frombuffer(pcm, dtype="<i2"), SAMPLE_RATE, format="FLAC", subtype="PCM_16")


def main() -> None:
    """Make the samples of the trip in the folder that was named, or of the bundled one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else bundled()
    asyncio.run(make(load_trip(folder), part("synthesizers", "piper")({})))


if __name__ == "__main__":
    main()
