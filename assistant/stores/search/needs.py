"""What things are for: from a need, to what such a thing is called in shops."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import log

from assistant.stores.search.lexicon import lexicon, loaded
from assistant.stores.search.synonyms import Phrase
from assistant.stores.search.terms import telling

_ENDINGS = ("ing", "ed", "er", "y", "e")
_SHORTEST = 3
_UNKNOWN = 3.0
"""What a word counts that no thing has: less than a rare one, more than a common one."""
_ITS_NAME = 0.6
"""What a word of its name counts, of what one of its use does: cheese for a pizza is no pizza."""
_ENOUGH = 0.35
"""The share of a need's words, by how much they tell, below which a thing does not serve it."""


@dataclass(frozen=True, slots=True)
class Served:
    """A thing that serves a need."""

    names: tuple[Phrase, ...]
    """What it is called, as terms."""
    score: float
    """0..1: how much of the need it serves."""
    words: tuple[str, ...]
    """The words of the need that it serves, as stems."""


@dataclass(frozen=True, slots=True)
class _Things:
    names: tuple[tuple[Phrase, ...], ...]
    by_stem: Mapping[str, Mapping[int, float]]
    """Stem to the things that it tells of, and how much."""


def served(terms: Sequence[str], most: int = 5) -> list[Served]:
    """The things that serve a need best.

    Args:
        terms: the telling terms of the need.
        most: how many things.
    """
    things = _things()
    stems = list(dict.fromkeys(_stem(term) for term in terms if term not in lexicon().idle))
    total = sum(_tells(things, stem) for stem in stems)
    scores: defaultdict[int, float] = defaultdict(float)
    words: defaultdict[int, list[str]] = defaultdict(list)
    for stem in stems:
        for thing, worth in things.by_stem.get(stem, {}).items():
            scores[thing] += worth * _tells(things, stem)
            words[thing].append(stem)
    found = [
        Served(things.names[thing], score / total, tuple(words[thing]))
        for thing, score in nlargest(most, scores.items(), key=lambda one: one[1])
    ]
    return [one for one in found if one.score >= _ENOUGH]


def _tells(things: _Things, stem: str) -> float:
    """How much a stem tells: the more, the fewer things have it; one that none has, little."""
    having = len(things.by_stem.get(stem, ()))
    return log(1 + len(things.names) / having) if having else _UNKNOWN


@lru_cache(maxsize=1)
def _things() -> _Things:
    names: list[tuple[Phrase, ...]] = []
    by_stem: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for called, uses in (pair for things in loaded("needs").values() for pair in things.items()):
        names.append(tuple(map(telling, called.split(" or "))))
        for name in names[-1]:
            by_stem |= {_stem(term): by_stem[_stem(term)] | {len(names) - 1: _ITS_NAME} for term in name}
        for term in telling(uses):
            by_stem[_stem(term)][len(names) - 1] = 1.0
    return _Things(tuple(names), by_stem)


@lru_cache(maxsize=1 << 12)
def _stem(term: str) -> str:
    """A term without endings that do not matter here: "cleaning" and "cleaner" are "clean"."""
    for ending in _ENDINGS:
        if term.endswith(ending) and len(term) - len(ending) >= _SHORTEST:
            return _single(term.removesuffix(ending))
    return term


def _single(stem: str) -> str:
    """A stem with its last letter once: "wrapp" is "wrap"."""
    return stem[:-1] if len(stem) > _SHORTEST and stem[-1] == stem[-2] and stem[-1] not in "lse" else stem
