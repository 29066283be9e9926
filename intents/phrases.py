"""Phrases by the hundred thousand: sorted, in little memory, narrowed down letter by letter."""

import re
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

_MAGIC = "aisle phrases 1\n"
_BREAK = "\n"


class Phrases(Sequence[str]):
    """An immutable sorted set of phrases, each a few words with one space between them.

    A part of them that share their beginning is a range; `narrowed` finds it by bisection, so that no tree
    has to be built.

    Args:
        phrases: in any order, in the spelling of `plain`; empty ones are left out.

    Raises:
        ValueError: if a phrase holds a line break.
    """

    def __init__(self, phrases: Iterable[str] = ()) -> None:
        distinct = sorted(set(phrases) - {""})
        self._text = _BREAK.join(distinct)
        if self._text.count(_BREAK) != max(0, len(distinct) - 1):
            raise ValueError("a phrase holds a line break")
        self._starts = _starts(distinct)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        if at < 0:
            at += len(self)
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._phrase(at)

    def _phrase(self, at: int) -> str:
        return self._text[self._starts[at] : self._starts[at + 1] - 1]

    @property
    def letters(self) -> int:
        """How many letters they have together."""
        return len(self._text)

    def narrowed(self, low: int, high: int, depth: int, letters: str) -> tuple[int, int]:
        """The part of a range whose phrases go on with some letters.

        Args:
            low: the first phrase of the range.
            high: the one after the last.
            depth: how many letters those of the range share.
            letters: what comes next.

        Returns:
            The new range; empty (low equals high) where there is none.
        """
        if low >= high:
            return low, low
        wanted = self._text[self._starts[low] : self._starts[low] + depth] + letters
        first = self._first(wanted, low, high)
        # The last letter's successor comes after all that begin with what is wanted.
        return first, self._first(wanted[:-1] + chr(ord(wanted[-1]) + 1), first, high)

    def whole(self, low: int, high: int, depth: int) -> int:
        """How many phrases of a range are complete after so many letters: 0 or 1."""
        return int(low < high and self._starts[low + 1] - 1 - self._starts[low] == depth)

    def save(self, path: Path) -> None:
        """Write them to a file.

        Raises:
            OSError: if it cannot be written.
        """
        path.write_text(_MAGIC + self._text, encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, path: Path) -> "Phrases":
        """Read what `save` wrote.

        Raises:
            OSError: if it cannot be read.
            ValueError: if it holds something else.
        """
        text = path.read_bytes().decode("utf-8")
        if not text.startswith(_MAGIC):
            raise ValueError(f"{path} holds no phrases")
        return cls.of_text(text.removeprefix(_MAGIC))

    @property
    def text(self) -> str:
        """All of them, a line each."""
        return self._text

    @classmethod
    def of_text(cls, text: str) -> "Phrases":
        """The phrases of which `text` is the text."""
        made = cls()
        if text:
            made._text = text
            made._starts.extend(found.end() for found in re.finditer(_BREAK, text))
            made._starts.append(len(text) + 1)
        return made

    def _first(self, wanted: str, low: int, high: int) -> int:
        """The first phrase of a range that does not come before what is wanted."""
        text, starts = self._text, self._starts
        while low < high:
            middle = (low + high) // 2
            if text[starts[middle] : starts[middle + 1] - 1] < wanted:
                low = middle + 1
            else:
                high = middle
        return low


def _starts(phrases: Sequence[str]) -> "array[int]":
    starts = array("I", [0])
    at = 0
    for phrase in phrases:
        at += len(phrase) + 1
        starts.append(at)
    return starts
