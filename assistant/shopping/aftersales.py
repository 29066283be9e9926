"""What happens to an order once it is placed: parcels, cancellations, returns, money back."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money


class ShipmentStatus(StrEnum):
    """Where a parcel is; a shop may have others."""

    PLANNED = "planned"
    PACKED = "packed"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELAYED = "delayed"
    READY = "ready"
    """It can be picked up."""
    DELIVERED = "delivered"
    """It has arrived or was picked up."""
    LOST = "lost"
    CANCELED = "canceled"


class LineQuantity(ShopData):
    """So many of an order's line."""

    line_id: str
    quantity: int = Field(ge=1, strict=True)


class Shipment(ShopData):
    """A parcel, or what is made ready to be picked up."""

    id: str
    status: Annotated[ShipmentStatus | str, Field(union_mode="left_to_right")]
    contents: tuple[LineQuantity, ...]
    expected_at: datetime | None = None
    """When it is to arrive, as far as is known now."""
    promise: str = ""
    """The same as it is said now."""
    carrier: str = ""
    tracking: str = ""
    """The parcel's number at the carrier."""


class EventKind(StrEnum):
    """What may happen to an order; a shop may have others."""

    PLACED = "placed"
    PACKED = "packed"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELAYED = "delayed"
    READY = "ready"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELED = "canceled"
    RETURN_STARTED = "return_started"
    RETURN_RECEIVED = "return_received"
    EXCHANGED = "exchanged"
    REFUNDED = "refunded"


class OrderEvent(ShopData):
    """Something that happened to an order."""

    sequence: int = 0
    """Grows with every event of the shop: ask for those after the last that was told. 0 where unknown."""
    order_id: str
    order_number: str
    kind: Annotated[EventKind | str, Field(union_mode="left_to_right")]
    at: datetime
    text: str = ""
    """As it is said: "Order A 1 0 0 has shipped and is to arrive tomorrow."."""
    shipment_id: str = ""
    contents: tuple[LineQuantity, ...] = ()
    amount: Money | None = None
    """Of money that went back."""


class AdjustmentKind(StrEnum):
    """Why less is paid for an order than was agreed; a shop may have others."""

    CANCELLATION = "cancellation"
    """It was never taken."""
    REFUND = "refund"
    """It was taken and goes back."""


class AdjustmentStatus(StrEnum):
    """How far the money has come."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Adjustment(ShopData):
    """Money that an order costs less."""

    id: str
    kind: Annotated[AdjustmentKind | str, Field(union_mode="left_to_right")]
    status: Annotated[AdjustmentStatus | str, Field(union_mode="left_to_right")]
    amount: Money
    """Signed: negative, as it is taken off the order's total."""
    contents: tuple[LineQuantity, ...] = ()
    at: datetime
    reason: str = ""


class ReturnReason(StrEnum):
    """Why something is given back; a shop may have others."""

    NOT_WANTED = "not_wanted"
    WRONG_ITEM = "wrong_item"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    NOT_AS_DESCRIBED = "not_as_described"
    TOO_LATE = "too_late"
    DOES_NOT_FIT = "does_not_fit"
    OTHER = "other"

    @property
    def shops_fault(self) -> bool:
        """Whether the buyer is not to pay for sending it back."""
        return self not in {self.NOT_WANTED, self.DOES_NOT_FIT, self.OTHER}


class ReturnStatus(StrEnum):
    """How far a return has come."""

    REQUESTED = "requested"
    """It is to be sent back."""
    RECEIVED = "received"
    CLOSED = "closed"
    """The money is back, or the other one is on its way."""


class Return(ShopData):
    """Goods that go back."""

    id: str
    status: Annotated[ReturnStatus | str, Field(union_mode="left_to_right")]
    contents: tuple[LineQuantity, ...]
    reason: Annotated[ReturnReason | str, Field(union_mode="left_to_right")]
    refund: Money
    """What the buyer gets back once it has arrived."""
    requested_at: datetime
    expected_at: datetime | None = None
    instructions: str = ""
    """As it is said: "Drop it at any parcel shop by Friday."."""
    replacement: Mapping[str, int] = {}
    """Variant to quantity of what is sent instead; empty where the money goes back."""


class Refusal(StrEnum):
    """Why something cannot be done any more, or at all; a shop may have others."""

    UNKNOWN_LINE = "unknown_line"
    TOO_MANY = "too_many"
    TOO_LATE = "too_late"
    NOT_YET = "not_yet"
    NOT_RETURNABLE = "not_returnable"
    OUT_OF_STOCK = "out_of_stock"
    COSTS_MORE = "costs_more"
    NOT_OFFERED = "not_offered"


class Done(ShopData):
    """It is done."""

    outcome: Literal["done"] = "done"
    text: str
    """As it is said."""
    amount: Money | None = None
    """What goes back to the buyer, where something does."""
    return_id: str = ""


class HandOff(ShopData):
    """The shop wants it done elsewhere."""

    outcome: Literal["hand_off"] = "hand_off"
    text: str
    url: str = ""


class Refused(ShopData):
    """The shop says no."""

    outcome: Literal["refused"] = "refused"
    reason: Annotated[Refusal | str, Field(union_mode="left_to_right")]
    text: str


Outcome = Annotated[Done | HandOff | Refused, Field(discriminator="outcome")]
