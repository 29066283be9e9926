"""Writes what is on a shop's shelves as a feed."""

import gzip
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from assistant.errors import SettingsError, unwritten
from assistant.shopping.listings import Listing
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import read
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.feeds import agentic_writing, google_writing, schema_org_writing
from assistant.stores.feeds.formats import Format

_PART = 500
_PACKED = ".gz"
_ENDINGS = {
    ".tsv": Format.TSV,
    ".txt": Format.TSV,
    ".xml": Format.XML,
    ".rss": Format.XML,
    ".jsonl": Format.JSONL,
    ".json": Format.JSON_LD,
    ".jsonld": Format.JSON_LD,
    ".csv": Format.CSV,
}


def format_of(file: Path) -> Format:
    """The format that a file's name asks for.

    Raises:
        SettingsError: if it asks for none.
    """
    plain = file.with_suffix("") if file.suffix == _PACKED else file
    if plain.suffix.lower() not in _ENDINGS:
        raise SettingsError(
            f"The name of {file} does not say how to write it.",
            f"Add --format, or one of: {', '.join(_ENDINGS)}.",
        )
    return _ENDINGS[plain.suffix.lower()]


def write(
    store: EmbeddedStore,
    file: Path,
    written: Format,
    now: float,
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Write all products of a shop into a file; how many.

    The file is there when it is whole.

    Args:
        store: the shop.
        file: where to; packed where its name ends in ".gz".
        written: how.
        now: the time whose prices are told, in seconds since 1970.
        told: is told how many products have been read so far.

    Raises:
        StorageError: if the file cannot be written, or the shop not be read.
    """
    with store.looking() as session, _replaced(file) as text:
        return put(_all(session, told), session.shop.currency, text, written, now)


def put(listings: Iterator[Listing], currency: str, text: TextIO, written: Format, now: float) -> int:
    """Write products as a feed; how many.

    Args:
        listings: the products.
        currency: the shop's.
        text: where to.
        written: how.
        now: the time whose prices are told, in seconds since 1970.
    """
    match written:
        case Format.XML:
            return google_writing.write_rss(listings, currency, text)
        case Format.JSONL:
            return agentic_writing.write(listings, currency, now, text)
        case Format.JSON_LD:
            return schema_org_writing.write(listings, currency, now, text)
        case _:
            delimiter = "\t" if written is Format.TSV else ","
            return google_writing.write_table(listings, currency, text, delimiter)


def _all(session: Session, told: Callable[[int], None]) -> Iterator[Listing]:
    after = count = 0
    while part := read(session, after, _PART):
        after = part[-1][0]
        yield from (listing for _, listing in part)
        count += len(part)
        told(count)


@contextmanager
def _replaced(file: Path) -> Iterator[TextIO]:
    """A text that becomes the file when all of it is written."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as raw:
            stream = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) if file.suffix == _PACKED else raw
            with io.TextIOWrapper(stream, encoding="utf-8", newline="") as text:
                yield text
        beside.replace(file)
    except OSError as error:
        raise unwritten(str(file), error) from error
    finally:
        beside.unlink(missing_ok=True)
