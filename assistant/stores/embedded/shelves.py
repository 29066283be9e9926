"""Products as they stand in the embedded store's tables."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.shopping.attributes import Attribute
from assistant.shopping.content import Measure
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import Availability, Relation
from assistant.stores.embedded.finding import Numbered
from assistant.stores.embedded.goods import NO_DETAILS, RELATIONS, Groups
from assistant.stores.embedded.session import Session

_PART = 500


def read(session: Session, after: int = 0, limit: int = _PART) -> list[Numbered]:
    """Listed products in the order of their numbers, for all to be read part by part.

    Args:
        session: the transaction.
        after: the last number that was read.
        limit: how many.
    """
    rows = session.rows(
        "SELECT number FROM products WHERE listed AND number > :after ORDER BY number LIMIT :most",
        after=after,
        most=limit,
    )
    return numbered(session, [int(row["number"]) for row in rows])


def numbered(session: Session, numbers: Sequence[int]) -> list[Numbered]:
    """Products as they stand in the tables, in the order in which they are named; unknown ones left out.

    Their stock is what nobody holds.
    """
    rows = {
        int(row["number"]): row for row in session.among("SELECT * FROM products WHERE", "number", numbers)
    }
    return _with_parts(session, [(number, rows[number]) for number in numbers if number in rows])


def _with_parts(session: Session, found: Sequence[tuple[int, Any]]) -> list[Numbered]:
    numbers = [number for number, _ in found]
    variants = _by_product(session, "variants", numbers, "ORDER BY position")
    attributes = _by_product(session, "attributes", numbers, "ORDER BY product, place")
    relations = _by_product(session, "relations", numbers, "ORDER BY place")
    paths = _paths(session, {int(row["category"]) for _, row in found if row["category"] is not None})
    free = lapsed(session)
    return [
        (
            number,
            _listing(
                row,
                tuple(_variant(each, free.get(each["id"], 0)) for each in variants[number]),
                tuple(map(_attribute, attributes[number])),
                paths.get(row["category"], ()),
                {relation: _others(relations[number], relation) for relation in RELATIONS},
            ),
        )
        for number, row in found
        if variants[number]
    ]


def _by_product(
    session: Session, table: str, numbers: Sequence[int], ending: str
) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.among(f"SELECT * FROM {table} WHERE", "product", numbers, ending):  # noqa: S608 - the names above
        found[int(row["product"])].append(row)
    return found


def _paths(session: Session, categories: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of categories, from the root on."""
    rows = session.among(
        "WITH RECURSIVE up (start, parent, name, height) AS ("
        "SELECT number, parent, name, 0 FROM categories WHERE",
        "number",
        sorted(categories),
        "UNION ALL SELECT up.start, categories.parent, categories.name, up.height + 1"
        " FROM up JOIN categories ON categories.number = up.parent)"
        " SELECT start, name FROM up ORDER BY start, height DESC",
    )
    paths: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        paths[int(row["start"])] += (row["name"],)
    return paths


def lapsed(session: Session) -> dict[str, int]:
    """The pieces that were held, but only until now."""
    rows = session.rows(
        "SELECT item, CAST(sum(quantity) AS BIGINT) AS held FROM holds"
        " WHERE kind = 'stock' AND expires_at <= :now GROUP BY item",
        now=session.now,
    )
    return {row["item"]: int(row["held"]) for row in rows}


def _listing(
    row: Any,
    variants: tuple[VariantListing, ...],
    attributes: tuple[Attribute, ...],
    path: tuple[str, ...],
    relations: Mapping[Relation, tuple[str, ...]],
) -> Listing:
    details = {**NO_DETAILS, **json.loads(row["details"])} if row["details"] else NO_DETAILS
    return Listing(
        id=row["id"],
        title=row["title"],
        name=row["name"],
        variants=variants,
        aliases=tuple(json.loads(row["aliases"])) if row["aliases"] != "[]" else (),
        brand=row["brand"],
        category_path=path,
        description=row["description"],
        content=row["content"],
        amount=row["amount"],
        measure=None if row["measure"] is None else Measure(row["measure"]),
        pieces=row["pieces"],
        options=Groups.model_validate_json(row["options"]).root if row["options"] != "[]" else (),
        attributes=attributes,
        rating=row["rating"],
        ratings=row["ratings"],
        review=details["review"],
        disclosures=tuple(details["disclosures"]),
        substitutes=relations[Relation.SUBSTITUTE],
        bought_with=relations[Relation.BOUGHT_WITH],
        handling_days=row["handling_days"],
        return_days=row["return_days"],
        link=details["link"],
        image=details["image"],
    )


def _variant(row: Any, lapsed: int) -> VariantListing:
    return VariantListing(
        id=row["id"],
        price=row["price"],
        options=json.loads(row["options"]) if row["options"] != "{}" else {},
        content=row["content"],
        amount=row["amount"],
        currency=row["currency"],
        sale_price=row["sale_price"],
        sale_from=row["sale_from"],
        sale_until=row["sale_until"],
        stock=None if row["stock"] is None else row["stock"] + lapsed,
        availability=Availability(row["availability"]),
        gtin=row["gtin"],
        multi_quantity=row["multi_quantity"],
        multi_price=row["multi_price"],
    )


def _attribute(row: Any) -> Attribute:
    return Attribute(name=row["name"], value=row["value"], number=row["number"], unit=row["unit"])


def _others(rows: Iterable[Any], relation: Relation) -> tuple[str, ...]:
    return tuple(row["other"] for row in rows if row["relation"] == relation)
