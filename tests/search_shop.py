"""A small shop for tests of the search: shelves in a database in memory."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import assistant.stores.embedded
from assistant.shopping.attributes import Attribute
from assistant.shopping.content import content
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import Relation
from assistant.shopping.searching import Filters, SearchPage, SearchQuery, Sort
from assistant.stores.embedded.dialect import SqliteDialect, written
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.stocking import delist_others, put
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.terms import Shop

NOW = 1_750_000_000.0


class SearchShop:
    """Shelves and their search."""

    def __init__(self, listings: Iterable[Listing] = (), finder: WordFinder | None = None) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.row_factory = sqlite3.Row
        self.finder = finder or WordFinder(Fts5())
        self.session = Session(connection, SqliteDialect(), Shop(), NOW)
        schema = Path(assistant.stores.embedded.__file__).with_name("schema.sql").read_text(encoding="utf-8")
        for (
            statement
        ) in f"{written(schema, SqliteDialect())};{written(self.finder.schema, SqliteDialect())}".split(";"):
            connection.execute(statement)
        self.put(*listings)

    def put(self, *listings: Listing, mark: int = 1) -> None:
        put(self.session, self.finder, listings, mark)

    def delist_all_but(self, mark: int) -> None:
        delist_others(self.session, self.finder, mark)

    def search(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        sort: Sort = Sort.RELEVANCE,
        usual: tuple[str, ...] = (),
        limit: int = 10,
        offset: int = 0,
    ) -> SearchPage:
        query = SearchQuery(
            text=text, limit=limit, offset=offset, filters=filters or Filters(), sort=sort, usual=usual
        )
        return self.finder.search(self.session, query)

    def found(self, text: str, **more: object) -> list[str]:
        return [product.id for product in self.search(text, **more).items]  # type: ignore[arg-type]

    def related(self, product_id: str, relation: Relation) -> list[str]:
        page = self.finder.related(self.session, product_id, relation, 10)
        return [product.id for product in page.items]

    def terms(self) -> dict[str, int]:
        rows = self.session.rows(
            "SELECT term, products FROM search_vocabulary WHERE products > 0 AND term <> ''"
        )
        return {row["term"]: row["products"] for row in rows}


def listing(
    name: str,
    *aliases: str,
    price: int = 399,
    sale: int | None = None,
    stock: int | None = 10,
    size: str = "",
    attributes: Iterable[tuple[str, str]] = (),
    **more: Any,
) -> Listing:
    """A product; its id is its name with hyphens. What else it has goes to `Listing` as it is."""
    name_id = name.lower().replace(" ", "-")
    package = content(size) if size else None
    return Listing(
        id=name_id,
        title=f"{name.title()}, {size}" if size else name.title(),
        name=name,
        aliases=aliases,
        content=size,
        amount=float(package.amount) if package else None,
        measure=package.measure if package else None,
        attributes=tuple(Attribute(name=kind, value=value) for kind, value in attributes),
        variants=(VariantListing(id=name_id, price=price, stock=stock, sale_price=sale),),
        **{"category_path": ("food",), **more},
    )
