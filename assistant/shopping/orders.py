"""Orders, once they are placed."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from assistant.shopping.carts import CartLine
from assistant.shopping.money import Money


class PlacedOrder(BaseModel):
    """The shop's receipt."""

    model_config = ConfigDict(frozen=True)

    order_id: str
    number: str
    """As it is said: "A 1 0 4"."""
    total: Money


class Order(BaseModel):
    """An order and how it stands."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: str
    status: str
    """"placed", "packed", "shipped", "delivered", "canceled"; a shop may add its own."""
    lines: tuple[CartLine, ...]
    total: Money
    placed_at: datetime
    promise: str = ""
    """When it is to arrive, as it is said."""
