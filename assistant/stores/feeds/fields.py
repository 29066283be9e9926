"""From products in a shop to raw rows, one for each variant: what every format of feed is written from."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from assistant.shopping.content import Measure
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.reviews import ReviewSummary
from assistant.stores.feeds import extension
from assistant.stores.feeds.agentic import major
from assistant.stores.feeds.assembling import attributes, own_amount, package, spoken, telling
from assistant.stores.feeds.extension import Extension, Package
from assistant.stores.feeds.figures import number
from assistant.stores.feeds.raw import RawRow
from assistant.stores.feeds.values import unlisted

UNITS = {
    Measure.MASS: "g",
    Measure.VOLUME: "ml",
    Measure.LENGTH: "m",
    Measure.AREA: "sqm",
    Measure.PIECES: "ct",
}
"""The units in which feeds have what a shop measures."""


def rows(listing: Listing, currency: str) -> Iterator[RawRow]:
    """The raw rows of a product, one for each variant.

    Args:
        listing: the product.
        currency: the shop's.
    """
    for variant in listing.variants:
        yield _row(listing, variant, currency)


def is_plain(listing: Listing) -> bool:
    """Whether a product has no variants: what is bought is the product itself."""
    (first, *others) = listing.variants
    return not others and first.id == listing.id and not first.options


def _row(listing: Listing, variant: VariantListing, currency: str) -> RawRow:
    money = variant.currency or currency
    grouped = not is_plain(listing)
    return RawRow(
        id=variant.id,
        title=_title(listing, variant),
        price=major(variant.price, money),
        sale_price="" if variant.sale_price is None else major(variant.sale_price, money),
        sale_price_effective_date=_span(variant),
        availability=variant.availability,
        quantity="" if variant.stock is None else str(variant.stock),
        description=listing.description,
        brand=listing.brand,
        gtin=variant.gtin,
        link=listing.link,
        image_link=listing.image,
        product_type=" > ".join(listing.category_path),
        item_group_id=listing.id if grouped else "",
        item_group_title=listing.title if grouped else "",
        product_detail=unlisted(f":{fact.name}:{fact.value}" for fact in listing.attributes),
        variant_dict=json.dumps(dict(variant.options), ensure_ascii=False) if variant.options else "",
        unit_pricing_measure=_measure(listing, variant),
        multipack=str(listing.pieces) if listing.pieces > 1 else "",
        short_title="" if listing.name == spoken(listing.title) else listing.name,
        star_rating="" if listing.rating is None else number(listing.rating),
        review_count=str(listing.ratings) if listing.ratings else "",
        aliases=unlisted(listing.aliases),
        content=listing.content,
        return_deadline_in_days="" if listing.return_days is None else str(listing.return_days),
        max_handling_time=str(listing.handling_days) if listing.handling_days else "",
        substitutes=unlisted(listing.substitutes),
        often_bought_with=unlisted(listing.bought_with),
        disclosures=unlisted(listing.disclosures),
        multi_quantity="" if variant.multi_quantity is None else str(variant.multi_quantity),
        multi_price="" if variant.multi_price is None else major(variant.multi_price, money),
        aisle=extension.write(_more(listing, variant)),
    )


def _title(listing: Listing, variant: VariantListing) -> str:
    options = ", ".join(variant.options.values())
    return f"{listing.title} - {options}"[:500] if options else listing.title


def _span(variant: VariantListing) -> str:
    if variant.sale_from is None and variant.sale_until is None:
        return ""
    return f"{_moment(variant.sale_from)}/{_moment(variant.sale_until)}"


def _moment(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _measure(listing: Listing, variant: VariantListing) -> str:
    amount = variant.amount or listing.amount
    if amount is None or listing.measure is None:
        return ""
    return f"{number(amount)} {UNITS[listing.measure]}"


def _more(listing: Listing, variant: VariantListing) -> Extension:
    """What the fields do not tell."""
    own = Package(amount=listing.amount, measure=listing.measure, pieces=listing.pieces)
    facts = tuple((fact.name, fact.value) for fact in listing.attributes)
    told = telling(each.options for each in listing.variants if each.options)
    return Extension(
        package=None if own == package(listing.content) else own,
        content=variant.content,
        amount=None if variant.amount == own_amount(variant.content, listing.content) else variant.amount,
        review=None if listing.review is None else ReviewSummary.model_validate(listing.review),
        options=() if listing.options == told else listing.options,
        attributes=() if listing.attributes == attributes(facts) else listing.attributes,
        history=variant.history,
    )
