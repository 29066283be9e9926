"""What the search knows of a product, and the terms under which it is indexed."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, filterfalse
from math import log2
from typing import NamedTuple

from assistant.shopping.attributes import Attribute, AttributeName
from assistant.shopping.listings import Listing
from assistant.stores.search.terms import pieces, telling, telling_again

MARK = "\N{MIDDLE DOT}"
"""Begins the terms that nobody can say."""
EVERY = f"{MARK}every"
"""The term of all products."""
DECLARED = f"{MARK}declared"
"""The term of all that say what is in them."""
_NO_WORDS = frozenset({AttributeName.ALLERGEN, AttributeName.MAY_CONTAIN, AttributeName.FREE_FROM})
"""Who asks for nuts does not ask for what may contain traces of them."""
_LONG = frozenset({AttributeName.INGREDIENTS, AttributeName.USE})
"""They are texts; nobody asks for all of them at once."""
_DECLARING = frozenset({AttributeName.ALLERGEN, AttributeName.FREE_FROM, AttributeName.INGREDIENTS})
_CLASSES = 31
_PER_DOUBLING = 1.5


class Entry(NamedTuple):
    """A product as the search sees it."""

    names: tuple[str, ...]
    """What it is called and asked for by, the name first."""
    brand: str = ""
    categories: tuple[str, ...] = ()
    """From the root to the leaf."""
    details: tuple[str, ...] = ()
    """Size, values of options, attributes."""
    texts: tuple[str, ...] = ()
    """Title and description."""
    uses: tuple[str, ...] = ()
    """What it is for."""
    facets: tuple[tuple[str, str], ...] = ()
    """What it can be filtered by, apart from brand and categories: ("diet", "vegan")."""
    declared: bool = False
    """Whether it says what is in it."""
    rank: int = 0
    """By how many people have rated it; 0 for the most popular, which come first among equals."""


def entry(listing: Listing) -> Entry:
    """A product of the catalogue as the search sees it.

    Args:
        listing: all about it.
    """
    options = _options(listing) if listing.options or len(listing.variants) > 1 else []
    plain = Entry(
        (listing.name, *listing.aliases),
        listing.brand,
        listing.category_path,
        (listing.content, *(value for _, value in options)) if listing.content or options else (),
        (listing.title, listing.description),
        (),
        tuple([(f"option {name}", value) for name, value in options]),
        rank=_rank(listing.ratings),
    )
    return _described(plain, listing.attributes) if listing.attributes else plain


def _described(plain: Entry, attributes: Sequence[Attribute]) -> Entry:
    """An entry with what the attributes say."""
    words = [attribute for attribute in attributes if attribute.name not in _NO_WORDS]
    facets = ((each.name, each.value) for each in attributes if each.name not in _LONG)
    return plain._replace(
        details=(*plain.details, *(each.value for each in words)),
        uses=tuple(each.value for each in words if each.name == AttributeName.USE),
        facets=(*plain.facets, *facets),
        declared=any(each.name in _DECLARING for each in attributes),
    )


def _options(listing: Listing) -> list[tuple[str, str]]:
    """What there is to choose, each option with one of its values."""
    values = {(group.name, value.value): None for group in listing.options for value in group.values}
    values.update((option, None) for variant in listing.variants for option in variant.options.items())
    return list(values)


class Terms(NamedTuple):
    """The terms of an entry, parted by spaces, each in the column that tells most about the product.

    At the end of a column stand those that nobody can say.
    """

    called: str
    kind: str
    about: str
    names: str
    """Those of each name, the names parted by "|"."""
    brand: str
    leaf: str
    """Those of the category."""
    rank: int = 0
    """As in the entry."""


@lru_cache(maxsize=1 << 10)
def _rank(ratings: int) -> int:
    return _CLASSES - min(_CLASSES, int(_PER_DOUBLING * log2(1 + max(0, ratings))))


def document(product: int, terms: Terms) -> int:
    """A product's number in the index: its popularity in the upper half, the most popular first."""
    return terms.rank << 32 | product


def product_of(doc: int) -> int:
    """The product that has a number in the index."""
    return doc & 0xFFFFFFFF


def analysed(entry: Entry) -> Terms:
    """The terms of an entry; in its columns each once."""
    names = tuple(dict.fromkeys(map(telling, entry.names)))
    brand = telling_again(entry.brand) if entry.brand else ()
    way = _way(entry.categories)
    called = dict.fromkeys(chain(*names, brand))
    kind = dict.fromkeys(chain(way.terms, *map(telling_again, entry.details)))
    about = dict.fromkeys(telling(" ".join(entry.texts)))
    return Terms(
        " ".join([*called, *map(named, names)]),
        " ".join([*filterfalse(called.__contains__, kind), *_facets(entry), *way.facets]),
        " ".join([term for term in about if term not in called and term not in kind]),
        "|".join(map(" ".join, names)),
        " ".join(brand),
        way.leaf,
        entry.rank,
    )


class _Way(NamedTuple):
    """The way down the categories to a product."""

    terms: tuple[str, ...]
    facets: tuple[str, ...]
    leaf: str


@lru_cache(maxsize=1 << 10)
def _way(categories: tuple[str, ...]) -> _Way:
    found = tuple(map(telling, categories))
    facets = tuple(facet("category", category) for category in categories)
    return _Way(tuple(chain(*found)), facets, " ".join(found[-1]) if found else "")


def _facets(entry: Entry) -> list[str]:
    found = [EVERY, facet("brand", entry.brand)] if entry.brand else [EVERY]
    if entry.facets:
        found += [facet(*one) for one in entry.facets]
    if entry.declared:
        found.append(DECLARED)
    return found


def named(name: tuple[str, ...]) -> str:
    """The term under which all are found that have just these terms as their name."""
    return MARK + blake2b(" ".join(name).encode(), digest_size=5).hexdigest()


@lru_cache(maxsize=1 << 14)
def facet(kind: str, value: str) -> str:
    """The term under which all are found that have a brand, a category or an attribute."""
    return MARK.join(("", *pieces(kind), "", *telling(value)))
