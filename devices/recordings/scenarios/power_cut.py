"""Power cuts that are real: the assistant runs in a process of its own, and that is killed."""

import asyncio
import pickle
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from assistant.bootstrap import Engines
from assistant.errors import UnusableInputError
from assistant.settings import Settings
from devices.recordings.scenarios.log import End, LoggedClock, retold
from devices.recordings.scenarios.notes import Notes
from devices.recordings.scenarios.sounds import Cue

Loader = Callable[[Settings], Awaitable[Engines]]
LOG, PERSON, ASSISTANT = "log.jsonl", "person.pcm", "assistant.pcm"
_PROCESS = "devices.recordings.scenarios.doomed"


@dataclass(frozen=True, slots=True)
class Part:
    """Turns that end with a power cut."""

    settings: Settings
    cues: Sequence[Cue]
    taken: int | None
    """The power cut that was before, and that this part is what comes of."""
    folder: Path
    """An empty one, for what is observed."""
    load: Loader
    """Loads the engines; a function that another process can import."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What was heard in a part; signed 16-bit samples at 16 kHz."""

    person: bytes = b""
    assistant: bytes = b""

    @property
    def samples(self) -> int:
        """How long it is."""
        return len(self.person) // 2

    def __add__(self, after: Self) -> Self:
        return type(self)(self.person + after.person, self.assistant + after.assistant)


async def cut_off(part: Part, notes: Notes, clock: LoggedClock) -> tuple[Sound, End]:
    """Perform turns in another process until its power is cut, and note what it observed.

    Where a turn does not come to its end, it is broken off before that, and the others are noted as missed.

    Args:
        part: the turns; the last one is the power cut.
        notes: what is observed goes there.
        clock: the notes' one.

    Raises:
        UnusableInputError: if it came to another end than the planned one.
        AisleError: if it could not begin or go on, as it would be raised here.
    """
    await _performed(part)
    end = retold(part.folder / LOG, notes, clock)
    if end is None:
        raise UnusableInputError(
            "The process in which the power was to be cut ended before that.",
            "If there was too little memory, play with fewer --jobs.",
        )
    return Sound((part.folder / PERSON).read_bytes(), (part.folder / ASSISTANT).read_bytes()), end


async def _performed(part: Part) -> None:
    """Run the process to its end, and end it where nobody waits for it any more."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _PROCESS),
        stdin=asyncio.subprocess.PIPE,
        # What libraries print is not to get between the results.
        stdout=asyncio.subprocess.DEVNULL,
        # Ctrl-C reaches every process of the terminal's session; only the one that waits is to hear of it.
        start_new_session=True,
    )
    assert process.stdin is not None
    try:
        # The pipe stays open: its end tells that the one who waits is gone.
        process.stdin.write(pickle.dumps(sys.path) + pickle.dumps(part))
        await process.stdin.drain()
        await process.wait()
    except ConnectionError:
        # It is told by what the process has written down, or has not.
        await process.wait()
    finally:
        process.stdin.close()
        if process.returncode is None:
            process.kill()
            await process.wait()
