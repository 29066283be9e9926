"""Writes `products.jsonl` of the Agentic Commerce Protocol."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import Availability
from assistant.stores.feeds.agentic import EXTENSION
from assistant.stores.feeds.fields import rows
from assistant.stores.feeds.raw import RawRow
from assistant.stores.rules.offering import on_sale

_TOLD = frozenset(
    (
        *("id", "title", "price", "sale_price", "availability", "description", "gtin", "link", "image_link"),
        *("product_type", "item_group_id", "item_group_title", "variant_dict", "unit_pricing_measure"),
    )
)
"""What the protocol has a place for."""
_TO_BE_HAD = (Availability.IN_STOCK, Availability.PREORDER, Availability.BACKORDER)


def write(listings: Iterable[Listing], currency: str, now: float, file: TextIO) -> int:
    """Write products, one a line; how many.

    Args:
        listings: the products.
        currency: the shop's.
        now: the time whose prices are told, in seconds since 1970.
        file: where to.
    """
    count = 0
    for listing in listings:
        file.write(json.dumps(_product(listing, currency, now), ensure_ascii=False, separators=(",", ":")))
        file.write("\n")
        count += 1
    return count


def _product(listing: Listing, currency: str, now: float) -> dict[str, Any]:
    told = zip(rows(listing, currency), listing.variants, strict=True)
    return _filled(
        {
            "id": listing.id,
            "title": listing.title,
            "description": {"plain": listing.description} if listing.description else None,
            "url": listing.link,
            "media": [{"type": "image", "url": listing.image}] if listing.image else None,
            "variants": [_variant(row, variant, currency, now) for row, variant in told],
        }
    )


def _variant(row: RawRow, variant: VariantListing, currency: str, now: float) -> dict[str, Any]:
    money, reduced = variant.currency or currency, on_sale(variant, now)
    more = {name: value for name, value in row._asdict().items() if value and name not in _TOLD}
    if variant.sale_price is not None and not reduced:
        more["sale_price"] = row.sale_price
    if variant.stock == 0:
        more["availability"] = row.availability
    options = [{"name": name, "value": value} for name, value in variant.options.items()]
    return _filled(
        {
            "id": row.id,
            "title": row.title,
            "barcodes": [{"type": "GTIN", "value": row.gtin}] if row.gtin else None,
            "price": _price(variant.sale_price if reduced else variant.price, money),
            "list_price": _price(variant.price, money) if reduced else None,
            "availability": {
                "available": variant.availability in _TO_BE_HAD and variant.stock != 0,
                "status": variant.availability,
            },
            "categories": [{"value": row.product_type, "taxonomy": "merchant"}] if row.product_type else None,
            "variant_options": options or None,
            EXTENSION: more,
        }
    )


def _price(amount: int | None, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def _filled(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value not in (None, "", {})}
