"""What the report keeps of each recording beside its result, in files of the recording's id."""

import json
from pathlib import Path
from typing import TypedDict

FOLDER = "media"
"""In the report's folder."""
SOUND = ".mp3"
"""What Chromium, Firefox and Safari all play, in Debian's builds too."""
_OUTLINE = ".json"


class Outline(TypedDict):
    """What is drawn and listed of a recording, as it is written."""

    seconds: float
    """The length of the sound."""
    person: list[int]
    """Smallest and largest sample in turn, -128..128; nothing of a voice that is never heard."""
    assistant: list[int]
    """The same, over the same time."""
    events: list[dict[str, object]]
    """The trace, as in its file."""


def sound_file(folder: Path, recording_id: str) -> Path:
    """The file in which a recording is heard, where there is one.

    Args:
        folder: the report's.
        recording_id: `Recording.id`.
    """
    return folder / FOLDER / f"{recording_id}{SOUND}"


def outline_file(folder: Path, recording_id: str) -> Path:
    """The file of its outline and its trace, where there is one."""
    return folder / FOLDER / f"{recording_id}{_OUTLINE}"


def outline_of(folder: Path, recording_id: str) -> Outline | None:
    """What was noted of a recording; None where there is nothing, or it was not finished."""
    try:
        outline: Outline = json.loads(outline_file(folder, recording_id).read_bytes())
    except (OSError, ValueError):
        return None
    return outline
