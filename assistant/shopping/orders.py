"""Orders, once they are placed."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from assistant.shopping.aftersales import Adjustment, OrderEvent, Return, Shipment
from assistant.shopping.carts import CartLine
from assistant.shopping.checkout import TotalLine, check_sum
from assistant.shopping.data import ShopData
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money


class OrderStatus(StrEnum):
    """How an order as a whole stands; a shop may have others."""

    PLACED = "placed"
    PACKED = "packed"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY = "ready"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELED = "canceled"
    RETURNED = "returned"


class LineState(StrEnum):
    """How a line stands, seen at its piece that has come least far."""

    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELED = "canceled"
    RETURNED = "returned"


class PlacedOrder(ShopData):
    """The shop's receipt."""

    order_id: str
    number: str
    """As it is said: "A 1 0 4"."""
    total: Money


class OrderLine(CartLine):
    """A line of an order, and what became of its pieces."""

    id: str = ""
    """Within the order; empty where the shop does not tell."""
    paid: Money | None = None
    """What all its pieces cost with their part of discounts and taxes; None where the shop does not tell."""
    canceled: int = Field(default=0, ge=0)
    shipped: int = Field(default=0, ge=0)
    """Pieces that left the shop, the delivered and lost ones included."""
    delivered: int = Field(default=0, ge=0)
    """Pieces that arrived, be they given back later."""
    lost: int = Field(default=0, ge=0)
    returning: int = Field(default=0, ge=0)
    """Pieces that are to go back or went back."""
    returned: int = Field(default=0, ge=0)
    """Those of them that the shop has again."""
    replaces: str = ""
    """The id of the line in exchange for which it is sent."""

    @property
    def state(self) -> LineState:
        """How it stands."""
        rest = self.quantity - self.canceled
        if rest <= 0:
            return LineState.CANCELED
        if self.returned >= rest:
            return LineState.RETURNED
        if self.lost >= rest:
            return LineState.LOST
        if self.delivered + self.lost >= rest:
            return LineState.DELIVERED
        return LineState.SHIPPED if self.shipped >= rest else LineState.PROCESSING


class Order(ShopData):
    """An order and how it stands."""

    id: str
    number: str
    status: Annotated[OrderStatus | str, Field(union_mode="left_to_right")]
    """"placed", "packed", "shipped", "delivered", "canceled"; a shop may add its own."""
    lines: tuple[OrderLine, ...]
    total: Money
    """As it was agreed."""
    placed_at: datetime
    promise: str = ""
    """When it is to arrive, as it is said."""
    totals: tuple[TotalLine, ...] = ()
    """The bill as it was agreed; empty where the shop does not tell."""
    included_tax: Money | None = None
    """What of the goods' prices was tax, as it was agreed; None where no tax was in them."""
    fulfilment: FulfilmentOption | None = None
    shipments: tuple[Shipment, ...] = ()
    """What is expected to arrive, and what has arrived."""
    adjustments: tuple[Adjustment, ...] = ()
    returns: tuple[Return, ...] = ()
    events: tuple[OrderEvent, ...] = ()
    """What happened, oldest first."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.totals:
            check_sum(self.totals, self.total)
        return self

    @property
    def balance(self) -> Money:
        """What it costs now: the total without what was cancelled or went back."""
        off = sum(adjustment.amount.amount for adjustment in self.adjustments)
        return Money(amount=self.total.amount + off, currency=self.total.currency)


class Spending(ShopData):
    """What was spent in a time, without what was cancelled or went back."""

    since: datetime | None = None
    until: datetime | None = None
    orders: int = 0
    total: Money
    by_month: Mapping[str, Money] = {}
    """Month, "2025-06", to what was spent in it."""
    by_category: Mapping[str, Money] = {}
    """Category to what was spent on all in it. A product counts in each category that it is in, from the
    root on, so these do not add up to the total."""
