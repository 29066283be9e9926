"""Whether the search's tables say what the catalogue says: every product can be found, and nothing else."""

from collections import Counter
from collections.abc import Iterator

from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import read
from assistant.stores.search.entries import EVERY, MARK, analysed, document, entry, product_of
from assistant.stores.search.fulltext import FullText


def faults(session: Session, index: FullText) -> Iterator[str]:
    """What does not agree.

    Args:
        session: a transaction in which the tables are read.
        index: of terms.
    """
    expected = _Expected(session)
    yield from _ranked(session, expected)
    yield from _indexed(session, index, expected)
    yield from _vocabulary(session, expected)


class _Expected:
    """What the index is to hold, from the shelves."""

    def __init__(self, session: Session) -> None:
        self.names: dict[int, str] = {}
        """The index's number of a product, and its id."""
        self.products: Counter[str] = Counter()
        """In how many products each term is."""
        self.sums: Counter[str] = Counter()
        """The sum of their numbers in the index."""
        after = 0
        while part := read(session, after):
            for number, listing in part:
                terms = analysed(entry(listing))
                doc = document(number, terms)
                self.names[doc] = listing.id
                self._note(doc, {*terms.called.split(), *terms.kind.split(), *terms.about.split()})
            after = part[-1][0]

    def _note(self, doc: int, terms: set[str]) -> None:
        self.products.update(terms)
        for term in terms:
            self.sums[term] += doc


def _ranked(session: Session, expected: _Expected) -> Iterator[str]:
    docs = {int(row["doc"]) for row in session.rows("SELECT doc FROM search_entries")}
    yield from _apart(expected, docs, "ranked")
    row = session.row(
        "SELECT count(*) AS found FROM search_meanings WHERE NOT EXISTS"
        " (SELECT 1 FROM search_entries WHERE search_entries.doc = search_meanings.doc)"
    )
    if row["found"]:
        yield f"{row['found']} vectors are of products that are not on the shelves."


def _apart(expected: _Expected, docs: set[int], how: str) -> Iterator[str]:
    for doc in sorted(expected.names.keys() - docs):
        yield f"The product {expected.names[doc]} cannot be found: it is not {how}."
    for doc in sorted(docs - expected.names.keys()):
        yield f"The search has {how} the product number {product_of(doc)} as it is not on the shelves."


def _indexed(session: Session, index: FullText, expected: _Expected) -> Iterator[str]:
    docs = {int(row["doc"]) for row in session.rows(index.matching, match=index.match(EVERY))}
    yield from _apart(expected, docs, "indexed")
    gone = session.rows("SELECT term FROM search_vocabulary WHERE products = 0 AND parts = ''")
    for term in (*expected.products, *(row["term"] for row in gone if row["term"])):
        row = session.row(
            "SELECT count(*) AS found, CAST(coalesce(sum(doc), 0) AS BIGINT) AS total FROM"  # noqa: S608 - the engine's own words
            f" ({index.matching}) AS hits",
            match=index.match(term),
        )
        count = expected.products[term]
        if (row["found"], row["total"]) != (count, expected.sums[term]):
            named = "a hidden term" if term.startswith(MARK) else f'"{term}"'
            yield f"Indexed for {named} are {row['found']} products, not the {count} that have it."


def _vocabulary(session: Session, expected: _Expected) -> Iterator[str]:
    counted = {
        row["term"]: int(row["products"])
        for row in session.rows("SELECT term, products FROM search_vocabulary")
    }
    if counted.pop("", 0) != len(expected.names):
        yield f"The search counts another number of products than {len(expected.names)}."
    plain = {term: count for term, count in expected.products.items() if not term.startswith(MARK)}
    for term in sorted(plain.keys() | counted.keys()):
        found, count = counted.get(term, 0), plain.get(term, 0)
        if found != count:
            yield f'The search counts {found} products with "{term}", not {count}.'
