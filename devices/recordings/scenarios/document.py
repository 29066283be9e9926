"""A YAML file as plain data, with the line of each of its keys and items; its tags do nothing."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import UnusableInputError

Key = str | int
Place = tuple[Key, ...]
"""Where something stands: ("turns", 2, "expect", "cart")."""

LARGEST = 1_000_000
"""Bytes; who writes by hand writes less."""
_MOST = 20_000
"""Keys, items and values, those that an alias stands for counted again."""
_DEEPEST = 40
_TAG = "tag:yaml.org,2002:"
_PLAIN = {"str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "binary"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something in a file that does not fit."""

    line: int
    key: Place
    """What does not fit."""
    what: str
    """What was expected, as the rest of a sentence."""
    about_table: bool = False
    """The sentence is about the table that the key stands in."""

    @property
    def place(self) -> Place:
        """What the sentence is about."""
        return self.key[:-1] if self.about_table else self.key


@dataclass(slots=True)
class Document:
    """What a file holds."""

    data: Any = None
    """Texts, numbers, truth values, lists, and tables whose keys are texts."""
    lines: dict[Place, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a key or item, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_text(file: Path, largest: int = LARGEST) -> str:
    """The text of a file, its line ends as they are and a byte order mark kept.

    Args:
        file: a scenario, or the index of a corpus.
        largest: the most that it may hold, in bytes.

    Raises:
        UnusableInputError: if it is missing, a folder, unreadable, empty, too large, or no UTF-8.
    """
    try:
        _check(file, largest)
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise UnusableInputError(f"There is no file {file}.", "Check the name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it has no possible name"
        raise UnusableInputError(
            f"{file} cannot be read: {reason}.", "Check the name and who may read it."
        ) from error
    if not data.strip():
        raise UnusableInputError(f"{file} is empty.", "Write what is to happen: see `aisle schema scenario`.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnusableInputError(
            f"{file}, line {line}: this is not UTF-8 text.", "Save it as UTF-8."
        ) from error


def _check(file: Path, largest: int) -> None:
    if file.is_dir():
        raise UnusableInputError(f"{file} is a folder, not a scenario.", "Name a file in it.")
    if file.stat().st_size > largest:
        raise UnusableInputError(
            f"{file} is larger than it can be ({largest // 1000} kB).", "Is it the right file?"
        )


def nodes(text: str, file: Path) -> Any:
    """The tree of a YAML text's nodes, each with its place in the text; None where there are only comments.

    Args:
        text: without a byte order mark.
        file: where it came from, for the message.

    Raises:
        UnusableInputError: if it is no YAML, naming the line.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).compose(io.StringIO(text, newline=""))
    except YAMLError as error:
        where, why = _trouble(error, text)
        raise UnusableInputError(
            f"{file}, {where}: this is no valid YAML: {why}.", "Mend that line."
        ) from error
    except RecursionError as error:
        raise _too_deep(file) from error
    except (ValueError, OverflowError, AssertionError, LookupError, AttributeError) as error:
        # What the parser does not know to be wrong: "\UFFFFFFFF", "%YAML 9.9".
        raise UnusableInputError(f"{file} is no valid YAML.", "Mend it.") from error


def parse(text: str, file: Path) -> Document:
    """Read a YAML text.

    Args:
        text: without a byte order mark.
        file: where it came from, for messages.

    Raises:
        UnusableInputError: if it is no YAML, or nested or repeated beyond measure.
    """
    root = nodes(text, file)
    document = Document()
    if root is not None:
        document.data = _Reading(document, file).value(root, ())
    return document


class _Reading:
    """Makes plain data of nodes, as long as there are not too many of them."""

    def __init__(self, document: Document, file: Path) -> None:
        self._document = document
        self._file = file
        self._left = _MOST
        self._scalar = _scalars()

    def value(self, node: Any, place: Place) -> Any:
        self._left -= 1
        if self._left < 0:
            raise UnusableInputError(f"{self._file} holds more than a scenario can.", "Use fewer aliases.")
        if len(place) > _DEEPEST:
            raise _too_deep(self._file)
        self._document.lines.setdefault(place, node.start_mark.line + 1)
        if node.tag.removeprefix(_TAG) not in _PLAIN:
            self._complain(node, place, "has a tag, which has no meaning here")
        if isinstance(node.value, str):
            return self._scalar(node)
        if node.value and isinstance(node.value[0], tuple):
            return self._table(node, place)
        if node.tag == f"{_TAG}map":
            return {}
        return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]

    def _table(self, node: Any, place: Place) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key.value, str):
                self._complain(key, place, "a key is to be a text")
                continue
            below = (*place, key.value)
            if key.value in table:
                self._complain(key, below, f"is there twice; first in line {self._document.lines[below]}")
                continue
            self._document.lines[below] = line
            table[key.value] = self.value(value, below)
        return table

    def _complain(self, node: Any, place: Place, what: str) -> None:
        self._document.complaints.append(Complaint(node.start_mark.line + 1, place, what))


def _scalars() -> Any:
    """From a node to a text, number, truth value or None; anything else stays the text that it is."""
    from ruamel.yaml import YAML

    constructor = YAML(typ="safe", pure=True).constructor
    makers = {
        f"{_TAG}int": constructor.construct_yaml_int,
        f"{_TAG}float": constructor.construct_yaml_float,
        f"{_TAG}bool": constructor.construct_yaml_bool,
        f"{_TAG}null": constructor.construct_yaml_null,
    }

    def scalar(node: Any) -> Any:
        try:
            return makers[node.tag](node) if node.tag in makers else node.value
        except (ValueError, KeyError):  # `!!int` before what is none
            return node.value

    return scalar


def _too_deep(file: Path) -> UnusableInputError:
    return UnusableInputError(
        f"{file} is nested deeper than a scenario can be.", "Check its brackets and aliases."
    )


def _trouble(error: Any, text: str) -> tuple[str, str]:
    """Line and reason. What stands there is not told: it may be what was said."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        context, problem = getattr(error, "context", None), error.problem or "it ends too early"
        return f"line {mark.line + 1}", f"{context}: {problem}" if context else str(problem)
    at = getattr(error, "position", None)
    if isinstance(at, int):
        return f"line {text.count(chr(10), 0, at) + 1}", "it has a character that cannot be printed"
    return "line 1", "it cannot be understood"


def told(place: Place) -> str:
    """A place in words: "turn 3, expect, cart, item 2"."""
    words: list[str] = []
    for depth, key in enumerate(place):
        if isinstance(key, str):
            words.append(key)
        elif place[:depth] == ("turns",):
            words = [f"turn {key + 1}"]
        else:
            words.append(f"item {key + 1}")
    return ", ".join(words)


def at(data: Any, place: Place) -> Any:
    """What stands at a place; None where there is nothing."""
    for key in place:
        table = isinstance(data, Mapping) and key in data
        item = isinstance(data, list) and isinstance(key, int) and key < len(data)
        if not (table or item):
            return None
        data = data[key]
    return data


def plain(node: Any) -> Any:
    """The plain data of a node without aliases."""
    if isinstance(node.value, str):
        return _scalars()(node)
    if type(node).__name__ == "MappingNode":
        return {key.value: plain(value) for key, value in node.value}
    return [plain(item) for item in node.value]


def flow_scalar(text: str) -> Any:
    """What a text in a list means: "a" is the text a, "1" a number; None where it is no value by itself."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(f"[{text}]")
    except YAMLError:
        return None
    return plain(node.value[0]) if len(node.value) == 1 and isinstance(node.value[0].value, str) else None
