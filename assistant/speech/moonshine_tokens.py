"""Moonshine's tokens: the file they are in, and the text they make."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

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
