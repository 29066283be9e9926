"""What the dialogue wants done about standing orders, price watches and the household."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from assistant.dialogue.actions import Action
from assistant.shopping.carts import MOST_OF_ONE
from assistant.shopping.home import House, Preference
from intents.days import Day
from intents.recurrence import Recurrence


class Wish(BaseModel):
    """A thing of the shop's, and how many of it."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    variant_id: str
    name: str
    options: Mapping[str, str] = {}
    quantity: int = Field(default=1, ge=1, le=MOST_OF_ONE)


class KeepStanding(Action):
    """Want something again and again; answered by `StandingKept`."""

    wishes: tuple[Wish, ...] = Field(min_length=1)
    recurrence: Recurrence
    start: Day | None = None


class ReadStanding(Action):
    """Read the standing orders and price watches; answered by `StandingAre`."""


class ChangeStanding(Action):
    """Change standing orders; answered by `StandingChanged`."""

    ids: tuple[int, ...] = Field(min_length=1)
    quantity: int | None = Field(default=None, ge=1, le=MOST_OF_ONE)
    recurrence: Recurrence | None = None
    paused: bool | None = None
    until: Day | None = None
    """The day on which what is paused goes on."""
    skip: bool = False
    """Leave out the next time."""


class CancelStanding(Action):
    """Forget standing orders and price watches; answered by `StandingCancelled`."""

    ids: tuple[int, ...] = ()
    watches: tuple[int, ...] = ()


class TakeDue(Action):
    """Put what is wanted again into the cart; answered by `DueTaken`."""

    ids: tuple[int, ...] = Field(min_length=1)


class KeepWatch(Action):
    """Wait for a price; answered by `WatchKept`."""

    wish: Wish
    at_most: int | None = None
    """In hundredths of the currency's unit; None for any price below the present one."""
    buy: bool = False


class ReadHome(Action):
    """Read what is known of the household; answered by `HomeIs`."""


class MeetPerson(Action):
    """Remember a person; answered by `HomeIs`."""

    name: str = Field(repr=False)
    speaks: bool = False
    """It is they who speak now."""


class SetHouse(Action):
    """Keep something of the household; answered by `HomeIs`."""

    key: House
    value: str | None = Field(repr=False)
    """None forgets it."""


class Prefer(Action):
    """Remember preferences of who speaks, or of all; answered by `HomeIs`."""

    preferences: tuple[Preference, ...] = Field(min_length=1)
    shared: bool


class Forget(Action):
    """Forget preferences, a person, or everything; answered by `HomeIs`."""

    preferences: tuple[Preference, ...] = ()
    person: str = Field(default="", repr=False)
    everything: bool = False
