"""Products of the shop, as the dialogue and the resolver see them."""

import re
from collections.abc import Iterator, Sequence

from assistant.dialogue.happenings import Offer
from assistant.shopping.attributes import AttributeName, values
from assistant.shopping.carts import MOST_OF_ONE, LineRequest
from assistant.shopping.products import Product
from assistant.shopping.substances import WITHIN
from intents.resolver import Entry

_LISTED = re.compile(r"[,;()\[\]/]| and ")
_UNSCENTED = re.compile("unscented|free|none|^no ")
"""What is said of a scent where there is none."""


def entry(product: Product) -> Entry:
    """A product as the resolver sees it."""
    return Entry(
        id=product.id,
        name=product.name,
        aliases=product.aliases,
        brand=product.brand,
        category=product.category,
        options={group.name: tuple(value.value for value in group.values) for group in product.options},
        price=product.price.amount,
        content=product.content,
        attributes=tuple(_qualities(product)),
        contains=tuple(_contents(product)),
        free_from=values(product.attributes, AttributeName.FREE_FROM),
    )


def _qualities(product: Product) -> Iterator[str]:
    """What a product is, as the shop says it."""
    return (each.value for each in product.attributes if each.name not in WITHIN)


def _contents(product: Product) -> Iterator[str]:
    """What is in a product or may be; what it smells of is a fragrance."""
    for attribute in product.attributes:
        if attribute.name in WITHIN - {AttributeName.FREE_FROM}:
            yield from filter(None, map(str.strip, _LISTED.split(attribute.value.lower())))
        elif attribute.name == AttributeName.SCENT and not _UNSCENTED.search(attribute.value.lower()):
            yield from ("fragrance", attribute.value.lower())


def offer(product: Product, title: str) -> Offer:
    """A product as the dialogue remembers it, under a name that tells it from others."""
    return Offer(
        product_id=product.id,
        variant_id=product.variant.id,
        name=product.name,
        title=title,
        brand=product.brand,
        category=product.category,
        content=product.content,
        aliases=product.aliases,
        options=tuple(product.variant.options.items()),
        price=product.price,
    )


def added(lines: Sequence[LineRequest], more: Sequence[LineRequest]) -> tuple[LineRequest, ...]:
    """The lines with more of the same variant added up, each at most what a line may hold."""
    counts: dict[str, int] = {}
    for line in (*lines, *more):
        counts[line.variant_id] = min(MOST_OF_ONE, counts.get(line.variant_id, 0) + line.quantity)
    return tuple(LineRequest(variant_id=variant, quantity=count) for variant, count in counts.items())
