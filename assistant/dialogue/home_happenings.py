"""What the dialogue is told about standing orders, price watches and the household."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from assistant.dialogue.happenings import CartChanged, Happening
from assistant.shopping.home import Home
from assistant.shopping.money import Money
from assistant.shopping.price_watches import PriceWatch
from assistant.shopping.standing_orders import StandingOrder


class StandingKept(Happening):
    """Standing orders are kept."""

    orders: tuple[StandingOrder, ...] = Field(min_length=1)
    today: date
    open_start: bool
    """Nobody has said when the first is wanted: it may be now."""


class StandingAre(Happening):
    """The standing orders and price watches at the shop."""

    orders: tuple[StandingOrder, ...]
    watches: tuple[PriceWatch, ...]
    today: date


class StandingChanged(Happening):
    """Standing orders, after they were changed."""

    orders: tuple[StandingOrder, ...]
    today: date


class StandingCancelled(Happening):
    """What was to be forgotten is."""


class DueTaken(CartChanged):
    """What was wanted again is in the cart."""

    names: tuple[str, ...]


class WatchKept(Happening):
    """A price is waited for; or not, where it is reached already."""

    watch: PriceWatch
    price: Money
    """The present one."""
    met: bool


class HomeIs(Happening):
    """What is known of the household, after it was read or changed."""

    home: Home
    address: str = Field(default="", repr=False)
    """Where to: kept by the household, or else the settings'."""


class Bar(StrEnum):
    """Why nothing may be bought now."""

    VOICE = "voice"
    KIDS = "kids"
    ORDER = "order"
    """The order would cost more than one may."""
    WEEK = "week"
    MONTH = "month"


class NotAllowed(Happening):
    """The household has said that this is not to be bought; in the place of `Quoted`."""

    bar: Bar
    limit: Money | None = None
    total: Money | None = None
    spent: Money | None = None
    """In the week or month before."""
