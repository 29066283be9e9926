"""Writing another value into a YAML text: only the letters of the old one change."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from devices.recordings.scenarios.document import Place, flow_scalar, nodes, plain

_TRUTHS = frozenset({"yes", "no", "on", "off", "y", "n"})
"""Texts to us, truth values to older readers of YAML."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """Letters to be replaced."""

    begin: int
    end: int
    text: str


def with_value(data: Any, place: Place, value: Any) -> Any:
    """A copy of plain data with another value at a place."""
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(data, list):
        return [with_value(item, rest, value) if index == key else item for index, item in enumerate(data)]
    return {name: with_value(item, rest, value) if name == key else item for name, item in data.items()}


def rewritten(text: str, file: Path, place: Place, value: Any) -> str | None:
    """A YAML text with another value.

    Args:
        text: without a byte order mark.
        file: where it came from, for messages.
        place: where the value stands.
        value: the new one, of texts, numbers, truth values, lists and tables.

    Returns:
        None where the value has an anchor or is an alias: others would change with it.

    Raises:
        UnusableInputError: if it is no YAML.
    """
    writing = _Writing(text)
    node, colon = nodes(text, file), 0
    for key in place:
        if _is_shared(node):
            return None
        node, colon = _below(node, key)
        if node is None:
            return None
    if _is_shared(node) or node.start_mark.index < colon:
        return None
    for edit in sorted(writing.edits(node, value, colon), key=lambda edit: edit.begin, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _below(node: Any, key: str | int) -> tuple[Any, int]:
    """What stands under a key, and where the key ends."""
    if isinstance(key, int):
        item = node.value[key]
        return item, 0 if item.start_mark.index < node.start_mark.index else item.start_mark.index
    for name, value in node.value:
        if name.value == key:
            return value, name.end_mark.index
    return None, 0


def _is_shared(node: Any) -> bool:
    """It, or something in it, is known by a name; and so may be an alias's."""
    if node.anchor is not None:
        return True
    if isinstance(node.value, str):
        return False
    parts = [part for each in node.value for part in (each if isinstance(each, tuple) else (each,))]
    return any(part.anchor is not None for part in parts)


class _Writing:
    """Finds what is to be replaced.

    Args:
        text: the whole file's.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def edits(self, node: Any, value: Any, colon: int) -> Iterator[_Edit]:
        """The edits that make a node a value.

        Args:
            node: what is there.
            value: what is to be there.
            colon: where the key ends that it stands under, or the list's item begins.
        """
        if plain(node) == value:
            return
        if (
            _is_table(node)
            and isinstance(value, Mapping)
            and set(value) == {key.value for key, _ in node.value}
        ):
            for key, below in node.value:
                yield from self.edits(below, value[key.value], key.end_mark.index)
        elif _is_list(node) and isinstance(value, list) and value and node.value:
            yield from self._items(node, value)
        else:
            yield self._whole(node, value, colon)

    def _whole(self, node: Any, value: Any, colon: int) -> _Edit:
        begin, end = node.start_mark.index, self._end(node)
        if _is_block(node) and self._text[colon : colon + 1] == ":":
            # What follows in the same line as the key.
            return _Edit(colon + 1, end, f" {_flow(value)}")
        return _Edit(begin, end, _flow(value, node))

    def _items(self, node: Any, value: Sequence[Any]) -> Iterator[_Edit]:
        """The edits of a list that has items before and after."""
        items = node.value
        if not _is_block(node) and len(items) != len(value):
            letters = {
                _name(plain(item)): self._text[item.start_mark.index : self._end(item)] for item in items
            }
            written = ", ".join(letters.get(_name(item)) or _flow(item) for item in value)
            yield _Edit(node.start_mark.index, node.end_mark.index, f"[{written}]")
            return
        before, after = [_name(plain(item)) for item in items], [_name(item) for item in value]
        for _, first, last, begin, end in SequenceMatcher(None, before, after).get_opcodes():
            both = min(last - first, end - begin)
            for item, new in zip(items[first : first + both], value[begin : begin + both], strict=True):
                yield from self.edits(item, new, item.start_mark.index)
            yield from (self._removed(item) for item in items[first + both : last])
            if value[begin + both : end]:
                yield self._added(node, first + both, value[begin + both : end])

    def _removed(self, item: Any) -> _Edit:
        """The lines of an item of a list of which each has its own."""
        return _Edit(self._line_begin(item.start_mark.index), self._line_end(self._end(item)), "")

    def _added(self, node: Any, index: int, values: Iterable[Any]) -> _Edit:
        indent = " " * node.start_mark.column
        lines = "".join(f"{indent}- {_flow(value)}{self._newline}" for value in values)
        at = (
            self._line_end(self._end(node.value[index - 1]))
            if index
            else self._line_begin(node.start_mark.index)
        )
        ends = not at or self._text[at - 1] == "\n"
        return _Edit(at, at, lines if ends else self._newline + lines.removesuffix(self._newline))

    def _line_begin(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Behind the line's end."""
        found = self._text.find("\n", at)
        return len(self._text) if found < 0 else found + 1

    def _end(self, node: Any) -> int:
        """Where the letters of a node end; the parser counts blank lines and comments after a block to it."""
        while _is_block(node) and not isinstance(node.value, str) and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        end: int = node.end_mark.index
        return len(self._text[:end].rstrip()) if isinstance(node.value, str) and not _is_quoted(node) else end


def _is_table(node: Any) -> bool:
    return type(node).__name__ == "MappingNode"


def _is_block(node: Any) -> bool:
    if isinstance(node.value, str):
        return node.style in {"|", ">"}
    return node.flow_style is False


def _is_list(node: Any) -> bool:
    return type(node).__name__ == "SequenceNode"


def _is_quoted(node: Any) -> bool:
    return node.style in {'"', "'"}


def _name(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _flow(value: Any, like: Any = None) -> str:
    """A value in one line.

    Args:
        value: to be written.
        like: the node that it replaces, for the quotation marks.
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return _scalar(value, getattr(like, "style", None))


def _scalar(value: Any, style: str | None = None) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _needs_no_quotes(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _needs_no_quotes(value: str) -> bool:
    """Whether a text is the same text when it is written as it is, among others in one line."""
    return flow_scalar(value) == value and value.casefold() not in _TRUTHS
