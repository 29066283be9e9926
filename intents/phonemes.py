"""How far apart two texts sound, phoneme by phoneme.

Letters are read as phonemes by rules of a language's spelling, which are data. Phonemes are compared by an
edit distance in which near ones cost little, as in Kondrak, "A New Algorithm for the Alignment of Phonetic
Sequences", NAACL 2000. Which are near follows the confusions that Miller and Nicely counted: "An Analysis of
Perceptual Confusions Among Some English Consonants", Journal of the Acoustical Society of America 27(2),
1955.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from intents.lexicon import read_yaml


class _Rules(BaseModel):
    """How letters sound, and which sounds are near; explained in the files under `sounds/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    letters: tuple[tuple[str, str], ...]
    vowels: str
    near: tuple[tuple[str, float], ...]
    vowel_for_vowel: float
    vowel_lost: float
    weak: str
    weak_lost: float
    key: Mapping[str, str]


class _Sounds:
    """The rules of a language, ready for use."""

    def __init__(self, rules: _Rules) -> None:
        self._letters = [(re.compile(pattern), sound) for pattern, sound in rules.letters]
        self._vowels = frozenset(rules.vowels)
        self._lost = dict.fromkeys(rules.vowels, rules.vowel_lost) | dict.fromkeys(
            rules.weak, rules.weak_lost
        )
        self._near = {
            (one, other): cost
            for group, cost in rules.near
            for one in group
            for other in group
            if one != other
        }
        self._near.update(
            ((one, other), rules.vowel_for_vowel)
            for one in rules.vowels
            for other in rules.vowels
            if one != other
        )
        self._key = str.maketrans({sound: key for group, key in rules.key.items() for sound in group})

    def phonemes(self, text: str) -> str:
        """One letter for each phoneme; limits of words are left out."""
        return "".join(map(self._word, text.split()))

    def key(self, phonemes: str) -> str:
        """The consonants, near ones as one: what sounds roughly alike has the same."""
        first = "a" if phonemes[:1] in self._vowels else ""
        plain = "".join(each for each in phonemes if each not in self._vowels).translate(self._key)
        return first + re.sub(r"(.)\1+", r"\1", plain)

    def _word(self, word: str) -> str:
        for pattern, sound in self._letters:
            word = pattern.sub(sound, word)
        return word

    def distance(self, heard: str, meant: str) -> float:
        """What it costs to make one sequence of phonemes the other; a whole phoneme costs 1."""
        row = [0.0]
        for sound in meant:
            row.append(row[-1] + self._lost.get(sound, 1.0))
        for sound in heard:
            gone = self._lost.get(sound, 1.0)
            before, row = row, [row[0] + gone]
            for at, other in enumerate(meant):
                change = 0.0 if sound == other else self._near.get((sound, other), 1.0)
                row.append(
                    min(before[at] + change, before[at + 1] + gone, row[at] + self._lost.get(other, 1.0))
                )
        return row[-1]


@lru_cache(maxsize=4)
def _sounds(language: str) -> _Sounds:
    file = files("intents") / "sounds" / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        raise ValueError(f"there are no sounds for the language {language!r}")
    return _Sounds(_Rules.model_validate(read_yaml(file.read_text(encoding="utf-8"))))


@lru_cache(maxsize=1 << 15)
def phonemes(text: str, language: str = "en") -> str:
    """The phonemes of a normalised text, one letter each.

    Raises:
        ValueError: if it is not known how the language sounds.
    """
    return _sounds(language).phonemes(text.replace("'", "").replace(",", ""))


@lru_cache(maxsize=1 << 15)
def sound_key(text: str, language: str = "en") -> str:
    """The consonants of a normalised text, those that are easily confused as one."""
    return _sounds(language).key(phonemes(text, language))


@lru_cache(maxsize=1 << 15)
def sounds_alike(heard: str, meant: str, language: str = "en") -> float:
    """How alike two normalised texts sound, 0 to 1; limits of words make no difference."""
    one, other = phonemes(heard, language), phonemes(meant, language)
    if one == other or not (one and other):
        return 1.0 if one and other else 0.0
    return max(0.0, 1 - _sounds(language).distance(one, other) / max(len(one), len(other)))
