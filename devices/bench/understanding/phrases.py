"""Labelled phrases, and what their labels are to Aisle."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.errors import UnusableInputError
from intents.meaning import Intent

_LABELS = Path(__file__).parent / "labels.yaml"


class Label(BaseModel):
    """What a label is to Aisle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intents: frozenset[Intent]
    """Any of them is right; where there are none, the phrase is to be refused."""
    expecting: frozenset[Intent] = frozenset()
    """What the assistant has just asked for."""


class Phrase(BaseModel):
    """Something that somebody said or wrote."""

    model_config = ConfigDict(frozen=True)

    text: str
    intent: str
    """Its label."""


@cache
def labels() -> Mapping[str, Label]:
    """The labels that are known, by name."""
    written = yaml.safe_load(_LABELS.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Label]).validate_python(written)


def read(file: Path) -> Iterator[Phrase]:
    """The phrases of a file.

    Args:
        file: JSON lines, each with `text` and `intent`.

    Raises:
        UnusableInputError: if it cannot be read, or a line is none.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _phrase(file, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInputError(f"{file} cannot be read: {error}.", "Name another file.") from error


def _phrase(file: Path, number: int, line: str) -> Phrase:
    try:
        return Phrase.model_validate_json(line)
    except ValidationError as error:
        raise UnusableInputError(
            f"{file}, line {number}, is no phrase.", 'Write {"text": "...", "intent": "..."} on each line.'
        ) from error
