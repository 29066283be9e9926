"""A product with its options chosen, and the number by which a cart names it."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from assistant.shopping.money import Money
from assistant.shopping.products import OptionGroup, OptionValue, Product, Variant
from assistant.shopping.stores import StoreError, StoreErrorKind


def variant_id(product_id: str, options: Mapping[str, str]) -> str:
    """The id of a variant, the same for the same options in any order: "latte?milk=soy+milk&size=large"."""
    return f"{product_id}?{urlencode(sorted(options.items()))}" if options else product_id


def parts(variant: str) -> tuple[str, dict[str, str]]:
    """The product's id and the options that a variant's id was made from.

    Raises:
        StoreError: if it is no such id.
    """
    product_id, mark, query = variant.partition("?")
    try:
        pairs = parse_qsl(query, strict_parsing=True, max_num_fields=100) if mark else []
    except ValueError as error:
        raise unknown_variant() from error
    options = dict(pairs)
    if len(options) != len(pairs) or (mark and not options):
        raise unknown_variant()
    return product_id, options


def with_options(product: Product, selected: Mapping[str, str]) -> Product:
    """The product with its variant the one that has these options.

    Raises:
        StoreError: if the product does not have one of them; it says which.
    """
    surcharge = sum(_value(product, name, value).surcharge for name, value in selected.items())
    plain = product.variant
    price = Money(amount=plain.price.amount + surcharge, currency=plain.price.currency)
    options = dict(sorted(selected.items()))
    variant = Variant(id=variant_id(product.id, options), options=options, price=price, stock=plain.stock)
    return product.model_copy(update={"variant": variant})


def unknown_variant() -> StoreError:
    """The error for an id that the shop never gave."""
    return StoreError(StoreErrorKind.NOT_FOUND, "The shop does not have that.", "Look for it again.")


def _value(product: Product, name: str, value: str) -> OptionValue:
    for option in _group(product, name).values:
        if option.value == value:
            return option
    raise StoreError(
        StoreErrorKind.NOT_FOUND,
        f"The {product.name} does not come with {value} as its {name}.",
        "Choose another.",
    )


def _group(product: Product, name: str) -> OptionGroup:
    for group in product.options:
        if group.name == name:
            return group
    raise StoreError(
        StoreErrorKind.NOT_FOUND, f"The {product.name} has no {name} to choose.", "Leave it out."
    )
