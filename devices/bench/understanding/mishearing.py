"""Names as a recogniser may get them wrong: a sound of a word taken for a near one, or a word for two."""

import random
from collections.abc import Sequence
from typing import Final

_NEAR: Final = (
    *(("b", "p"), ("d", "t"), ("g", "k"), ("v", "f"), ("z", "s"), ("m", "n"), ("sh", "ch"), ("th", "t")),
    *(("ee", "i"), ("ea", "ee"), ("a", "e"), ("e", "i"), ("o", "a"), ("ou", "ow"), ("ll", "l"), ("ck", "k")),
)
"""What is taken for what; either way round."""
_SPLIT: Final = 0.15
"""How often a long word is heard as two."""
_LONG: Final = 7
"""Letters."""


def misheard(name: str, rng: random.Random) -> str:
    """A name with one of its words heard wrong; the same where nothing in it can be.

    Args:
        name: as people say it.
        rng: decides which word and how.
    """
    words = name.lower().split()
    for at in rng.sample(range(len(words)), len(words)):
        wrong = _word(words[at], rng)
        if wrong != words[at]:
            return " ".join([*words[:at], wrong, *words[at + 1 :]])
    return name.lower()


def _word(word: str, rng: random.Random) -> str:
    if len(word) >= _LONG and rng.random() < _SPLIT:
        middle = len(word) // 2
        return f"{word[:middle]} {word[middle:]}"
    for pair in rng.sample(_NEAR, len(_NEAR)):
        found = _swapped(word, pair) or _swapped(word, pair[::-1])
        if found:
            return found
    return word


def _swapped(word: str, pair: Sequence[str]) -> str:
    """The word with one sound for another, where it has that one; empty where it does not."""
    return word.replace(pair[0], pair[1], 1) if pair[0] in word else ""
