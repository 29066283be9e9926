"""A row's raw texts, under one set of names.

They are those of Google's product data, which most shops can write, and of the feed that assistants take.
Other names for the same are in `SYNONYMS`.
"""

from types import MappingProxyType
from typing import NamedTuple


class RawRow(NamedTuple):
    """What a row says, unread; empty where it says nothing."""

    id: str = ""
    title: str = ""
    price: str = ""
    sale_price: str = ""
    sale_price_effective_date: str = ""
    availability: str = ""
    quantity: str = ""
    description: str = ""
    brand: str = ""
    gtin: str = ""
    link: str = ""
    image_link: str = ""
    product_type: str = ""
    google_product_category: str = ""
    item_group_id: str = ""
    item_group_title: str = ""
    size: str = ""
    color: str = ""
    pattern: str = ""
    material: str = ""
    gender: str = ""
    age_group: str = ""
    product_detail: str = ""
    variant_dict: str = ""
    """Options as a JSON object."""
    unit_pricing_measure: str = ""
    multipack: str = ""
    expiration_date: str = ""
    short_title: str = ""
    star_rating: str = ""
    review_count: str = ""
    aliases: str = ""
    content: str = ""
    """How much is in it, as it is said."""
    # What most feeds never have stands behind this line.
    related_product_id: str = ""
    relationship_type: str = ""
    return_deadline_in_days: str = ""
    max_handling_time: str = ""
    substitutes: str = ""
    often_bought_with: str = ""
    disclosures: str = ""
    multi_quantity: str = ""
    multi_price: str = ""
    aisle: str = ""
    """What is in no format; see `assistant.stores.feeds.extension`."""


FIELDS = RawRow._fields
SYNONYMS = MappingProxyType(
    {
        # The names of the feed that assistants take, and those that it had before.
        "item_id": "id",
        "url": "link",
        "image_url": "image_link",
        "product_category": "product_type",
        "group_id": "item_group_id",
        "inventory_quantity": "quantity",
        "product_review_rating": "star_rating",
        "product_review_count": "review_count",
        "return_window": "return_deadline_in_days",
        # What other places call it that take the same feed.
        "inventory": "quantity",
        "sell_on_google_quantity": "quantity",
        "quantity_to_sell_on_facebook": "quantity",
        # Atom.
        "summary": "description",
    }
)
_BETWEEN = str.maketrans(" -", "__")


def field(name: str) -> str:
    """The field that a column, tag or key of a feed is; empty for one that is not read.

    Args:
        name: as the feed has it: "image link", "g:image_link", "Image Link [image_link]".
    """
    plain = name.strip().casefold()
    if plain.endswith("]"):
        plain = plain[plain.rfind("[") + 1 : -1]
    plain = plain.rpartition(":")[2].strip().translate(_BETWEEN)
    plain = SYNONYMS.get(plain, plain)
    return plain if plain in FIELDS else ""
