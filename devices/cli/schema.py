"""`aisle schema`: what the files may hold, as a JSON schema."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel


class File(StrEnum):
    """A kind of file."""

    SCENARIO = "scenario"
    CORPUS = "corpus"
    REPORT = "report"


def _file(name: str) -> File:
    """The kind of that name; typer's own complaint about another one is no sentence."""
    try:
        return File(name)
    except ValueError as error:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(File)}.") from error


def _files(incomplete: str) -> list[str]:
    return [name for name in File if name.startswith(incomplete)]


Which = Annotated[
    File,
    typer.Argument(
        parser=_file,
        autocompletion=_files,
        help="[bold]scenario[/]: a YAML file; [bold]corpus[/]: a line of a corpus.jsonl;"
        " [bold]report[/]: what `aisle replay --json` writes.",
        show_default=False,
    ),
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - for the standard output."),
]


def schema(which: Which, output: Output = Path("-")) -> None:
    """Print the JSON schema of a kind of file.

    Editors complete and check a scenario that begins with the line `# yaml-language-server: $schema=FILE`.
    """
    import json

    from devices.recordings.writing import write_text

    write_text(output, json.dumps(schema_of(which), indent=2, ensure_ascii=False))


def schema_of(which: File) -> dict[str, Any]:
    """The schema of a kind of file.

    Args:
        which: the kind.
    """
    model, title = _model(which)
    found = model.model_json_schema(mode="serialization" if which is File.REPORT else "validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": title}


def _model(which: File) -> "tuple[type[BaseModel], str]":
    match which:
        case File.SCENARIO:
            from devices.recordings.scenarios.model import Scenario

            return Scenario, "A scenario of Aisle"
        case File.CORPUS:
            from devices.recordings.index import Entry

            return Entry, "A line of a corpus of Aisle"
        case File.REPORT:
            from devices.recordings.results import Report

            return Report, "A report of Aisle"
