"""Products side by side, a row for each thing that the shop tells of some of them."""

from collections.abc import Iterator, Sequence
from itertools import chain

from assistant.shopping.attributes import AttributeName
from assistant.shopping.comparing.comparison import Agreement, Row
from assistant.shopping.content import content
from assistant.shopping.names import folded
from assistant.shopping.products import Product
from assistant.shopping.substances import WITHIN, Presence, Substance, presence, unlisted
from assistant.shopping.values import Fact, facts

_FIELDS = ("price", "list price", "offers", "content", "availability", "rating", "brand", "return days")
_EACH_BY_ITSELF = (AttributeName.DIET, AttributeName.COMPATIBLE_WITH)
"""Attributes whose values are claims: one more of them takes nothing from the others."""


def rows(products: Sequence[Product]) -> tuple[Row, ...]:
    """The table, its rows in an order that does not depend on that of the products.

    Args:
        products: the columns.
    """
    return (*_fields(products), *_claims(products), *_substances(products), *_attributes(products))


def _fields(products: Sequence[Product]) -> Iterator[Row]:
    for source in _FIELDS:
        yield from _from([facts(product, source) for product in products])


def _claims(products: Sequence[Product]) -> Iterator[Row]:
    for name in _EACH_BY_ITSELF:
        columns = [facts(product, f"attributes.{name}") for product in products]
        for value in sorted({fact.value for some in columns for fact in some}):
            same = [[fact.value for fact in some if fact.value == value] for some in columns]
            yield _row(f"attributes.{name}", same, value)


def _substances(products: Sequence[Product]) -> Iterator[Row]:
    """What is in them or not, a row for each substance that the shop names."""
    named: dict[tuple[str, ...], Substance] = {}
    for product in products:
        for each in unlisted(product, ()):
            named.setdefault(each.said[0], each)
    for terms in sorted(named):
        there = [presence(product, named[terms])[0] for product in products]
        told = [[] if each is Presence.NOT_TOLD else [each.value] for each in there]
        yield _row(f"attributes.{AttributeName.ALLERGEN}", told, " ".join(terms))


def _attributes(products: Sequence[Product]) -> Iterator[Row]:
    apart = {*WITHIN, *_EACH_BY_ITSELF}
    names = {attribute.name.casefold() for product in products for attribute in product.attributes} - apart
    for name in sorted(names, key=_place):
        yield from _from([facts(product, f"attributes.{name}") for product in products])
    for name in sorted({group.name.casefold() for product in products for group in product.options}):
        yield from _from([facts(product, f"options.{name}") for product in products])


def _place(name: str) -> tuple[int, str]:
    """Attributes that are understood everywhere come first, in their order."""
    known = [each.value for each in AttributeName]
    return (known.index(name) if name in known else len(known)), name


def _from(columns: Sequence[tuple[Fact, ...]]) -> Iterator[Row]:
    """A row for each field that some facts are from."""
    for field in sorted({fact.field.casefold() for fact in chain.from_iterable(columns)}):
        values = [[fact.value for fact in some if fact.field.casefold() == field] for some in columns]
        yield _row(field, values)


def _row(field: str, columns: Sequence[Sequence[str]], value: str = "") -> Row:
    cells = tuple(", ".join(some) or None for some in columns)
    return Row(field=field, value=value, cells=cells, agreement=_agreement(cells))


def _agreement(cells: Sequence[str | None]) -> Agreement:
    told = {_meaning(cell) for cell in cells if cell is not None}
    if len(told) > 1:
        return Agreement.DIFFERENT
    return Agreement.NOT_TOLD if None in cells else Agreement.ALIKE


def _meaning(cell: str) -> object:
    """What a cell says, whatever its spelling: "1 foot" is "12 inches"."""
    return content(cell) or tuple(sorted(folded(cell))) or cell
