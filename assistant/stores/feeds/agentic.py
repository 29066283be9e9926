"""The feeds that assistants take: `products.jsonl` of the Agentic Commerce Protocol.

A line is a product with its variants. The flat rows that came before it, one for each variant, are read, too.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from assistant.shopping.money import decimals
from assistant.shopping.products import Availability
from assistant.stores.feeds.json_texts import objects
from assistant.stores.feeds.opening import Feed
from assistant.stores.feeds.raw import FIELDS, RawRow, field
from assistant.stores.feeds.records import BadRow, Pairs, Row
from assistant.stores.feeds.refusals import RefusedError, shown
from assistant.stores.feeds.rows import RowReader
from assistant.stores.feeds.values import availability, unlisted

EXTENSION = "aisle"
"""Under this name stands, in a product or variant of ours, what the protocol has no place for."""
_FIELDS = frozenset(FIELDS)
_DESCRIPTIONS = ("plain", "markdown", "html")
_CODES = ("GTIN", "UPC", "EAN", "ISBN")
_OWN_TAXONOMY = "merchant"
_NO_FACTS = [""] * 8
_NOTHING_MORE = [""] * (len(FIELDS) - 25)
"""The fields between and behind those that the protocol has."""


def read(feed: Feed, now: datetime, currency: str) -> Iterator[Row]:
    """The variants of all products.

    Args:
        feed: the file.
        now: the time for which it is read.
        currency: of prices that do not say theirs; empty where they must.

    Raises:
        UnusableInputError: if it is one document, and broken.
    """
    reader = RowReader(now, currency)
    for found in objects(feed):
        if isinstance(found, BadRow):
            yield found
        else:
            yield from _rows(reader, *found)


def _rows(reader: RowReader, line: int, product: Any) -> Iterator[Row]:
    if not isinstance(product, dict):
        yield BadRow(line, "it is no product")
    elif not isinstance(product.get("variants"), list):
        try:
            yield reader.row(line, flat(product))
        except RefusedError as refused:
            yield BadRow(line, str(refused), text(product.get("id") or product.get("item_id")))
    elif not product["variants"]:
        yield BadRow(line, "it has no variants", text(product.get("id")))
    else:
        for variant in product["variants"]:
            yield _variant(reader, line, product, variant)


def _variant(reader: RowReader, line: int, product: Mapping[str, Any], variant: Any) -> Row:
    if not isinstance(variant, dict):
        return BadRow(line, "one of its variants is none", text(product.get("id")))
    try:
        raw, options = _raw(product, variant)
    except RefusedError as refused:
        return BadRow(line, str(refused), text(variant.get("id")))
    group = text(product.get("id"))
    several = len(product["variants"])
    if several == 1 and not options and group in {"", raw.id}:
        return reader.row(line, raw)
    row = reader.row(line, raw._replace(item_group_id=group), options)
    return row if isinstance(row, BadRow) else row._replace(siblings=several)


def _raw(product: Mapping[str, Any], variant: Mapping[str, Any]) -> tuple[RawRow, Pairs]:
    price, sale_price = _prices(variant)
    # In the order of the fields: a call that names each takes three times as long.
    told = (
        variant.get("id"),
        variant.get("title") or product.get("title"),
        price,
        sale_price,
        None,
        _availability(variant.get("availability")),
        None,
        _description(variant.get("description")) or _description(product.get("description")),
        product.get("brand"),
        _gtin(variant.get("barcodes")),
        variant.get("url") or product.get("url"),
        _image(variant.get("media")) or _image(product.get("media")),
        _category(variant.get("categories")),
        None,
        None,
        product.get("title"),
    )
    raw = RawRow._make([*map(text, told), *_NO_FACTS, _measure(variant.get("unit_price")), *_NOTHING_MORE])
    own = {**_own(product), **_own(variant)}
    options = variant.get("variant_options")
    return (raw._replace(**own) if own else raw), (_options(options) if options else ())


def _options(options: Any) -> Pairs:
    pairs = [each for each in several(options) if isinstance(each, dict)]
    return tuple((text(each.get("name")), text(each.get("value"))) for each in pairs)


def _own(thing: Mapping[str, Any]) -> dict[str, str]:
    own = thing.get(EXTENSION)
    if own is None:
        return {}
    if not isinstance(own, dict):
        return {}
    return {name: value for name, value in own.items() if name in _FIELDS and isinstance(value, str)}


def _prices(variant: Mapping[str, Any]) -> tuple[str, str]:
    """What it costs without a reduction, and with one."""
    price, before = _price(variant.get("price")), _price(variant.get("list_price"))
    if before and variant["list_price"]["amount"] > variant["price"]["amount"]:
        return before, price
    return price, ""


def _price(price: Any) -> str:
    if price is None:
        return ""
    if not isinstance(price, dict) or type(price.get("amount")) is not int:
        raise RefusedError(f"the price {shown(json.dumps(price))} has no amount in minor units")
    return major(price["amount"], text(price.get("currency")))


@lru_cache(maxsize=65536)
def major(amount: int, currency: str) -> str:
    """An amount in minor units as it is written in whole ones: "12.99 USD"."""
    places = decimals(currency)
    whole, rest = divmod(abs(amount), 10**places)
    minus = "-" if amount < 0 else ""
    return f"{minus}{whole}.{rest:0{places}d} {currency}" if places else f"{minus}{whole} {currency}"


def _availability(told: Any) -> str:
    """The state where it is known; else whether it can be bought."""
    if not isinstance(told, dict):
        return text(told)
    return _state(text(told.get("status")), told.get("available") is True, told.get("available") is False)


@lru_cache(maxsize=64)
def _state(status: str, available: bool, unavailable: bool) -> str:
    try:
        state = availability(status)
    except RefusedError:
        if not (available or unavailable):
            raise
        state = Availability.IN_STOCK
    if unavailable and state is not Availability.DISCONTINUED:
        return Availability.OUT_OF_STOCK.value
    return state.value


def _description(description: Any) -> str:
    if not isinstance(description, dict):
        return text(description)
    for name in _DESCRIPTIONS:
        if found := text(description.get(name)):
            return found
    return ""


def _gtin(barcodes: Any) -> str:
    for code in several(barcodes):
        if isinstance(code, dict) and text(code.get("type")).upper() in _CODES:
            return text(code.get("value"))
    return ""


def _image(media: Any) -> str:
    for each in several(media):
        if isinstance(each, dict) and each.get("type") == "image":
            return text(each.get("url"))
    return ""


def _category(categories: Any) -> str:
    """The shop's own category where it is told, else the first."""
    first = ""
    for each in several(categories):
        if isinstance(each, dict):
            if each.get("taxonomy") == _OWN_TAXONOMY:
                return text(each.get("value"))
            first = first or text(each.get("value"))
    return first


def _measure(unit_price: Any) -> str:
    measure = unit_price.get("measure") if isinstance(unit_price, dict) else None
    return f"{text(measure.get('value'))} {text(measure.get('unit'))}" if isinstance(measure, dict) else ""


def several(value: Any) -> list[Any]:
    """The members of a list; none of what is no list."""
    return value if isinstance(value, list) else []


def flat(row: Mapping[str, Any]) -> RawRow:
    """A row of the flat feed.

    Raises:
        RefusedError: if its price is none.
    """
    found: dict[str, str] = {}
    for key, value in row.items():
        name = _field(key)
        if name and value is not None:
            found.setdefault(name, _flat_text(name, value))
    if "currency" in row and found.get("price", "").replace(".", "").isdecimal():
        found["price"] += f" {text(row['currency'])}"
    return RawRow(**found)


def _flat_text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return unlisted(map(text, value))
    if isinstance(value, dict):
        return _price(value) if name in {"price", "sale_price"} else json.dumps(value)
    return text(value)


@lru_cache(maxsize=1024)
def _field(key: str) -> str:
    return field(key)


def text(value: Any) -> str:
    """A value as a text; empty for none and for what is made of parts."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    return ""
