"""The full text index of SQLite: FTS5 without the texts, as these are in the catalogue."""

from collections.abc import Sequence
from pathlib import Path

from assistant.stores.embedded.session import Session
from assistant.stores.search.expressions import AllOf, AnyOf, But, Called, Expression
from assistant.stores.search.fulltext import Indexed

_COLUMNS = ("called", "kind", "about")
_SCHEMA = Path(__file__).parent / "fts5.sql"


class Fts5:
    """An index of terms in SQLite."""

    matching = "SELECT rowid AS doc FROM search_terms WHERE search_terms MATCH :match"
    """Gives what fits, the popular first: rows come in the order of their numbers."""

    def __init__(self) -> None:
        self.schema = _SCHEMA.read_text(encoding="utf-8")

    def put(self, session: Session, products: Sequence[Indexed]) -> None:
        """Take products in, which come in the order of their numbers."""
        session.insert("search_terms", ("rowid", *_COLUMNS), [_row(each) for each in products])

    def take_out(self, session: Session, products: Sequence[Indexed]) -> None:
        """Take products out, with the terms with which they were taken in."""
        rows = [("delete", *_row(each)) for each in products]
        session.insert("search_terms", ("search_terms", "rowid", *_COLUMNS), rows)

    def put_in_order(self, session: Session) -> None:
        """Merge the parts in which products were taken in: what is looked for is then in one place."""
        session.insert("search_terms", ("search_terms",), [("optimize",)])

    def match(self, expression: Expression) -> str:
        """An expression in FTS5's words. Terms are quoted, so that none is taken for an operator."""
        match expression:
            case AllOf(some):
                return f"({' AND '.join(map(self.match, some))})"
            case AnyOf(some):
                return f"({' OR '.join(map(self.match, some))})"
            case But(this, that):
                return f"({self.match(this)} NOT {self.match(that)})"
            case Called(this):
                return f"{{called}} : ({self.match(this)})"
            case _:
                return f'"{expression}"'


def _row(indexed: Indexed) -> tuple[int, str, str, str]:
    doc, terms = indexed
    return doc, terms.called, terms.kind, terms.about
