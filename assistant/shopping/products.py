"""What a shop sells."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.shopping.money import Money
from intents.spoken_names import Named

T = TypeVar("T")
_LONGEST_WISH = 2000


class OptionValue(BaseModel):
    """One value of an option: "large"."""

    model_config = ConfigDict(frozen=True)

    value: str
    """As it is said and written: "twelve ounce", "a bit of soy milk"."""
    surcharge: int = 0
    """Minor units that it adds to the price."""


class OptionGroup(BaseModel):
    """Something that a product lets the buyer choose: its size, its roast."""

    model_config = ConfigDict(frozen=True)

    name: str
    values: tuple[OptionValue, ...] = Field(min_length=1)


class Variant(BaseModel):
    """A product with its options chosen: what can be put into a cart."""

    model_config = ConfigDict(frozen=True)

    id: str
    options: Mapping[str, str] = {}
    """Option name to value; empty for a product without options or with none chosen."""
    price: Money
    stock: int | None = None
    """How many there are; None where the shop does not count."""


class Product(BaseModel):
    """A product, with the variant that was asked for (the plain one where none was)."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    """As the shop writes it: "Oatly Barista Edition Oat Milk, 32 fl oz"."""
    name: str
    """What people call it: "Oatly barista oat milk"."""
    aliases: tuple[str, ...] = ()
    """Other names it is asked for by: "oat milk"."""
    brand: str = ""
    category: str = ""
    description: str = ""
    content: str = ""
    """Size as said: "32 fluid ounces", "dozen"."""
    options: tuple[OptionGroup, ...] = ()
    variant: Variant

    @property
    def price(self) -> Money:
        """The price of the variant."""
        return self.variant.price


class Names(BaseModel):
    """What people may name in a shop, each once."""

    model_config = ConfigDict(frozen=True)

    products: tuple[str, ...] = ()
    """Names and other names of the products."""
    options: tuple[str, ...] = ()
    """Values of their options: "large", "soy milk"."""
    entries: tuple[Named, ...] = ()
    """The products one by one, where the shop tells which have which options, brand and size."""
    groups: Mapping[str, tuple[str, ...]] = {}
    """The option groups that the entries name, with their values."""


class SearchQuery(BaseModel):
    """What to look for."""

    model_config = ConfigDict(frozen=True)

    text: str
    """The wish in the person's words: "oat milk". Of a longer text only the beginning counts."""
    limit: int = Field(default=10, ge=1, le=100)

    @field_validator("text")
    @classmethod
    def _beginning(cls, text: str) -> str:
        return text[:_LONGEST_WISH]


class Page(BaseModel, Generic[T]):
    """Some of the results."""

    model_config = ConfigDict(frozen=True)

    items: tuple[T, ...] = ()
    total: int = 0
    """How many there are in all."""
