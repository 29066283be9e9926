"""Make a scenario's recordings anew: `python -m devices.recordings.make_samples [FILE]`.

Without a file those of the demo's trip, in which the shopper speaks with Piper's voice "joe" (extra `piper`).
Done once, by those who change the scenario: the recordings are kept in the repository.
"""

import asyncio
import sys
from pathlib import Path

from assistant.audio import samples
from devices.recordings.bundled import TRIP, bundled
from devices.recordings.files import write_flac
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.model import Loaded, RecordingTurn
from devices.recordings.scenarios.sounds import Speakers
from devices.recordings.scenarios.voices import Voices

_QUIET = bytes(2 * samples(0.25))
"""Before and after the words, as when a person is recorded."""


async def make(loaded: Loaded, voices: Speakers) -> None:
    """Speak the text of every recording into its file.

    Args:
        loaded: the scenario; its recordings are written next to it.
        voices: speak in the scenario's voice.
    """
    for turn in loaded.scenario.turns:
        if isinstance(turn, RecordingTurn) and turn.text is not None:
            pcm = await voices.spoken(turn.text, loaded.scenario.voice)
            write_flac(loaded.file.parent / turn.recording, _QUIET + pcm + _QUIET)


def main() -> None:
    """Make the recordings of the scenario that was named, or of the demo's."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else bundled() / TRIP
    asyncio.run(make(load(file), Voices()))


if __name__ == "__main__":
    main()
