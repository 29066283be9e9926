"""What a shop has to say about a cart, a checkout or a product."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.shopping.data import ShopData


class Severity(StrEnum):
    """How much a message matters."""

    INFO = "info"
    WARNING = "warning"
    """It can be bought, but not quite as wished."""
    ERROR = "error"
    """It cannot be bought as it is."""


class MessageCode(StrEnum):
    """What a message is about; a shop may have others."""

    OUT_OF_STOCK = "out_of_stock"
    TOO_FEW = "too_few"
    NO_LONGER_SOLD = "no_longer_sold"
    PRICE_CHANGED = "price_changed"
    ADDRESS_NEEDED = "address_needed"
    NOT_DELIVERED_THERE = "not_delivered_there"
    MINIMUM_ORDER = "minimum_order"
    FREE_DELIVERY = "free_delivery"
    """How much is missing until delivery is free."""
    COUPON_REFUSED = "coupon_refused"
    WINDOW_FULL = "window_full"
    MIXED_CURRENCIES = "mixed_currencies"
    DISCLOSURE = "disclosure"


class Message(ShopData):
    """A sentence for the buyer."""

    text: str
    severity: Annotated[Severity | str, Field(union_mode="left_to_right")] = Severity.INFO
    code: Annotated[MessageCode | str, Field(union_mode="left_to_right")] = ""
    about: str = ""
    """What it is about, where it is one thing: a variant's id, a coupon's code."""
    reason: str = ""
    """More exactly why, as a code: a `CouponRefusal`."""
    disclosure: bool = False
    """Must be told word for word before it is bought: an age limit, a warning the law asks for."""

    def __str__(self) -> str:
        return self.text
