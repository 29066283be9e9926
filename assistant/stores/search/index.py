"""The search's tables, kept up to date with the catalogue, thousands of products at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.search.entries import MARK, Terms, document
from assistant.stores.search.fulltext import FullText, Indexed
from assistant.stores.search.slips import slips
from assistant.stores.search.sounds import sound

_PRODUCTS, _WORDS = 10_000, 100_000
"""How many products, and words of products, wait in memory until they are written."""
_MANY = 1000
"""Products from which on the index is put in order after them."""
_ENTRY = ("doc", "called", "brand", "kind")
_WORD = ("term", "products", "sound", "parts")
_HIDDEN = f" {MARK}"


@contextmanager
def indexing(session: Session, index: FullText) -> Iterator["Indexing"]:
    """What changes the tables; all of that is done when the block ends."""
    changing = Indexing(session, index)
    yield changing
    changing.finish()


class Indexing:
    """Changes the search's tables.

    Args:
        session: a transaction.
        index: of terms.
    """

    def __init__(self, session: Session, index: FullText) -> None:
        self._session = session
        self._index = index
        self._waiting: list[Indexed] = []
        self._words = _Words(session)
        self._added = 0

    def add(self, products: Iterable[tuple[int, Terms]]) -> None:
        """Take products in that are not in it: their numbers and terms."""
        self._waiting += [(document(number, terms), terms) for number, terms in products]
        if len(self._waiting) >= _PRODUCTS:
            self._write()

    def remove(self, products: Sequence[tuple[int, Terms]]) -> None:
        """Take products out: their numbers, and the terms with which they were taken in."""
        if not products:
            return
        found = sorted((document(number, terms), terms) for number, terms in products)
        docs = [doc for doc, _ in found]
        self._session.change_among("DELETE FROM search_entries WHERE", "doc", docs)
        self._session.change_among("DELETE FROM search_meanings WHERE", "doc", docs)
        self._index.take_out(self._session, found)
        self._words.count(found, -1)

    def finish(self) -> None:
        """Write what waits."""
        self._write()
        self._words.write()
        if self._added >= _MANY:
            self._index.put_in_order(self._session)

    def _write(self) -> None:
        # In the index's own order: FTS5 writes itself out whenever a number is less than the last one.
        found = sorted(self._waiting)
        if found:
            rows = [(doc, terms.names, terms.brand, terms.leaf) for doc, terms in found]
            self._session.insert("search_entries", _ENTRY, rows)
            self._index.put(self._session, found)
            self._words.count(found, 1)
            self._words.note_joined(found)
            self._added += len(found)
            self._waiting.clear()


def generation(session: Session) -> int:
    """A number that is another after each change of the index."""
    row = session.row("SELECT value FROM counters WHERE name = 'search'")
    return int(row["value"]) if row else 0


class _Words:
    """Keeps in how many products each word is; one that was once there stays, with none.

    Args:
        session: a transaction.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counts: Counter[str] = Counter()
        self._joined: dict[str, str] = {}
        self._products = 0

    def count(self, found: Sequence[Indexed], sign: int) -> None:
        """Count the words of products that come in, or go out with a sign of -1."""
        texts = (_said(text) for _, terms in found for text in (terms.called, terms.kind, terms.about))
        words = " ".join(texts).split()
        if sign > 0:
            self._counts.update(words)
        else:
            self._counts.subtract(words)
        self._products += sign * len(found)
        if len(self._counts) > _WORDS:
            self.write()

    def note_joined(self, found: Iterable[Indexed]) -> None:
        """Brands of several words, and the last two words of names, as if they were one: "papertowel"."""
        for _, terms in found:
            if " " in terms.brand:
                self._joined[terms.brand.replace(" ", "")] = terms.brand
            for name in terms.names.split("|"):
                if " " in name:
                    pair = name.rsplit(" ", 2)[-2:]
                    self._joined["".join(pair)] = " ".join(pair)
        if len(self._joined) > _WORDS:
            self.write()

    def write(self) -> None:
        """Write what was counted."""
        if not (self._counts or self._joined or self._products):
            return
        known = self._known({*self._counts, *self._joined})
        counts = sorted((term, count) for term, count in self._counts.items() if count)
        self._session.many(
            "UPDATE search_vocabulary SET products = products + :count WHERE term = :term",
            [{"term": term, "count": count} for term, count in counts if term in known],
        )
        new = {term: (0, parts) for term, parts in self._joined.items() if term not in known}
        new |= {term: (count, "") for term, count in counts if term not in known}
        self._learn(new)
        self._grow()
        self._counts.clear()
        self._joined.clear()

    def _learn(self, new: dict[str, tuple[int, str]]) -> None:
        """Take words in, each with how many products have it and what it is put together of."""
        ordered = sorted(new)
        self._session.insert(
            "search_vocabulary", _WORD, [(term, new[term][0], sound(term), new[term][1]) for term in ordered]
        )
        slipped = sorted((slip, term) for term in ordered for slip in slips(term))
        self._session.insert("search_slips", ("slip", "term"), slipped, "ON CONFLICT DO NOTHING")

    def _grow(self) -> None:
        """Keep how many products there are, as those of the empty word, and that something has changed."""
        next_numbers(self._session, "search")
        self._session.insert(
            "search_vocabulary",
            _WORD,
            [("", self._products, "", "")],
            "ON CONFLICT (term) DO UPDATE SET products = search_vocabulary.products + excluded.products",
        )
        self._products = 0

    def _known(self, some: set[str]) -> set[str]:
        rows = self._session.among("SELECT term FROM search_vocabulary WHERE", "term", sorted(some))
        return {row["term"] for row in rows}


def _said(text: str) -> str:
    """The terms of a column that somebody can say."""
    return "" if text.startswith(MARK) else text.partition(_HIDDEN)[0]
