"""Brings a catalogue file into the embedded store's tables."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from sqlite3 import Connection

from pydantic import RootModel

from assistant.shopping.database import Database
from assistant.shopping.names import words
from assistant.shopping.products import OptionGroup
from assistant.stores.catalogue import Article, Catalogue, content, parse
from assistant.stores.sqlite_session import fact, keep_fact

_FORMAT = "1"
"""Goes up whenever the tables are to be filled again from an unchanged file."""
_HASH = "catalogue"


class Groups(RootModel[tuple[OptionGroup, ...]]):
    """A product's options as they stand in the products' table."""


def seed(database: Database, path: Path) -> None:
    """Make the tables say what a catalogue file says; nothing is read but its hash where they do already.

    Products that the file no longer has are no longer listed; the stock of the others is that of the file.
    Carts and orders stay.

    Raises:
        SettingsError: if the file cannot be read or does not fit.
        StorageError: if the tables cannot be written.
    """
    written = content(path)
    written_hash = hashlib.sha256(_FORMAT.encode() + written).hexdigest()
    with database.reading() as connection:
        if fact(connection, _HASH) == written_hash:
            return
    catalogue = parse(written, path)
    with database.writing() as connection:
        if fact(connection, _HASH) == written_hash:  # another process was faster
            return
        _fill(connection, catalogue)
        keep_fact(connection, "shop", catalogue.shop.model_dump_json())
        keep_fact(connection, _HASH, written_hash)


def _fill(connection: Connection, catalogue: Catalogue) -> None:
    connection.execute("UPDATE products SET listed = 0")
    connection.execute("DELETE FROM product_words")
    for position, article in enumerate(catalogue.products):
        groups = catalogue.groups(article)
        _put(connection, article, groups, position)
        _index(connection, article, groups)


def _put(connection: Connection, article: Article, groups: tuple[OptionGroup, ...], position: int) -> None:
    row = article.model_dump(exclude={"aliases", "options"})
    row["aliases"] = json.dumps(article.aliases, ensure_ascii=False)
    row["options"] = Groups(groups).model_dump_json()
    row["position"] = position
    row["listed"] = 1
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
    connection.execute(
        f"INSERT INTO products ({names}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608 - the names are the model's
        row,
    )


def _index(connection: Connection, article: Article, groups: tuple[OptionGroup, ...]) -> None:
    options = dict.fromkeys(word for group in groups for value in group.values for word in words(value.value))
    connection.execute(
        "INSERT INTO product_words VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id,
            _plain([article.name]),
            _plain(article.aliases),
            _plain([article.brand]),
            _plain([article.category]),
            _plain([article.title, article.content]),
            _plain([article.description]),
            " ".join(options),
        ),
    )


def _plain(texts: Iterable[str]) -> str:
    """Texts as the index has them: cut into words here, so that a search cuts its words alike."""
    return " ".join(word for text in texts for word in words(text))
