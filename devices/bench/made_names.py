"""Made-up names of products, as many as one likes, the same for the same seed.

They are skewed as a real assortment is: a few brands and kinds make up much of it, so that many names differ
from others in a word only.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from devices.bench.skew import CategoryWords, Skewed, word_file

_WORDS = Path(__file__).parent / "made_names.yaml"
_BRANDED, _SECOND_WORD, _SIZED = 0.85, 0.3, 0.2
"""How often a name has a brand, a second word before the kind, and a size."""


@dataclass(frozen=True, slots=True)
class MadeName:
    """A product that nobody sells."""

    name: str
    """As people say it, with the brand where it has one: "Harbor Lane organic vanilla yogurt"."""
    brand: str
    """Empty where it has none."""
    category: str
    size: str
    """As shops write it: "12 oz"; empty where the name does not tell it."""


def made_names(count: int, seed: int = 0) -> list[MadeName]:
    """Products, no two of the same name. The first ones of a longer list are those of a shorter one.

    Args:
        count: how many.
        seed: another makes others.
    """
    return list(islice(_unique(seed), count))


def _unique(seed: int) -> Iterator[MadeName]:
    seen: set[str] = set()
    for made in _endless(random.Random(seed)):  # noqa: S311 - no secret
        key = made.name.lower()
        if key not in seen:
            seen.add(key)
            yield made


def _endless(rng: random.Random) -> Iterator[MadeName]:
    words = word_file(_WORDS)
    brands = Skewed(_brands(words["brands"], rng), rng)
    categories = {name: CategoryWords(parts, rng) for name, parts in words["categories"].items()}
    names = list(categories)
    while True:
        name = rng.choice(names)
        yield _made(name, categories[name], brands, rng)


def _made(name: str, category: CategoryWords, brands: Skewed, rng: random.Random) -> MadeName:
    brand = brands.one() if rng.random() < _BRANDED else ""
    size = rng.choice(category.sizes) if rng.random() < _SIZED else ""
    before = [category.words.one()]
    if rng.random() < _SECOND_WORD and (second := category.words.one()) not in before:
        before.append(second)
    said = " ".join(filter(None, (brand, *before, category.kinds.one(), size)))
    return MadeName(said, brand, name, size)


def _brands(parts: dict[str, str], rng: random.Random) -> list[str]:
    brands = [
        f"{first} {second}".title()
        for first in parts["first"].split()
        for second in parts["second"].split()
        if first != second
    ]
    rng.shuffle(brands)
    return brands
