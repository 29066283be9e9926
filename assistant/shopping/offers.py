"""What makes things cheaper: offers that hold for everybody, and coupons that must be given."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money


class OfferKind(StrEnum):
    """How an offer works."""

    SALE = "sale"
    """A lower price for a while; the variant's `price` is the lower one already."""
    MULTI_BUY = "multi_buy"
    """`quantity` of them together for `price`."""


class Offer(ShopData):
    """A better price that holds for everybody."""

    kind: Annotated[OfferKind | str, Field(union_mode="left_to_right")]
    text: str = ""
    """As it is said: "two for five dollars"."""
    price: Money
    quantity: int = Field(default=1, ge=1)
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class CouponKind(StrEnum):
    """What a coupon takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_DELIVERY = "free_delivery"


class Coupon(ShopData):
    """A code that makes an order cheaper, on conditions."""

    code: str = Field(min_length=1, max_length=40)
    """Compared without case and spaces, as it may have been heard."""
    kind: CouponKind = CouponKind.PERCENT
    percent: Decimal = Field(default=Decimal(0), ge=0, le=100)
    amount: int = Field(default=0, ge=0)
    """Minor units."""
    minimum: int = Field(default=0, ge=0)
    """The subtotal, in minor units, from which it holds."""
    categories: tuple[str, ...] = ()
    """Names of the categories that it holds for; all where there is none."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    uses: int | None = Field(default=None, ge=0)
    """How often it can be used by all buyers together; None for as often as they like."""
    alone: bool = False
    """Whether it holds only without other coupons."""


class CouponRefusal(StrEnum):
    """Why a coupon does not hold."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    USED_UP = "used_up"
    MINIMUM = "minimum"
    NOT_FOR_THESE = "not_for_these"
    NOT_TOGETHER = "not_together"
