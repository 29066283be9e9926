"""What is on the shelves of the store in memory."""

from assistant.shopping.categories import Category, CategoryTree, category_id
from assistant.shopping.listings import Listing
from assistant.shopping.money import Money
from assistant.shopping.names import folded
from assistant.shopping.prices import PriceHistory, PricePoint
from assistant.shopping.products import Names, Product
from assistant.shopping.searching import Filters
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.memory_state import State
from assistant.stores.rules.naming import Naming
from assistant.stores.rules.offering import as_variant, offered, parts, unknown_variant
from assistant.stores.rules.times import local


def names(state: State) -> Names:
    """What its products and their options are called."""
    naming = Naming()
    for listing in state.listings.values():
        groups = tuple(
            (group.name, tuple(value.value for value in group.values)) for group in listing.options
        )
        naming.add((listing.name, *listing.aliases), listing.brand, listing.content, groups)
    return naming.names()


def products(state: State, now: float) -> list[Product]:
    """All that is sold."""
    return [known(state, name, now) for name in state.listings]


def known(state: State, product_id: str, now: float) -> Product:
    """A product with what is left of it.

    Raises:
        StoreError: if there is no such product.
    """
    found = product(state, product_id, now)
    if found is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such product.", "Look for it again.")
    return found


def product(state: State, product_id: str, now: float) -> Product | None:
    """A product with what is left of it."""
    listing = state.listings.get(product_id)
    if listing is None:
        return None
    found = offered(listing, state.shop.currency, now)
    variants = tuple(
        variant.model_copy(update={"stock": state.stock.get(variant.id)})
        for variant in found.variants or (found.variant,)
    )
    return found.model_copy(update={"variant": variants[0], "variants": variants if found.variants else ()})


def sold(state: State, variant_id: str, now: float) -> Product | None:
    """The product that is sold as a variant.

    Raises:
        StoreError: if it is no variant's id at all.
    """
    base = parts(variant_id)[0]
    for listing in state.listings.values():
        if any(variant.id == base for variant in listing.variants):
            found = product(state, listing.id, now)
            return None if found is None else _as(found, variant_id)
    return None


def _as(found: Product, variant_id: str) -> Product | None:
    try:
        return as_variant(found, variant_id)
    except StoreError:
        return None


def departments(state: State) -> CategoryTree:
    """Its departments."""
    aliases = {department.path: department.aliases for department in state.departments}
    paths = {
        listing.category_path[:length]: None
        for listing in state.listings.values()
        for length in range(1, len(listing.category_path) + 1)
    }
    return CategoryTree(
        categories=tuple(
            Category(
                id=category_id(path),
                name=path[-1],
                parent=category_id(path[:-1]) or None,
                aliases=aliases.get(path, ()),
                products=sum(each.category_path[: len(path)] == path for each in state.listings.values()),
            )
            for path in paths
        )
    )


def with_department(state: State, filters: Filters) -> Filters:
    """The filters with the department's own name, where another one was given."""
    wanted = folded(filters.category)
    if not wanted or any(wanted in map(folded, each.category_path) for each in state.listings.values()):
        return filters
    named = (each.path[-1] for each in state.departments if wanted in map(folded, each.aliases))
    return filters.model_copy(update={"category": next(named, filters.category)})


def price_history(state: State, variant_id: str) -> PriceHistory:
    """What a variant has cost.

    Raises:
        StoreError: if there is no such variant.
    """
    base = parts(variant_id)[0]
    for listing in state.listings.values():
        for variant in listing.variants:
            if variant.id == base:
                return _history(state, listing, base)
    raise unknown_variant()


def _history(state: State, listing: Listing, variant_id: str) -> PriceHistory:
    variant = next(each for each in listing.variants if each.id == variant_id)
    points = [*variant.history, (state.opened_at, variant.price)]
    currency = variant.currency or state.shop.currency
    return PriceHistory(
        variant_id=variant_id,
        points=tuple(
            PricePoint(since=local(since), price=Money(amount=price, currency=currency))
            for since, price in points
        ),
    )
