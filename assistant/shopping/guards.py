"""What stands between a misheard word and a purchase."""

from collections.abc import Iterable
from math import ceil

from assistant.shopping.carts import MOST_OF_ONE
from intents.meaning import Item

_DOZEN = 12

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
        content: of the product, as it is said: "a dozen".
    """
    quantity = 1 if item.quantity is None else item.quantity
    singly = item.unit == "dozen" or (not item.unit and quantity >= _DOZEN / 2)
    if singly and "dozen" in content.lower():
        return ceil(quantity / _DOZEN)
    return quantity
