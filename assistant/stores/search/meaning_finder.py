"""The search, with needs also found by meaning."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from assistant.shopping.searching import Reason, ReasonKind
from assistant.stores.embedded.finding import Indexing
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import numbered
from assistant.stores.search.candidates import Restriction, Shelves
from assistant.stores.search.embedding import Embedding
from assistant.stores.search.entries import Entry, Terms, analysed, document, product_of
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fulltext import FullText
from assistant.stores.search.fusing import Found
from assistant.stores.search.meanings import Meanings, described
from assistant.stores.search.searching import Nearest
from assistant.stores.search.understanding import Wish

_MOST, _PART = 12, 500
_NEAR = 0.25
"""What is less near than this has little to do with it."""


class Meant(NamedTuple):
    """A product, as it is found by words and by meaning."""

    terms: Terms
    text: str
    """That whose meaning is kept."""


class MeaningFinder(WordFinder):
    """Finds products by what was said and by what is meant.

    Args:
        index: of terms, the engine's own.
        embedding: makes vectors of texts.
    """

    def __init__(self, index: FullText, embedding: Embedding) -> None:
        super().__init__(index)
        self._embedding = embedding
        self._meanings = Meanings()

    @staticmethod
    def analysed(description: Entry, /) -> Meant:
        """The entry of a product: its terms, and what it means."""
        return Meant(analysed(description), described(description))

    @contextmanager
    def indexing(self, session: Session) -> Iterator[Indexing]:
        """What changes the index; all of that is done when the block ends."""
        with super().indexing(session) as index:
            yield _Keeping(index, partial(self._keep, session))

    def lacks(self, session: Session) -> bool:
        """Whether the vectors of some products are missing."""
        return bool(self._meanings.missing(session, 1))

    def complete(self, session: Session) -> int:
        """Make some of the vectors that are missing, as products came in before there was a model.

        Returns:
            How many were made; 0 once none is missing.
        """
        docs = self._meanings.missing(session, _PART)
        products = numbered(session, list(map(product_of, docs)))
        self._keep(session, [(number, self.entry(listing)) for number, listing in products])
        return len(products)

    def _keep(self, session: Session, products: Sequence[tuple[int, Meant]]) -> None:
        if products:
            vectors = self._embedding.vectors([one.text for _, one in products])
            self._meanings.add(session, [document(number, one.terms) for number, one in products], vectors)

    def nearest(self, session: Session) -> Nearest:
        """How products are found by meaning."""
        shelves = Shelves(session, self._index)

        def near(wish: Wish, restriction: Restriction) -> list[Found]:
            said = " ".join(part.said for part in wish.parts)
            vector = self._embedding.vectors([said])[0]
            close = dict(self._meanings.nearest(session, vector, _MOST))
            reason = Reason(kind=ReasonKind.NEED, said=said, field="meaning")
            found = [
                Found(candidate, close[candidate.doc], (reason,))
                for candidate in shelves.within(
                    [doc for doc, like in close.items() if like >= _NEAR], restriction
                )
            ]
            return sorted(found, key=lambda one: (not one.candidate.buyable, -one.score))

        return near


class _Keeping:
    """Changes the index, and keeps the vectors of what comes in.

    Args:
        index: of words.
        keep: makes and keeps vectors.
    """

    def __init__(self, index: Indexing, keep: Callable[[Sequence[tuple[int, Meant]]], None]) -> None:
        self._index = index
        self._keep = keep

    def add(self, products: Sequence[tuple[int, Meant]]) -> None:
        """Take products in that are not in it: their numbers and entries."""
        self._index.add([(number, one.terms) for number, one in products])
        self._keep(products)

    def remove(self, products: Sequence[tuple[int, Meant]]) -> None:
        """Take products out: their numbers, and the entries with which they were taken in."""
        self._index.remove([(number, one.terms) for number, one in products])
