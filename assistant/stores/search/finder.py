"""The search of a store that keeps its shelves in tables."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from assistant.shopping.listings import Listing
from assistant.shopping.products import Relation
from assistant.shopping.searching import Filters, SearchPage, SearchQuery, Sort
from assistant.stores.embedded.departments import called
from assistant.stores.embedded.finding import Indexing
from assistant.stores.embedded.products import load
from assistant.stores.embedded.session import Session
from assistant.stores.search import checking
from assistant.stores.search.arranging import ORDERS
from assistant.stores.search.candidates import Restriction, Shelves
from assistant.stores.search.entries import Entry, analysed, entry, product_of
from assistant.stores.search.found import Outcome
from assistant.stores.search.fulltext import FullText
from assistant.stores.search.fusing import Found
from assistant.stores.search.index import indexing
from assistant.stores.search.related import related
from assistant.stores.search.resembling import Resembling
from assistant.stores.search.restricting import asked
from assistant.stores.search.searching import Nearest, Searching, Sources
from assistant.stores.search.understanding import Wish, understood
from assistant.stores.search.vocabulary import ShopVocabulary

_MANY, _COUNTED = 100, 1000
"""So many are counted anew, as not all were ranked; further ones are not counted: nobody listens to them."""


class WordFinder:
    """Finds products by what was said.

    Args:
        index: of terms, the engine's own.
    """

    def __init__(self, index: FullText) -> None:
        self._index = index
        self._resembling = Resembling()
        self.schema = index.schema

    @staticmethod
    def description(listing: Listing, /) -> Entry:
        """What has to be known to make the entry of a product."""
        return entry(listing)

    @staticmethod
    def analysed(description: Entry, /) -> Any:
        """The entry of a product: its terms."""
        return analysed(description)

    @classmethod
    def entry(cls, listing: Listing, /) -> Any:
        """The same from the product."""
        return cls.analysed(cls.description(listing))

    def indexing(self, session: Session) -> AbstractContextManager[Indexing]:
        """What changes the index; all of that is done when the block ends."""
        return indexing(session, self._index)

    def search(self, session: Session, query: SearchQuery) -> SearchPage:
        """The products that fit, best first, each with why."""
        wish = understood(query.text)
        outcome = self.outcome(session, query, wish)
        shown = outcome.found[query.offset : query.offset + query.limit]
        return SearchPage(
            items=load(session, [product_of(one.candidate.doc) for one in shown]),
            total=_total(Shelves(session, self._index), outcome),
            reasons=tuple(one.reasons for one in shown),
            dropped=outcome.dropped,
        )

    def warm_up(self, session: Session) -> None:
        """Do the work that only the first search would wait for: read the words and the names."""
        self.search(session, SearchQuery(text="something that nobody sells, misspelt"))

    def lacks(self, session: Session) -> bool:  # noqa: ARG002 - for those that have a model
        """Whether the index lacks something: never, without a model."""
        return False

    def complete(self, session: Session) -> int:  # noqa: ARG002 - for those that have a model
        """Put some of what the index lacks into it: nothing, without a model."""
        return 0

    def related(self, session: Session, product_id: str, relation: Relation, limit: int) -> SearchPage:
        """The products that stand in a relation to one, best first.

        Raises:
            StoreError: if there is no such product.
        """
        return related(session, Shelves(session, self._index), product_id, relation, limit)

    def faults(self, session: Session) -> Iterator[str]:
        """Where the index is not what it would be if all listed products were indexed now, in sentences."""
        return checking.faults(session, self._index)

    def outcome(self, session: Session, query: SearchQuery, wish: Wish) -> Outcome:
        """What may be meant, before it is made a page."""
        shelves = Shelves(session, self._index)
        filters = asked(_with_department(session, query.filters), wish, session.shop.currency)
        numbers = session.among("SELECT number FROM products WHERE", "id", query.usual) if query.usual else []
        usual = frozenset(int(row["number"]) for row in numbers)
        sources = Sources(
            resembling=partial(self._resembling.near, session, shelves),
            nearest=self.nearest(session),
        )
        searching = Searching(shelves, ShopVocabulary(session), sources, usual, session.now)
        outcome = searching.search(wish, filters)
        sort = query.sort if query.sort is not Sort.RELEVANCE else wish.sort or query.sort
        if sort is Sort.RELEVANCE or not outcome.found:
            return outcome
        return _arranged(shelves, outcome, sort, session.now)

    def nearest(self, session: Session) -> Nearest:  # noqa: ARG002 - for those that have a model
        """How products are found by meaning: not at all, without a model."""
        return _nothing


def _with_department(session: Session, filters: Filters) -> Filters:
    """The filters with the department's own name, where another one was given."""
    if not filters.category:
        return filters
    return filters.model_copy(update={"category": called(session, filters.category)})


def _nothing(wish: Wish, restricted: Restriction) -> Sequence[Found]:  # noqa: ARG001 - as all of its kind
    return ()


def _total(shelves: Shelves, outcome: Outcome) -> int:
    known = len(outcome.found)
    if outcome.expression is None or known < _MANY:
        return known
    return max(known, len(shelves.numbers(outcome.expression, outcome.restriction, _COUNTED)))


def _arranged(shelves: Shelves, outcome: Outcome, sort: Sort, now: float) -> Outcome:
    """The same in another order; of many that fit, also those that are less popular."""
    if outcome.expression is None:
        return outcome
    found = {one.candidate.doc: one for one in outcome.found}
    docs = shelves.arranged(outcome.expression, outcome.restriction, ORDERS[sort], now)
    others = {each.doc: each for each in shelves.numbered([doc for doc in docs if doc not in found])}
    reasons = outcome.found[0].reasons
    arranged = [found[doc] if doc in found else Found(others[doc], 0.0, reasons) for doc in docs]
    return replace(outcome, found=arranged)
