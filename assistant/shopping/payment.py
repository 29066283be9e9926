"""Paying: what goes to a payment service and what comes back. No card number is ever here, only a token."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money


class PaymentInstrument(BaseModel):
    """Something to pay with, as the payment service knows it."""

    model_config = ConfigDict(frozen=True)

    token: SecretStr
    label: str = ""
    """As it may be said: "the Visa ending in 4 2 4 2"."""


class DeclineCode(StrEnum):
    """Why a payment is declined, in the words of card networks; a service may have others."""

    GENERIC = "generic_decline"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "expired_card"
    LOST = "lost_card"
    STOLEN = "stolen_card"
    LIMIT = "card_velocity_exceeded"
    FRAUD = "fraudulent"
    UNKNOWN_TOKEN = "invalid_token"  # noqa: S105 - the name of a reason, no password
    TRY_AGAIN = "try_again_later"


class Declined(ShopData):
    """The payment service said no; no money is held."""

    code: Annotated[DeclineCode | str, Field(union_mode="left_to_right")] = DeclineCode.GENERIC
    text: str
    """A sentence for the buyer."""


class Payment(ShopData):
    """Money that is held, taken or given back. Never is more taken than held, nor given back than taken."""

    id: str
    amount: Money
    """Held at first."""
    captured: Money
    refunded: Money
    voided: bool = False
    """What was held and not taken is free again."""

    @property
    def open(self) -> Money:
        """What can still be taken."""
        return self.amount - (self.amount if self.voided else self.captured)


class PaymentError(Exception):
    """The payment service did not answer, or was asked for what is not possible.

    Args:
        message: what happened, for an engineer; no token.
        retry: whether the same may be asked again with the same key.
    """

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry
