"""Writes Google's product data, as text in columns and as RSS."""

import csv
from collections.abc import Iterable
from typing import TextIO
from xml.sax.saxutils import escape

from assistant.shopping.listings import Listing
from assistant.stores.feeds.fields import rows
from assistant.stores.feeds.raw import FIELDS, RawRow
from assistant.stores.feeds.values import as_listed

_OWN = frozenset(
    (
        *("quantity", "variant_dict", "item_group_title", "star_rating", "review_count"),
        *("return_deadline_in_days", "aliases", "content", "related_product_id", "relationship_type"),
        *("substitutes", "often_bought_with", "disclosures", "multi_quantity", "multi_price", "aisle"),
    )
)
"""Fields that are none of Google's."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0" xmlns:c="http://base.google.com/cns/1.0">\n'
    "<channel>\n<title>Products</title>\n"
)
_TAIL = "</channel>\n</rss>\n"


def write_table(listings: Iterable[Listing], currency: str, file: TextIO, delimiter: str) -> int:
    """Write products as a table, a row for each variant; how many products.

    Args:
        listings: the products.
        currency: the shop's.
        file: where to.
        delimiter: what stands between the columns.
    """
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(FIELDS)
    count = 0
    for listing in listings:
        for row in rows(listing, currency):
            writer.writerow(row._replace(product_type=as_listed(row.product_type)))
        count += 1
    return count


def write_rss(listings: Iterable[Listing], currency: str, file: TextIO) -> int:
    """Write products as RSS, an item for each variant; how many products.

    Args:
        listings: the products.
        currency: the shop's.
        file: where to.
    """
    file.write(_HEAD)
    count = 0
    for listing in listings:
        file.writelines(map(_item, rows(listing, currency)))
        count += 1
    file.write(_TAIL)
    return count


def _item(row: RawRow) -> str:
    elements = [_element(name, value) for name, value in row._asdict().items() if value]
    return f"<item>\n{''.join(elements)}</item>\n"


def _element(name: str, value: str) -> str:
    space = "c" if name in _OWN else "g"
    return f"<{space}:{name}>{escape(value)}</{space}:{name}>\n"
