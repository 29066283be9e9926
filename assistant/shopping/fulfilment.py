"""How and when the goods get home."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money


class Destination(ShopData):
    """Where to. Taxes and delivery depend on the area; the rest is for the driver alone, and never logged."""

    name: str = Field(default="", repr=False)
    """Who is to get it."""
    address: str = Field(default="", repr=False)
    """Street and number, as people write it; several lines are parted by line ends."""
    city: str = Field(default="", repr=False)
    phone: str = Field(default="", repr=False)
    """Where the driver can call."""
    country: str = ""
    """ISO 3166 code, "US"; empty for the shop's own country."""
    region: str = ""
    """State or province: "CA"; empty for the shop's own."""
    postal_code: str = ""

    @property
    def area(self) -> "Destination":
        """The same without name, street, city and phone."""
        return Destination(country=self.country, region=self.region, postal_code=self.postal_code)


class FulfilmentKind(StrEnum):
    """Who goes to whom."""

    DELIVERY = "delivery"
    PICKUP = "pickup"


class Window(ShopData):
    """A time between which the goods come or are ready."""

    starts_at: datetime
    ends_at: datetime
    left: int | None = None
    """How many more orders fit in; None where the shop does not count."""


class FulfilmentOption(ShopData):
    """A way for the goods to get home."""

    id: str
    name: str
    """As it is said: "standard delivery"."""
    promise: str = ""
    """As it is said: "tomorrow", "on Friday between 8 and 10 AM"."""
    price: Money
    kind: Annotated[FulfilmentKind | str, Field(union_mode="left_to_right")] = FulfilmentKind.DELIVERY
    window: Window | None = None
    """None where there is no window to choose."""
