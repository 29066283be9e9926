"""Corpora: folders of recordings with what is expected of each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.recordings.conditions.steps import Condition
from devices.recordings.expectation import Expectation

INDEX = "corpus.jsonl"
"""The file that makes a folder a corpus: a line a recording."""
SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf"})
"""The files of a folder without an index that count as recordings."""


class Entry(BaseModel):
    """A line of a corpus."""

    model_config = ConfigDict(frozen=True)

    audio: str = Field(min_length=1)
    """The file, relative to the corpus's folder."""
    text: str | None = None
    """What is said in it, word for word."""
    expect: Expectation = Expectation()
    speech: tuple[float, float] | None = None
    """Where somebody speaks: begin and end in seconds."""


class Kind(StrEnum):
    """What is played."""

    SOUND = "sound"
    """A sound file."""
    SCENARIO = "scenario"
    TRACE = "trace"
    """What a device wrote down."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Something to be played to the assistant, and what must come of it."""

    name: str
    """The file as it was named by the person or the corpus."""
    path: Path
    kind: Kind = Kind.SOUND
    text: str | None = None
    """What is said in it, word for word."""
    expect: Expectation = field(default_factory=Expectation)
    """Of a sound; scenarios and traces hold their own."""
    speech: tuple[float, float] | None = None
    """Where in it somebody speaks: begin and end in seconds; None where nobody has noted it."""
    condition: Condition = field(default_factory=Condition)
    """How it is heard."""
    repetition: int = 1
    """The how-manieth time that it is played."""

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other in a run, and finds it again in another run."""
        return self.name, self.condition.label, self.repetition

    @property
    def id(self) -> str:
        """The key in twelve letters and digits: the name of its files in a report."""
        return sha256(repr(self.key).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot be played, and why."""

    name: str
    """The file, or the line of a corpus."""
    reason: str
    """A sentence."""


def gather(paths: Iterable[Path]) -> Iterator[Recording | Problem]:
    """Find the recordings that are meant by paths.

    Args:
        paths: recordings, corpus folders, their index files, or plain folders of recordings.
    """
    for path in paths:
        if path.suffix == ".jsonl":
            yield from _corpus(path)
        elif (path / INDEX).exists():
            yield from _corpus(path / INDEX)
        elif path.is_dir():
            yield from _folder(path)
        else:
            yield Recording(str(path), path)


def told_apart(recordings: Sequence[Recording]) -> list[Recording]:
    """The recordings, those that share a name called by their whole path."""
    counts = Counter(recording.name for recording in recordings)
    return [each if counts[each.name] == 1 else replace(each, name=str(each.path)) for each in recordings]


def _folder(folder: Path) -> Iterator[Recording | Problem]:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    for path in found:
        yield Recording(path.relative_to(folder).as_posix(), path)
    if not found:
        yield Problem(str(folder), f"The folder holds neither {INDEX} nor recordings.")


def _corpus(index: Path) -> Iterator[Recording | Problem]:
    try:
        lines = index.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        yield Problem(str(index), f"It cannot be read: {error.strerror}.")
        return
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _recording(index, f"{index.name}, line {number}", line)
    if not any(line.strip() for line in lines):
        yield Problem(str(index), "It lists no recordings.")


def _recording(index: Path, name: str, line: bytes) -> Recording | Problem:
    try:
        entry = Entry.model_validate_json(line)
        path = (index.parent / entry.audio).resolve()
    except ValidationError as error:
        return Problem(name, _complaint(error))
    except (OSError, ValueError):
        return Problem(name, "Its audio is no file name.")
    if not path.is_relative_to(index.parent.resolve()):
        return Problem(entry.audio, f"{name} names a file outside the corpus's folder.")
    return Recording(entry.audio, path, text=entry.text, expect=entry.expect, speech=entry.speech)


def _complaint(error: ValidationError) -> str:
    """The first thing wrong with a line; what the line holds is left out, as it may be what was said."""
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(map(str, first["loc"]))
    return f"{key}: {first['msg']}." if key else f"{first['msg']}."
