"""Writes products as JSON-LD in the words of schema.org."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import Availability
from assistant.stores.feeds.fields import UNITS, is_plain, rows
from assistant.stores.feeds.figures import number
from assistant.stores.feeds.raw import RawRow
from assistant.stores.feeds.schema_org import EXTENSION
from assistant.stores.feeds.units import CODES
from assistant.stores.rules.offering import on_sale

_TOLD = frozenset(
    (
        *("id", "title", "price", "availability", "quantity", "description", "brand", "gtin", "link"),
        *("image_link", "product_type", "item_group_id", "item_group_title", "product_detail"),
        *("unit_pricing_measure", "multipack"),
    )
)
"""What the vocabulary has a place for."""
_STATES = {
    Availability.IN_STOCK: "InStock",
    Availability.OUT_OF_STOCK: "OutOfStock",
    Availability.PREORDER: "PreOrder",
    Availability.BACKORDER: "BackOrder",
    Availability.DISCONTINUED: "Discontinued",
}
_VARIES = ("size", "color", "pattern", "material")
_VOCABULARY = "https://schema.org"


def write(listings: Iterable[Listing], currency: str, now: float, file: TextIO) -> int:
    """Write a document with all products, one a line; how many.

    Args:
        listings: the products.
        currency: the shop's.
        now: the time whose prices are told, in seconds since 1970.
        file: where to.
    """
    count = 0
    file.write(f'{{"@context":"{_VOCABULARY}","@graph":[')
    for count, listing in enumerate(listings, start=1):
        file.write(",\n" if count > 1 else "\n")
        file.write(json.dumps(_node(listing, currency, now), ensure_ascii=False, separators=(",", ":")))
    file.write("\n]}\n")
    return count


def _node(listing: Listing, currency: str, now: float) -> dict[str, Any]:
    told = [
        _product(row, listing, variant, currency, now)
        for row, variant in zip(rows(listing, currency), listing.variants, strict=True)
    ]
    if is_plain(listing):
        return {"@type": "Product", **told[0], **_shared(listing)}
    names = dict.fromkeys(name for variant in listing.variants for name in variant.options)
    varies = [f"{_VOCABULARY}/{name}" if name in _VARIES else name for name in names]
    return {
        "@type": "ProductGroup",
        "productGroupID": listing.id,
        "name": listing.title,
        **_shared(listing),
        **_filled({"variesBy": varies}),
        "hasVariant": [{"@type": "Product", **variant} for variant in told],
    }


def _shared(listing: Listing) -> dict[str, Any]:
    """What is said of a product, whatever its variant."""
    rating = {"@type": "AggregateRating", "ratingValue": listing.rating, "reviewCount": listing.ratings}
    return _filled(
        {
            "description": listing.description,
            "brand": {"@type": "Brand", "name": listing.brand} if listing.brand else None,
            "category": " > ".join(listing.category_path),
            "url": listing.link,
            "image": listing.image,
            "aggregateRating": None if listing.rating is None else rating,
        }
    )


def _product(
    row: RawRow, listing: Listing, variant: VariantListing, currency: str, now: float
) -> dict[str, Any]:
    more = {name: value for name, value in row._asdict().items() if value and name not in _TOLD}
    return _filled(
        {
            "sku": row.id,
            "name": row.title,
            "gtin": row.gtin,
            **{name: value for name, value in variant.options.items() if name in _VARIES},
            "additionalProperty": _properties(listing, variant, more) or None,
            "offers": _offer(row, listing, variant, currency, now),
        }
    )


def _properties(listing: Listing, variant: VariantListing, more: dict[str, str]) -> list[dict[str, Any]]:
    facts = [(fact.name, fact.value) for fact in listing.attributes]
    options = [(name, value) for name, value in variant.options.items() if name not in _VARIES]
    found: list[dict[str, Any]] = [
        {"@type": "PropertyValue", "name": name, "value": value} for name, value in options + facts
    ]
    if more:
        found.append({"@type": "PropertyValue", "propertyID": EXTENSION, "value": more})
    return found


def _offer(
    row: RawRow, listing: Listing, variant: VariantListing, currency: str, now: float
) -> dict[str, Any]:
    reduced = on_sale(variant, now)
    price, _, money = (row.sale_price if reduced else row.price).rpartition(" ")
    stock = {"@type": "QuantitativeValue", "value": variant.stock}
    prices = [_usual(row)] if reduced else []
    return _filled(
        {
            "@type": "Offer",
            "price": price,
            "priceCurrency": money or currency,
            "priceSpecification": prices + _unit_price(listing, variant, price, money) or None,
            "availability": f"{_VOCABULARY}/{_STATES[variant.availability]}",
            "inventoryLevel": None if variant.stock is None else stock,
        }
    )


def _usual(row: RawRow) -> dict[str, Any]:
    price, _, money = row.price.rpartition(" ")
    return {
        "@type": "UnitPriceSpecification",
        "price": price,
        "priceCurrency": money,
        "priceType": f"{_VOCABULARY}/ListPrice",
    }


def _unit_price(listing: Listing, variant: VariantListing, price: str, money: str) -> list[dict[str, Any]]:
    amount = variant.amount or listing.amount
    if amount is None or listing.measure is None:
        return []
    much = {"@type": "QuantitativeValue", "value": number(amount), "unitCode": CODES[UNITS[listing.measure]]}
    kind = "UnitPriceSpecification"
    return [{"@type": kind, "price": price, "priceCurrency": money, "referenceQuantity": much}]


def _filled(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}
