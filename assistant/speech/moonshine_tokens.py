"""Moonshine's tokens: the file they are in, and the text they make."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intents.network import plain

BEGIN, END = 1, 2
"""The tokens around every sentence."""

_TWO_BYTES = 128
"""A length from here on takes two bytes, the low part first."""
_SPACE = "\u2581".encode()
_SILENT = re.compile(rb"<unk>|<s>|</s>|<<ST_\d+>>")
"""Tokens that are signs between the networks' parts, and no text."""


class Tokens(NamedTuple):
    """The vocabulary."""

    pieces: tuple[bytes, ...]
    """What each token adds to the text, as UTF-8; a character may be spread over several."""

    def text(self, tokens: Iterable[int]) -> str:
        """The text of some tokens; bytes that make no character are left out."""
        return b"".join(self.pieces[token] for token in tokens).decode("utf-8", "ignore").strip()


def read_tokens(data: bytes) -> Tokens:
    """Read a `tokenizer.bin`: byte strings with their lengths before them.

    Raises:
        ValueError: if it ends within a token.
    """
    return Tokens(
        tuple(b"" if _SILENT.fullmatch(raw) else raw.replace(_SPACE, b" ") for raw in _strings(data))
    )


def _strings(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size, at = data[at], at + 1
        if size >= _TWO_BYTES and at < len(data):
            size, at = data[at] * _TWO_BYTES + size - _TWO_BYTES, at + 1
        if at + size > len(data):
            raise ValueError("the vocabulary ends within a token")
        yield data[at : at + size]
        at += size


class Spelling:
    """The tokens as a walker of what may be said sees them.

    Args:
        pieces: what each token adds to the text, as UTF-8.
    """

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._texts = tuple(map(_plain, pieces))
        by_letter: dict[str, list[int]] = {"": []}
        for token, text in enumerate(self._texts):
            if text is not None:
                by_letter.setdefault(text[:1], []).append(token)
        self._by_letter = {letter: np.array(tokens, np.intp) for letter, tokens in by_letter.items()}
        self._punctuation = self._by_letter.pop("")

    def text(self, token: int) -> str:
        """The letters of a token, in the spelling of `plain`; none for mere punctuation and signs."""
        return self._texts[token] or ""

    def allowed(self, letters: Iterable[str] | None) -> NDArray[np.intp]:
        """The tokens that begin with some letters, or are mere punctuation; shape [tokens].

        Args:
            letters: what may come next; None for any.
        """
        begins = self._by_letter if letters is None else sorted(self._by_letter.keys() & set(letters))
        return np.concatenate([self._punctuation, *(self._by_letter[letter] for letter in begins)])


_PAUSE = frozenset(b",;:!?")


def _plain(piece: bytes) -> str | None:
    """What a token adds to a text; None for signs, and for pieces of a character.

    A comma or question mark ends a word, but the dots of "R.O.A.S.T." do not.
    """
    try:
        text = plain(piece.decode()) if piece else None
    except UnicodeDecodeError:
        return None
    return " " if text == "" and _PAUSE.intersection(piece) else text
