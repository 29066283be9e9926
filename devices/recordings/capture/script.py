"""What a person is asked to say: a text file, a sentence a line, or the index of another corpus."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import UnusableInputError
from devices.recordings.expectation import Expectation
from devices.recordings.index import Entry, entries, lines, parsed

_FORM = "Write a sentence a line; after a tab may stand what is expected, as JSON."


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to be said."""

    text: str
    expect: Expectation = field(default_factory=Expectation)


def read_script(path: Path) -> list[Sentence]:
    """The sentences of a script.

    Args:
        path: a text file with a sentence a line, and after a tab what is expected of it as JSON; empty lines
            and those that begin with # are left out. Or a `.jsonl` file as the index of a corpus is, of which
            the texts are said again.

    Raises:
        UnusableInputError: if it is missing, cannot be read or holds no sentences, or a line is not
            understood.
    """
    found = list(_entries(path) if path.suffix.lower() == ".jsonl" else _sentences(path))
    if not found:
        raise UnusableInputError(f"The script {path} holds no sentences.", _FORM)
    return found


def _sentences(path: Path) -> Iterator[Sentence]:
    for number, line in lines(path):
        try:
            text = (line or b"\xff").decode()
        except UnicodeDecodeError as error:
            raise _unusable(path, number, "It is no text in UTF-8, or far too long.") from error
        if not text.lstrip().startswith("#"):
            yield _sentence(path, number, text)


def _sentence(path: Path, number: int, line: str) -> Sentence:
    said, _, expected = line.partition("\t")
    text = _said(path, number, said)
    expect = parsed(expected.encode(), Expectation) if expected.strip() else Expectation()
    if isinstance(expect, str):
        raise _unusable(path, number, expect)
    return Sentence(text, expect)


def _entries(path: Path) -> Iterator[Sentence]:
    for number, entry in entries(path):
        match entry:
            case Entry():
                yield Sentence(_said(path, number, entry.text or ""), entry.expect)
            case str():
                raise _unusable(path, number, entry)


def _said(path: Path, number: int, said: str) -> str:
    text = " ".join(said.split())
    if not any(map(str.isalnum, text)):
        raise _unusable(path, number, "There are no words in it.")
    return text


def _unusable(path: Path, number: int, reason: str) -> UnusableInputError:
    return UnusableInputError(f"{path}, line {number}: {reason}", _FORM)
