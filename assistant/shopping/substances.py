"""What is in a product: it contains it, may contain it, is without it, or the shop doesn't say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.shopping.attributes import AttributeName
from assistant.shopping.names import folded
from assistant.shopping.products import Product
from assistant.shopping.values import Fact, facts

_PARTS = re.compile(r"[,;()\[\]/]| and ")
_DENYING = frozenset({"free", "no", "non", "without"})
_CONTAINING = (AttributeName.ALLERGEN, AttributeName.INGREDIENTS)
WITHIN = frozenset({*_CONTAINING, AttributeName.MAY_CONTAIN, AttributeName.FREE_FROM})
"""The attributes that tell what is in something or is not."""

Terms = tuple[str, ...]


class Presence(StrEnum):
    """Whether something is in a product."""

    CONTAINS = "contains"
    MAY_CONTAIN = "may contain"
    """Traces of it may be."""
    FREE_FROM = "free from"
    """The shop says that it is not."""
    NOT_TOLD = "not told"
    """The shop doesn't say, which is no "no"."""


@dataclass(frozen=True, slots=True)
class Substance:
    """Something that people ask for or must avoid. All words as `folded` gives them."""

    name: str
    said: tuple[Terms, ...]
    inside: frozenset[Terms]
    """Values that say it is in something."""
    outside: tuple[frozenset[Terms], ...] = ()
    """Sets of values of "free from" that say it is not, each set by itself."""
    diets: frozenset[Terms] = frozenset()
    """Claims that say it is not."""
    unsaid: tuple[Terms, ...] = ()
    """Words for being without it: "unscented"."""
    allergen: bool = True
    """Whether people may fall ill of it."""


def presence(product: Product, substance: Substance) -> tuple[Presence, tuple[Fact, ...]]:
    """Whether it is in a product, and the facts that say so. What contradicts itself counts as contained."""
    inside = contained(product, substance.inside)
    if inside:
        return Presence.CONTAINS, inside
    traces = _named(facts(product, f"attributes.{AttributeName.MAY_CONTAIN}"), substance.inside)
    if traces:
        return Presence.MAY_CONTAIN, traces
    without = _without(product, substance)
    return (Presence.FREE_FROM if without else Presence.NOT_TOLD), without


def contained(product: Product, named: frozenset[Terms]) -> tuple[Fact, ...]:
    """The facts that say that one of some things is in a product.

    Args:
        product: the product.
        named: what the things are called, folded.
    """
    return tuple(
        fact for attribute in _CONTAINING for fact in _named(facts(product, f"attributes.{attribute}"), named)
    )


def unlisted(product: Product, known: Iterable[Substance]) -> tuple[Substance, ...]:
    """What the shop says to be in a product or not, beyond the substances that are known."""
    names = {terms for each in known for terms in (*each.inside, *each.said)}
    found: dict[Terms, Substance] = {}
    for attribute in sorted(WITHIN):
        for fact in facts(product, f"attributes.{attribute}"):
            terms = folded(fact.value)
            if terms and terms not in names:
                found[terms] = Substance(
                    name=fact.value, said=(terms,), inside=frozenset({terms}), outside=(frozenset({terms}),)
                )
    return tuple(found.values())


def substances(written: Mapping[str, Mapping[str, Sequence[str]]]) -> tuple[Substance, ...]:
    """The substances of a file of words."""
    return tuple(_substance(name, table) for name, table in written.items())


def _substance(name: str, table: Mapping[str, Sequence[str]]) -> Substance:
    return Substance(
        name=name,
        said=tuple(map(folded, table["said"])),
        inside=frozenset(map(folded, table["in"])),
        outside=tuple(frozenset(map(folded, some)) for some in table.get("out", ())),
        diets=frozenset(map(folded, table.get("diets", ()))),
        unsaid=tuple(map(folded, table.get("unsaid", ()))),
        allergen=bool(table.get("allergen", False)),
    )


def _without(product: Product, substance: Substance) -> tuple[Fact, ...]:
    claims = _named(facts(product, f"attributes.{AttributeName.DIET}"), substance.diets)
    said = {folded(fact.value): fact for fact in facts(product, f"attributes.{AttributeName.FREE_FROM}")}
    for together in substance.outside:
        if together <= said.keys():
            return (*claims, *(said[terms] for terms in sorted(together)))
    return claims


def _named(some: Iterable[Fact], named: frozenset[Terms]) -> tuple[Fact, ...]:
    return tuple(fact for fact in some if any(_says(part, named) for part in _PARTS.split(fact.value)))


def _says(part: str, named: frozenset[Terms]) -> bool:
    """Whether a part of a value names one of some things: "soy lecithin" names soy."""
    terms = folded(part)
    if _DENYING & set(terms):
        return terms in named
    return any(terms[:length] in named for length in range(1, len(terms) + 1))
