"""Who searches: the store, and others on the same products."""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from assistant.shopping.listings import Listing
from assistant.shopping.searching import SearchQuery
from assistant.stores.embedded.engine import SqliteEngine
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.stocking import put
from assistant.stores.search.embedding import Embedding
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.meaning_finder import MeaningFinder
from assistant.stores.search.terms import pieces
from assistant.stores.terms import Shop

SHOWN = 10
_PART = 10_000


class Contestant(Protocol):
    """Finds products."""

    name: str

    def fill(self, products: Iterable[Listing]) -> None:
        """Take products in, once."""

    def search(self, text: str) -> Sequence[str]:
        """The ids of what is found, best first."""

    def size(self) -> int | None:
        """Bytes on the disk; None where all is in memory."""

    def close(self) -> None:
        """Let go of it."""


class StoreSearch:
    """The embedded store, whole: what is found comes as products with their prices, with why.

    Args:
        folder: for its file.
        embedding: finds by meaning, too; None for words only.
    """

    def __init__(self, folder: Path, embedding: Embedding | None = None) -> None:
        self.name = "Aisle" if embedding is None else "Aisle, with meaning"
        self._path = folder / "store.db"
        self._finder = WordFinder(Fts5()) if embedding is None else MeaningFinder(Fts5(), embedding)
        self._engine = SqliteEngine(self._path, self._finder.schema)

    def fill(self, products: Iterable[Listing]) -> None:
        """Put products on its shelves, as an import does."""
        left = iter(products)
        while part := list(islice(left, _PART)):
            with self._engine.writing() as connection:
                put(self._session(connection), self._finder, part, 1)
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def search(self, text: str) -> Sequence[str]:
        """The ids of what is found, best first."""
        with self._engine.reading() as connection:
            page = self._finder.search(self._session(connection), SearchQuery(text=text, limit=SHOWN))
        return [product.id for product in page.items]

    def size(self) -> int | None:
        """Bytes of catalogue and index together."""
        return _bytes(self._path.parent)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.close()

    def _session(self, connection: Any) -> Session:
        return Session(connection, self._engine.dialect, Shop(), time.time())


class PlainFts5:
    """SQLite's full text search as it comes: all words, by BM25.

    Args:
        folder: for its file.
    """

    name = "FTS5, plain"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection = sqlite3.connect(folder / "fts5.db")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5("
            "id UNINDEXED, name, aliases, brand, category, title, description,"
            " tokenize = 'porter unicode61')"
        )

    def fill(self, products: Iterable[Listing]) -> None:
        """Index products."""
        with self._connection:
            self._connection.executemany(
                "INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?)", map(_fields, products)
            )

    def search(self, text: str) -> Sequence[str]:
        """The ids of what has all words, best first."""
        words = " ".join(f'"{word}"' for word in pieces(text))
        if not words:
            return []
        rows = self._connection.execute(
            "SELECT id FROM words WHERE words MATCH ? ORDER BY bm25(words, 0, 10, 8, 4, 3, 2, 1) LIMIT ?",
            (words, SHOWN),
        )
        return [row[0] for row in rows]

    def size(self) -> int | None:
        """Bytes of texts and index."""
        return _bytes(self._folder)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class Tantivy:
    """Tantivy, with stemming: any of the words, by BM25.

    Args:
        folder: for its files.
    """

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in _FIELDS:
            builder.add_text_field(field, tokenizer_name="en_stem")
        self._tantivy: Any = tantivy
        self._index: Any = tantivy.Index(builder.build(), path=str(folder))

    def fill(self, products: Iterable[Listing]) -> None:
        """Index products."""
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for product in products:
            values = dict(zip(("id", *_FIELDS), _fields(product), strict=True))
            writer.add_document(self._tantivy.Document(**values))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str) -> Sequence[str]:
        """The ids of what has some of the words, best first."""
        query = self._index.parse_query(" ".join(pieces(text)), list(_FIELDS), field_boosts=_BOOSTS)
        searcher = self._index.searcher()
        return [searcher.doc(place)["id"][0] for _, place in searcher.search(query, SHOWN).hits]

    def size(self) -> int | None:
        """Bytes of the index; texts are not kept."""
        return _bytes(self._folder)

    def close(self) -> None:
        """Let go of the files."""
        del self._index


class AllNames:
    """`rapidfuzz` over all names and other names."""

    name = "rapidfuzz, all names"

    def __init__(self) -> None:
        self._names: list[str] = []
        self._ids: list[str] = []

    def fill(self, products: Iterable[Listing]) -> None:
        """Keep the names."""
        for product in products:
            names = {" ".join(pieces(name)) for name in (product.name, *product.aliases)}
            self._names += sorted(names)
            self._ids += [product.id] * len(names)

    def search(self, text: str) -> Sequence[str]:
        """The ids of what is called most alike."""
        from rapidfuzz import fuzz, process

        best = process.extract(" ".join(pieces(text)), self._names, scorer=fuzz.WRatio, limit=2 * SHOWN)
        return list(dict.fromkeys(self._ids[place] for _, _, place in best))[:SHOWN]

    def size(self) -> int | None:
        """Nothing: all is in memory."""
        return None

    def close(self) -> None:
        """Forget the names."""
        self._names, self._ids = [], []


_FIELDS = ("name", "aliases", "brand", "category", "title", "description")
_BOOSTS = {"name": 10.0, "aliases": 8.0, "brand": 4.0, "category": 3.0, "title": 2.0}


def _fields(product: Listing) -> tuple[str, ...]:
    path = " ".join(product.category_path)
    return (
        product.id,
        product.name,
        ", ".join(product.aliases),
        product.brand,
        path,
        product.title,
        product.description,
    )


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
