"""Carts: what is to be bought."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.data import ShopData
from assistant.shopping.fulfilment import Destination
from assistant.shopping.messages import Message
from assistant.shopping.money import Money

MOST_OF_ONE = 99
"""No line holds more: a misheard number must not fill a lorry."""


class Buyer(BaseModel):
    """Who buys, and where to."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(default="", repr=False)
    address: str = Field(default="", repr=False)
    """Street and number, as people write it; empty where it is not known."""
    city: str = Field(default="", repr=False)
    phone: str = Field(default="", repr=False)
    country: str = ""
    region: str = ""
    postal_code: str = ""

    @property
    def destination(self) -> Destination | None:
        """Where to; None where no address is known."""
        if not self.address.strip():
            return None
        return Destination(
            name=self.name,
            address=self.address,
            city=self.city,
            phone=self.phone,
            country=self.country,
            region=self.region,
            postal_code=self.postal_code,
        )


class LineRequest(BaseModel):
    """A line as it is asked for."""

    model_config = ConfigDict(frozen=True)

    variant_id: str
    quantity: int = Field(ge=1, le=MOST_OF_ONE, strict=True)


class CartLine(ShopData):
    """A line as the shop sees it."""

    product_id: str
    variant_id: str
    name: str
    """What people call the product."""
    options: Mapping[str, str] = {}
    quantity: int = Field(ge=1, le=MOST_OF_ONE)
    unit_price: Money
    total: Money
    category_path: tuple[str, ...] = ()
    """The names of the product's categories, from the root on."""

    def request(self, quantity: int | None = None) -> LineRequest:
        """The request that gives this line, or this line with another quantity."""
        return LineRequest(
            variant_id=self.variant_id, quantity=self.quantity if quantity is None else quantity
        )


class Cart(ShopData):
    """What is to be bought, at today's prices."""

    id: str
    lines: tuple[CartLine, ...] = ()
    subtotal: Money
    messages: tuple[Message, ...] = ()
    """What the buyer should know before checking out: too few left, how much is missing to free delivery."""

    @property
    def count(self) -> int:
        """Pieces in all."""
        return sum(line.quantity for line in self.lines)
