"""How alike words look and sound, for what a recogniser or a typing finger got nearly right."""

import re
from functools import lru_cache

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
