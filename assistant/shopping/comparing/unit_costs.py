"""What an ounce or a piece of something costs: exact, and rounded once to be said."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from assistant.shopping.comparing.comparison import Unit
from assistant.shopping.content import Content, Measure
from assistant.shopping.money import Money
from assistant.shopping.offers import OfferKind
from assistant.shopping.products import Variant

_US_CURRENCY = "USD"
_FINEST = 6
_OUNCE, _FLUID_OUNCE = Decimal("28.349523125"), Decimal("29.5735295625")
_LADDERS = {
    "us": {
        Measure.MASS: (("ounce", _OUNCE), ("pound", 16 * _OUNCE)),
        Measure.VOLUME: (("fluid ounce", _FLUID_OUNCE),),
        Measure.LENGTH: (("foot", Decimal("0.3048")),),
        Measure.AREA: (("square foot", Decimal("0.09290304")),),
        Measure.PIECES: (("piece", Decimal(1)), ("100 pieces", Decimal(100))),
    },
    "metric": {
        Measure.MASS: (("100 grams", Decimal(100)), ("kilogram", Decimal(1000))),
        Measure.VOLUME: (("100 milliliters", Decimal(100)), ("liter", Decimal(1000))),
        Measure.LENGTH: (("meter", Decimal(1)),),
        Measure.AREA: (("square meter", Decimal(1)),),
        Measure.PIECES: (("piece", Decimal(1)), ("100 pieces", Decimal(100))),
    },
}
"""The units in which shops of a country tell prices, the smaller first."""
_FROM = {"pound": 2}
"""Of how many on a unit is used, where one is not enough: a pound and a half is 24 ounces."""
_MORE = {
    "gallon": (Measure.VOLUME, 128 * _FLUID_OUNCE),
    "quart": (Measure.VOLUME, 32 * _FLUID_OUNCE),
    "pint": (Measure.VOLUME, 16 * _FLUID_OUNCE),
    "yard": (Measure.LENGTH, Decimal("0.9144")),
}
"""Units that are used only if they are asked for."""

Way = tuple[int, Money]
"""How many packages are bought together, and what they cost together."""


def known_units() -> tuple[str, ...]:
    """The names of all units that can be asked for."""
    ladders = chain.from_iterable(system.values() for system in _LADDERS.values())
    return tuple(dict.fromkeys([*(name for ladder in ladders for name, _ in ladder), *_MORE]))


def common_unit(packages: Sequence[Content], currency: str) -> Unit:
    """The largest usual unit of which every package holds one (two pounds), else the smallest.

    Args:
        packages: at least one, all of one measure.
        currency: of the prices; dollars are paid for ounces.
    """
    measure = packages[0].measure
    ladder = _LADDERS["us" if currency == _US_CURRENCY else "metric"][measure]
    least = min(Fraction(package.amount) for package in packages)
    name, size = next((each for each in reversed(ladder) if _from(*each) <= least), ladder[0])
    return Unit(name=name, measure=measure, size=Fraction(size))


def _from(name: str, size: Decimal) -> Fraction:
    """How much every package holds at least where a unit is used."""
    return Fraction(size * _FROM.get(name, 1))


def unit_called(name: str, measure: Measure) -> Unit | None:
    """The unit of a name that a person asked for; None where nothing is measured so.

    Args:
        name: one of `known_units`; an ounce of something liquid is a fluid ounce.
        measure: what is measured.
    """
    meant = "fluid ounce" if (name, measure) == ("ounce", Measure.VOLUME) else name
    unit = _unit(meant)
    return unit if unit is not None and unit.measure is measure else None


def _unit(name: str) -> Unit | None:
    for system in _LADDERS.values():
        for measure, ladder in system.items():
            for known, size in ladder:
                if known == name:
                    return Unit(name=name, measure=measure, size=Fraction(size))
    if name not in _MORE:
        return None
    measure, size = _MORE[name]
    return Unit(name=name, measure=measure, size=Fraction(size))


def ways_together(variant: Variant) -> Iterator[Way]:
    """In what numbers something costs less than one by one, as far as there are so many."""
    for offer in variant.offers:
        fits = offer.kind == OfferKind.MULTI_BUY and offer.price.currency == variant.price.currency
        there = not variant.sold_out and (variant.stock is None or variant.stock >= offer.quantity)
        if fits and there and offer.price.amount < variant.price.amount * offer.quantity:
            yield offer.quantity, offer.price


def amount(package: Content, quantity: int, unit: Unit) -> Fraction:
    """How many units are in so many packages."""
    return Fraction(package.amount) * quantity / unit.size


def places(rates: Sequence[Fraction]) -> int:
    """The decimals of a minor unit with which unit prices are told: few, but enough to tell the least.

    From 100 minor units on none; from one on one; below it as many as give two digits that count.
    """
    least = min((rate for rate in rates if rate > 0), default=Fraction(0))
    if least >= 100 or not least:  # noqa: PLR2004 - a dollar, a euro
        return 0
    decimals = 1
    while least * 10 ** (decimals - 1) < 1 and decimals < _FINEST:
        decimals += 1
    return decimals


def rounded(value: Fraction, decimals: int) -> Fraction:
    """The nearest number of so many decimals, half up: the one rounding of unit prices.

    Args:
        value: not negative.
        decimals: how many.
    """
    scale: int = 10**decimals
    return Fraction((2 * value.numerator * scale + value.denominator) // (2 * value.denominator), scale)
