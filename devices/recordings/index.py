"""The index of a corpus: `corpus.jsonl`, a line a recording."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from devices.recordings.expectation import Expectation
from devices.recordings.presence import checked, unreadable

INDEX = "corpus.jsonl"
"""The file that makes a folder a corpus."""
_LONGEST = 1_000_000
"""Bytes of a line."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Entry(BaseModel):
    """A line of a corpus."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    audio: str = Field(min_length=1)
    """The file, relative to the corpus's folder."""
    text: str | None = None
    """What is said in it, word for word."""
    expect: Expectation = Expectation()
    """What must come of it."""
    speech: tuple[_Seconds, _Seconds] | None = None
    """Where somebody speaks: begin and end in seconds."""

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.speech is not None and self.speech[0] >= self.speech[1]:
            raise ValueError("speech ends before it begins")
        return self


def entries(index: Path) -> Iterator[tuple[int, Entry | str]]:
    """The lines that are not blank, by their numbers: what each says, or a sentence on what is wrong with it.

    Raises:
        UnusableInputError: if the file is missing, empty or cannot be read.
    """
    for number, line in lines(index):
        if line is None:
            yield number, f"The line is longer than {_LONGEST // 1_000_000} MB."
        else:
            yield number, _entry(line)


def lines(file: Path) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file that are not blank, by their numbers from 1; None for one of more than a megabyte.

    Raises:
        UnusableInputError: if the file is missing, empty or cannot be read.
    """
    checked(file)
    try:
        with file.open("rb") as data:
            yield from _lines(data)
    except OSError as error:
        raise unreadable(file, error) from error


def _lines(data: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := data.readline(_LONGEST + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if len(line) > _LONGEST:
            while line and not line.endswith(b"\n"):
                line = data.readline(_LONGEST)
            yield number, None
        elif line.strip():
            yield number, line.rstrip(b"\r\n")


def _entry(line: bytes) -> Entry | str:
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        return complaint(error)


def complaint(error: ValidationError) -> str:
    """The first thing wrong with a line; what the line holds is left out, as it may be what was said."""
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(map(str, first["loc"]))
    message = "there is no such field" if first["type"] == "extra_forbidden" else first["msg"]
    return f"{key}: {message}." if key else f"{message}."
