"""What a store declares, and how it fails."""

from enum import StrEnum

from assistant.errors import AisleError


class Capability(StrEnum):
    """Something that a merchant can do."""

    SEARCH = "search"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    LIST_ORDERS = "list_orders"
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
    PROTOCOL = "protocol"


class StoreError(AisleError):
    """A store that could not do what it was asked, as opposed to one that says no."""

    exit_code = 5

    def __init__(self, kind: StoreErrorKind, what: str, fix: str = "") -> None:
        super().__init__(what, fix)
        self.kind = kind

    def __reduce__(self) -> tuple[type["StoreError"], tuple[StoreErrorKind, str, str]]:
        return type(self), (self.kind, self.what, self.fix)
