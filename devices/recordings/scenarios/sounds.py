"""What is heard in a scenario: each turn with its sound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from assistant.audio import samples
from assistant.errors import UnusableInputError
from devices.recordings import files
from devices.recordings.conditions.loudness import gain
from devices.recordings.conditions.steps import Condition
from devices.recordings.scenarios.model import Loaded, NoiseTurn, RecordingTurn, SpeechTurn, Turn, TypedTurn


class Speakers(Protocol):
    """Say what a scenario has said by a synthesised voice."""

    async def spoken(self, text: str, voice: str) -> bytes:
        """A text in a named voice: signed 16-bit samples at 16 kHz."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A turn that is to be taken."""

    number: int
    """Its place in the scenario, from nought."""
    turn: Turn
    pcm: bytes = b""
    """Its sound; signed 16-bit samples at 16 kHz."""


async def cues(loaded: Loaded, voices: Speakers, condition: Condition, repetition: int = 1) -> list[Cue]:
    """All turns with their sounds, those of people heard as the condition says, with other noise each time.

    Raises:
        UnusableInputError: if a file cannot be used, naming the scenario's file and line.
        MissingPartError: if a voice is not there.
    """
    heard = partial(_heard, condition, repetition)
    return [
        Cue(number, turn, await _sound(loaded, number, voices, heard))
        for number, turn in enumerate(loaded.scenario.turns)
    ]


def said(turns: Sequence[Turn]) -> str | None:
    """All words that are said or typed to be heard; None where those of a recording are not known."""
    words: list[str] = []
    for turn in turns:
        if turn.expect.rejected:
            continue
        match turn:
            case RecordingTurn(text=None):
                return None
            case RecordingTurn(text=str(text)) | SpeechTurn(say=text) | TypedTurn(typed=text):
                words.append(text)
    return " ".join(words) if words else None


async def _sound(
    loaded: Loaded, number: int, voices: Speakers, heard: Callable[[bytes, str], bytes]
) -> bytes:
    turn = loaded.scenario.turns[number]
    name = f"{loaded.file.name} {number}"
    try:
        match turn:
            case RecordingTurn():
                return heard(_read(loaded, turn.recording), name)
            case SpeechTurn():
                spoken = await voices.spoken(turn.say, turn.voice or loaded.scenario.voice)
                return heard(spoken, name)
            case NoiseTurn():
                return _noise(turn, _read(loaded, turn.noise))
    except UnusableInputError as error:
        where = f"{loaded.file}, line {loaded.line('turns', number) or 1}"
        raise UnusableInputError(f"{where}: {error.what}", error.fix) from error
    return b""


def _read(loaded: Loaded, name: str) -> bytes:
    return files.read(loaded.file.parent / name).pcm


def _heard(condition: Condition, repetition: int, pcm: bytes, name: str) -> bytes:
    if not condition.steps:
        return pcm
    from devices.recordings.conditions.apply import heard

    return heard(condition, pcm, name, repetition)


def _noise(turn: NoiseTurn, pcm: bytes) -> bytes:
    part = pcm if turn.seconds is None else pcm[: 2 * samples(turn.seconds)]
    return gain(part, turn.gain) if turn.gain else part
