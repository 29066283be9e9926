"""Products as they stand in the embedded store's tables."""

import json
from collections.abc import Mapping, Sequence
from sqlite3 import Row
from typing import Any

from assistant.shopping.products import Names, Product, Variant
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.sqlite_seeding import Groups
from assistant.stores.sqlite_session import Session
from assistant.stores.variants import parts, unknown_variant, with_options
from intents.spoken_names import Named


def find(session: Session, product_id: str, selected: Mapping[str, str]) -> Product:
    """A product that is sold, with its variant the one that has these options.

    Raises:
        StoreError: if there is no such product, or it does not have one of the options.
    """
    row = session.connection.execute(
        "SELECT * FROM products WHERE id = ? AND listed", (product_id,)
    ).fetchone()
    if row is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such product.", "Look for it again.")
    return with_options(_product(session, row), selected)


def find_all(session: Session, product_ids: Sequence[str]) -> tuple[Product, ...]:
    """Products that are sold, in the order in which they are named."""
    marks = ", ".join("?" * len(product_ids))
    rows = session.connection.execute(f"SELECT * FROM products WHERE id IN ({marks})", product_ids)  # noqa: S608 - only question marks
    found = {row["id"]: _product(session, row) for row in rows}
    return tuple(found[product_id] for product_id in product_ids)


def names(session: Session) -> Names:
    """What the products that are sold are called, and the values of their options."""
    rows = session.connection.execute(
        "SELECT name, aliases, brand, content, options FROM products WHERE listed ORDER BY position"
    )
    groups = _GroupNames()
    entries = tuple(
        Named(
            (row["name"], *json.loads(row["aliases"])),
            row["brand"],
            row["content"],
            groups.of(row["options"]),
        )
        for row in rows
    )
    return Names(
        products=tuple(dict.fromkeys(name for entry in entries for name in entry.names)),
        options=tuple(dict.fromkeys(value for values in groups.values.values() for value in values)),
        entries=entries,
        groups=groups.values,
    )


class _GroupNames:
    """Names for option groups that differ in their values, though products may call them the same."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, ...]] = {}
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._read: dict[str, tuple[str, ...]] = {}
        """By their JSON, which is the same for most products of a kind."""

    def of(self, options: str) -> tuple[str, ...]:
        """The names of the groups of a product."""
        if options not in self._read:
            self._read[options] = tuple(map(self._name, json.loads(options)))
        return self._read[options]

    def _name(self, group: Mapping[str, Any]) -> str:
        key = str(group["name"]), tuple(str(value["value"]) for value in group["values"])
        if key not in self._names:
            name = key[0] if key[0] not in self.values else f"{key[0]} {len(self.values)}"
            self._names[key], self.values[name] = name, key[1]
        return self._names[key]


def variant(session: Session, variant_id: str) -> Product:
    """The product that is sold as this variant.

    Raises:
        StoreError: if the shop does not sell it.
    """
    product_id, options = parts(variant_id)
    return find(session, product_id, options)


def sold(session: Session, variant_id: str) -> Product | None:
    """The product of a variant, or None where the shop does not sell it any more."""
    try:
        return variant(session, variant_id)
    except StoreError:
        return None


def name_once_sold(session: Session, variant_id: str) -> str:
    """What a product that is perhaps no longer sold was called."""
    product_id, _ = parts(variant_id)
    row = session.connection.execute("SELECT name FROM products WHERE id = ?", (product_id,)).fetchone()
    if row is None:
        raise unknown_variant()
    return str(row["name"])


def _product(session: Session, row: Row) -> Product:
    return Product(
        id=row["id"],
        title=row["title"],
        name=row["name"],
        aliases=json.loads(row["aliases"]),
        brand=row["brand"],
        category=row["category"],
        description=row["description"],
        content=row["content"],
        options=Groups.model_validate_json(row["options"]).root,
        variant=Variant(id=row["id"], price=session.money(row["price"]), stock=row["stock"]),
    )
