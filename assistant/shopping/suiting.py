"""Which products suit a household: what somebody is allergic to or does not eat is not offered to them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.shopping.attributes import AttributeName, values
from assistant.shopping.home import Home, Preference, PreferenceKind
from assistant.shopping.names import folded
from assistant.shopping.products import Product

_GROWN_UP = 16
"""Years."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    strict: Mapping[str, tuple[str, ...]]
    free_from: Mapping[str, tuple[str, ...]]
    called: Mapping[str, tuple[str, ...]]
    adult: frozenset[str]


def suits(product: Product, home: Home) -> bool:
    """Whether a product may be offered: nothing that the shop says of it speaks against it."""
    if home.kid_mode and not _for_children(product):
        return False
    return all(_agrees(product, each) for each in home.valid)


def liked(products: Sequence[Product], home: Home) -> tuple[Product, ...]:
    """Those that are like what somebody prefers; all of them where none is, or nothing is preferred."""
    for preference in home.valid:
        fitting = tuple(product for product in products if _likes(product, preference))
        if fitting:
            products = fitting
    return tuple(products)


def _agrees(product: Product, preference: Preference) -> bool:
    words = _words()
    if preference.kind is PreferenceKind.WITHOUT:
        named = [*words.called.get(preference.value, ()), preference.value]
        return not any(_contains(product, each) for each in named)
    if preference.kind is PreferenceKind.TRAIT and preference.value in words.strict:
        diets = values(product.attributes, AttributeName.DIET)
        return not _is_food(product) or not set(words.strict[preference.value]).isdisjoint(diets)
    unwanted = words.free_from.get(preference.value, ())
    return preference.kind is PreferenceKind.THING or not any(
        _has_allergen(product, each) for each in unwanted
    )


def _is_food(product: Product) -> bool:
    """Whether the shop says of it what only food has."""
    told = {attribute.name for attribute in product.attributes}
    return not told.isdisjoint({AttributeName.DIET, AttributeName.ALLERGEN, AttributeName.INGREDIENTS})


def _contains(product: Product, named: str) -> bool:
    said = (product.name, product.title, *product.category_path)
    ingredients = values(product.attributes, AttributeName.INGREDIENTS)
    words = {word for text in (*said, *ingredients) for word in folded(text)}
    return _has_allergen(product, named) or (bool(folded(named)) and words.issuperset(folded(named)))


def _has_allergen(product: Product, named: str) -> bool:
    """Whether it is said to contain an allergen, or traces: "nut" is any of nuts, and of peanuts."""
    kinds = (AttributeName.ALLERGEN, AttributeName.MAY_CONTAIN)
    inside = [" ".join(folded(value)) for kind in kinds for value in values(product.attributes, kind)]
    name = " ".join(folded(named))
    return bool(name) and any(name in each for each in inside)


def _for_children(product: Product) -> bool:
    ages = [each.number for each in product.attributes if each.name == AttributeName.AGE_FROM and each.number]
    departments = {word for name in product.category_path for word in folded(name)}
    adult = {word for name in _words().adult for word in folded(name)}
    return departments.isdisjoint(adult) and all(age < _GROWN_UP for age in ages)


def _likes(product: Product, preference: Preference) -> bool:
    if preference.kind is PreferenceKind.WITHOUT:
        return False
    diets = " ".join(values(product.attributes, AttributeName.DIET))
    words = set(folded(f"{product.name} {product.title} {product.brand} {diets}"))
    return words.issuperset(folded(preference.value))


@lru_cache(maxsize=1)
def _words() -> _Words:
    file = files("assistant.shopping") / "words" / "en" / "suiting.yaml"
    return _Words.model_validate(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
