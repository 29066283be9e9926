"""What the embedded store asks of a search."""

from collections.abc import Sequence
from typing import Protocol

from assistant.shopping.listings import Listing
from assistant.shopping.products import Relation
from assistant.shopping.searching import SearchPage, SearchQuery
from assistant.stores.embedded.session import Session

Numbered = tuple[int, Listing]
"""A listed product with its number in the tables."""


class Finder(Protocol):
    """Finds products; keeps an index of them in the store's own tables."""

    schema: str
    """The statements that make its tables, each ended by a semicolon."""

    def index(self, session: Session, products: Sequence[Numbered]) -> None:
        """Take products into the index that are not in it, as they are in the tables now."""

    def unindex(self, session: Session, products: Sequence[Numbered]) -> None:
        """Take products out of the index, as they were when they were taken into it."""

    def search(self, session: Session, query: SearchQuery) -> SearchPage:
        """The products that fit, best first."""

    def related(self, session: Session, product_id: str, relation: Relation, limit: int) -> SearchPage:
        """The products that stand in a relation to one, best first.

        Raises:
            StoreError: if there is no such product.
        """
