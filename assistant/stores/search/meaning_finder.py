"""The search, with needs also found by meaning."""

from collections.abc import Sequence

from assistant.shopping.searching import Reason, ReasonKind
from assistant.stores.embedded.finding import Numbered
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import numbered
from assistant.stores.search.candidates import Restriction, Shelves
from assistant.stores.search.embedding import Embedding
from assistant.stores.search.entries import Entry, entry, product_of
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fulltext import FullText
from assistant.stores.search.fusing import Found
from assistant.stores.search.meanings import Meanings, described
from assistant.stores.search.searching import Nearest
from assistant.stores.search.understanding import Wish

_MOST, _PART = 12, 500
_NEAR = 0.25
"""What is less near than this has little to do with it."""


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

    def index(self, session: Session, products: Sequence[Numbered]) -> None:
        """Take products into the index that are not in it, as they are in the tables now."""
        super().index(session, products)
        self._keep(session, _entries(products))

    def complete(self, session: Session) -> int:
        """Make the vectors that are missing, as products came in before there was a model; how many."""
        made = 0
        while docs := self._meanings.missing(session, _PART):
            entries = _entries(numbered(session, list(map(product_of, docs))))
            self._keep(session, entries)
            made += len(entries)
        return made

    def _keep(self, session: Session, entries: Sequence[Entry]) -> None:
        vectors = self._embedding.vectors(list(map(described, entries)))
        self._meanings.add(session, [one.doc for one in entries], vectors)

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


def _entries(products: Sequence[Numbered]) -> list[Entry]:
    return [entry(number, listing) for number, listing in products]
