"""What the search knows of a product, and the terms under which it is indexed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, filterfalse
from math import log2

from assistant.shopping.attributes import AttributeName
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A product as the search sees it."""

    product: int
    """The number of its row in the catalogue."""
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
    ratings: int = 0
    """How many people have rated it: the popular come first among equals."""

    @property
    def doc(self) -> int:
        """Its number in the index, where the popular come first."""
        return document(self.product, self.ratings)


def entry(number: int, listing: Listing) -> Entry:
    """A product of the catalogue as the search sees it.

    Args:
        number: of its row.
        listing: all about it.
    """
    words = [attribute for attribute in listing.attributes if attribute.name not in _NO_WORDS]
    options = _options(listing) if listing.options or len(listing.variants) > 1 else []
    return Entry(
        product=number,
        names=(listing.name, *listing.aliases),
        brand=listing.brand,
        categories=tuple(listing.category_path),
        details=(
            *filter(None, (listing.content,)),
            *(value for _, value in options),
            *(each.value for each in words),
        ),
        texts=(listing.title, listing.description),
        uses=tuple(each.value for each in words if each.name == AttributeName.USE),
        facets=(
            *((f"option {name}", value) for name, value in options),
            *((each.name, each.value) for each in listing.attributes if each.name not in _LONG),
        ),
        declared=any(each.name in _DECLARING for each in listing.attributes),
        ratings=listing.ratings,
    )


def _options(listing: Listing) -> list[tuple[str, str]]:
    """What there is to choose, each option with one of its values."""
    values = {(group.name, value.value): None for group in listing.options for value in group.values}
    values.update((option, None) for variant in listing.variants for option in variant.options.items())
    return list(values)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an entry, each in the column that tells most about the product."""

    called: tuple[str, ...]
    kind: tuple[str, ...]
    about: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    """Those of each name."""
    brand: tuple[str, ...]
    leaf: tuple[str, ...]
    """Those of the category."""


def document(product: int, ratings: int) -> int:
    """A product's number in the index: its popularity in the upper half, the most popular first."""
    popularity = min(_CLASSES, int(_PER_DOUBLING * log2(1 + max(0, ratings))))
    return (_CLASSES - popularity) << 32 | product


def product_of(doc: int) -> int:
    """The product that has a number in the index."""
    return doc & 0xFFFFFFFF


def analysed(entry: Entry) -> Terms:
    """The terms of an entry; in its columns each once."""
    names = tuple(dict.fromkeys(map(telling, entry.names)))
    brand = telling_again(entry.brand) if entry.brand else ()
    categories = tuple(map(telling_again, entry.categories))
    called = dict.fromkeys(chain(*names, brand))
    kind = dict.fromkeys(chain(*categories, *map(telling_again, entry.details)))
    seen = called.keys() | kind.keys()
    return Terms(
        called=(*called, *map(named, names)),
        kind=(*filterfalse(called.__contains__, kind), *_facets(entry)),
        about=tuple(filterfalse(seen.__contains__, dict.fromkeys(telling(" ".join(entry.texts))))),
        names=names,
        brand=brand,
        leaf=categories[-1] if categories else (),
    )


def _facets(entry: Entry) -> Iterator[str]:
    yield EVERY
    if entry.brand:
        yield facet("brand", entry.brand)
    for category in entry.categories:
        yield facet("category", category)
    for one in entry.facets:
        yield facet(*one)
    if entry.declared:
        yield DECLARED


def named(name: tuple[str, ...]) -> str:
    """The term under which all are found that have just these terms as their name."""
    return MARK + blake2b(" ".join(name).encode(), digest_size=5).hexdigest()


@lru_cache(maxsize=1 << 12)
def facet(kind: str, value: str) -> str:
    """The term under which all are found that have a brand, a category or an attribute."""
    return MARK.join(("", *pieces(kind), "", *telling(value)))
