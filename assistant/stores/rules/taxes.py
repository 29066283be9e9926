"""Taxes on top of the prices, by destination and category."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from assistant.shopping.carts import CartLine
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import allotted, rounded
from assistant.stores.rules.areas import best
from assistant.stores.terms import Shop


def taxes(lines: Sequence[CartLine], amounts: Sequence[int], shop: Shop, place: Destination) -> list[int]:
    """The tax on each line; rounded once for all lines of a rate, then split among them.

    Args:
        lines: what is bought.
        amounts: what each line costs after discounts, in minor units.
        shop: whose taxes hold.
        place: where it goes to.
    """
    by_rate: defaultdict[Decimal, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        by_rate[_rate(line, shop, place)].append(number)
    found = [0] * len(lines)
    for rate, numbers in by_rate.items():
        parts = [amounts[number] for number in numbers]
        whole = rounded(Decimal(sum(parts)) * rate / 100)
        for number, tax in zip(numbers, allotted(whole, parts), strict=True):
            found[number] = tax
    return found


def _rate(line: CartLine, shop: Shop, place: Destination) -> Decimal:
    """Percent."""
    special = best((tax for tax in shop.taxes if set(tax.categories) & set(line.category_path)), place)
    general = best((tax for tax in shop.taxes if not tax.categories), place)
    found = special or general
    return Decimal(str(shop.tax if found is None else found.percent))
