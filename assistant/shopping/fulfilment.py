"""How and when the goods get home."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money


class Destination(ShopData):
    """Where to. Taxes and delivery depend on the area; the address is for the driver alone."""

    address: str = Field(default="", repr=False)
    """Street and number, as people write it. Neither logged nor kept by the embedded store."""
    country: str = ""
    """ISO 3166 code, "US"; empty for the shop's own country."""
    region: str = ""
    """State or province: "CA"; empty for the shop's own."""
    postal_code: str = ""

    @property
    def area(self) -> "Destination":
        """The same without the address."""
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
