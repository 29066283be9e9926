"""A large shop's made-up catalogue, as big as one likes, the same for the same seed.

It is skewed as real ones are: few brands, kinds and words make up much of it, a long tail of brands and model
numbers the rest, and few products have most of the ratings.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from devices.bench.skew import CategoryWords, Skewed, split, word_file

_HERE = Path(__file__).parent
_BRANDED, _SECOND_WORD, _SIZED, _CODED = 0.92, 0.5, 0.7, 0.12
"""How often a product has a brand, a second word before its kind, a size, and a model number in its title."""
_COINED = 60_000
"""Brands that are no words: "Velnora"."""


@dataclass(frozen=True, slots=True)
class MadeProduct:
    """A product that nobody sells."""

    number: int
    """From 0, in the order of the feed."""
    title: str
    """As the shop writes it: "Harbor Lane Organic Vanilla Yogurt, 32 oz"."""
    name: str
    """As people say it: "Harbor Lane organic vanilla yogurt"."""
    alias: str
    """Without the brand: "organic vanilla yogurt"."""
    brand: str
    department: str
    category: str
    kind: str
    """What it is: "yogurt"."""
    size: str
    description: str
    price: int
    """Minor units."""
    stock: int
    ratings: int
    """How many people have rated it."""


def made_products(count: int, seed: int = 0) -> Iterator[MadeProduct]:
    """Products in the order of a feed. The first ones of a longer list are those of a shorter one.

    Args:
        count: how many.
        seed: another makes others.
    """
    return islice(_endless(random.Random(seed)), count)  # noqa: S311 - no secret


def _endless(rng: random.Random) -> Iterator[MadeProduct]:
    words = word_file(_HERE / "assortment.yaml")
    names = word_file(_HERE.parent / "made_names.yaml")
    brands = Skewed(_brands(names["brands"], words["coined"], rng), rng)
    parts = {**names["categories"], **words["categories"]}
    departments = [
        (department, name) for department, some in words["departments"].items() for name in split(some)
    ]
    categories = [_Category(department, name, parts[name], rng) for department, name in departments]
    number = 0
    while True:
        yield _made(number, rng.choice(categories), brands, rng)
        number += 1


def _made(number: int, category: "_Category", brands: Skewed, rng: random.Random) -> MadeProduct:
    chance = rng.random
    brand = brands.one() if chance() < _BRANDED else ""
    kind = category.kinds.one()
    before = category.words.one()
    if chance() < _SECOND_WORD and (second := category.words.one()) != before:
        before = f"{before} {second}"
    size = rng.choice(category.sizes) if chance() < _SIZED else ""
    alias = f"{before} {kind}"
    name = f"{brand} {alias}" if brand else alias
    title = name.title()
    if chance() < _CODED:
        title = f"{title} {_code(rng)}"
    if size:
        title = f"{title}, {size}"
    return MadeProduct(
        number=number,
        title=title,
        name=name,
        alias=alias,
        brand=brand,
        department=category.department,
        category=category.name,
        kind=kind,
        size=size,
        description=f"{before.capitalize()} {kind} for {category.purpose}, {category.words.one()}.",
        price=round(min(200_000, rng.lognormvariate(7, 1))),
        stock=0 if chance() < 0.08 else int(rng.expovariate(0.02)) + 1,  # noqa: PLR2004 - one in twelve is sold out
        ratings=int(rng.paretovariate(0.7)) - 1,
    )


class _Category(CategoryWords):
    """What products of one category are made of."""

    def __init__(self, department: str, name: str, parts: Mapping[str, str], rng: random.Random) -> None:
        super().__init__(parts, rng)
        self.department = department
        self.name = name
        self.purpose = parts.get("for", "every day")


def _code(rng: random.Random) -> str:
    """A model number: "QX-4410"."""
    letters = "".join(rng.choices("ABCDEFGHKLMNPRSTVWXZ", k=rng.choice((1, 2, 2, 3))))
    return f"{letters}-{rng.randrange(10, 10_000)}"


def _brands(parts: dict[str, str], coined: dict[str, str], rng: random.Random) -> list[str]:
    """Those of two words among coined ones, the former more often well known."""
    paired = [
        f"{first} {second}".title() for first in parts["first"].split() for second in parts["second"].split()
    ]
    syllables, endings = coined["syllables"].split(), coined["endings"].split()
    new = {_coined(syllables, endings, rng): None for _ in range(_COINED)}
    rng.shuffle(paired)
    known, rest = paired[:300], [*paired[300:6000], *new]
    rng.shuffle(rest)
    return [*known, *rest]


def _coined(syllables: Sequence[str], endings: Sequence[str], rng: random.Random) -> str:
    return ("".join(rng.choices(syllables, k=rng.choice((2, 2, 3)))) + rng.choice(endings)).capitalize()
