"""Finds products by what was said.

Products with all the words are found; where there are none, those with any of them; where no product has such
words, those whose names are spelt much like them. Among these, a product whose whole name or alias is in the
wish comes before the others: "large latte with soy milk" is the latte.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row

from assistant.shopping.names import folded, words
from assistant.shopping.products import Page, Product, SearchQuery
from assistant.stores.sqlite_products import find_all
from assistant.stores.sqlite_session import Session

_MOST_WORDS = 40
_MOST_RANKED = 500
_FILLERS = frozenset(
    (
        *("a", "an", "the", "this", "that", "it", "some", "any"),
        *("and", "or", "of", "for", "from", "in", "on", "to", "with"),
        *("i", "me", "my", "need", "want", "would", "like", "please"),
    )
)
"""Words that say nothing about a product; they count only where nothing else was said."""
_CLOSE = 80
"""Likeness, of 100, from which a word or name is taken for another; 89 is "americana" to "americano"."""
_SHORTEST_MENDED = 5
"""Shorter words are like too many others: "beer" and "beef"."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: str
    names: tuple[tuple[str, ...], ...]
    """What it is called and asked for by, each as its words; the name first."""


def search(session: Session, query: SearchQuery) -> Page[Product]:
    """The products that fit, best first."""
    said = _telling(words(query.text))
    if not said:
        return Page[Product]()
    found, total, wish = _matches(session.connection, said)
    named = folded(" ".join(wish))
    best = sorted(found, key=lambda candidate: _fit(candidate, named), reverse=True)
    ids = [candidate.id for candidate in best[: query.limit]]
    return Page[Product](items=find_all(session, ids), total=total)


def _matches(connection: Connection, said: tuple[str, ...]) -> tuple[list[_Candidate], int, tuple[str, ...]]:
    """The products that fit, how many there are in all, and the words that they fit."""
    found, total = _with_words(connection, said, " AND ")
    if found:
        return found, total, said
    wish = _mended(connection, said)
    for joint in (" AND ", " OR "):
        found, total = _with_words(connection, wish, joint)
        if found:
            return found, total, wish
    alike = _alike(connection, " ".join(said))
    return alike, len(alike), said


def _telling(said: Sequence[str]) -> tuple[str, ...]:
    """The words that say something; all where none does."""
    return tuple(word for word in said if word not in _FILLERS)[:_MOST_WORDS] or tuple(said[:_MOST_WORDS])


def _fit(candidate: _Candidate, wish: tuple[str, ...]) -> tuple[bool, bool, int]:
    """How well a product is named: by its very name, by an alias, by how many words of either."""
    inside = [len(name) for name in candidate.names if _holds(wish, name)]
    return candidate.names[0] == wish, wish in candidate.names, max(inside, default=0)


def _holds(wish: tuple[str, ...], name: tuple[str, ...]) -> bool:
    places = range(len(wish) - len(name) + 1)
    return bool(name) and any(wish[place : place + len(name)] == name for place in places)


# --- the index


def _with_words(connection: Connection, wish: Sequence[str], joint: str) -> tuple[list[_Candidate], int]:
    """The products with all (AND) or any (OR) of the words, best first, and how many there are in all."""
    match = _match(wish, joint)
    # The weights are those of product_id, name, aliases, brand, category, title, description and options.
    rows = connection.execute(
        "SELECT products.id, products.name, products.aliases FROM product_words"
        " JOIN products ON products.id = product_words.product_id WHERE product_words MATCH ?"
        " ORDER BY bm25(product_words, 0, 10, 8, 4, 3, 2, 1, 0.3), products.position LIMIT ?",
        (match, _MOST_RANKED),
    ).fetchall()
    if len(rows) < _MOST_RANKED:
        return list(map(_candidate, rows)), len(rows)
    count = connection.execute("SELECT count(*) FROM product_words WHERE product_words MATCH ?", (match,))
    return list(map(_candidate, rows)), int(count.fetchone()[0])


def _match(wish: Sequence[str], joint: str) -> str:
    """The words as the index is asked for them: quoted, so that none of them is taken for an operator."""
    return joint.join(f'"{word}"' for word in dict.fromkeys(wish))


def _candidate(row: Row) -> _Candidate:
    called = [row["name"], *json.loads(row["aliases"])]
    return _Candidate(id=row["id"], names=tuple(folded(" ".join(_telling(words(name)))) for name in called))


# --- spelling


def _mended(connection: Connection, wish: tuple[str, ...]) -> tuple[str, ...]:
    """The wish with words that the index does not know replaced by those that are spelt much like them."""
    strange = [word for word in wish if len(word) >= _SHORTEST_MENDED and not _known(connection, word)]
    if not strange:
        return wish
    from rapidfuzz import fuzz, process

    vocabulary = _vocabulary(connection)
    meant = {
        word: process.extractOne(word, vocabulary, scorer=fuzz.ratio, score_cutoff=_CLOSE) for word in strange
    }
    return tuple(match[0] if (match := meant.get(word)) else word for word in wish)


def _known(connection: Connection, word: str) -> bool:
    match = _match([word], "")
    found = connection.execute("SELECT 1 FROM product_words WHERE product_words MATCH ? LIMIT 1", (match,))
    return found.fetchone() is not None


def _vocabulary(connection: Connection) -> list[str]:
    rows = connection.execute("SELECT name, aliases, brand FROM product_words ORDER BY rowid")
    said = {
        word: None for row in rows for text in row for word in text.split() if len(word) >= _SHORTEST_MENDED
    }
    return list(said)


def _alike(connection: Connection, wish: str) -> list[_Candidate]:
    """The products whose whole name or alias is spelt much like the wish: "papertowels"; most alike first."""
    from rapidfuzz import fuzz, process

    rows = connection.execute(
        "SELECT id, name, aliases FROM products WHERE listed ORDER BY position"
    ).fetchall()
    called = [
        (" ".join(words(name)), row) for row in rows for name in (row["name"], *json.loads(row["aliases"]))
    ]
    spelt = [name for name, _ in called]
    alike = process.extract(wish, spelt, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=None)
    return list(dict.fromkeys(_candidate(called[place][1]) for _, _, place in alike))
