"""Carts: what is to be bought."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.money import Money

MOST_OF_ONE = 99
"""No line holds more: a misheard number must not fill a lorry."""


class Buyer(BaseModel):
    """Who buys, and where to."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    address: str = ""


class LineRequest(BaseModel):
    """A line as it is asked for."""

    model_config = ConfigDict(frozen=True)

    variant_id: str
    quantity: int = Field(ge=1, le=MOST_OF_ONE)


class CartLine(BaseModel):
    """A line as the shop sees it."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    variant_id: str
    name: str
    """What people call the product."""
    options: Mapping[str, str] = {}
    quantity: int = Field(ge=1, le=MOST_OF_ONE)
    unit_price: Money
    total: Money

    def request(self, quantity: int | None = None) -> LineRequest:
        """The request that gives this line, or this line with another quantity."""
        return LineRequest(
            variant_id=self.variant_id, quantity=self.quantity if quantity is None else quantity
        )


class Cart(BaseModel):
    """What is to be bought, at today's prices."""

    model_config = ConfigDict(frozen=True)

    id: str
    lines: tuple[CartLine, ...] = ()
    subtotal: Money

    @property
    def count(self) -> int:
        """Pieces in all."""
        return sum(line.quantity for line in self.lines)
