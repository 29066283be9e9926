"""What is looked for, and what was found and why."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.shopping.data import ShopData
from assistant.shopping.money import Money
from assistant.shopping.products import Page, Product

_LONGEST_WISH = 2000


class Sort(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    UNIT_PRICE = "unit_price"
    """The best value: the least for a kilogram, litre or piece."""
    RATING = "rating"
    BIGGEST = "biggest"


class Range(BaseModel):
    """From a number to another, of an attribute that has numbers: a width of at most 20 inches."""

    model_config = ConfigDict(frozen=True)

    attribute: str
    least: float | None = None
    most: float | None = None
    unit: str = ""
    """Of the numbers; empty for that in which the shop has them."""


class Filters(BaseModel):
    """What must be so. What is empty does not matter."""

    model_config = ConfigDict(frozen=True)

    brands: tuple[str, ...] = ()
    """One of these, compared without case and accents."""
    category: str = ""
    """Name or id of a category; what is in those below it fits, too."""
    least: Money | None = None
    most: Money | None = None
    attributes: Mapping[str, tuple[str, ...]] = {}
    """Attribute to the values that it must all have: {"diet": ("vegan", "organic")}."""
    without: tuple[str, ...] = ()
    """Allergens that must not be in it. What does not say what is in it does not fit."""
    ranges: tuple[Range, ...] = ()
    options: Mapping[str, str] = {}
    """What must be there to choose: {"size": "large"}."""
    in_stock: bool = False
    on_offer: bool = False
    rating: float | None = Field(default=None, ge=0, le=5)
    """Stars at least."""


class SearchQuery(BaseModel):
    """What to look for."""

    model_config = ConfigDict(frozen=True)

    text: str
    """The wish in the person's words: "oat milk". Of a longer text only the beginning counts."""
    limit: int = Field(default=10, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=10_000)
    """How many of the first to leave out."""
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    usual: tuple[str, ...] = ()
    """Ids of products that the household buys, most often first: they win where all else is equal."""

    @field_validator("text")
    @classmethod
    def _beginning(cls, text: str) -> str:
        return text[:_LONGEST_WISH]


class ReasonKind(StrEnum):
    """In what way something fits."""

    NAME = "name"
    ALIAS = "alias"
    WORDS = "words"
    """Words of the wish are in the field."""
    WORD_FORM = "word_form"
    SYNONYM = "synonym"
    SPELLING = "spelling"
    SOUND = "sound"
    BRAND = "brand"
    CATEGORY = "category"
    ATTRIBUTE = "attribute"
    NEED = "need"
    """It serves what was asked for, though no word is the same."""
    USUAL = "usual"
    """The household buys it."""
    RELATION = "relation"
    """It is in the relation that was asked for: cheaper, bigger, ..."""


class Reason(ShopData):
    """Why something was found."""

    kind: Annotated[ReasonKind | str, Field(union_mode="left_to_right")]
    said: str = ""
    """The words of the wish that it is about."""
    found: str = ""
    """What they stand for in the shop."""
    field: str = ""
    """Where: "name", "brand", "attributes.diet"."""


class Dropped(ShopData):
    """A part of the wish that nothing would have fitted."""

    said: str = ""
    """Words of the wish; empty where it is a filter."""
    filter: str = ""
    """The name of the field of `Filters`."""


class SearchPage(Page[Product]):
    """What was found, best first, each with why."""

    reasons: tuple[tuple[Reason, ...], ...] = ()
    """For each of `items`; empty where the shop does not tell."""
    dropped: tuple[Dropped, ...] = ()
    """What had to be left out of the wish, as nothing would have been found with it; of an empty page, for
    which words the shop has nothing."""
