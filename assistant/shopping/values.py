"""What the catalogue says of a product, field by field."""

from collections.abc import Callable, Iterator

from pydantic import BaseModel, ConfigDict

from assistant.shopping.content import Measure
from assistant.shopping.products import Product
from assistant.shopping.standing import rated


class Fact(BaseModel):
    """Something that the catalogue says."""

    model_config = ConfigDict(frozen=True)

    field: str
    """Where: "brand", "attributes.diet", "options.color", "variant.price", "rating.average"."""
    value: str
    """As it stands there; money and numbers as they are written."""


def facts(product: Product, source: str) -> tuple[Fact, ...]:
    """What a product's fields say; empty where the shop doesn't say.

    Args:
        product: the product, its variant the one that is meant.
        source: "attributes.<name>", "options.<name>", "options", or one of `SOURCES`.
    """
    kind, _, name = source.partition(".")
    if kind == "attributes":
        return tuple(_attributes(product, name))
    if kind == "options":
        return tuple(_options(product, name))
    return tuple(SOURCES[source](product))


def everything(product: Product) -> tuple[Fact, ...]:
    """All facts of a product but its texts and what it is called."""
    names = dict.fromkeys(attribute.name for attribute in product.attributes)
    sources = [*(source for source in SOURCES if source not in _REPEATED), "options"]
    sources += [f"attributes.{name}" for name in names]
    return tuple(fact for source in sources for fact in facts(product, source))


def _attributes(product: Product, name: str) -> Iterator[Fact]:
    for attribute in product.attributes:
        if attribute.name.casefold() == name:
            yield Fact(field=f"attributes.{attribute.name}", value=attribute.value)


def _options(product: Product, name: str) -> Iterator[Fact]:
    for group in product.options:
        if name in ("", group.name.casefold()):
            for option in group.values:
                yield Fact(field=f"options.{group.name}", value=option.value)


def _brand(product: Product) -> Iterator[Fact]:
    if product.brand:
        yield Fact(field="brand", value=product.brand)


def _price(product: Product) -> Iterator[Fact]:
    yield Fact(field="variant.price", value=str(product.price))


def _list_price(product: Product) -> Iterator[Fact]:
    if product.variant.list_price is not None:
        yield Fact(field="variant.list_price", value=str(product.variant.list_price))


def _offers(product: Product) -> Iterator[Fact]:
    for offer in product.variant.offers:
        together = f"{offer.quantity} x " if offer.quantity > 1 else ""
        yield Fact(field="variant.offers", value=offer.text or f"{together}{offer.price}")


def _availability(product: Product) -> Iterator[Fact]:
    yield Fact(field="variant.availability", value=str(product.variant.availability).replace("_", " "))


def _stock(product: Product) -> Iterator[Fact]:
    yield from _availability(product)
    if product.variant.stock is not None:
        yield Fact(field="variant.stock", value=str(product.variant.stock))


def _content(product: Product) -> Iterator[Fact]:
    if product.content:
        yield Fact(field="content", value=product.content)


def _count(product: Product) -> Iterator[Fact]:
    package = product.package
    if package is not None and package.measure is Measure.PIECES:
        yield Fact(
            field="content" if product.content else "package", value=product.content or f"{package.amount:f}"
        )
    elif package is not None and package.pieces > 1:
        yield Fact(field="package.pieces", value=str(package.pieces))
    yield from _attributes(product, "pieces")


def _net_weight(product: Product) -> Iterator[Fact]:
    if product.package is not None and product.package.measure is Measure.MASS:
        yield from _content(product)


def _rating(product: Product) -> Iterator[Fact]:
    if product.rating is not None and rated(product.rating):
        yield Fact(field="rating.average", value=f"{product.rating.average:g}")
        yield Fact(field="rating.count", value=str(product.rating.count))


def _reviews(product: Product) -> Iterator[Fact]:
    if product.reviews is not None:
        yield Fact(field="reviews.text", value=product.reviews.text)
        for field in ("praised", "criticised"):
            for value in getattr(product.reviews, field):
                yield Fact(field=f"reviews.{field}", value=value)


def _category(product: Product) -> Iterator[Fact]:
    for name in product.category_path or (product.category,):
        if name:
            yield Fact(field="category_path", value=name)


def _description(product: Product) -> Iterator[Fact]:
    if product.description:
        yield Fact(field="description", value=product.description)


def _return_days(product: Product) -> Iterator[Fact]:
    if product.return_days is not None:
        yield Fact(field="return_days", value=str(product.return_days))


def _handling_days(product: Product) -> Iterator[Fact]:
    if product.handling_days:
        yield Fact(field="handling_days", value=str(product.handling_days))


def _disclosures(product: Product) -> Iterator[Fact]:
    for message in product.disclosures:
        yield Fact(field="disclosures", value=message.text)


SOURCES: dict[str, Callable[[Product], Iterator[Fact]]] = {
    "brand": _brand,
    "price": _price,
    "list price": _list_price,
    "offers": _offers,
    "availability": _availability,
    "stock": _stock,
    "content": _content,
    "count": _count,
    "net weight": _net_weight,
    "rating": _rating,
    "reviews": _reviews,
    "category": _category,
    "description": _description,
    "return days": _return_days,
    "handling days": _handling_days,
    "disclosures": _disclosures,
}
"""The fields that have a name of their own, and what they say."""
_REPEATED = frozenset(
    {"availability", "reviews", "description", "disclosures", "category", "count", "net weight"}
)
"""Texts, and what others of them say, too."""
