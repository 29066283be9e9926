"""Products as buyers see them in the embedded store."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.shopping.money import Money
from assistant.shopping.prices import PriceHistory, PricePoint
from assistant.shopping.products import Names, Product
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import numbered
from assistant.stores.rules.naming import Group, Naming
from assistant.stores.rules.offering import as_variant, chosen, offered, parts, unknown_variant
from assistant.stores.rules.times import local

PRICE_NOW = (
    "CASE WHEN variants.sale_price IS NOT NULL AND coalesce(variants.sale_from, :now) <= :now"
    " AND (variants.sale_until IS NULL OR variants.sale_until > :now)"
    " THEN variants.sale_price ELSE variants.price END"
)
"""What a variant costs now, for statements over `variants` with the time as `:now`."""


def find(session: Session, product_id: str, selected: Mapping[str, str]) -> Product:
    """A product that is sold, with its variant the one that has these options.

    Raises:
        StoreError: if there is no such product, or it does not have one of the options.
    """
    row = session.row("SELECT number FROM products WHERE id = :id AND listed", id=product_id)
    found = () if row is None else load(session, [int(row["number"])])
    if not found:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such product.", "Look for it again.")
    return chosen(found[0], selected)


def load(session: Session, numbers: Sequence[int]) -> tuple[Product, ...]:
    """Products by their numbers, in the order in which they are named; unknown ones are left out."""
    return tuple(
        offered(listing, session.shop.currency, session.now) for _, listing in numbered(session, numbers)
    )


def by_variants(session: Session, variant_ids: Sequence[str]) -> dict[str, Product]:
    """The products that are sold as some variants, by the variants' ids; without those that are not sold."""
    bases = {name: base for name in variant_ids if (base := _base(name)) is not None}
    rows = session.among(
        "SELECT variants.id, variants.product FROM variants"
        " JOIN products ON products.number = variants.product AND products.listed WHERE",
        "variants.id",
        sorted(set(bases.values())),
    )
    numbers = {row["id"]: int(row["product"]) for row in rows}
    loaded = numbered(session, sorted(set(numbers.values())))
    products = {number: offered(listing, session.shop.currency, session.now) for number, listing in loaded}
    found = {}
    for name, base in bases.items():
        product = products.get(numbers.get(base, 0))
        if product is not None and (sold := _as_variant(product, name)) is not None:
            found[name] = sold
    return found


def name_once_sold(session: Session, variant_id: str) -> str:
    """What a product that is perhaps no longer sold was called."""
    base = parts(variant_id)[0]
    row = session.row(
        "SELECT products.name FROM variants JOIN products ON products.number = variants.product"
        " WHERE variants.id = :id",
        id=base,
    )
    return "article" if row is None else str(row["name"])


def names(session: Session) -> Names:
    """What the products that are sold are called, and the values of their options."""
    rows = session.rows(
        "SELECT name, aliases, brand, content, options FROM products WHERE listed ORDER BY number"
    )
    naming = Naming()
    read: dict[str, tuple[Group, ...]] = {}  # most products of a kind have the same options
    for row in rows:
        if row["options"] not in read:
            read[row["options"]] = tuple(map(_group, json.loads(row["options"])))
        called = (row["name"], *json.loads(row["aliases"]))
        naming.add(called, row["brand"], row["content"], read[row["options"]])
    return naming.names()


def price_history(session: Session, variant_id: str) -> PriceHistory:
    """What a variant has cost; where it is made to a wish, what its plain kind has cost.

    Raises:
        StoreError: if there is no such variant.
    """
    base = parts(variant_id)[0]
    row = session.row("SELECT number, currency, price, priced_at FROM variants WHERE id = :id", id=base)
    if row is None:
        raise unknown_variant()
    before = session.rows(
        "SELECT since, price FROM price_history WHERE variant = :number ORDER BY since", number=row["number"]
    )
    currency = row["currency"] or session.shop.currency
    points = [(each["since"], each["price"]) for each in before] + [(row["priced_at"], row["price"])]
    return PriceHistory(
        variant_id=base,
        points=tuple(
            PricePoint(since=local(since), price=Money(amount=price, currency=currency))
            for since, price in points
        ),
    )


def _group(written: Mapping[str, Any]) -> Group:
    return str(written["name"]), tuple(str(value["value"]) for value in written["values"])


def _base(variant_id: str) -> str | None:
    try:
        return parts(variant_id)[0]
    except StoreError:
        return None


def _as_variant(product: Product, variant_id: str) -> Product | None:
    try:
        return as_variant(product, variant_id)
    except StoreError:
        return None
