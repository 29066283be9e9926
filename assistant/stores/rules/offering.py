"""A product as it is offered now: its prices, what is left of it, and the variant that is wished for."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from assistant.shopping.content import Content, unit_price
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.messages import Message, MessageCode, Severity
from assistant.shopping.money import Money
from assistant.shopping.offers import Offer, OfferKind
from assistant.shopping.products import Availability, OptionGroup, OptionValue, Product, Variant
from assistant.shopping.reviews import Rating, ReviewSummary
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.rules.times import local


def offered(listing: Listing, currency: str, now: float) -> Product:
    """A listed product at its prices of now, its variant the plain one.

    Args:
        listing: the product.
        currency: the shop's.
        now: seconds since 1970.
    """
    variants = tuple(_variant(listing, variant, currency, now) for variant in listing.variants)
    path = listing.category_path
    return Product(
        id=listing.id,
        title=listing.title,
        name=listing.name,
        aliases=listing.aliases,
        brand=listing.brand,
        category=path[-1] if path else "",
        category_path=path,
        description=listing.description,
        content=variants[0].content,
        options=listing.options,
        variant=variants[0],
        variants=variants if len(variants) > 1 else (),
        attributes=listing.attributes,
        rating=None if listing.rating is None else Rating(average=listing.rating, count=listing.ratings),
        reviews=None if listing.review is None else ReviewSummary.model_validate(listing.review),
        disclosures=tuple(map(_disclosure, listing.disclosures)),
        handling_days=listing.handling_days,
        return_days=listing.return_days,
        link=listing.link,
        image=listing.image,
    )


def chosen(product: Product, selected: Mapping[str, str]) -> Product:
    """The product with its variant the one that has these options.

    Raises:
        StoreError: if the product does not have one of them; it says which.
    """
    telling = {name: value for name, value in selected.items() if _group(product, name).tells_variants}
    making = {name: value for name, value in selected.items() if name not in telling}
    plain = _told_apart(product, telling)
    surcharge = sum(_value(product, name, value).surcharge for name, value in making.items())
    return _with(product, _made(plain, making, surcharge))


def as_variant(product: Product, variant_id: str) -> Product:
    """The product whose variant has an id.

    Raises:
        StoreError: if it has no such variant.
    """
    base, making = parts(variant_id)
    for variant in product.variants or (product.variant,):
        if variant.id == base:
            if any(_group(product, name).tells_variants for name in making):
                raise unknown_variant()
            surcharge = sum(_value(product, name, value).surcharge for name, value in making.items())
            return _with(product, _made(variant, making, surcharge))
    raise unknown_variant()


def variant_id(base: str, options: Mapping[str, str]) -> str:
    """The id of a variant, the same for the same options in any order: "latte?milk=soy+milk&size=large"."""
    return f"{base}?{urlencode(sorted(options.items()))}" if options else base


def parts(variant: str) -> tuple[str, dict[str, str]]:
    """The id of what lies on the shelf, and the options that a variant's id was made from.

    Raises:
        StoreError: if it is no such id.
    """
    base, mark, query = variant.partition("?")
    try:
        pairs = parse_qsl(query, strict_parsing=True, max_num_fields=100) if mark else []
    except ValueError as error:
        raise unknown_variant() from error
    options = dict(pairs)
    if len(options) != len(pairs) or (mark and not options):
        raise unknown_variant()
    return base, options


def unknown_variant() -> StoreError:
    """The error for an id that the shop never gave."""
    return StoreError(StoreErrorKind.NOT_FOUND, "The shop does not have that.", "Look for it again.")


def on_sale(variant: VariantListing, now: float) -> bool:
    """Whether a variant's sale price holds now."""
    return (
        variant.sale_price is not None
        and (variant.sale_from is None or variant.sale_from <= now)
        and (variant.sale_until is None or now < variant.sale_until)
    )


# --- what is on the shelf


def _variant(listing: Listing, variant: VariantListing, currency: str, now: float) -> Variant:
    money = variant.currency or currency
    regular = Money(amount=variant.price, currency=money)
    sale = on_sale(variant, now)
    package = _package(listing, variant.amount or listing.amount)
    price = Money(amount=variant.sale_price or 0, currency=money) if sale else regular
    return Variant(
        id=variant.id,
        options=variant.options,
        price=price,
        list_price=regular if price < regular else None,
        stock=variant.stock,
        availability=Availability.OUT_OF_STOCK if variant.stock == 0 else variant.availability,
        offers=tuple(_offers(variant, price, sale=sale)),
        content=variant.content or listing.content,
        package=package,
        unit_price=None if package is None else unit_price(price, package),
        gtin=variant.gtin,
    )


def _offers(variant: VariantListing, price: Money, *, sale: bool) -> Iterator[Offer]:
    if sale:
        yield Offer(
            kind=OfferKind.SALE,
            price=price,
            valid_from=None if variant.sale_from is None else local(variant.sale_from),
            valid_until=None if variant.sale_until is None else local(variant.sale_until),
        )
    if variant.multi_quantity and variant.multi_price is not None:
        together = Money(amount=variant.multi_price, currency=price.currency)
        text = f"{variant.multi_quantity} for {together}"
        yield Offer(kind=OfferKind.MULTI_BUY, price=together, quantity=variant.multi_quantity, text=text)


def _package(listing: Listing, amount: float | None) -> Content | None:
    if amount is None or amount <= 0 or listing.measure is None:
        return None
    return Content(amount=Decimal(repr(amount)), measure=listing.measure, pieces=listing.pieces)


def _disclosure(text: str) -> Message:
    return Message(text=text, severity=Severity.WARNING, code=MessageCode.DISCLOSURE, disclosure=True)


# --- what is chosen


def _told_apart(product: Product, telling: Mapping[str, str]) -> Variant:
    for name, value in telling.items():
        _value(product, name, value)
    for variant in product.variants or (product.variant,):
        if all(variant.options.get(name) == value for name, value in telling.items()):
            return variant
    wanted = " and ".join(telling.values())
    raise StoreError(
        StoreErrorKind.NOT_FOUND, f"The {product.name} does not come in {wanted} together.", "Choose another."
    )


def _made(variant: Variant, making: Mapping[str, str], surcharge: int) -> Variant:
    if not making:
        return variant
    more = Money(amount=surcharge, currency=variant.price.currency)
    changes = {
        "id": variant_id(variant.id, making),
        "options": dict(sorted({**variant.options, **making}.items())),
        "price": variant.price + more,
        "list_price": None if variant.list_price is None else variant.list_price + more,
    }
    return variant.model_copy(update=changes)


def _with(product: Product, variant: Variant) -> Product:
    return product.model_copy(update={"variant": variant, "content": variant.content})


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
