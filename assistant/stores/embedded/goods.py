"""Products as rows: what the tables are to hold of them, but for the numbers that they get there.

Rows are tuples, which are quickly made, handed to another process, compared and written; there may be a
million of them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from pydantic import RootModel

from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import OptionGroup, Relation

Row: TypeAlias = tuple[Any, ...]
PRODUCT = (
    *("title", "name", "aliases", "brand", "description", "content", "amount", "measure", "pieces"),
    *("options", "rating", "ratings", "handling_days", "return_days", "details"),
)
"""The columns of a product's row; its number, id, category and mark stand beside them."""
VARIANT = (
    *("id", "options", "content", "amount", "currency", "price", "sale_price", "sale_from", "sale_until"),
    *("stock", "availability", "gtin", "multi_quantity", "multi_price"),
)
PRICE, STOCK = 5, 9
"""Places in it."""
ATTRIBUTE = ("place", "name", "value", "number", "unit")
RELATION = ("relation", "place", "other")
HISTORY = ("since", "price")
RELATIONS = (Relation.BOUGHT_WITH, Relation.SUBSTITUTE)
"""Those that are kept; the others are found."""
NO_DETAILS: Mapping[str, Any] = {"review": None, "disclosures": (), "link": "", "image": ""}
"""What is in the column of details, where there is none of it."""


class Groups(RootModel[tuple[OptionGroup, ...]]):
    """A product's options as they stand in the tables."""


class Goods(NamedTuple):
    """A product on its way to the shelves."""

    id: str
    path: tuple[str, ...]
    """The names of its categories, from the root on."""
    product: Row
    """As `PRODUCT`."""
    variants: tuple[Row, ...]
    """As `VARIANT`, the plain one first."""
    attributes: tuple[Row, ...]
    """As `ATTRIBUTE`, in the order of their places."""
    relations: tuple[Row, ...]
    """As `RELATION`, in the order of relations and places."""
    histories: tuple[tuple[Row, ...], ...]
    """Of each variant the earlier prices, as `HISTORY`."""
    entry: Any
    """What the search knows of it (`Finder.entry`), or has to know (`Finder.description`)."""


def goods(listing: Listing, entry: Callable[[Listing], Any]) -> Goods:
    """A product as rows.

    Args:
        listing: a checked product.
        entry: what the search knows of it, or has to know.
    """
    return Goods(
        listing.id,
        listing.category_path,
        _product(listing),
        tuple([_variant(variant) for variant in listing.variants]),
        _attributes(listing) if listing.attributes else (),
        _relations(listing) if listing.bought_with or listing.substitutes else (),
        tuple([variant.history for variant in listing.variants]),
        entry(listing),
    )


def analysed(part: Iterable[Goods], analyse: Callable[[Any], Any]) -> list[Goods]:
    """Products with what the search knows of them, in place of what it has to know.

    Args:
        part: the products.
        analyse: makes one of the other (`Finder.analysed`).
    """
    return [one._replace(entry=analyse(one.entry)) for one in part]


def _product(listing: Listing) -> Row:
    return (
        listing.title,
        listing.name,
        _written(listing.aliases) if listing.aliases else "[]",
        listing.brand,
        listing.description,
        listing.content,
        listing.amount,
        None if listing.measure is None else listing.measure.value,
        listing.pieces,
        Groups(listing.options).model_dump_json() if listing.options else "[]",
        listing.rating,
        listing.ratings,
        listing.handling_days,
        listing.return_days,
        _details(listing),
    )


def _details(listing: Listing) -> str:
    if not (listing.review or listing.disclosures or listing.link or listing.image):
        return ""
    return _written({name: getattr(listing, name) for name in NO_DETAILS if getattr(listing, name)})


def _variant(variant: VariantListing) -> Row:
    return (
        variant.id,
        _spaced().encode(dict(variant.options)) if variant.options else "{}",
        variant.content,
        variant.amount,
        variant.currency,
        variant.price,
        variant.sale_price,
        variant.sale_from,
        variant.sale_until,
        variant.stock,
        variant.availability.value,
        variant.gtin,
        variant.multi_quantity,
        variant.multi_price,
    )


def _attributes(listing: Listing) -> tuple[Row, ...]:
    return tuple(
        (place, attribute.name, attribute.value, attribute.number, attribute.unit)
        for place, attribute in enumerate(listing.attributes)
    )


def _relations(listing: Listing) -> tuple[Row, ...]:
    related = zip(RELATIONS, (listing.bought_with, listing.substitutes), strict=True)
    return tuple(
        (relation.value, place, other) for relation, others in related for place, other in enumerate(others)
    )


def _written(value: Any) -> str:
    return _encoder().encode(value)


@cache
def _encoder() -> json.JSONEncoder:
    # To make one for each product takes longer than to use it.
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@cache
def _spaced() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False)
