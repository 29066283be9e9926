"""What a store declares, and how it fails."""

from enum import StrEnum
from typing import Any

from assistant.errors import AisleError


class Capability(StrEnum):
    """Something that a merchant can do."""

    SEARCH = "search"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    FILTERS = "filters"
    """Searching heeds filters and sorting."""
    RELATED = "related"
    CATEGORIES = "categories"
    PRICE_HISTORY = "price_history"
    COUPON = "coupon"
    LIST_ORDERS = "list_orders"
    CANCEL_ORDER = "cancel_order"
    RETURN_ORDER = "return_order"
    EXCHANGE = "exchange"
    SPENDING = "spending"
    EVENTS = "events"
    NAMES = "names"
    REHEARSAL = "rehearsal"
    """All that it keeps is in the folder that it is given, and an order there means nothing elsewhere:
    nothing is charged, packed or sent. Recordings are played to such stores only."""


class StoreErrorKind(StrEnum):
    """Why a store gave no answer."""

    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    UNAUTHORIZED = "unauthorized"
    CONFLICT = "conflict"
    """The world has changed: the price, the stock, or another request with the same key."""
    NOT_FOUND = "not_found"
    DECLINED = "declined"
    """The payment was declined: nothing was bought."""
    PROTOCOL = "protocol"


class StoreError(AisleError):
    """A store that could not do what it was asked, as opposed to one that says no.

    Args:
        kind: why.
        what: what happened, as one sentence.
        fix: what to do next, as one sentence.
        code: more exactly why, in the shop's words: "insufficient_funds".
    """

    exit_code = 5

    def __init__(self, kind: StoreErrorKind, what: str, fix: str = "", *, code: str = "") -> None:
        super().__init__(what, fix)
        self.kind = kind
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.kind, self.what, self.fix, self.code)


def _rebuilt(kind: StoreErrorKind, what: str, fix: str, code: str) -> StoreError:
    return StoreError(kind, what, fix, code=code)
