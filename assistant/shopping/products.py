"""What a shop sells."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.attributes import Attribute
from assistant.shopping.content import Content, UnitPrice
from assistant.shopping.data import ShopData
from assistant.shopping.messages import Message
from assistant.shopping.money import Money
from assistant.shopping.offers import Offer
from assistant.shopping.reviews import Rating, ReviewSummary
from intents.spoken_names import Named

T = TypeVar("T")


class OptionValue(ShopData):
    """One value of an option: "large"."""

    value: str
    """As it is said and written: "twelve ounce", "a bit of soy milk"."""
    surcharge: int = 0
    """Minor units that it adds to the price; of a group that tells variants apart always 0."""


class OptionGroup(ShopData):
    """Something that a product lets the buyer choose: its size, its roast."""

    name: str
    values: tuple[OptionValue, ...] = Field(min_length=1)
    tells_variants: bool = False
    """Whether each value is another variant with its own price and stock (the colour of a shirt), instead of
    a wish about how it is made (the milk in a latte)."""


class Availability(StrEnum):
    """Whether a variant can be had."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    DISCONTINUED = "discontinued"


class Variant(ShopData):
    """A product with its options chosen: what can be put into a cart."""

    id: str
    options: Mapping[str, str] = {}
    """Option name to value; empty for a product without options or with none chosen."""
    price: Money
    list_price: Money | None = None
    """The usual price, where it is a higher one."""
    stock: int | None = None
    """How many there are that nobody holds; None where the shop does not count."""
    availability: Annotated[Availability | str, Field(union_mode="left_to_right")] = Availability.IN_STOCK
    offers: tuple[Offer, ...] = ()
    """Those that hold now."""
    content: str = ""
    """Size as said: "32 fluid ounces", "dozen"."""
    package: Content | None = None
    """The same to compute with; None where it is not known."""
    unit_price: UnitPrice | None = None
    gtin: str = ""
    """Its number under the bar code."""

    @property
    def sold_out(self) -> bool:
        """Whether there is none left to buy."""
        return self.stock == 0 or self.availability in {Availability.OUT_OF_STOCK, Availability.DISCONTINUED}


class Product(ShopData):
    """A product, with the variant that was asked for (the plain one where none was)."""

    id: str
    title: str
    """As the shop writes it: "Oatly Barista Edition Oat Milk, 32 fl oz"."""
    name: str
    """What people call it: "Oatly barista oat milk"."""
    aliases: tuple[str, ...] = ()
    """Other names it is asked for by: "oat milk"."""
    brand: str = ""
    category: str = ""
    """The innermost category's name."""
    category_path: tuple[str, ...] = ()
    """The names of its categories from the root on; the last is `category`."""
    description: str = ""
    content: str = ""
    """The variant's size as said: "32 fluid ounces", "dozen"."""
    options: tuple[OptionGroup, ...] = ()
    variant: Variant
    variants: tuple[Variant, ...] = ()
    """All that have a price and stock of their own; empty where there is but one."""
    attributes: tuple[Attribute, ...] = ()
    rating: Rating | None = None
    reviews: ReviewSummary | None = None
    disclosures: tuple[Message, ...] = ()
    """What must be told before it is bought."""
    handling_days: int = 0
    """Days before it can be packed."""
    return_days: int | None = None
    """Days in which it can be given back: 0 for never, None for as long as the shop's terms say."""
    link: str = ""
    image: str = ""

    @property
    def price(self) -> Money:
        """The price of the variant."""
        return self.variant.price

    @property
    def package(self) -> Content | None:
        """How much is in the variant's package; None where it is not known."""
        return self.variant.package


class Relation(StrEnum):
    """What a product may be to another."""

    SIMILAR = "similar"
    CHEAPER = "cheaper"
    BIGGER = "bigger"
    SMALLER = "smaller"
    SUBSTITUTE = "substitute"
    """Something else for the same purpose, in stock."""
    BOUGHT_WITH = "bought_with"


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


class Page(ShopData, Generic[T]):
    """Some of the results."""

    items: tuple[T, ...] = ()
    total: int = 0
    """How many there are in all."""
