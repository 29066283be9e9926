"""How alike words look and sound, for what a recogniser or a typing finger got nearly right."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

_SOUND_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^(kn|gn)", "n"),
        ("^wr", "r"),
        ("(?<=[^aeiou])e$", ""),
        ("tch", "s"),
        ("sch", "sk"),
        ("ph", "f"),
        ("gh", ""),
        ("th", "t"),
        ("ch", "k"),
        ("sh", "s"),
        ("ck|qu?", "k"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("x", "ks"),
        ("z", "s"),
        ("[hw]", ""),
        ("[aeiouy]+", "a"),
        (r"(.)\1+", r"\1"),
    )
]
_VOICED = str.maketrans("bdgvjm", "ptkfsn")
_SHORTEST_SOUND = 4
"""Shorter sounds are those of too many words: "cake", "coke"."""
_BY_SOUND = 0.9
"""What sounding the same is worth, compared with being spelt the same."""


@lru_cache(maxsize=8192)
def sound(text: str, *, voiced: bool = True) -> str:
    """A rough key of how a text sounds, word limits left out: vowels are one, silent letters are gone.

    Args:
        text: a normalised text.
        voiced: False if b and p, d and t, g and k are to be the same too.
    """
    key = re.sub("[^a-z]", "", text)
    for pattern, instead in _SOUND_RULES:
        key = pattern.sub(instead, key)
    return key if voiced else re.sub(r"(.)\1+", r"\1", key.translate(_VOICED))


@lru_cache(maxsize=16384)
def likeness(heard: str, meant: str) -> float:
    """How alike two texts are, 0 to 1, by spelling without spaces and by sound."""
    from rapidfuzz.fuzz import ratio

    spelt = ratio(heard.replace(" ", ""), meant.replace(" ", "")) / 100
    sounds = sound(heard), sound(meant)
    if min(map(len, sounds)) < _SHORTEST_SOUND:
        return spelt
    return max(spelt, _BY_SOUND * ratio(*sounds) / 100)


class Vocabulary:
    """Many words, of which the one most like a heard word is found at once.

    Args:
        words: each is one word.
        shortest: letters; shorter words are left out.
    """

    def __init__(self, words: Iterable[str], shortest: int = 0) -> None:
        self._words = [word for word in words if len(word) >= shortest]

    @cached_property
    def _sounds(self) -> list[str]:
        return [key for key in dict.fromkeys(map(sound, self._words)) if len(key) >= _SHORTEST_SOUND]

    def likeness(self, heard: str, at_least: float) -> float:
        """How alike a word is to the most alike one, as `likeness` says; 0 where that is less than asked."""
        from rapidfuzz import process
        from rapidfuzz.fuzz import ratio

        spelt = process.extractOne(heard, self._words, scorer=ratio, score_cutoff=100 * at_least)
        best = spelt[1] / 100 if spelt else 0.0
        key = sound(heard)
        if len(key) < _SHORTEST_SOUND or best >= _BY_SOUND:
            return best
        least = 100 * max(best, at_least) / _BY_SOUND
        heard_so = process.extractOne(key, self._sounds, scorer=ratio, score_cutoff=least)
        return max(best, _BY_SOUND * heard_so[1] / 100) if heard_so else best
