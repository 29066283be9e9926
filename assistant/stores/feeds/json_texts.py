"""JSON in files of any size: an object a line, or one document of which a part at a time is in memory."""

import io
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from assistant.errors import UnusableInputError
from assistant.stores.feeds.opening import LONGEST_LINE, Feed, Lines
from assistant.stores.feeds.records import BadRow

LONGEST_VALUE = 16_000_000
"""Characters."""
_LISTS = frozenset(("@graph", "products", "items", "itemListElement"))
"""Under these names stands what a document is about, as a list."""
_CHUNK = 1 << 16
_FIRST = 1 << 18
"""A file with a longer first line is taken for a document."""
_SPACE = " \t\r\n"


def objects(feed: Feed) -> Iterator[tuple[int, Any] | BadRow]:
    """What a file holds, each with the line in which it begins.

    A file with a whole object in its first line has one in each: a broken line is then left out. Another file
    is a document: a list, an object with a list, or one object.

    Raises:
        UnusableInputError: if a document is broken.
    """
    text = io.TextIOWrapper(feed.stream, feed.encoding(), errors="replace", newline="\n")
    number, first = _first(text)
    decoder = json.JSONDecoder(parse_constant=_no_number)
    if _is_whole(first, decoder):
        yield from _lines(first, Lines(text, number), decoder)
    else:
        yield from _Document(feed, text, first, number, decoder).objects()


def _first(text: io.TextIOBase) -> tuple[int, str]:
    """The first line that is not empty, and its number; of a very long one the beginning."""
    number = 1
    while (line := text.readline(_FIRST)).isspace():
        number += line.count("\n")
    return number, line


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _is_whole(line: str, decoder: json.JSONDecoder) -> bool:
    try:
        decoder.decode(line)
    except (ValueError, RecursionError):
        return False
    return line.lstrip().startswith("{")


def _lines(first: str, lines: Lines, decoder: json.JSONDecoder) -> Iterator[tuple[int, Any] | BadRow]:
    yield lines.number, decoder.decode(first)
    for line in lines:
        number = lines.number
        lines.taken.clear()
        if lines.cut == number:
            yield BadRow(number, f"the line has more than {LONGEST_LINE:,} characters")
        elif not line.isspace():
            try:
                yield number, decoder.decode(line.rstrip("\r\n"))
            except json.JSONDecodeError as error:
                yield BadRow(number, f"it is no JSON: {error.msg}, in column {error.colno}")
            except (ValueError, RecursionError) as error:
                yield BadRow(number, f"it is no JSON that can be used: {str(error)[:80]}")


class _Document:
    """A document whose values are read one after the other.

    Args:
        feed: the file, for messages.
        text: the document, but for its beginning.
        begun: its beginning.
        line: the line in which that begins.
        decoder: reads a value.
    """

    def __init__(
        self, feed: Feed, text: io.TextIOBase, begun: str, line: int, decoder: json.JSONDecoder
    ) -> None:
        self._feed = feed
        self._text = text
        self._buffer = begun
        self._at = 0
        self._line = line
        self._decoder = decoder

    def objects(self) -> Iterator[tuple[int, Any]]:
        """What it is about."""
        while mark := self._next():
            if mark == "[":
                yield from self._members()
            elif mark == "{":
                yield from self._object()
            else:
                yield self._line, self._value()

    def _members(self) -> Iterator[tuple[int, Any]]:
        self._take("[")
        while self._next() != "]":
            yield self._line, self._value()
            if self._next() == ",":
                self._take(",")
            elif self._next() != "]":
                self._broken("a comma is missing")
        self._take("]")

    def _object(self) -> Iterator[tuple[int, Any]]:
        """The members of the list that an object is made for; without one the object itself."""
        line, found, listed = self._line, {}, False
        self._take("{")
        while self._next() != "}":
            key = self._value()
            self._take(":")
            if key in _LISTS and self._next() == "[":
                listed = True
                yield from self._members()
            else:
                found[key] = self._value()
            if self._next() == ",":
                self._take(",")
            elif self._next() != "}":
                self._broken("a comma is missing")
        self._take("}")
        if not listed:
            yield line, found

    def _next(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            rest = self._buffer[self._at : self._at + 1]
            if rest and rest not in _SPACE:
                return rest
            if rest:
                self._pass(1)
            elif not self._more():
                return ""

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            self._broken(f"“{mark}” is missing")
        self._pass(1)

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError:
                self._broken("it is nested too deeply")
            except ValueError as error:
                if len(self._buffer) - self._at > LONGEST_VALUE or not self._more():
                    self._broken(str(error).partition(":")[0])
            else:
                # A number may go on behind what has been read.
                if end < len(self._buffer) or not self._more():
                    self._pass(end - self._at)
                    return value

    def _pass(self, length: int) -> None:
        self._line += self._buffer.count("\n", self._at, self._at + length)
        self._at += length

    def _more(self) -> bool:
        """Read more, as much again as is there; False at the end."""
        rest = self._buffer[self._at :]
        chunk = self._text.read(max(_CHUNK, len(rest)))
        self._buffer, self._at = rest + chunk, 0
        return bool(chunk)

    def _broken(self, why: str) -> NoReturn:
        raise UnusableInputError(
            f"{self._feed.path} is no whole JSON document: {why}, in line {self._line}.",
            "Mend it, or fetch it again; the shop is as it was.",
        )
