"""How much is in a package, and what a kilogram or litre of it costs."""

import re
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.money import Money, rounded
from intents.readers.en.numbers import read_number, to_int


class Measure(StrEnum):
    """What a package's content is counted in. Its value is the unit in which amounts are kept."""

    MASS = "g"
    VOLUME = "ml"
    LENGTH = "m"
    AREA = "m2"
    PIECES = "piece"


_REFERENCES = {
    Measure.MASS: {"metric": (Decimal(1000), "kilogram"), "us": (Decimal("28.349523125"), "ounce")},
    Measure.VOLUME: {"metric": (Decimal(1000), "liter"), "us": (Decimal("29.5735295625"), "fluid ounce")},
    Measure.LENGTH: {"metric": (Decimal(1), "meter"), "us": (Decimal("0.3048"), "foot")},
    Measure.AREA: {"metric": (Decimal(1), "square meter"), "us": (Decimal("0.09290304"), "square foot")},
    Measure.PIECES: {"metric": (Decimal(1), "piece"), "us": (Decimal(1), "piece")},
}
_US_CURRENCY = "USD"
_COUNTED = {
    **dict.fromkeys(("", "ct", "count", "pc", "pcs", "piece", "each", "ea", "pack", "pk", "unit"), 1),
    **dict.fromkeys(("roll", "sheet", "tablet", "capsule", "bag", "pod", "load", "wipe", "egg", "bar"), 1),
    **dict.fromkeys(("can", "bottle", "box", "stick", "slice", "wash", "tea bag", "napkin", "plate"), 1),
    "pair": 2,
    "dozen": 12,
}
# Written by shops, and unknown to or misunderstood by the library of units.
_WRITTEN = {
    "fl oz": "US_fluid_ounce",
    "floz": "US_fluid_ounce",
    "fluid ounce": "US_fluid_ounce",
    "oz": "ounce",
    "lb": "pound",
    "gal": "gallon",
    "gallon": "gallon",
    "qt": "quart",
    "pt": "pint",
    "l": "liter",
    "litre": "liter",
    "cl": "centiliter",
    "gramme": "gram",
    "ft": "foot",
    "feet": "foot",
    "in": "inch",
    "yd": "yard",
    "sq ft": "foot ** 2",
    "square foot": "foot ** 2",
    "square feet": "foot ** 2",
    "sq m": "meter ** 2",
    "square meter": "meter ** 2",
    "m2": "meter ** 2",
    "m²": "meter ** 2",
}
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": Decimal(1) / 3}
_CONTAINERS = frozenset(
    ("bag", "bottle", "box", "can", "carton", "jar", "jug", "pack", "pouch", "tub", "tube")
)
"""Words after a size that add nothing to it: "10 oz bag"."""
_PIECES = re.compile(
    "(?P<pieces>[0-9]+(?![0-9.,/])|[a-z]+)[ -]?"
    "(?:x|\N{MULTIPLICATION SIGN}|[*]|(?:packs?|pk|ct|count|cans|bottles)(?: of)?,?)? ?(?=[0-9])"
)
_TERM = re.compile("(?P<amount>[0-9]+(?:[.,][0-9]+)?(?:/[0-9]+)?)?[ -]*(?P<words>[a-z][a-z0-9\u00b2. -]*)?")
_LONGEST = 80
_MOST = 10**9
"""A package holds less: a million kilograms."""


class Content(BaseModel):
    """How much is in a package."""

    model_config = ConfigDict(frozen=True)

    amount: Decimal = Field(gt=0)
    """In all, in the measure's unit: six cans of 330 ml are 1980."""
    measure: Measure
    pieces: int = Field(default=1, ge=1)
    """How many single packages it is made of; 1 where it is one."""


class UnitPrice(BaseModel):
    """What a certain amount of something costs, for comparing packages of different sizes."""

    model_config = ConfigDict(frozen=True)

    price: Money
    """Rounded; compare `exact`."""
    unit: str
    """As it is said: "kilogram", "fluid ounce", "piece"."""
    exact: Decimal
    """Minor units for one of the measure's unit (g, ml, m, m2, piece)."""

    def __str__(self) -> str:
        """As it is written: "$0.17 per fluid ounce"."""
        return f"{self.price} per {self.unit}"


@lru_cache(maxsize=4096)
def content(written: str) -> Content | None:
    """How much "32 fl oz", "6 x 330 ml", "half gallon" or "12 ct" is; None where it is not clear."""
    plain = " ".join(written[:_LONGEST].lower().split())
    pieces, single = _pieces(plain)
    term = _TERM.fullmatch(single)
    if pieces is None or term is None or not single:
        return None
    amount, unit = _amount(term["amount"] or "", (term["words"] or "").replace("-", " ").split())
    found = _in_base(unit)
    if found is None or pieces < 1:
        return None
    factor, measure = found
    whole = amount * factor * pieces
    return Content(amount=whole.normalize(), measure=measure, pieces=pieces) if 0 < whole < _MOST else None


def unit_price(price: Money, package: Content) -> UnitPrice:
    """What a kilogram, litre, metre or piece costs; an ounce or a fluid ounce where one pays in dollars."""
    system = "us" if price.currency == _US_CURRENCY else "metric"
    size, unit = _REFERENCES[package.measure][system]
    exact = Decimal(price.amount) / package.amount
    reference = Money(amount=rounded(exact * size), currency=price.currency)
    return UnitPrice(price=reference, unit=unit, exact=exact)


def _pieces(written: str) -> tuple[int | None, str]:
    """How many packages, and what is written about a single one: "6 x 330 ml"."""
    found = _PIECES.match(written)
    if found is None:
        return 1, written
    number, single = found["pieces"], written[found.end() :]
    if number.isdigit():
        # "12 345 g" is no dozen of 345 g, but how some write thousands.
        return (None if found.group().strip() == number else int(number)), single
    return to_int(number), single


def _amount(digits: str, words: list[str]) -> tuple[Decimal, str]:
    """The number and the unit of one package."""
    if digits:
        above, _, below = digits.replace(",", ".").partition("/")
        parts = int(below or 1)
        return (Decimal(above) / parts if parts else Decimal(0)), " ".join(words)
    whole, count = read_number(words) or (None, 0)
    rest = words[count:]
    part, more = _fraction(rest, after_number=whole is not None)
    if whole is None and part is None:
        # "dozen", "a bunch of six": one of what is named last.
        return Decimal(1), " ".join(words)
    return Decimal(whole or 0) + (part or 0), " ".join(rest[more:])


def _fraction(words: list[str], *, after_number: bool) -> tuple[Decimal | None, int]:
    """The fraction that some words begin with, and how many of them it is: "half a", "and a half"."""
    if after_number:
        told = words[:2] == ["and", "a"] and words[2:3] and words[2] in _FRACTIONS
        return (_FRACTIONS[words[2]], 3) if told else (None, 0)
    if not words or words[0] not in _FRACTIONS:
        return None, 0
    return _FRACTIONS[words[0]], 2 if words[1:2] in (["a"], ["of"]) else 1


@lru_cache(maxsize=1024)
def _in_base(unit: str) -> tuple[Decimal, Measure] | None:
    """How many of a measure's units a unit is, and of which measure."""
    plain = unit.replace(".", "").strip()
    head, _, last = plain.rpartition(" ")
    if head and last.removesuffix("s") in _CONTAINERS:
        return _in_base(head)
    for name in (plain, plain.removesuffix("s"), plain.removesuffix("es")):
        if name in _COUNTED:
            return Decimal(_COUNTED[name]), Measure.PIECES
    return _physical(plain)


def _physical(unit: str) -> tuple[Decimal, Measure] | None:
    from pint.errors import PintError

    known = _WRITTEN.get(unit) or _WRITTEN.get(unit.removesuffix("s")) or unit.replace(" ", "_")
    try:
        quantity = _registry()(f"1 {known}")
        for measure, base in _bases():
            if quantity.is_compatible_with(base):
                return Decimal(str(quantity.to(base).magnitude)), measure
    except (PintError, AttributeError, ValueError, TypeError, SyntaxError, AssertionError):
        return None
    return None


def _bases() -> tuple[tuple[Measure, str], ...]:
    return (
        (Measure.MASS, "gram"),
        (Measure.VOLUME, "milliliter"),
        (Measure.LENGTH, "meter"),
        (Measure.AREA, "meter ** 2"),
    )


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Decimal)
