"""What the search asks of an engine's full text index. All else it does with plain tables and in Python."""

from collections.abc import Sequence
from typing import Protocol

from assistant.stores.embedded.session import Session
from assistant.stores.search.entries import Terms
from assistant.stores.search.expressions import Expression

Indexed = tuple[int, Terms]
"""A product's number in the index, and its terms."""


class FullText(Protocol):
    """An index of terms."""

    schema: str
    """The statements that make all tables of the search, each ended by a semicolon."""
    matching: str
    """A SELECT of `doc`, ascending, that gives what fits the value `match`."""

    def put(self, session: Session, products: Sequence[Indexed]) -> None:
        """Take products in, which come in the order of their numbers."""

    def take_out(self, session: Session, products: Sequence[Indexed]) -> None:
        """Take products out, with the terms with which they were taken in."""

    def put_in_order(self, session: Session) -> None:
        """Do what makes the index quicker, after many products were taken in."""

    def match(self, expression: Expression) -> str:
        """An expression as the value `match`."""
