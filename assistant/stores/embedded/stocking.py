"""Puts products on the embedded store's shelves, and takes them off."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from assistant.shopping.listings import Listing
from assistant.stores.embedded.departments import category_numbers
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.embedded.shelves import NO_DETAILS, RELATIONS, Groups, numbered
from assistant.stores.embedded.stocking_variants import put_variants

_PART = 500
"""Products that are written at a time."""
_PUT_PRODUCT = """
INSERT INTO products (
    number, id, listed, mark, title, name, aliases, brand, category, description, content, amount, measure,
    pieces, options, rating, ratings, handling_days, return_days, details
) VALUES (
    :number, :id, TRUE, :mark, :title, :name, :aliases, :brand, :category, :description, :content,
    :amount, :measure, :pieces, :options, :rating, :ratings, :handling_days, :return_days, :details
) ON CONFLICT (number) DO UPDATE SET
    listed = TRUE, mark = excluded.mark, title = excluded.title, name = excluded.name,
    aliases = excluded.aliases, brand = excluded.brand, category = excluded.category,
    description = excluded.description, content = excluded.content, amount = excluded.amount,
    measure = excluded.measure, pieces = excluded.pieces, options = excluded.options,
    rating = excluded.rating, ratings = excluded.ratings, handling_days = excluded.handling_days,
    return_days = excluded.return_days, details = excluded.details
"""
_PUT_ATTRIBUTE = """
INSERT INTO attributes (product, place, name, value, number, unit)
VALUES (:product, :place, :name, :value, :number, :unit)
"""
_PUT_RELATION = """
INSERT INTO relations (product, relation, place, other) VALUES (:product, :relation, :place, :other)
"""


class Put(NamedTuple):
    """What became of products that were put on the shelves."""

    new: int
    changed: int
    """Those that were there before."""


def next_mark(session: Session) -> int:
    """A number for an import, which tells its products from those that it did not have."""
    return next_numbers(session, "imports")


def put(session: Session, finder: Finder, listings: Iterable[Listing], mark: int) -> Put:
    """Put products on the shelves, or change those that are there; of two with one id the last counts.

    Args:
        session: the transaction in which all of it is done.
        finder: whose index is kept up to date.
        listings: checked products.
        mark: of the import.
    """
    _queue(session)
    given = list({listing.id: listing for listing in listings}.values())
    counts = [_put(session, finder, given[at : at + _PART], mark) for at in range(0, len(given), _PART)]
    return Put(sum(count.new for count in counts), sum(count.changed for count in counts))


def _queue(session: Session) -> None:
    """Wait for others who are stocking: what is on the shelves is then as they have left it."""
    session.locked("SELECT value FROM counters WHERE name = 'imports'")


def delist_others(session: Session, finder: Finder, mark: int) -> int:
    """Take all products off the shelves that an import did not have; how many. They can still be named."""
    _queue(session)
    rows = session.rows(
        "SELECT number FROM products WHERE listed AND mark <> :mark ORDER BY number", mark=mark
    )
    numbers = [int(row["number"]) for row in rows]
    for at in range(0, len(numbers), _PART):
        finder.unindex(session, numbered(session, numbers[at : at + _PART]))
    session.change("UPDATE products SET listed = FALSE WHERE listed AND mark <> :mark", mark=mark)
    return len(numbers)


def _put(session: Session, finder: Finder, listings: Sequence[Listing], mark: int) -> Put:
    known = _known(session, listings)
    before = numbered(session, [number for number, listed in known.values() if listed])
    finder.unindex(session, before)
    numbers = _numbers(session, listings, {name: number for name, (number, _) in known.items()})
    categories = category_numbers(session, {listing.category_path for listing in listings})
    session.many(
        _PUT_PRODUCT,
        [
            _product_row(listing, numbers[listing.id], categories[listing.category_path], mark)
            for listing in listings
        ],
    )
    old = [number for number, _ in known.values()]
    put_variants(session, listings, numbers, old)
    _put_details(session, listings, numbers, old)
    # As they stand in the tables now: what is held is off the stock.
    finder.index(session, [(numbers[listing.id], listing) for listing in listings])
    return Put(len(listings) - len(known), len(known))


def _known(session: Session, listings: Sequence[Listing]) -> dict[str, tuple[int, bool]]:
    """Number and listing of the products that are in the tables, by their ids."""
    rows = session.among(
        "SELECT id, number, listed FROM products WHERE", "id", [listing.id for listing in listings]
    )
    return {row["id"]: (int(row["number"]), bool(row["listed"])) for row in rows}


def _numbers(session: Session, listings: Sequence[Listing], known: Mapping[str, int]) -> dict[str, int]:
    new = [listing.id for listing in listings if listing.id not in known]
    first = next_numbers(session, "products", len(new)) if new else 0
    return {**known, **{name: first + place for place, name in enumerate(new)}}


def _product_row(listing: Listing, number: int, category: int | None, mark: int) -> dict[str, Any]:
    return {
        "number": number,
        "id": listing.id,
        "mark": mark,
        "title": listing.title,
        "name": listing.name,
        "aliases": _written(listing.aliases) if listing.aliases else "[]",
        "brand": listing.brand,
        "category": category,
        "description": listing.description,
        "content": listing.content,
        "amount": listing.amount,
        "measure": listing.measure,
        "pieces": listing.pieces,
        "options": Groups(listing.options).model_dump_json() if listing.options else "[]",
        "rating": listing.rating,
        "ratings": listing.ratings,
        "handling_days": listing.handling_days,
        "return_days": listing.return_days,
        "details": _details(listing),
    }


def _details(listing: Listing) -> str:
    details = {name: getattr(listing, name) for name in NO_DETAILS if getattr(listing, name)}
    return _written(details) if details else ""


def _written(value: Any) -> str:
    return _encoder().encode(value)


@cache
def _encoder() -> json.JSONEncoder:
    # To make one for each product takes longer than to use it.
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _put_details(
    session: Session, listings: Sequence[Listing], numbers: Mapping[str, int], old: Sequence[int]
) -> None:
    if old:
        session.change_among("DELETE FROM attributes WHERE", "product", old)
        session.change_among("DELETE FROM relations WHERE", "product", old)
    session.many(_PUT_ATTRIBUTE, [row for listing in listings for row in _attribute_rows(listing, numbers)])
    session.many(_PUT_RELATION, [row for listing in listings for row in _relation_rows(listing, numbers)])


def _attribute_rows(listing: Listing, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    number = numbers[listing.id]
    return [
        {
            "product": number,
            "place": place,
            "name": attribute.name,
            "value": attribute.value,
            "number": attribute.number,
            "unit": attribute.unit,
        }
        for place, attribute in enumerate(listing.attributes)
    ]


def _relation_rows(listing: Listing, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    related = zip(RELATIONS, (listing.substitutes, listing.bought_with), strict=True)
    return [
        {"product": numbers[listing.id], "relation": relation, "place": place, "other": other}
        for relation, others in related
        for place, other in enumerate(others)
    ]
