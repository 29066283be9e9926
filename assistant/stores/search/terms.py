"""Text cut into the terms that are indexed and looked for.

A term is a word in lower case, without accents, punctuation and number, units and numbers in one spelling:
"Two 32oz Cartons of Crème fraîche" is "2 32 oz carton of creme fraiche". Scripts that do not part their words
are cut into overlapping pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from assistant.shopping.names import folded
from assistant.stores.search.lexicon import lexicon

_PIECE = re.compile(r"[^\W\d_]+|\d+")
_SPECIAL = re.compile(r"['\u2019%&]")
_SPELT_OUT = str.maketrans({"'": "", "\N{RIGHT SINGLE QUOTATION MARK}": "", "%": " percent ", "&": " and "})
_UNPARTED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_LONGEST = 40
"""Characters of a term that count; a longer one is no word."""
_MOST_WORDS = 1 << 16
"""How many words are kept with their terms."""


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text, in its order."""
    return tuple(map(term, pieces(text)))


def telling(text: str) -> tuple[str, ...]:
    """The terms of a text without those that say nothing about a product; all where none does."""
    # By what stands between spaces: as a whole it comes again and again, with its commas and capitals.
    return tuple(chain.from_iterable(map(_telling().__getitem__, text.split()))) or terms(text)


@lru_cache(maxsize=1 << 12)
def telling_again(text: str) -> tuple[str, ...]:
    """The same, for a text that is likely to come again, such as a brand."""
    return telling(text)


def pieces(text: str) -> list[str]:
    """The words and numbers of a text in lower case, as they were said."""
    if _SPECIAL.search(text):
        text = text.translate(_SPELT_OUT)
    if text.isascii():
        return _PIECE.findall(text.lower())
    return list(_parted(_PIECE.findall(_without_accents(text).casefold())))


@lru_cache(maxsize=1 << 16)
def term(piece: str) -> str:
    """The term of one word."""
    known = lexicon().canonical.get(piece)
    if known is not None:
        return known
    short = piece[:_LONGEST]
    found = (folded(short) or (short,))[0]
    return found if found.isascii() else unicodedata.normalize("NFC", found)


class _Telling(dict[str, tuple[str, ...]]):
    """Words, as they were written, to their telling terms. Looked up in half the time of an `lru_cache`."""

    def __init__(self) -> None:
        self._fillers = lexicon().fillers

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = found = tuple(term for term in terms(word) if term not in self._fillers)
        return found


@lru_cache(maxsize=1)
def _telling() -> _Telling:
    return _Telling()


def _without_accents(text: str) -> str:
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    # Composed again, as Hangul falls apart into more than accents.
    return unicodedata.normalize("NFC", "".join(letters))


def _parted(found: Iterable[str]) -> Iterable[str]:
    for piece in found:
        if _UNPARTED.fullmatch(piece):
            yield from (piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            yield piece
