"""The meaning of a sentence."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Intent(StrEnum):
    """What the person wants. The values are the names used in the sentence templates."""

    SEARCH = "Search"
    ADD_TO_LIST = "AddToList"
    READ_LIST = "ReadList"
    REMOVE_FROM_LIST = "RemoveFromList"
    ADD_TO_CART = "AddToCart"
    READ_CART = "ReadCart"
    REMOVE_FROM_CART = "RemoveFromCart"
    CLEAR_CART = "ClearCart"
    CHANGE_QUANTITY = "ChangeQuantity"
    CHECK_OUT = "CheckOut"
    ORDER_STATUS = "OrderStatus"
    NEWS = "News"
    """What has happened to the orders: "any news?"."""
    CHOOSE = "Choose"
    """One of what was offered: "the second one", "the cheaper one", "the Oatly"."""
    YES = "Yes"
    NO = "No"
    HELP = "Help"
    STOP = "Stop"
    """Be quiet, stop, cancel, never mind, goodbye."""
    REPEAT = "Repeat"


class Item(BaseModel):
    """A thing that was named."""

    model_config = ConfigDict(frozen=True)

    text: str
    """The name as it was said, without quantity, unit and article: "oat milk"."""
    quantity: int | None = Field(default=None)
    """How many pieces, where it was said: "a" is 1, "a dozen" 12. The dialogue judges the absurd."""
    unit: str = ""
    """The container word that was said, in the singular: "carton"; "dozen" where pieces were counted so."""


class Pick(StrEnum):
    """A choice by comparison."""

    CHEAPER = "cheaper"
    DEARER = "dearer"
    LAST = "last"


class Choice(BaseModel):
    """Which of the things offered; one of the fields is set."""

    model_config = ConfigDict(frozen=True)

    ordinal: int | None = None
    """Counted from 1."""
    pick: Pick | None = None
    name: str = ""


class Understood(BaseModel):
    """A sentence that made sense."""

    model_config = ConfigDict(frozen=True)

    intent: Intent
    text: str
    """The sentence as it was read: normalised, without the wake word."""
    items: tuple[Item, ...] = ()
    """Without any, what is meant is what the talk is about ("take it out"), or was not said."""
    choice: Choice | None = None
    quantity: int | None = None
    """For `CHANGE_QUANTITY`: the new quantity, or with `relative` the difference.

    Elsewhere how many of what the talk is about, where it was named by a pronoun: "add two of them".
    """
    relative: bool = False
    confidence: float = Field(default=1.0, ge=0, le=1)

    @property
    def slots(self) -> Mapping[str, object]:
        """What was found besides the intent, for traces and reports."""
        return self.model_dump(
            include={"items", "choice", "quantity", "relative"},
            exclude_defaults=True,
            exclude_none=True,
            mode="json",
        )


class NotUnderstood(BaseModel):
    """A sentence that made no sense here."""

    model_config = ConfigDict(frozen=True)

    text: str
    reason: str
    """"empty", "no template", "only the wake word", "too long", "control characters"."""
