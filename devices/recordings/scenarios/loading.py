"""Reading a scenario's file, and telling everything that is wrong with it at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.bootstrap import available
from assistant.dialogue.states import State
from assistant.errors import UnusableInputError
from assistant.settings import Settings
from devices.recordings.amounts import unreadable_amounts
from devices.recordings.corpus import SUFFIXES
from devices.recordings.scenarios.complaints import ended, invalid, unknown
from devices.recordings.scenarios.document import Complaint, Document, Place, at, parse, read_text, told
from devices.recordings.scenarios.model import IN_STATE, KINDS, Loaded, Scenario
from devices.recordings.scenarios.voices import VOICES
from devices.recordings.vocabulary import unknown_words

_MOST = 20
"""Complaints that are told; who mends these sees the others."""
_OURS = frozenset({"data_dir"})
"""Settings that a scenario may not change: its household and shop are its own, and are gone afterwards."""
_SPOKEN = frozenset({"recording", "say", "noise"})
"""Kinds of turns in which something is heard that has an end."""


def load(path: Path) -> Loaded:
    """Read a scenario.

    Args:
        path: its YAML file.

    Raises:
        UnusableInputError: if the file cannot be read or is no scenario; it names, for everything that is
            wrong, the line, the key, and what was expected.
    """
    document = parse(read_text(path).removeprefix("\ufeff"), path)
    if not isinstance(document.data, dict) and not document.complaints:
        raise UnusableInputError(
            f"{path}, line {document.line(())}: a scenario is a table with the key `turns`.",
            "Its keys are told by `aisle schema scenario`.",
        )
    scenario = _checked(document)
    already = {complaint.key for complaint in document.complaints}
    document.complaints += [each for each in _references(document, path) if each.key not in already]
    if document.complaints or scenario is None:
        raise _unusable(path, document.complaints)
    return Loaded(path, scenario, document.lines)


def _checked(document: Document) -> Scenario | None:
    try:
        return Scenario.model_validate(document.data)
    except ValidationError as error:
        already = {complaint.key for complaint in document.complaints}
        document.complaints += [
            each
            for each in invalid(error, Scenario, document)
            # What does not fit because of something that was told already is not told again.
            if not any(each.key[: len(key)] == key for key in already)
        ]
        return None


def _unusable(path: Path, complaints: Iterable[Complaint]) -> UnusableInputError:
    found = [_sentence(each) for each in sorted(complaints, key=lambda each: each.line)]
    if len(found) == 1:
        return UnusableInputError(f"{path}, {found[0]}", "Correct it.")
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return UnusableInputError(
        "\n  ".join([f"{path} cannot be used:", *found[:_MOST], *more]), "Correct these lines."
    )


def _sentence(complaint: Complaint) -> str:
    where = told(complaint.place)
    what = f"{where}: {complaint.what}" if where else complaint.what
    return ended(f"line {complaint.line}: {what}")


# --- what the file names must be there; looked up in what was written, whether or not all the rest fits


def _references(document: Document, path: Path) -> Iterator[Complaint]:
    data = document.data
    turns = at(data, ("turns",))
    places: list[Place] = [("turns", index) for index in range(len(turns) if isinstance(turns, list) else 0)]
    found = [*_misnamed((), data, _CHECKS | _OF_ALL, path), *_untimed((), data, turns)]
    for place in places:
        turn = at(data, place)
        found += [*_misnamed(place, turn, _CHECKS, path), *_untimed(place, turn, [turn])]
    for where, what in found:
        yield Complaint(document.line(where), where, what)
    settings = at(data, ("settings",))
    if isinstance(settings, dict):
        for each in _other_settings(settings):
            key = ("settings", *each.key)
            yield replace(each, line=document.line(key), key=key)


def _misnamed(
    place: Place, table: Any, checks: Mapping[Place, Callable[[str, Path], str]], path: Path
) -> Iterator[tuple[Place, str]]:
    """What is named in a turn, or in the whole, and is not there."""
    for key, check in checks.items():
        word = at(table, key)
        if isinstance(word, str) and (what := check(word, path)):
            yield (*place, *key), what
    expect = at(table, ("expect",))
    for where, what in (*unknown_words(expect), *unreadable_amounts(expect)):
        yield (*place, "expect", *where), what


def _untimed(place: Place, table: Any, turns: Any) -> Iterator[tuple[Place, str]]:
    """A limit of time that counts from the end of the speech, where there is no speech."""
    where = ("expect", "within")
    if at(table, where) is None or not isinstance(turns, list):
        return
    kinds = {next((kind for kind in KINDS if at(turn, (kind,)) is not None), None) for turn in turns}
    if kinds and not kinds & {*_SPOKEN, None}:
        typed = "typed words have no end of speech" if "typed" in kinds else "there is no end of speech"
        yield (*place, *where), f"{typed} to count from"


def _other_settings(tables: dict[str, Any]) -> Iterator[Complaint]:
    for name in sorted(_OURS & tables.keys()):
        yield Complaint(1, (name,), "is not for a scenario, which has a data folder of its own")
    try:
        Settings.model_validate(tables)
    except ValidationError as error:
        yield from invalid(error, Settings, Document(tables))


def _voice(name: str, _: Path) -> str:
    return "" if name in {*VOICES, ""} else unknown("voice", name, VOICES)


def _store(name: str, _: Path) -> str:
    known = available("stores")
    return "" if name in known else unknown("store", name, known)


def _state(name: str, _: Path) -> str:
    return "" if name in set(State) else unknown("state", name, State)


def _moment(text: str, path: Path) -> str:
    found = IN_STATE.fullmatch(text.strip())
    return _state(found[1], path) if found else ""


def _sound(name: str, path: Path) -> str:
    folder = path.parent
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            return "is outside the scenario's folder; copy it there"
        if file.is_dir():
            return "is a folder, not a recording"
        return "" if file.exists() else unknown("file", name, _files(folder, name))
    except (OSError, ValueError, RuntimeError):
        return "is no file name"


def _files(folder: Path, name: str) -> list[str]:
    """The sound files beside the one that is not there, as the scenario would name them."""
    beside = Path(name).parent
    files = (folder / beside).iterdir() if (folder / beside).is_dir() else ()
    return sorted((beside / each.name).as_posix() for each in files if each.suffix.lower() in SUFFIXES)


_CHECKS: dict[Place, Callable[[str, Path], str]] = {
    ("voice",): _voice,
    ("recording",): _sound,
    ("noise",): _sound,
    ("at",): _moment,
}
"""Of a turn, or of the whole; each tells what is wrong with a word, if anything."""
_OF_ALL: dict[Place, Callable[[str, Path], str]] = {
    ("store",): _store,
    ("store", "name"): _store,
    ("settings", "store", "name"): _store,
}
"""Of the whole only."""
