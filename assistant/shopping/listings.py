"""Products on their way into a shop: what feeds and catalogue files are read as.

Plain classes, as there may be a million. Who makes them has checked what is in them; the writer does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.shopping.attributes import Attribute
from assistant.shopping.content import Measure
from assistant.shopping.products import Availability, OptionGroup


@dataclass(slots=True, kw_only=True)
class VariantListing:
    """A variant that has a price and stock of its own."""

    id: str
    """Unique in the shop; that of the product where there is but one. Holds no "?"."""
    price: int
    """Minor units, the regular price; not negative."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What tells it from the others: {"color": "red"}; the names are those of groups that tell variants."""
    content: str = ""
    """Size as said, where it is another than the product's: "24 count"."""
    amount: float | None = None
    """The same to compute with, in the product's measure."""
    currency: str = ""
    """ISO 4217; empty for the shop's."""
    sale_price: int | None = None
    """Minor units; holds between `sale_from` and `sale_until`."""
    sale_from: float | None = None
    """Seconds since 1970; None for ever since."""
    sale_until: float | None = None
    stock: int | None = None
    """None where the shop does not count."""
    availability: Availability = Availability.IN_STOCK
    gtin: str = ""
    multi_quantity: int | None = None
    """`multi_quantity` of them together cost `multi_price`."""
    multi_price: int | None = None
    history: tuple[tuple[float, int], ...] = ()
    """Earlier prices: since when (seconds since 1970) and how much, oldest first."""


@dataclass(slots=True, kw_only=True)
class Listing:
    """A product as it goes into the shop."""

    id: str
    title: str
    """As the shop writes it."""
    name: str
    """What people call it."""
    variants: tuple[VariantListing, ...]
    """At least one; the first is the plain one."""
    aliases: tuple[str, ...] = ()
    brand: str = ""
    category_path: tuple[str, ...] = ()
    """Names from the root on: ("food", "dairy", "milk"); the categories are made where there are none."""
    description: str = ""
    content: str = ""
    """Size as said: "32 fluid ounces"."""
    amount: float | None = None
    """The same to compute with, in the measure's unit (`assistant.shopping.content.content`)."""
    measure: Measure | None = None
    pieces: int = 1
    options: tuple[OptionGroup, ...] = ()
    """Of both kinds: those that tell variants, and those that add to the price."""
    attributes: tuple[Attribute, ...] = ()
    rating: float | None = None
    """Stars of five."""
    ratings: int = 0
    """How many gave them."""
    review: Mapping[str, Any] | None = None
    """A `ReviewSummary` as plain data."""
    disclosures: tuple[str, ...] = ()
    """Sentences that must be told before it is bought."""
    substitutes: tuple[str, ...] = ()
    """Ids of products, best first; those that there are not are passed over."""
    bought_with: tuple[str, ...] = ()
    handling_days: int = 0
    """Days before it can be packed."""
    return_days: int | None = None
    """0 for never, None for as long as the shop's terms say."""
    link: str = ""
    image: str = ""


@dataclass(slots=True, kw_only=True)
class CategoryListing:
    """A category that has more to say than its name and place."""

    path: tuple[str, ...]
    aliases: tuple[str, ...] = ()
