"""A scripted trip: what a shopper says turn by turn, and what must come of it."""

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from assistant.errors import UnusableInputError
from assistant.settings import Household, Settings, Shop, checked
from assistant.shopping.orders import Order
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.judging import same_cart

SCRIPT = "trip.yaml"


class TripTurn(BaseModel):
    """Something the shopper says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str
    """Word for word."""
    audio: str
    """The sample, in the script's folder."""
    expect: Expectation = Expectation()


class ExpectedOrder(BaseModel):
    """What the shop must have in its books."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: tuple[ExpectedLine, ...] = Field(min_length=1)
    total: str
    """As it is written: "$4.99"."""


class Shopper(BaseModel):
    """Who shops."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str


class Script(BaseModel):
    """What the script's file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str
    household: Shopper
    turns: tuple[TripTurn, ...] = Field(min_length=1)
    order: ExpectedOrder


class Trip(BaseModel):
    """A script and where its samples are."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    script: Script

    def audio(self, turn: TripTurn) -> Path:
        """Where a turn's sample is."""
        return self.folder / turn.audio

    def in_store(self, name: str | None) -> "Trip":
        """The same trip to another shop; None for the script's own."""
        if name is None:
            return self
        return self.model_copy(update={"script": self.script.model_copy(update={"store": name})})

    def over(self, settings: Settings) -> Settings:
        """Settings with the trip's shop and household."""
        shopper = self.script.household
        household = Household(name=shopper.name, address=SecretStr(shopper.address))
        return settings.model_copy(update={"store": Shop(name=self.script.store), "household": household})


def bundled() -> Path:
    """The folder of the trip that Aisle brings along."""
    return Path(str(files(__package__) / "samples" / "trip"))


def load_trip(folder: Path) -> Trip:
    """Read a trip.

    Args:
        folder: of the script and its samples.

    Raises:
        UnusableInputError: if there is no script in it, or it is no YAML.
        SettingsError: if the script holds something that does not fit.
    """
    file = folder / SCRIPT
    try:
        script = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnusableInputError(
            f"The trip {file} cannot be read: {_reason(error)}.", f"Name a folder that holds a {SCRIPT}."
        ) from error
    return Trip(folder=folder, script=checked(Script, script, str(file)))


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be opened"
    return "it is not valid YAML"


def complaints(expected: ExpectedOrder, orders: list[Order]) -> list[str]:
    """What the shop's books say otherwise than the script; sentences for a person.

    Args:
        expected: by the script.
        orders: the shop's latest, newest first.
    """
    if not orders:
        return ["The shop has no order."]
    order = orders[0]
    found = []
    lines = [line.model_dump() | {"product": line.name} for line in order.lines]
    if not same_cart(expected.lines, lines):
        found.append(f"The order holds {_listed(order)}.")
    if str(order.total) != expected.total:
        found.append(f"Its total is {order.total}, not {expected.total}.")
    return found


def _listed(order: Order) -> str:
    return ", ".join(f"{line.quantity} {line.name}" for line in order.lines)
