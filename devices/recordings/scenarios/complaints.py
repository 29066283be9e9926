"""What a validation found wrong, in the words of who writes the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from devices.recordings.scenarios.document import Complaint, Document, Place, at
from devices.recordings.scenarios.model import KINDS

_ENOUGH_ALIKE = 60
"""Of 100; below it, a word is another word and not a slip."""
_SHOWN = 40
"""Letters of a word that are told again."""
_KINDS_OF = {
    dict: "a table",
    list: "a list",
    str: "a text",
    bool: "a truth value",
    int: "a number",
    float: "a number",
    NoneType: "nothing",
}
_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table",
    "mapping_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}

_SENTENCES = {
    "missing": "is missing",
    "finite_number": "is to be a finite number",
    "string_too_short": "is not to be empty",
    "too_short": "is to hold something",
    "greater_than_equal": "is to be at least {ge:g}",
    "greater_than": "is to be above {gt:g}",
    "less_than_equal": "is to be at most {le:g}",
    "less_than": "is to be below {lt:g}",
}


def nearest(word: str, known: Iterable[str], *, more: bool = False) -> str:
    """Advice on a word that is not known: the one that was perhaps meant, or all that there are.

    Args:
        word: as it is written.
        known: the words that there are.
        more: these are not all that there are.

    Returns:
        The rest of a sentence, beginning with a semicolon; empty where no word is known.
    """
    from rapidfuzz import fuzz, process, utils

    words = list(known)
    found = process.extractOne(
        word, words, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ENOUGH_ALIKE
    )
    if found:
        return f'; did you mean "{found[0]}"?'
    return f"; there are {'also' if more else ''}: {', '.join(words)}".replace(" :", ":") if words else ""


def ended(sentence: str) -> str:
    """A sentence with its full stop, unless it asks."""
    return sentence if sentence.endswith("?") else f"{sentence}."


def unknown(what: str, word: str, known: Iterable[str], *, more: bool = False) -> str:
    """That there is no such thing, and what was perhaps meant.

    Args:
        what: the kind of thing: "voice".
        word: as it is written.
        known: the words that there are.
        more: these are not all that there are.
    """
    shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}..."
    return f'there is no {what} "{shown}"{nearest(word, known, more=more)}'


def invalid(error: ValidationError, model: type[BaseModel], document: Document) -> list[Complaint]:
    """Everything that a validation found, each thing once and about what was meant.

    Args:
        error: the validation's.
        model: what the file was to be.
        document: what the file is.
    """
    found: dict[Place, list[str]] = {}
    strange: set[Place] = set()
    for each in error.errors(include_url=False, include_input=False):
        place = _place(each["loc"], document.data, missing=each["type"] == "missing")
        # A list counts as too short, too, when its items do not fit.
        if each["type"] != "too_short" or not at(document.data, place):
            found.setdefault(place, []).append(_what(each, place, model, document.data))
        if each["type"] == "extra_forbidden":
            strange.add(place)
    return [
        Complaint(document.line(place), place, _joined(whats), about_table=place in strange)
        for place, whats in found.items()
        if not (_meant_otherwise(place, found, document.data) or _misspelt(place, found))
    ]


def _misspelt(place: Place, found: Mapping[Place, list[str]]) -> bool:
    """It is missing, as it is there under another name."""
    return found[place] == ["is missing"] and any(
        other[:-1] == place[:-1] and any(what.endswith(f'did you mean "{place[-1]}"?') for what in whats)
        for other, whats in found.items()
    )


def _place(loc: Sequence[str | int], data: Any, *, missing: bool) -> Place:
    """Where an error is in the file: without the names of unions' members, which the file does not have."""
    place: Place = ()
    for key in loc:
        if at(data, (*place, key)) is not None or _holds(at(data, place), key):
            place = (*place, key)
    return (*place, loc[-1]) if missing else place


def _holds(data: Any, key: str | int) -> bool:
    is_item = isinstance(data, list) and isinstance(key, int) and key < len(data)
    return is_item or (isinstance(data, Mapping) and key in data)


def _meant_otherwise(place: Place, found: Mapping[Place, list[str]], data: Any) -> bool:
    """It is about the table as such, which may be a text, too, and there are errors about what is in it."""
    inside = any(other != place and other[: len(place)] == place for other in found)
    return (
        inside
        and isinstance(at(data, place), Mapping)
        and all(w.startswith("is to be") for w in found[place])
    )


def _joined(whats: Iterable[str]) -> str:
    """Members of a union that do not fit, as one sentence."""
    distinct = list(dict.fromkeys(whats))
    if len(distinct) == 1:
        return distinct[0]
    wanted = [each.removeprefix("is to be ").partition(", not ") for each in distinct if "is to be " in each]
    if len(wanted) < len(distinct):
        return "; ".join(distinct)
    return f"is to be {' or '.join(dict.fromkeys(each[0] for each in wanted))}, not {wanted[0][2]}"


def _what(error: Any, place: Place, model: type[BaseModel], data: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if _is_empty_item(place, data):
        return "is empty"
    if kind in _SENTENCES:
        unit = " s" if kind == "less_than_equal" and _is_duration(model, place, data) else ""
        return _SENTENCES[kind].format(**context) + unit
    if kind in _WANTED:
        return _another_type(kind, place, model, data)
    match kind:
        case "extra_forbidden":
            return _unknown_key(str(place[-1]), place[:-1], model, data)
        case "union_tag_not_found" | "union_tag_invalid":
            return _no_kind(at(data, place))
        case "literal_error":
            expected = str(context["expected"])
            return f"is to be {expected.lower() if expected in {'True', 'False'} else expected}"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]


def _is_empty_item(place: Place, data: Any) -> bool:
    """It is a dash with nothing behind it."""
    return bool(place) and isinstance(place[-1], int) and at(data, place) is None


def _another_type(kind: str, place: Place, model: type[BaseModel], data: Any) -> str:
    if "float" in kind and _is_duration(model, place, data):
        return 'is to be a time like 1.5, "1.5 s" or "300 ms"'
    return f"is to be {_WANTED[kind]}, not {_KINDS_OF.get(type(at(data, place)), 'that')}"


def _unknown_key(key: str, place: Place, model: type[BaseModel], data: Any) -> str:
    known = sorted({name for table in _tables(model, place, data) for name in table.model_fields})
    if key in KINDS and place[:1] == ("turns",):
        meant = next(kind for kind in KINDS if kind in at(data, place))
        return f'a turn is either "{meant}" or "{key}"; write two turns'
    given = at(data, place)
    left = [name for name in known if not _holds(given, name)]
    return unknown("key", key, left, more=len(left) < len(known))


def _no_kind(turn: Any) -> str:
    if not isinstance(turn, Mapping):
        return f"is to be a table, not {_KINDS_OF.get(type(turn), 'that')}"
    from rapidfuzz import fuzz, process

    for key in turn:
        if key in {"at", "expect"}:
            continue
        found = process.extractOne(key, KINDS, scorer=fuzz.ratio, score_cutoff=_ENOUGH_ALIKE)
        if found:
            return f'there is no key "{key}"; did you mean "{found[0]}"?'
    return f"does not say what happens; it needs one of the keys {', '.join(KINDS)}"


def _is_duration(model: type[BaseModel], place: Place, data: Any) -> bool:
    key = place[-1] if place else None
    below = "within" in place or (key in {"silence", "seconds"} and place[:1] == ("turns",))
    return below and bool(_tables(model, place[:-1], data))


def _tables(model: type[BaseModel], place: Place, data: Any) -> list[type[BaseModel]]:
    """The tables that may stand at a place, by its types; of a turn the one that was meant."""
    types: list[Any] = [model]
    for depth, key in enumerate(place):
        types = [inner for each in types for inner in _inside(each, key)]
        types = [member for each in types for member in _members(each)]
        types = _meant(types, at(data, place[: depth + 1]))
    return [each for each in types if isinstance(each, type) and issubclass(each, BaseModel)]


def _meant(types: list[Any], value: Any) -> list[Any]:
    kind = next((kind for kind in KINDS if _holds(value, kind)), None)
    right = [each for each in types if kind and kind in getattr(each, "model_fields", {})]
    return right or types


def _inside(kind: Any, key: str | int) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if key in kind.model_fields:
            yield kind.model_fields[str(key)].annotation
    elif isinstance(get_origin(kind), type) and get_args(kind):
        # Of a tuple its items, of a mapping its values.
        yield get_args(kind)[0 if isinstance(key, int) else -1]


def _members(kind: Any) -> Iterator[Any]:
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) in {Union, UnionType}:
        for member in get_args(kind):
            yield from _members(member)
    else:
        yield kind
