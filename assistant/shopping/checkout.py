"""The quote: what an order would cost, and whether it can be placed."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.shopping.carts import CartLine
from assistant.shopping.money import Money


class CheckoutStatus(StrEnum):
    """How far a checkout has come."""

    INCOMPLETE = "incomplete"
    NEEDS_BUYER = "needs_buyer"
    READY = "ready"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELED = "canceled"


class TotalLine(BaseModel):
    """One line of the bill."""

    model_config = ConfigDict(frozen=True)

    kind: str
    """"subtotal", "discount", "delivery", "tax"; a shop may add its own."""
    amount: Money
    """Signed: a discount is negative."""


class FulfilmentOption(BaseModel):
    """How the goods get home."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    """As it is said: "standard delivery"."""
    promise: str = ""
    """As it is said: "tomorrow"."""
    price: Money


class Checkout(BaseModel):
    """A quote for a cart."""

    model_config = ConfigDict(frozen=True)

    id: str
    status: CheckoutStatus
    lines: tuple[CartLine, ...] = Field(min_length=1)
    totals: tuple[TotalLine, ...]
    total: Money
    fulfilment: FulfilmentOption
    """The option that the quote is for."""
    messages: tuple[str, ...] = ()
    """What the buyer must be told, as sentences."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        summed = sum(line.amount.amount for line in self.totals)
        if summed != self.total.amount:
            raise ValueError(f"the totals add up to {summed}, not {self.total.amount}")
        return self

    def part(self, kind: str) -> Money:
        """The sum of the bill's lines of one kind."""
        return Money(
            amount=sum(line.amount.amount for line in self.totals if line.kind == kind),
            currency=self.total.currency,
        )
