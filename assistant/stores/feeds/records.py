"""What a feed says: one record for each thing that can be bought, or the reason why a row says nothing."""

from typing import NamedTuple, TypeAlias

from assistant.shopping.products import Availability
from assistant.stores.feeds.extension import Extension

Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Names and their values, in the feed's order."""


class FeedRecord(NamedTuple):
    """One row of a feed: a thing that can be bought, its texts cleaned and its figures checked.

    A tuple, because a feed has a million of them and this is the quickest to make that cannot be changed.
    """

    line: int
    """Where it begins in the file, from 1."""
    id: str
    title: str
    price: int
    """What it costs without any reduction, in minor units; above 0."""
    currency: str
    """ISO 4217 code."""
    sale_price: int | None = None
    """What it costs from `sale_from` to `sale_until`; less than `price`. None where there is no reduction."""
    sale_from: float | None = None
    """Seconds since 1970; None for ever since."""
    sale_until: float | None = None
    """Seconds since 1970; None for until further notice."""
    availability: Availability = Availability.IN_STOCK
    stock: int | None = None
    """How many there are; None where the feed does not count."""
    name: str = ""
    """What people call it; empty where the feed has only titles."""
    aliases: tuple[str, ...] = ()
    """Other names that it is asked for by."""
    description: str = ""
    brand: str = ""
    gtin: str = ""
    """The number under the bar code: 8, 12, 13 or 14 digits."""
    link: str = ""
    image: str = ""
    categories: tuple[str, ...] = ()
    """The way down the shop's own tree: "Pantry", "Coffee", "Beans"."""
    group: str = ""
    """The id that all variants of a product share; empty for a product without variants."""
    group_title: str = ""
    options: Pairs = ()
    """What tells it from the other variants: ("size", "large")."""
    content: str = ""
    """How much is in it, as it is said: "500 grams"."""
    pieces: int = 1
    """How many single packages are sold as one."""
    rating: float | None = None
    """0 to 5."""
    reviews: int = 0
    """How many ratings there are."""
    attributes: Pairs = ()
    """Other facts: ("material", "cotton"). A name may come several times."""
    substitutes: tuple[str, ...] = ()
    """Ids of products that may be sent instead."""
    bought_with: tuple[str, ...] = ()
    """Ids of products that people buy with it."""
    disclosures: tuple[str, ...] = ()
    """What must be told before it is bought."""
    handling_days: int = 0
    """Days before it can be packed."""
    return_days: int | None = None
    """Days in which it can be given back; None for as long as the shop's terms say."""
    multi_quantity: int | None = None
    """So many of it together cost `multi_price`."""
    multi_price: int | None = None
    """Minor units."""
    siblings: int = 0
    """How many variants of its group follow each other, it included; 0 where they may stand anywhere."""
    more: Extension | None = None
    """What only feeds of our own say."""


class BadRow(NamedTuple):
    """A row that is left out."""

    line: int
    """Where it begins in the file, from 1."""
    reason: str
    """A sentence without its full stop: "there is no price"."""
    id: str = ""
    """Its id where that can be read."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" + (f" ({self.id})" if self.id else "")


Row: TypeAlias = FeedRecord | BadRow
