"""Feeds of made-up shops, in the formats that shops write."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from assistant.shopping.listings import Listing
from assistant.stores.feeds.exporting import put
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.mapping import ColumnMapping
from assistant.stores.feeds.reading import Feeds
from devices.bench.store.articles import made_listings

FORMATS: Final = (Format.TSV, Format.XML, Format.JSONL, Format.CSV)
_CURRENCY, _THEN = "USD", 1_750_000_000.0
_COLUMNS = MappingProxyType(
    {
        "Artikelnummer": "id",
        "Bezeichnung": "title",
        "Kurzname": "short_title",
        "Marke": "brand",
        "Warengruppe": "product_type",
        "Beschreibung": "description",
        "Inhalt": "content",
        "Bewertungen": "review_count",
        "Preis": "price",
        "Bestand": "quantity",
    }
)


def written(folder: Path, count: int, seed: int, chosen: Format) -> Feeds:
    """A feed of a made-up shop, in a file.

    Args:
        folder: for the file.
        count: its products.
        seed: of the shop.
        chosen: how it is written; CSV is a table of the shop's own, with a mapping.
    """
    file = folder / f"feed.{chosen}"
    with file.open("w", encoding="utf-8", newline="") as text:
        shop = made_listings(count, seed)
        if chosen is Format.CSV:
            table = csv.writer(text, delimiter=";")
            table.writerow(_COLUMNS)
            table.writerows(_rows(shop))
        else:
            put(shop, _CURRENCY, text, chosen, _THEN)
    return Feeds(files=[file], mapping=_mapping() if chosen is Format.CSV else None)


def _mapping() -> ColumnMapping:
    return ColumnMapping(columns=dict(_COLUMNS), currency=_CURRENCY, decimal=",", delimiter=";")


def _rows(shop: Iterator[Listing]) -> Iterator[tuple[str, ...]]:
    for listing in shop:
        (variant,) = listing.variants
        yield (
            listing.id,
            listing.title,
            listing.name,
            listing.brand,
            " > ".join(listing.category_path),
            listing.description,
            listing.content,
            str(listing.ratings),
            f"{variant.price // 100},{variant.price % 100:02}",
            str(variant.stock),
        )
