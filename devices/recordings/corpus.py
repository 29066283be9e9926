"""Corpora: folders of recordings with what is expected of each."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from assistant.errors import UnusableInputError
from devices.recordings.conditions.steps import Condition
from devices.recordings.contents import Contents
from devices.recordings.expectation import Expectation
from devices.recordings.index import INDEX, Entry, entries, lines
from devices.recordings.labels import SUFFIXES, UNREAD, mislabelled, unlabelled
from devices.recordings.naming import is_outside, words
from devices.recordings.presence import checked, unreadable

SCENARIO_SUFFIXES = frozenset({".yaml", ".yml"})
TRACE_SUFFIX = ".jsonl"
__all__ = ["SUFFIXES", "Kind", "Problem", "Recording", "gather", "is_trace", "told_apart", "varied"]


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
    """The file as the corpus names it, relative to the folder that was named, or without its folders: in
    another working folder it is the same."""
    path: Path
    kind: Kind = Kind.SOUND
    text: str | None = None
    """What is said in it, word for word."""
    expect: Expectation = field(default_factory=Expectation)
    """Of a sound; scenarios and traces hold their own."""
    index: Path | None = None
    """The corpus that lists it."""
    line: int | None = None
    """Where in the corpus."""
    speech: tuple[float, float] | None = None
    """Where in it somebody speaks: begin and end in seconds; None where nobody has noted it."""
    condition: Condition = field(default_factory=Condition)
    """How it is heard."""
    repetition: int = 1
    """The how-manieth time that it is played."""

    def __post_init__(self) -> None:
        """Make the name one that can be printed and written; the path stays as it is."""
        object.__setattr__(self, "name", _readable(self.name))

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

    def __post_init__(self) -> None:
        """Make both such that they can be printed and written, whatever the file is called."""
        object.__setattr__(self, "name", _readable(self.name))
        object.__setattr__(self, "reason", _readable(self.reason))


def gather(paths: Iterable[Path]) -> Iterator[Recording | Problem]:
    """Find the recordings that are meant by paths.

    What cannot be played is told as far as that can be seen without decoding it: missing, empty, wrongly
    labelled and unreadable files, pipes and devices, bad lines. What comes twice is played once, and told:
    the same file, and the same sound in another file. Of what is in folders, only what holds no sound is
    passed over.

    Args:
        paths: sounds; corpora, by their folder or their index; other folders, of whose recordings the names
            are the words; scenarios (.yaml, .yml); traces (.jsonl).
    """
    known = _Known()
    for path in paths:
        for found in _meant(path):
            yield known.checked(found) if isinstance(found, Recording) else found


def varied(
    recordings: Sequence[Recording], conditions: Sequence[Condition], repeat: int = 1
) -> list[Recording]:
    """Each recording under each condition, as often as it is to be repeated.

    A whole round is over before the next begins. In each, noise is other noise, see `conditions.apply.draws`.

    Args:
        recordings: what is played.
        conditions: how it is heard; without any, as it is.
        repeat: how often.
    """
    return [
        replace(recording, condition=condition, repetition=repetition)
        for repetition in range(1, repeat + 1)
        for condition in conditions or (Condition(),)
        for recording in recordings
    ]


def told_apart(recordings: Sequence[Recording]) -> list[Recording]:
    """The recordings, those that share a name called by their whole path."""
    counts = Counter(recording.name for recording in recordings)
    return [
        each if counts[each.name] == 1 else replace(each, name=str(each.path.absolute()))
        for each in recordings
    ]


def is_trace(path: Path) -> bool:
    """Whether a file's first line is an event.

    Raises:
        UnusableInputError: if the file is missing, empty or cannot be read.
    """
    for _, line in lines(path):
        try:
            first = json.loads(line or b"")
        except (ValueError, RecursionError):
            return False
        return isinstance(first, dict) and {"at", "kind"} <= first.keys()
    return False


def _readable(text: str) -> str:
    """A text without what is no text: a file's name may be any bytes."""
    return text.encode(errors="replace").decode()


def _meant(path: Path) -> Iterator[Recording | Problem]:
    try:
        if path.is_dir():
            yield from _folder(path)
        elif path.name != INDEX and path.suffix.lower() == TRACE_SUFFIX and is_trace(path):
            yield Recording(path.name, path, Kind.TRACE)
        elif path.suffix.lower() == TRACE_SUFFIX:
            yield from _corpus(path)
        else:
            yield Recording(path.name, path, _kind(path) or Kind.SOUND)
    except UnusableInputError as error:
        yield Problem(str(path), str(error))


def _kind(path: Path) -> Kind | None:
    """What a file is by its name; None for what is not played as part of a folder."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES | UNREAD:
        return Kind.SOUND
    if suffix in SCENARIO_SUFFIXES:
        return Kind.SCENARIO
    # Opening a pipe would wait for whoever writes to it.
    return Kind.TRACE if suffix == TRACE_SUFFIX and path.is_file() and is_trace(path) else None


def _folder(folder: Path) -> Iterator[Recording | Problem]:
    found = False
    for each in _inside(folder, folder):
        found = True
        yield each
    if not found:
        yield Problem(str(folder), f"The folder holds neither {INDEX} nor recordings.")


def _inside(folder: Path, top: Path) -> Iterator[Recording | Problem]:
    if (folder / INDEX).exists():
        yield from _corpus(folder / INDEX)
        return
    try:
        inside = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        yield Problem(str(folder), str(unreadable(folder, error)))
        return
    for path in inside:
        if not path.is_dir():
            yield from _file(path, top)
        elif path.is_symlink():
            yield Problem(path.relative_to(top).as_posix(), "It is a link to a folder, and is not followed.")
        else:
            yield from _inside(path, top)


def _file(path: Path, top: Path) -> Iterator[Recording | Problem]:
    name = path.relative_to(top)
    try:
        kind = _kind(path)
        reason = unlabelled(path) if kind is None and path.is_file() else ""
    except UnusableInputError as error:
        yield Problem(name.as_posix(), str(error))
        return
    except OSError as error:
        yield Problem(name.as_posix(), str(unreadable(path, error)))
        return
    if reason:
        yield Problem(name.as_posix(), reason)
    if kind is Kind.SOUND and is_outside(top.resolve().name / name):
        yield Recording(name.as_posix(), path, kind, expect=Expectation(rejected=True))
    elif kind is not None:
        said = words(path.stem) if kind is Kind.SOUND else None
        yield Recording(name.as_posix(), path, kind, text=said)


def _corpus(index: Path) -> Iterator[Recording | Problem]:
    listed = False
    try:
        for number, entry in entries(index):
            listed = True
            yield _recording(index, number, entry)
    except UnusableInputError as error:
        yield Problem(str(index), str(error))
    else:
        if not listed:
            yield Problem(str(index), "It lists no recordings.")


def _recording(index: Path, number: int, entry: Entry | str) -> Recording | Problem:
    line = f"{index.name}, line {number}"
    if isinstance(entry, str):
        return Problem(line, entry)
    try:
        path = (index.parent / entry.audio).resolve()
        inside = path.is_relative_to(index.parent.resolve())
    except (OSError, ValueError, RuntimeError):  # a zero in it; links in a circle
        return Problem(line, "Its audio is no file name.")
    if not inside:
        return Problem(entry.audio, f"{line} names a file outside the corpus's folder.")
    found = Recording(entry.audio, path, text=entry.text, expect=entry.expect, speech=entry.speech)
    return replace(found, index=index, line=number)


class _Known:
    """What was found so far, to tell what comes twice."""

    def __init__(self) -> None:
        self._first: dict[Path, Recording] = {}
        self._contents = Contents()

    def checked(self, recording: Recording) -> Recording | Problem:
        """The recording, if it is there, what its name says, and new."""
        try:
            size = checked(recording.path).st_size
            if recording.kind is Kind.SOUND and (reason := mislabelled(recording.path)):
                return Problem(recording.name, reason)
            return self._new(recording, recording.path.resolve(), size)
        except UnusableInputError as error:
            return Problem(recording.name, str(error))
        except OSError as error:
            return Problem(recording.name, str(unreadable(recording.path, error)))

    def _new(self, recording: Recording, path: Path, size: int) -> Recording | Problem:
        if path in self._first:
            return _twice(recording, self._first[path])
        self._first[path] = recording
        if recording.kind is not Kind.SOUND:
            return recording
        same = self._contents.same(path, size)
        if same is not None:
            return Problem(
                recording.name, f"It is a copy of {self._first[same].name}, and is not played again."
            )
        return recording


def _twice(recording: Recording, first: Recording) -> Problem:
    """A problem of the later line; a file that is named by itself has only its name."""
    again = "was named before" if recording.name == first.name else f"is the same file as {first.name}"
    line = "" if first.line is None else f" in line {first.line}"
    if first.index != recording.index and first.index is not None:
        line += f" of {first.index}"
    where = recording.name
    if recording.index is not None:
        where = f"{recording.index.name}, line {recording.line}"
    return Problem(where, f"{recording.name} {again}{line}; it is played once.")
