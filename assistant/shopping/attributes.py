"""What is true of a product, in words and numbers: what is in it, what it is made of, what it fits."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from pydantic import Field

from assistant.shopping.data import ShopData

_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?: ([A-Za-z-]+))?")
_UNITS = {"feet": "foot", "inches": "inch"}
"""Units whose singular is not the plural without its "s"."""
_LONGEST_UNIT = 40


class AttributeName(StrEnum):
    """Attributes that are understood everywhere; a shop may have others."""

    DIET = "diet"
    """"vegan", "vegetarian", "gluten free", "kosher", "halal", "organic", "keto", "dairy free"."""
    ALLERGEN = "allergen"
    """What it contains: "milk", "egg", "peanut", "tree nut", "wheat", "soy", "fish", "sesame"."""
    MAY_CONTAIN = "may contain"
    """Allergens of which traces may be in it."""
    FREE_FROM = "free from"
    """Allergens that it is said to be without; what is not said is not known."""
    INGREDIENTS = "ingredients"
    MATERIAL = "material"
    COLOR = "color"
    SIZE = "size"
    FLAVOR = "flavor"
    SCENT = "scent"
    FORM = "form"
    """"liquid", "powder", "sliced", "frozen"."""
    WIDTH = "width"
    HEIGHT = "height"
    DEPTH = "depth"
    WEIGHT = "weight"
    CAPACITY = "capacity"
    POWER = "power"
    COMPATIBLE_WITH = "compatible with"
    """"AA", "Keurig", "iPhone 15"."""
    AGE_FROM = "age from"
    """Years: below them it is not sold, or not meant for."""
    ORIGIN = "origin"
    STORAGE = "storage"
    """"refrigerated", "frozen"."""
    USE = "use"
    """What it is for: "cleaning windows"."""


class Attribute(ShopData):
    """One of a product's attributes. One that has several values is there several times."""

    name: str
    """In lower case; see `AttributeName`."""
    value: str
    """As it is said: "vegan", "20 inches"."""
    number: float | None = None
    """The number of the value, where it is one: 20."""
    unit: str = Field(default="", max_length=_LONGEST_UNIT)
    """Of the number: "inch"."""


def values(attributes: Iterable[Attribute], name: str) -> tuple[str, ...]:
    """All values of an attribute, in lower case."""
    return tuple(attribute.value.lower() for attribute in attributes if attribute.name == name)


@lru_cache(maxsize=16384)
def as_said(name: str, value: str) -> Attribute:
    """An attribute, with its number where its value is one: "20 inches".

    Args:
        name: what is true of it; colons in it, which part a name from a value elsewhere, are spaces.
        value: as it is said.
    """
    plain = " ".join(name.lower().replace(":", " ").split())
    quantity = _QUANTITY.fullmatch(value)
    if quantity is None:
        return Attribute(name=plain, value=value)
    number, unit = quantity.groups()
    singular = _UNITS.get(unit, unit.removesuffix("s")) if unit else ""
    return Attribute(name=plain, value=value, number=float(number), unit=singular[:_LONGEST_UNIT])
