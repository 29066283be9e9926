"""What stands between a misheard word and a purchase."""

from collections.abc import Iterable

from assistant.shopping.carts import MOST_OF_ONE

SURE_ENOUGH_TO_BUY = 0.5
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
