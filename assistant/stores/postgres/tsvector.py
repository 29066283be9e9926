"""The full text index of PostgreSQL: the terms as a tsvector, made here and not by a parser of its own."""

from collections.abc import Sequence
from pathlib import Path

from assistant.stores.embedded.session import Session
from assistant.stores.search.entries import Terms
from assistant.stores.search.expressions import AllOf, AnyOf, But, Called, Expression
from assistant.stores.search.fulltext import Indexed

_SCHEMA = Path(__file__).parent / "tsvector.sql"
_ESCAPED = str.maketrans({"'": "''", "\\": r"\\"})
_CALLED, _ELSEWHERE = ":1A", ":2D"
"""Place and weight. Without a place a term would fit every weight; which place it is means nothing."""


class TsVector:
    """An index of terms in PostgreSQL."""

    matching = "SELECT doc FROM search_terms WHERE terms @@ CAST(:match AS tsquery) ORDER BY doc"
    """Gives what fits, the popular first."""

    def __init__(self) -> None:
        self.schema = _SCHEMA.read_text(encoding="utf-8")

    def put(self, session: Session, products: Sequence[Indexed]) -> None:
        """Take products in."""
        session.many(
            "INSERT INTO search_terms (doc, terms) VALUES (?, CAST(? AS tsvector))",
            [(doc, _vector(terms)) for doc, terms in products],
        )

    def take_out(self, session: Session, products: Sequence[Indexed]) -> None:
        """Take products out."""
        session.change_among("DELETE FROM search_terms WHERE", "doc", [doc for doc, _ in products])

    def put_in_order(self, session: Session) -> None:
        """Nothing: it is in order."""

    def match(self, expression: Expression) -> str:
        """An expression as a tsquery."""
        return _query(expression, "")


def _query(expression: Expression, weight: str) -> str:
    match expression:
        case AllOf(some):
            return f"({' & '.join(_query(each, weight) for each in some)})"
        case AnyOf(some):
            return f"({' | '.join(_query(each, weight) for each in some)})"
        case But(this, that):
            return f"({_query(this, weight)} & !{_query(that, weight)})"
        case Called(this):
            return _query(this, ":A")
        case _:
            return f"{_quoted(expression)}{weight}"


def _vector(terms: Terms) -> str:
    called = (_quoted(term) + _CALLED for term in terms.called.split())
    elsewhere = (_quoted(term) + _ELSEWHERE for term in (*terms.kind.split(), *terms.about.split()))
    return " ".join((*called, *elsewhere))


def _quoted(term: str) -> str:
    return f"'{term.translate(_ESCAPED)}'"
