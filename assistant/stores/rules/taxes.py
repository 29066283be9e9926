"""Taxes on top of the prices or inside them, by destination and category."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.shopping.carts import CartLine
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import allotted, rounded
from assistant.stores.rules.areas import best
from assistant.stores.terms import Shop


@dataclass(frozen=True, slots=True)
class Taxes:
    """The taxes on some lines, in minor units."""

    on_top: tuple[int, ...]
    """What each line costs more."""
    included: int | None = None
    """What is in the prices of all lines together; None where no tax is."""


@dataclass(frozen=True, slots=True)
class _Rate:
    percent: Decimal
    included: bool


def taxes(lines: Sequence[CartLine], amounts: Sequence[int], shop: Shop, place: Destination) -> Taxes:
    """The taxes; rounded once for all lines of a rate, and what is added then split among them.

    Args:
        lines: what is bought.
        amounts: what each line costs after discounts, in minor units.
        shop: whose taxes hold.
        place: where it goes to.
    """
    by_rate: defaultdict[_Rate, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        by_rate[_rate(line, shop, place)].append(number)
    on_top = [0] * len(lines)
    inside: list[int] = []
    for rate, numbers in by_rate.items():
        parts = [amounts[number] for number in numbers]
        if rate.included:
            inside.append(rounded(Decimal(sum(parts)) * rate.percent / (100 + rate.percent)))
            continue
        whole = rounded(Decimal(sum(parts)) * rate.percent / 100)
        for number, tax in zip(numbers, allotted(whole, parts), strict=True):
            on_top[number] = tax
    return Taxes(tuple(on_top), sum(inside) if inside else None)


def _rate(line: CartLine, shop: Shop, place: Destination) -> _Rate:
    special = best((tax for tax in shop.taxes if set(tax.categories) & set(line.category_path)), place)
    general = best((tax for tax in shop.taxes if not tax.categories), place)
    found = special or general
    if found is not None:
        return _Rate(Decimal(str(found.percent)), found.included)
    at_home = place.country == shop.country.upper()
    return _Rate(Decimal(str(shop.tax)), shop.tax_included and at_home)
