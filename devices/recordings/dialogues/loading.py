"""Reading files of typed dialogues, and telling what is wrong with one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import UnusableInputError
from devices.recordings.amounts import unreadable_amounts
from devices.recordings.dialogues.model import Loaded, ScriptFile
from devices.recordings.scenarios.document import Document, Place, at, parse, read_text
from devices.recordings.vocabulary import unknown_words


def load(path: Path) -> tuple[Loaded, ...]:
    """The dialogues of a file, or of all `*.yaml` files of a folder in the order of their names.

    Raises:
        UnusableInputError: if a file cannot be read or does not fit; it names the lines.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise UnusableInputError(f"There are no dialogues in {path}.", "Name a folder with *.yaml files.")
    return tuple(loaded for file in files for loaded in _of(file))


def _of(file: Path) -> Iterator[Loaded]:
    document = parse(read_text(file).removeprefix("\ufeff"), file)
    complaints = [f"line {each.line}: {each.what}" for each in document.complaints]
    try:
        whole = ScriptFile.model_validate(document.data)
    except ValidationError as error:
        complaints += [_complaint(each, document) for each in error.errors()]
        raise _unusable(file, complaints) from error
    complaints += [f"line {document.line(place)}: {what}" for place, what in _meaningless(document)]
    if complaints:
        raise _unusable(file, complaints)
    for number, script in enumerate(whole.scenarios):
        place: Place = ("scenarios", number)
        yield Loaded(
            file=file,
            script=script.model_copy(update={"store": script.store or whole.store}),
            line=document.line(place),
            turn_lines=tuple(document.line((*place, "turns", turn)) for turn in range(len(script.turns))),
            expect_line=document.line((*place, "expect")),
        )


def _complaint(error: Any, document: Document) -> str:
    # The names of unions' members are not in the file.
    place = tuple(key for key in error["loc"] if not str(key).startswith("<"))
    told = ".".join(map(str, place))
    return f"line {document.line(place)}: {told}: {error['msg']}"


def _unusable(file: Path, complaints: list[str]) -> UnusableInputError:
    return UnusableInputError("\n  ".join([f"{file} cannot be used:", *complaints]), "Correct these lines.")


def _meaningless(document: Document) -> Iterator[tuple[Place, str]]:
    """Words and amounts of expectations that nothing is ever equal to."""
    for number, script in enumerate(at(document.data, ("scenarios",)) or ()):
        place: Place = ("scenarios", number)
        turns = [("turns", turn) for turn in range(len(at(script, ("turns",)) or ()))]
        for within in ((), *turns):
            expect = at(script, (*within, "expect"))
            for where, what in (*unknown_words(expect), *unreadable_amounts(expect)):
                yield (*place, *within, "expect", *where), what
