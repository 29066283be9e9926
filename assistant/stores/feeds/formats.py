"""The formats of feeds, and which of them a file has."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum

from assistant.errors import SettingsError, UnusableInputError
from assistant.stores.feeds import agentic, delimited, google_xml, schema_org
from assistant.stores.feeds.mapping import ColumnMapping
from assistant.stores.feeds.opening import Feed
from assistant.stores.feeds.records import Row

_LOOKED_AT = 1 << 13
_PAGES = (b"<!doctype html", b"<html", b"<script", b"<head", b"<body")
_LINKED = (b'"@context"', b'"@type"', b'"@graph"')


class Format(StrEnum):
    """How a feed is written."""

    TSV = "tsv"
    """Google's product data as text with tabulators."""
    XML = "xml"
    """Google's product data as RSS or Atom."""
    JSONL = "jsonl"
    """`products.jsonl` of the Agentic Commerce Protocol."""
    JSON_LD = "json-ld"
    """schema.org, in a file or in a page."""
    CSV = "csv"
    """A table of the shop's own, with a mapping; or product data with commas."""


_READERS: dict[Format, Callable[[Feed, datetime, str], Iterator[Row]]] = {
    Format.XML: google_xml.read,
    Format.JSONL: agentic.read,
    Format.JSON_LD: schema_org.read,
}


def read(
    feed: Feed,
    now: datetime,
    currency: str,
    *,
    written: Format | None = None,
    mapping: ColumnMapping | None = None,
) -> Iterator[Row]:
    """The rows of a feed.

    Args:
        feed: the file.
        now: the time for which it is read.
        currency: of prices that do not say theirs; empty where they must.
        written: how; found out where it is not said.
        mapping: what the columns of a table mean.

    Raises:
        UnusableInputError: if the file is empty or broken.
        SettingsError: if there is a mapping for what is no table.
    """
    found = written or (Format.CSV if mapping else recognised(feed))
    if found in _READERS:
        if mapping is not None:
            raise SettingsError(
                f"A mapping says what columns mean, and {found} has none.", "Leave --mapping out."
            )
        return _READERS[found](feed, now, currency)
    return delimited.read(feed, now, currency, mapping)


def recognised(feed: Feed) -> Format:
    """The format that a file has, by what it begins with.

    Raises:
        UnusableInputError: if it is empty.
    """
    # Of texts in other encodings than UTF-8 the letters are the same, but for the noughts between them.
    begun = feed.beginning(_LOOKED_AT).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not begun:
        raise UnusableInputError(f"{feed.path} is empty.", "Fetch it again; the shop is as it was.")
    if begun.startswith(b"<"):
        return Format.JSON_LD if begun.lower().startswith(_PAGES) else Format.XML
    if begun.startswith((b"{", b"[")):
        return Format.JSON_LD if any(mark in begun for mark in _LINKED) else Format.JSONL
    return Format.TSV
