"""How the store in memory finds products: it looks at every one of them."""

from collections.abc import Iterable
from itertools import chain

from assistant.shopping.attributes import AttributeName, values
from assistant.shopping.names import folded
from assistant.shopping.products import Product, Relation
from assistant.shopping.searching import (
    Dropped,
    Filters,
    Reason,
    ReasonKind,
    SearchPage,
    SearchQuery,
    Sort,
)

_FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "some",
        "of",
        "and",
        "with",
        "for",
        "please",
        "i",
        "me",
        "my",
        "need",
        "want",
        "would",
        "like",
    ]
)


def found(products: Iterable[Product], query: SearchQuery) -> SearchPage:
    """The products whose names, brand, categories or texts have all the words of the wish.

    Where there are none, those that have some; then it is told which words were left out.
    """
    wish = [word for word in dict.fromkeys(folded(query.text)) if word not in _FILLERS]
    fitting = [product for product in products if wish and fits(product, query.filters)]
    hits = [(each, sum(word in _words(each) for word in wish)) for each in fitting]
    most = max((count for _, count in hits), default=0)
    best = [product for product, count in hits if count == most and most]
    best.sort(key=lambda product: _order(product, wish, query))
    items = tuple(best[query.offset :][: query.limit])
    missing = [word for word in wish if not best or word not in _words(best[0])]
    return SearchPage(
        items=items,
        total=len(best),
        reasons=tuple((Reason(kind=ReasonKind.WORDS, said=" ".join(wish)),) for _ in items),
        dropped=tuple(Dropped(said=word) for word in missing),
    )


def related(
    product: Product, others: Iterable[Product], relation: Relation, named: tuple[str, ...]
) -> list[Product]:
    """The products that stand in a relation to one, best first.

    Args:
        product: the one.
        others: all that are sold.
        relation: which relation.
        named: the ids that the catalogue names for it.
    """
    by_id = {other.id: other for other in others if other.id != product.id}
    if relation in {Relation.SUBSTITUTE, Relation.BOUGHT_WITH}:
        stated = [by_id[name] for name in named if name in by_id]
        return [other for other in stated if relation is Relation.BOUGHT_WITH or not other.variant.sold_out]
    alike = [other for other in by_id.values() if other.category_path == product.category_path]
    return sorted(
        (other for other in alike if _stands(product, other, relation)), key=lambda other: other.price.amount
    )


def fits(product: Product, filters: Filters) -> bool:
    """Whether a product is as it must be."""
    variant = product.variant
    return (
        (not filters.brands or folded(product.brand) in set(map(folded, filters.brands)))
        and (not filters.category or folded(filters.category) in set(map(folded, product.category_path)))
        and (filters.least is None or filters.least <= product.price)
        and (filters.most is None or product.price <= filters.most)
        and not (filters.in_stock and variant.sold_out)
        and not (filters.on_offer and not variant.offers)
        and (
            filters.rating is None
            or (product.rating is not None and product.rating.average >= filters.rating)
        )
        and _has_attributes(product, filters)
    )


def _has_attributes(product: Product, filters: Filters) -> bool:
    wanted = all(
        {value.lower() for value in several} <= set(values(product.attributes, name))
        for name, several in filters.attributes.items()
    )
    options = {group.name: {value.value for value in group.values} for group in product.options}
    offered = all(value in options.get(name, ()) for name, value in filters.options.items())
    return wanted and offered and all(_is_without(product, allergen) for allergen in filters.without)


def _is_without(product: Product, allergen: str) -> bool:
    """Whether a product says that something is not in it, or says what is in it without that."""
    inside = values(product.attributes, AttributeName.ALLERGEN)
    traces = values(product.attributes, AttributeName.MAY_CONTAIN)
    free = values(product.attributes, AttributeName.FREE_FROM)
    told = bool(inside or free or values(product.attributes, AttributeName.INGREDIENTS))
    return allergen.lower() in free or (told and allergen.lower() not in (*inside, *traces))


def _words(product: Product) -> frozenset[str]:
    texts = (product.name, *product.aliases, product.brand, *product.category_path, product.title)
    return frozenset(chain.from_iterable(map(folded, texts)))


def _order(product: Product, wish: list[str], query: SearchQuery) -> tuple[float, ...]:
    names = [folded(name) for name in (product.name, *product.aliases)]
    usual = query.usual.index(product.id) if product.id in query.usual else len(query.usual)
    named = (tuple(wish) not in names, product.variant.sold_out, usual)
    return (_sorted_by(product, query.sort), *map(float, named))


def _sorted_by(product: Product, sort: Sort) -> float:
    per_unit = product.variant.unit_price
    return {
        Sort.RELEVANCE: 0.0,
        Sort.CHEAPEST: float(product.price.amount),
        Sort.DEAREST: -float(product.price.amount),
        Sort.UNIT_PRICE: float(per_unit.exact) if per_unit else float("inf"),
        Sort.RATING: -product.rating.average if product.rating else 0.0,
        Sort.BIGGEST: -float(product.package.amount) if product.package else 0.0,
    }[sort]


def _stands(one: Product, other: Product, relation: Relation) -> bool:
    if relation is Relation.CHEAPER:
        return other.price < one.price
    if relation is Relation.SIMILAR:
        return True
    if one.package is None or other.package is None or one.package.measure != other.package.measure:
        return False
    if relation is Relation.BIGGER:
        return other.package.amount > one.package.amount
    return other.package.amount < one.package.amount
