"""Whether a checkout can still be ordered as it was agreed."""

from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.messages import MessageCode, Severity
from assistant.shopping.money import Money
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.rules.quotes import Quote


def check_agreed(made: Quote, quoted: Checkout, expected: Money) -> None:
    """Check that a checkout is still what was quoted and agreed, and can be ordered.

    Args:
        made: the quote of now.
        quoted: that of then.
        expected: the total that the buyer has said yes to.

    Raises:
        StoreError: if it cannot be ordered; it says why.
    """
    now = made.checkout
    if [line.request() for line in now.lines] != [line.request() for line in quoted.lines]:
        raise StoreError(StoreErrorKind.CONFLICT, "The cart has changed since.")
    for message in now.messages:
        if message.severity is Severity.ERROR and message.code != MessageCode.ADDRESS_NEEDED:
            raise StoreError(
                StoreErrorKind.CONFLICT, message.text, "Change the cart.", code=str(message.code)
            )
    if now.status is not CheckoutStatus.READY:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            "The shop does not know where to deliver to.",
            "Set the household's address.",
        )
    if now.total != expected:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            f"The price has changed: the total is {now.total} now.",
            code=MessageCode.PRICE_CHANGED,
        )
    if now.fulfilment.id != quoted.fulfilment.id:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            "The time that was chosen is taken.",
            "Check out again.",
            code=MessageCode.WINDOW_FULL,
        )


def over(status: str) -> StoreError | None:
    """The error for a checkout with which nothing can be done any more; None for one that is not over."""
    if status == CheckoutStatus.COMPLETED:
        what, fix = "This has been ordered already.", "Look at your latest orders."
    elif status == CheckoutStatus.IN_PROGRESS:
        what, fix = "This is being ordered already.", "Look at your latest orders in a moment."
    elif status == CheckoutStatus.CANCELED:
        what, fix = "This checkout was given up.", "Check out again."
    else:
        return None
    return StoreError(StoreErrorKind.CONFLICT, what, fix)
