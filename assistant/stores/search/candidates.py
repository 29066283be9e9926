"""Products that may be what is meant, with what is needed to rank them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.stores.embedded.session import Session
from assistant.stores.search.expressions import Expression, all_of
from assistant.stores.search.fulltext import FullText

_PRODUCT = "(e.doc & 4294967295)"
_BUYABLE = (
    "EXISTS (SELECT 1 FROM variants AS any_variant WHERE any_variant.product = variants.product"
    " AND (any_variant.stock IS NULL OR any_variant.stock > 0)"
    " AND any_variant.availability <> 'out_of_stock' AND any_variant.availability <> 'discontinued')"
)
_PLAIN = f" JOIN variants ON variants.product = {_PRODUCT} AND variants.position = 0"
_COLUMNS = f"SELECT e.doc AS doc, e.called AS called, e.brand AS brand, e.kind AS kind, {_BUYABLE} AS buyable"
_DOCS = "SELECT e.doc AS doc"
_SELECT = f"{_COLUMNS} FROM search_entries AS e{_PLAIN}"
_ARRANGED, _SHOWN = 20_000, 200
"""How many of the most popular that fit are put into another order, and how many of these are shown."""
_EXAMINED = 5000
"""How many of the most popular that fit are held against prices and the like, before all are."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be meant."""

    doc: int
    names: tuple[tuple[str, ...], ...]
    """The terms of each of its names."""
    called: frozenset[str]
    """The terms of all names and of the brand."""
    brand: tuple[str, ...]
    kind: frozenset[str]
    """The terms of its category."""
    buyable: bool


@dataclass(frozen=True, slots=True)
class Restriction:
    """What must be so apart from words."""

    expression: tuple[Expression, ...] = ()
    conditions: tuple[str, ...] = ()
    """SQL over `products` and their plain one of `variants`."""
    values: Mapping[str, Any] = field(default_factory=dict)


class Shelves:
    """Finds candidates.

    Args:
        session: at the store.
        index: of terms.
    """

    def __init__(self, session: Session, index: FullText) -> None:
        self._session = session
        self._index = index

    def candidates(self, expression: Expression, restriction: Restriction, most: int) -> list[Candidate]:
        """What fits, the most popular first.

        Args:
            expression: what its terms must be.
            restriction: what else must be so; its own expression is taken to be in the other one.
            most: how many at most.
        """
        if not restriction.conditions:
            return self._found(expression, restriction, most, most)
        few = self._found(expression, restriction, _EXAMINED, most)
        return few or self._found(expression, restriction, 1 << 31, most)

    def numbers(self, expression: Expression, restriction: Restriction, most: int) -> list[int]:
        """The index's numbers of what fits, the most popular first."""
        found = f"{_DOCS} FROM ({self._index.matching} LIMIT :examined) AS e"
        if restriction.conditions:
            found += _PLAIN
            found += " JOIN products ON products.number = variants.product"
            found += f" WHERE {' AND '.join(restriction.conditions)}"
        values = {**restriction.values, "match": self._index.match(expression)}
        examined = _EXAMINED if restriction.conditions else most
        rows = self._session.rows(f"{found} LIMIT :most", **values, examined=examined, most=most)
        return [row["doc"] for row in rows]

    def numbered(self, docs: Sequence[int]) -> list[Candidate]:
        """What has some of the index's numbers."""
        return list(map(_candidate, self._session.among(f"{_SELECT} WHERE", "e.doc", docs)))

    def within(self, docs: Sequence[int], restriction: Restriction) -> list[Candidate]:
        """What has some of the index's numbers and is as it must be."""
        if restriction.expression:
            inside = f"{_DOCS} FROM ({self._index.matching}) AS e WHERE"
            match = self._index.match(all_of(restriction.expression))
            chosen = self._session.dialect.among("e.doc", "docs")
            rows = self._session.rows(
                f"{inside} {chosen}", match=match, docs=self._session.dialect.list(docs)
            )
            docs = [row["doc"] for row in rows]
        where = " AND ".join(("TRUE", *restriction.conditions))
        chosen = self._session.dialect.among("e.doc", "docs")
        rows = self._session.rows(
            f"{_SELECT} JOIN products ON products.number = variants.product WHERE {chosen} AND {where}",
            **restriction.values,
            docs=self._session.dialect.list(docs),
        )
        return list(map(_candidate, rows))

    def arranged(self, expression: Expression, restriction: Restriction, order: str, now: float) -> list[int]:
        """The index's numbers of what fits, in another order than by popularity.

        Args:
            expression: what its terms must be.
            restriction: what else must be so.
            order: SQL over `products` and `variants`, with the time as `:now`.
            now: seconds since 1970.
        """
        where = " AND ".join(restriction.conditions) or "TRUE"
        rows = self._session.rows(
            f"{_DOCS} FROM ({self._index.matching} LIMIT :examined) AS e{_PLAIN}"
            f" JOIN products ON products.number = variants.product WHERE {where}"
            f" ORDER BY {order}, e.doc LIMIT :most",
            **{**restriction.values, "now": now},
            match=self._index.match(expression),
            examined=_ARRANGED,
            most=_SHOWN,
        )
        return [row["doc"] for row in rows]

    def _found(
        self, expression: Expression, restriction: Restriction, examined: int, most: int
    ) -> list[Candidate]:
        where = " AND ".join(restriction.conditions) or "TRUE"
        products = " JOIN products ON products.number = variants.product" if restriction.conditions else ""
        rows = self._session.rows(
            f"{_COLUMNS} FROM ({self._index.matching} LIMIT :examined) AS m"
            f" JOIN search_entries AS e ON e.doc = m.doc{_PLAIN}{products} WHERE {where} LIMIT :most",
            **restriction.values,
            match=self._index.match(expression),
            examined=examined,
            most=most,
        )
        return list(map(_candidate, rows))


def _candidate(row: Any) -> Candidate:
    names = tuple(tuple(name.split()) for name in row["called"].split("|"))
    brand = tuple(row["brand"].split())
    called = frozenset(term for name in names for term in name).union(brand)
    return Candidate(row["doc"], names, called, brand, frozenset(row["kind"].split()), bool(row["buyable"]))
