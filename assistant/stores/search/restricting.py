"""What must be so apart from words: brand, category, attributes, price and the like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from assistant.shopping.attributes import AttributeName
from assistant.shopping.money import Money
from assistant.shopping.searching import Filters, Range
from assistant.stores.embedded.products import PRICE_NOW
from assistant.stores.search.candidates import Restriction
from assistant.stores.search.entries import DECLARED, facet
from assistant.stores.search.expressions import AnyOf, But, Expression, any_of
from assistant.stores.search.understanding import Wish

_SEPARATOR = ">"
_ON_OFFER = (
    f"(({PRICE_NOW}) < variants.price"
    " OR (variants.multi_quantity IS NOT NULL AND variants.multi_price IS NOT NULL))"
)
_IN_STOCK = (
    "(variants.stock IS NULL OR variants.stock > 0)"
    " AND variants.availability <> 'out_of_stock' AND variants.availability <> 'discontinued'"
)
_NUMBERS = "SELECT 1 FROM attributes AS number_of WHERE number_of.product = products.number"
_RELAXED = ("rating", "on_offer", "in_stock", "least", "most", "ranges", "options", "brands", "category")
"""Filters that may be left out where nothing fits, the least important first; never what is in it."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Filters without one of them, which nothing would have fitted."""

    filters: Filters
    filter: str
    """The name of its field."""


def asked(filters: Filters, wish: Wish, currency: str) -> Filters:
    """The filters together with those that were said: the stricter of both."""
    limits = wish.costing
    return filters.model_copy(
        update={
            "least": filters.least or _amount(limits.least if limits else None, currency),
            "most": filters.most or _amount(limits.most if limits else None, currency),
            "in_stock": filters.in_stock or wish.in_stock,
            "on_offer": filters.on_offer or wish.on_offer,
        }
    )


def _amount(units: Decimal | None, currency: str) -> Money | None:
    return None if units is None else Money.of(str(units), currency)


def less_strict(filters: Filters) -> Iterator[Leave]:
    """The filters with one after the other left out, the least important first."""
    plain = _no_filters()
    for name in _RELAXED:
        if getattr(filters, name) != getattr(plain, name):
            filters = filters.model_copy(update={name: getattr(plain, name)})
            yield Leave(filters, name)


@cache
def _no_filters() -> Filters:
    return Filters()


def restriction(filters: Filters, now: float) -> Restriction:
    """The filters in the index's and the tables' words.

    Args:
        filters: what must be so.
        now: seconds since 1970, for prices.
    """
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if filters.least is not None or filters.most is not None or filters.on_offer:
        values["now"] = now
    if filters.least is not None:
        conditions.append(f"({PRICE_NOW}) >= :least")
        values["least"] = filters.least.amount
    if filters.most is not None:
        conditions.append(f"({PRICE_NOW}) <= :most_money")
        values["most_money"] = filters.most.amount
    if filters.in_stock:
        conditions.append(_IN_STOCK)
    if filters.on_offer:
        conditions.append(_ON_OFFER)
    if filters.rating is not None:
        conditions.append("products.rating >= :rating")
        values["rating"] = filters.rating
    for at, span in enumerate(filters.ranges):
        condition, more = _within(span, at)
        conditions.append(condition)
        values |= more
    return Restriction(tuple(_facets(filters)), tuple(conditions), values)


def _facets(filters: Filters) -> Iterator[Expression]:
    if filters.brands:
        yield any_of(facet("brand", brand) for brand in filters.brands)
    for name in filters.category.split(_SEPARATOR):
        if name.strip():
            yield facet("category", name)
    for attribute, some in filters.attributes.items():
        yield from (facet(attribute, value) for value in some)
    for option, value in filters.options.items():
        yield facet(f"option {option}", value)
    for allergen in filters.without:
        yield without(allergen)


def without(allergen: str) -> Expression:
    """What says that an allergen is not in it, or says what is in it and does not name that."""
    there = AnyOf((facet(AttributeName.ALLERGEN, allergen), facet(AttributeName.MAY_CONTAIN, allergen)))
    told = any_of(
        [facet(AttributeName.FREE_FROM, allergen), facet(AttributeName.DIET, f"{allergen} free"), DECLARED]
    )
    return But(told, there)


def _within(span: Range, at: int) -> tuple[str, Mapping[str, Any]]:
    """The condition that an attribute's number is in a range."""
    values: dict[str, Any] = {f"attribute{at}": span.attribute.lower()}
    parts = [f"number_of.name = :attribute{at}", "number_of.number IS NOT NULL"]
    if span.least is not None:
        parts.append(f"number_of.number >= :from{at}")
        values[f"from{at}"] = span.least
    if span.most is not None:
        parts.append(f"number_of.number <= :to{at}")
        values[f"to{at}"] = span.most
    if span.unit:
        parts.append(f"number_of.unit = :unit{at}")
        values[f"unit{at}"] = span.unit
    inside = " AND ".join(parts)
    return f"EXISTS ({_NUMBERS} AND {inside})", values
