"""Writes what the report keeps of each recording: the sound to hear, its outline, its trace."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE, seconds
from assistant.errors import StorageError, unwritten
from assistant.events import Event
from devices.recordings.report.kept import Outline, outline_file, sound_file
from devices.recordings.room import mixed
from devices.recordings.writing import replacing

PAIRS = 600
"""Of the smallest and the largest sample: an outline has so many, however long the sound is."""
_COMPRESSION = 0.5
"""LAME's own scale of variable bit rates, 0..1: about 3 kB for a second of speech."""
_BLOCK = 2_097_152
"""Bytes that are encoded at a time."""

Samples = NDArray[np.int16]


def write_media(
    folder: Path, recording_id: str, person: bytes, assistant: bytes, events: Sequence[Event]
) -> None:
    """Write media/ID.mp3, in which both are heard, and media/ID.json, their outlines and the trace.

    Args:
        folder: the report's; made where it is not there.
        recording_id: `Recording.id`.
        person: what the person said: signed 16-bit samples at 16 kHz.
        assistant: what the assistant said at the same time; the shorter one is filled up with silence.
        events: of the run.

    Raises:
        StorageError: if they cannot be written.
    """
    length = max(len(person), len(assistant)) // 2
    outline = Outline(
        seconds=round(seconds(length), 3),
        person=_outlined(person, length),
        assistant=_outlined(assistant, length),
        events=[event.model_dump(mode="json") for event in events],
    )
    sound, file = sound_file(folder, recording_id), outline_file(folder, recording_id)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # That of an earlier run may be there.
        sound.unlink(missing_ok=True)
        if length:
            _write_sound(sound, person, assistant)
        # The last, as it shows that all is there.
        with replacing(file) as part:
            part.write_text(json.dumps(outline, separators=(",", ":")), encoding="utf-8")
    except OSError as error:
        raise unwritten(f"The report's {file}", error) from error


def _write_sound(path: Path, person: bytes, assistant: bytes) -> None:
    import soundfile

    try:
        with soundfile.SoundFile(
            path, "w", SAMPLE_RATE, 1, "MPEG_LAYER_III", format="MP3", compression_level=_COMPRESSION
        ) as file:
            for at in range(0, max(len(person), len(assistant)), _BLOCK):
                both = mixed(person[at : at + _BLOCK], assistant[at : at + _BLOCK])
                file.write(np.frombuffer(both, "<i2"))
    except soundfile.LibsndfileError as error:
        raise StorageError(
            f"The report's {path} cannot be written: {error.error_string}",
            "Check that the disk has room.",
        ) from error


def _outlined(pcm: bytes, length: int) -> list[int]:
    """The smallest and the largest sample of each of `PAIRS` parts of so many samples."""
    voice: Samples = np.frombuffer(pcm, "<i2", len(pcm) // 2)
    if not voice.any():
        return []
    if len(voice) < length:
        voice = np.pad(voice, (0, length - len(voice)))
    starts = np.unique(np.linspace(0, len(voice), PAIRS, endpoint=False).astype(np.int64))
    pairs = np.minimum.reduceat(voice, starts), np.maximum.reduceat(voice, starts)
    outlined: list[int] = np.rint(np.column_stack(pairs).ravel() / 256).astype(int).tolist()
    return outlined
