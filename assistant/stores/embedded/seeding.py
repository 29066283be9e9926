"""Brings a catalogue file into the embedded store's tables."""

import hashlib
from pathlib import Path

from assistant.stores.catalogue import content, parse
from assistant.stores.embedded.departments import keep_aliases
from assistant.stores.embedded.engine import Engine
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.session import Session, fact, keep_fact
from assistant.stores.embedded.stocking import delist_others, next_mark, put

_FORMAT = "3"
"""Goes up whenever the tables are to be filled again from an unchanged file."""
_HASH = "catalogue"
IMPORTED = "imported"
"""The fact that products were imported."""


def seed(engine: Engine, finder: Finder, path: Path, now: float) -> None:
    """Make the tables say what a catalogue file says; nothing is read but its hash where they do already.

    Products that the file no longer has are no longer listed; the stock of the others is that of the file.
    Carts and orders stay. Where products were imported, they stay too, and only the terms are the file's.

    Raises:
        SettingsError: if the file cannot be read or does not fit.
        StorageError: if the tables cannot be written.
    """
    written = content(path)
    written_hash = hashlib.sha256(_FORMAT.encode() + written).hexdigest()
    with engine.reading() as connection:
        if fact(connection, _HASH) == written_hash:
            return
    catalogue = parse(written, path)
    with engine.writing() as connection:
        if fact(connection, _HASH) == written_hash:  # another process was faster
            return
        if fact(connection, IMPORTED) is None:
            session = Session(connection, engine.dialect, catalogue.shop, now)
            mark = next_mark(session)
            put(session, finder, catalogue.listings(), mark)
            delist_others(session, finder, mark)
            keep_aliases(session, catalogue.departments())
        keep_fact(connection, "shop", catalogue.shop.model_dump_json())
        keep_fact(connection, _HASH, written_hash)
