"""The quote: what an order would cost, and whether it can be placed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from assistant.shopping.carts import CartLine
from assistant.shopping.data import ShopData
from assistant.shopping.fulfilment import Destination, FulfilmentOption
from assistant.shopping.messages import Message
from assistant.shopping.money import Money


class CheckoutStatus(StrEnum):
    """How far a checkout has come."""

    INCOMPLETE = "incomplete"
    """Something is wrong with it, which the messages tell."""
    NEEDS_BUYER = "needs_buyer"
    """Only the address is missing."""
    READY = "ready"
    IN_PROGRESS = "in_progress"
    """It is being paid."""
    COMPLETED = "completed"
    CANCELED = "canceled"


class TotalLine(ShopData):
    """One line of the bill."""

    kind: str
    """"subtotal", "discount", "delivery", "tax"; a shop may add its own."""
    amount: Money
    """Signed: a discount is negative."""
    text: str = ""
    """What it is, where the kind does not say it all: a coupon's code."""


def summed(lines: Iterable[TotalLine], kind: str, currency: str) -> Money:
    """The sum of a bill's lines of one kind."""
    return Money(amount=sum(line.amount.amount for line in lines if line.kind == kind), currency=currency)


class Checkout(ShopData):
    """A quote for a cart."""

    id: str
    status: Annotated[CheckoutStatus | str, Field(union_mode="left_to_right")]
    lines: tuple[CartLine, ...] = Field(min_length=1)
    totals: tuple[TotalLine, ...]
    total: Money
    included_tax: Money | None = None
    """What of the goods' prices is tax: told, but no line of the bill, which has it in the subtotal already.
    None where no tax is in the prices."""
    fulfilment: FulfilmentOption
    """The option that the quote is for."""
    options: tuple[FulfilmentOption, ...] = ()
    """All that can be chosen, the chosen one included."""
    destination: Destination | None = None
    """Where to, as far as the shop tells it back; None where it does not know."""
    codes: tuple[str, ...] = ()
    """The coupons that hold."""
    messages: tuple[Message, ...] = ()
    """What the buyer must be told."""
    hints: tuple[Message, ...] = ()
    """What the buyer may be told: how much is missing to free delivery."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        check_sum(self.totals, self.total)
        return self

    def part(self, kind: str) -> Money:
        """The sum of the bill's lines of one kind."""
        return summed(self.totals, kind, self.total.currency)


def check_sum(lines: Iterable[TotalLine], total: Money) -> None:
    """Refuse a bill that does not add up.

    Raises:
        ValueError: saying by how much, or that it mixes currencies.
    """
    amounts = [line.amount for line in lines]
    if {amount.currency for amount in amounts} - {total.currency}:
        raise ValueError("the totals are in different currencies")
    found = sum(amount.amount for amount in amounts)
    if found != total.amount:
        raise ValueError(f"the totals add up to {found}, not {total.amount}")
