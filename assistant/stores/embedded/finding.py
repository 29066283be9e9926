"""What the embedded store asks of a search."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from assistant.shopping.listings import Listing
from assistant.shopping.products import Relation
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.stores.embedded.session import Session

Numbered = tuple[int, Listing]
"""A listed product with its number in the tables."""


class Indexing(Protocol):
    """Changes the index of a search, some products at a time."""

    def add(self, products: Sequence[tuple[int, Any]]) -> None:
        """Take products in that are not in it: their numbers and entries."""

    def remove(self, products: Sequence[tuple[int, Any]]) -> None:
        """Take products out: their numbers, and the entries with which they were taken in."""


class Finder(Protocol):
    """Finds products; keeps an index of them in the store's own tables.

    What it knows of a product, the entry, is its own affair: plain data that another process may be handed.
    """

    schema: str
    """The statements that make its tables, each ended by a semicolon."""

    @staticmethod
    def description(listing: Listing, /) -> Any:
        """What it has to know to make the entry of a product. Quickly made, unlike the entry."""

    @staticmethod
    def analysed(description: Any, /) -> Any:
        """The entry of a product; of two that it takes for the same, entries are equal."""

    @classmethod
    def entry(cls, listing: Listing, /) -> Any:
        """The same from the product."""

    def indexing(self, session: Session) -> AbstractContextManager[Indexing]:
        """What changes its index; all of that is done when the block ends."""

    def search(self, session: Session, query: SearchQuery) -> SearchPage:
        """The products that fit, best first."""

    def warm_up(self, session: Session) -> None:
        """Do the work that only the first search would wait for."""

    def lacks(self, session: Session) -> bool:
        """Whether the index lacks something that this search would have put into it."""

    def complete(self, session: Session) -> int:
        """Put some of what the index lacks into it; how much that was."""

    def related(self, session: Session, product_id: str, relation: Relation, limit: int) -> SearchPage:
        """The products that stand in a relation to one, best first.

        Raises:
            StoreError: if there is no such product.
        """

    def faults(self, session: Session) -> Iterator[str]:
        """Where the index is not what it would be if all listed products were indexed now, in sentences."""
