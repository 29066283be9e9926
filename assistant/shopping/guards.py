"""What stands between a misheard word and a purchase."""

from collections.abc import Iterable
from decimal import Decimal
from math import ceil

from assistant.shopping.carts import MOST_OF_ONE
from assistant.shopping.content import Content, Measure
from assistant.shopping.content import content as package_content
from intents.meaning import Item
from intents.readers.en.numbers import to_int

_DOZEN = 12
_PACK = " pack"
_ROUNDING = Decimal("0.02")
"""What a package may lack: a pound is no more than 450 grams."""

SURE_ENOUGH_TO_BUY = 0.8
"""A yes that the recogniser is less sure of does not place an order."""


def sensible_quantity(quantity: int | None) -> bool:
    """Whether a cart line may hold this many; None stands for one."""
    return quantity is None or 1 <= quantity <= MOST_OF_ONE


def all_sensible(quantities: Iterable[int | None]) -> bool:
    """Whether every quantity may stand in a cart line."""
    return all(map(sensible_quantity, quantities))


def may_buy(*, read_back_heard: bool, confidence: float) -> bool:
    """Whether a yes may place the order: what it says yes to was heard, and it was heard well itself.

    Args:
        read_back_heard: what, how many, price, delivery and total were spoken to the end.
        confidence: the recogniser's, in 0..1.
    """
    return read_back_heard and confidence >= SURE_ENOUGH_TO_BUY


def packs(item: Item, content: str) -> int:
    """How many to take of a product: "a dozen eggs" is one box where the shop sells them by the dozen.

    Args:
        item: what was wished for; `quantity` counts single eggs when `unit` is "dozen", and from half a
            dozen on where no container was said: nobody means six boxes by "six eggs".
        content: of the product, as it is said: "a dozen", "one pound".
    """
    quantity = 1 if item.quantity is None else item.quantity
    singly = item.unit == "dozen" or (not item.unit and item.amount is None and quantity >= _DOZEN / 2)
    if singly and "dozen" in content.lower():
        return ceil(quantity / _DOZEN)
    return _filled(item, quantity, content)


def _filled(item: Item, quantity: int, content: str) -> int:
    """How many packages hold as much as was said; the number that was said where that is not known."""
    package = package_content(content) if content else None
    if package is None:
        return quantity
    if item.amount is not None:
        each = package_content(f"{item.amount:f} {item.measure}")
        return quantity * _packages(each, package)
    if item.unit.endswith(_PACK):
        return quantity * _singles(item.unit.removesuffix(_PACK), package)
    said = package_content(f"{quantity} {item.unit}") if item.unit else None
    return _packages(said, package) if _alike(said, package) else quantity


def _alike(wanted: Content | None, package: Content) -> bool:
    return wanted is not None and wanted.measure is package.measure is not Measure.PIECES


def _packages(wanted: Content | None, package: Content) -> int:
    if wanted is None or wanted.measure is not package.measure:
        return 1
    return max(1, ceil(wanted.amount / package.amount - _ROUNDING))


def _singles(count: str, package: Content) -> int:
    """How many packages make a pack of so many: one, unless the shop sells them one by one."""
    single = package.pieces == 1 and package.measure is not Measure.PIECES
    return (to_int(count) or 1) if single else 1
