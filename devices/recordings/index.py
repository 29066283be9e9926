"""The index of a corpus: `corpus.jsonl`, a line a recording."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from devices.recordings.amounts import unreadable_amounts
from devices.recordings.expectation import Expectation
from devices.recordings.presence import checked, unreadable
from devices.recordings.scenarios.complaints import ended, invalid
from devices.recordings.scenarios.document import Complaint, Document, Place, told
from devices.recordings.vocabulary import unknown_words

INDEX = "corpus.jsonl"
"""The file that makes a folder a corpus."""
_LONGEST = 1_000_000
"""Bytes of a line."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_POSITION = re.compile(r" at line 1 column (\d+)")
_Model = TypeVar("_Model", bound=BaseModel)
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

    @field_validator("speech", mode="before")
    @classmethod
    def _is_a_pair(cls, speech: Any) -> Any:
        pair = 2
        if speech is not None and not (isinstance(speech, list | tuple) and len(speech) == pair):
            raise ValueError("is to be a begin and an end in seconds, as [0.5, 1.75]")
        return speech

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.speech is not None and self.speech[0] >= self.speech[1]:
            raise ValueError("speech ends before it begins")
        return self


def entries(index: Path) -> Iterator[tuple[int, Entry | str]]:
    """The lines that are not blank, by their numbers: what each says, or what is wrong with it.

    Raises:
        UnusableInputError: if the file is missing, empty or cannot be read.
    """
    for number, line in lines(index):
        if line is None:
            yield number, f"The line is longer than {_LONGEST // 1_000_000} MB."
        else:
            yield number, parsed(line, Entry)


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


def parsed(line: bytes, model: type[_Model]) -> _Model | str:
    """What a line of JSON says, or sentences on all that is wrong with it.

    What was said is not told again.

    Args:
        line: a JSON object.
        model: an entry or an expectation.
    """
    complaints: list[Complaint] = []
    try:
        found = model.model_validate_json(line)
        document = _document(line)
    except ValidationError as error:
        if reason := _no_json(error):
            return reason
        document = _document(line)
        complaints += invalid(error, model, document)
    complaints += document.complaints
    if not isinstance(document.data, dict):
        return "It is no JSON object, as {...} is."
    complaints += _meaningless(document, () if model is Expectation else ("expect",))
    return " ".join(map(_sentence, complaints)) or found


def _no_json(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] != "json_invalid":
        return ""
    why = _POSITION.sub(r", at character \1", str(first["ctx"]["error"]))
    return f"It is no valid JSON: {why}."


def _document(line: bytes) -> Document:
    """What JSON that is known to be valid holds, and which of its keys are there twice."""
    document = Document()

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                document.complaints.append(Complaint(1, (), f'the key "{key}" is there twice'))
            found[key] = value
        return found

    document.data = json.loads(line, object_pairs_hook=table)
    return document


def _meaningless(document: Document, place: Place) -> Iterator[Complaint]:
    """What fits, and nothing can ever be equal to."""
    expect = document.data
    for key in place:
        expect = expect.get(str(key))
    found = (*unknown_words(expect), *unreadable_amounts(expect))
    yield from (Complaint(1, (*place, *where), what) for where, what in found)


def _sentence(complaint: Complaint) -> str:
    where = told(complaint.place)
    return ended(f"{where}: {complaint.what}" if where else complaint.what[:1].upper() + complaint.what[1:])
