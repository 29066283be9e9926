"""What words sound like, and how much alike two are: roughly, as a recogniser takes one for the other."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_MERGED = str.maketrans(
    {"B": "P", "D": "T", "0": "T", "G": "K", "J": "K", "V": "F", "Z": "S", "W": "", "H": "", "Y": ""}
    | dict.fromkeys("EIOU", "A")
)
_SAME_SOUND = 0.62
_SHORT, _SHORTER = 3, 2
_LIKE, _LIKE_SHORT, _LIKE_SHORTEST = 0.3, 0.45, 0.65
"""How much the letters must be alike of words whose keys are equal, by the length of the key."""


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """The key of a word, or of several that are said as one; empty for what is no English word.

    Consonants that are easily taken for each other are one; vowels count at the beginning only.
    """
    if not (word.isascii() and word.isalpha()):
        return ""
    key = _metaphone(word).replace(" ", "").translate(_MERGED)
    return "".join(letter for at, letter in enumerate(key) if letter != key[at - 1] or not at)


@lru_cache(maxsize=1 << 14)
def _metaphone(word: str) -> str:
    import jellyfish

    return str(jellyfish.metaphone(word))


class _Measures(NamedTuple):
    """How unlike, or alike, two words are."""

    distance: Callable[[str, str], float]
    similarity: Callable[[str, str], float]
    ratio: Callable[[str, str], float]


@lru_cache(maxsize=1)
def _measures() -> _Measures:
    # Looked up once: for each pair of words anew it would take as long as comparing them.
    from rapidfuzz import fuzz
    from rapidfuzz.distance import DamerauLevenshtein

    return _Measures(DamerauLevenshtein.distance, DamerauLevenshtein.normalized_similarity, fuzz.ratio)


def likeness(said: str, known: str) -> float:
    """How likely one is to be the other misheard or misspelt: 1 for the same, below 0.6 for hardly."""
    measures = _measures()
    letters = 1 - measures.distance(said, known) / max(len(said), len(known))
    heard = measures.similarity(_metaphone(said), _metaphone(known))
    same = _SAME_SOUND if sound(said) and sound(said) == sound(known) else 0.0
    return float(max(letters, (letters + heard) / 2, same))


def alike(said: str, known: str) -> bool:
    """Whether two words of the same key may be taken for each other."""
    length = len(sound(said))
    needed = _LIKE if length >= _SHORT else _LIKE_SHORT if length == _SHORTER else _LIKE_SHORTEST
    return bool(_measures().ratio(said, known) >= 100 * needed)
