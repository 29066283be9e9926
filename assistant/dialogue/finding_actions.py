"""What the dialogue wants to know about products: more actions out, and what comes of them."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from assistant.dialogue.actions import Action
from assistant.dialogue.happenings import Happening, Offer
from assistant.shopping.comparing.comparison import Comparison
from assistant.shopping.prices import PriceHistory
from assistant.shopping.products import Product
from intents.meaning import Conditions, Item


class Beside(StrEnum):
    """How something must differ from what was offered. The values are those of the sentences' criteria."""

    CHEAPER = "cheaper"
    DEARER = "dearer"
    BIGGER = "bigger"
    SMALLER = "smaller"
    BETTER_RATED = "better rated"
    OTHER_BRAND = "another brand"


class Browse(Action):
    """Look for everything that fits a wish; answered by `Browsed`."""

    item: Item
    """With no text: whatever fits the rest."""
    conditions: Conditions = Conditions()
    beside: Beside | None = None
    offers: tuple[Offer, ...] = ()
    """What it is to differ from."""
    on_offer: bool = False
    """Only what costs less than usual."""


class Browsed(Happening):
    """The answer to `Browse`, best first."""

    asked: Browse
    offers: tuple[Offer, ...]
    only: int = Field(default=0, ge=0)
    """How many of the first are what was named, the rest being but like it; 0 where all are alike."""
    dropped: tuple[str, ...] = ()
    """Words of the wish that nothing has."""
    out_of_limits: bool = False
    """Nothing fits within the price that was said; these are the nearest."""


class LookAt(Action):
    """Read all that the shop says of a product; answered by `ProductIs`."""

    offer: Offer


class ProductIs(Happening):
    """A product."""

    offer: Offer
    product: Product


class AskAbout(Action):
    """Answer a question from what the shop says of a product; answered by `Answered`."""

    offer: Offer
    question: str


class Answered(Happening):
    """What the shop says, or that it doesn't."""

    offer: Offer
    statement: str = Field(min_length=1)


class ReadPrices(Action):
    """Read what a product has cost; answered by `PricesAre`."""

    offer: Offer


class PricesAre(Happening):
    """What a product has cost."""

    offer: Offer
    history: PriceHistory


class CompareOffers(Action):
    """Compare two to four products; answered by `Compared`."""

    offers: tuple[Offer, ...] = Field(min_length=2, max_length=4)
    unit: str = ""
    """For which unit prices are to be told: "ounce"; empty for the one that fits."""


class Compared(Happening):
    """Products side by side."""

    offers: tuple[Offer, ...]
    comparison: Comparison
    rates: tuple[str, ...]
    """Of each its unit price as it is said: "27 cents an ounce"; empty where there is none."""

    @model_validator(mode="after")
    def _side_by_side(self) -> Self:
        if not len(self.offers) == len(self.rates) == len(self.comparison.subjects):
            raise ValueError("not everything that is compared is told of")
        return self
