"""The terms on which a shop sells: taxes, delivery, coupons, returns. Written in its catalogue file."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.offers import Coupon

_DAY = 24 * 60
_HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"

Text = Annotated[str, Field(min_length=1, max_length=500)]
Minor = Annotated[int, Field(ge=0, le=10**12)]
"""Minor units of the shop's currency."""


class Table(BaseModel):
    """A table of a file that people edit: what it does not know, it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Area(Table):
    """Where something holds. What is empty is not looked at; the area that says most wins."""

    country: str = ""
    region: str = ""
    postal_codes: tuple[str, ...] = ()
    """What they begin with: "941" for all of San Francisco."""


class Zone(Area):
    """What is different about delivering to an area."""

    refused: bool = False
    """Whether nothing is delivered there."""
    fee: Minor | None = None
    free_from: Minor | None = None
    minutes: int | None = Field(default=None, ge=0)
    promise: str = ""


class Windows(Table):
    """Times of the day to choose from, each with room for some orders."""

    hours: tuple[Annotated[str, Field(pattern=_HOURS)], ...] = Field(min_length=1)
    """On the shop's clock: "08:00-10:00"."""
    days: int = Field(default=3, ge=1, le=14)
    """How many days, today being the first."""
    capacity: int | None = Field(default=None, ge=0)
    """Orders for each; None for any number."""
    notice: int = Field(default=60, ge=0)
    """Minutes before its beginning from which on a window cannot be chosen any more."""


class Terms(Table):
    """How the goods get home, and for how much."""

    id: str = ""
    """Empty for its kind."""
    kind: Literal["delivery", "pickup"] = "delivery"
    name: Text = "standard delivery"
    """As it is said."""
    promise: Text = "tomorrow"
    """When, as it is said at the time of the order."""
    minutes: int = Field(default=_DAY, ge=0)
    """The same in minutes. Whole days are promised as a day, less as a time of day."""
    fee: Minor = 0
    free_from: Minor | None = None
    """The subtotal from which there is no fee; None where there always is."""
    zones: tuple[Zone, ...] = ()
    windows: Windows | None = None


class Tax(Area):
    """A tax for an area and perhaps for some things only."""

    percent: float = Field(ge=0, lt=100)
    included: bool = False
    """Whether it is in the prices already, for buyers there: told, but not added."""
    categories: tuple[str, ...] = ()
    """Names of the categories that it is for; all others have the tax that names none."""


class CouponTerms(Coupon):
    """A coupon as the file has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Returns(Table):
    """When and how goods can be given back."""

    days: int = Field(default=30, ge=0)
    """From their arrival on."""
    never: tuple[str, ...] = ()
    """Names of the categories of which nothing is taken back unless it was the shop's fault: fresh food."""
    fee: Minor = 0
    """What sending it back costs, where it was not the shop's fault; taken off the refund."""
    minutes: int = Field(default=3 * _DAY, ge=0)
    """How long what is sent back takes to arrive."""
    url: str = ""
    """Where returns are asked for; empty where they can be asked for here."""


class Carrier(Table):
    """The simulated carrier."""

    name: Text = "the carrier"
    pieces: int = Field(default=40, ge=1)
    """A parcel holds so many."""
    delayed: float = Field(default=0, ge=0, le=1)
    """The share of the parcels that come later than promised."""
    delay: int = Field(default=_DAY, ge=1)
    """Minutes that these are late."""
    lost: float = Field(default=0, ge=0, le=1)
    """The share of the parcels that never come."""


class Shop(Table):
    """A shop, apart from what it sells."""

    name: Text = "the shop"
    """As it is said."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    country: str = "US"
    """Where it is, and where its buyers are unless they say otherwise."""
    region: str = ""
    postal_code: str = ""
    tax: float = Field(default=0, ge=0, lt=100)
    """Percent, where no other tax holds."""
    tax_included: bool = False
    """Whether that is in the prices already. To another country, only one of `taxes` can be."""
    taxes: tuple[Tax, ...] = ()
    fulfilment: Terms = Terms()
    """The way that is taken where no other is chosen."""
    more_fulfilment: tuple[Terms, ...] = ()
    """Other ways to choose from."""
    minimum: Minor = 0
    """The least subtotal that is delivered or handed out."""
    coupons: tuple[CouponTerms, ...] = ()
    returns: Returns = Returns()
    carrier: Carrier = Carrier()
    hold: int = Field(default=15, ge=1)
    """Minutes that goods are held for somebody who has a quote."""
