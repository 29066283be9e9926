"""The search's tables, kept up to date with the catalogue, a batch of products at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.search.entries import MARK, Entry, Terms, analysed
from assistant.stores.search.fulltext import FullText, Indexed
from assistant.stores.search.slips import slips
from assistant.stores.search.sounds import sound

_ADD = "INSERT INTO search_entries (doc, called, brand, kind) VALUES (:doc, :called, :brand, :kind)"
_NEW = (
    "INSERT INTO search_vocabulary (term, products, sound, parts) VALUES (:term, :products, :sound, :parts)"
)


def add(session: Session, index: FullText, entries: Iterable[Entry]) -> None:
    """Index products that are not in the index. Quickest with thousands at a time."""
    # In the index's own order: FTS5 writes itself out whenever a number is less than the last one.
    found = sorted(((entry.doc, analysed(entry)) for entry in entries), key=_doc)
    session.many(_ADD, [_row(doc, terms) for doc, terms in found])
    index.put(session, found)
    _count(session, _counted(found), 1)
    _grow(session, len(found))
    _note_joined(session, found)


def remove(session: Session, index: FullText, entries: Iterable[Entry]) -> None:
    """Take products out of the index, as they were when they were added."""
    found = sorted(((entry.doc, analysed(entry)) for entry in entries), key=_doc)
    docs = [doc for doc, _ in found]
    session.change_among("DELETE FROM search_entries WHERE", "doc", docs)
    session.change_among("DELETE FROM search_meanings WHERE", "doc", docs)
    index.take_out(session, found)
    _count(session, _counted(found), -1)
    _grow(session, -len(found))


def _doc(indexed: Indexed) -> int:
    return indexed[0]


def _row(doc: int, terms: Terms) -> dict[str, object]:
    return {
        "doc": doc,
        "called": "|".join(map(" ".join, terms.names)),
        "brand": " ".join(terms.brand),
        "kind": " ".join(terms.leaf),
    }


# --- the vocabulary


def _counted(found: Iterable[Indexed]) -> Counter[str]:
    every = (column for _, terms in found for column in (terms.called, terms.kind, terms.about))
    return Counter(chain.from_iterable(every))


def _count(session: Session, counts: Counter[str], sign: int) -> None:
    """Keep in how many products each term is; a term that was once there stays, with none."""
    plain = {term: sign * count for term, count in counts.items() if not term.startswith(MARK)}
    known = _known(session, plain)
    session.many(
        "UPDATE search_vocabulary SET products = products + :count WHERE term = :term",
        [{"term": term, "count": count} for term, count in plain.items() if term in known],
    )
    _learn(session, {term: ("", count) for term, count in plain.items() if term not in known})


def generation(session: Session) -> int:
    """A number that is another after each change of the index."""
    row = session.row("SELECT value FROM counters WHERE name = 'search'")
    return int(row["value"]) if row else 0


def _grow(session: Session, products: int) -> None:
    """Keep how many products there are in all, as those of the empty term, and that something has changed."""
    next_numbers(session, "search")
    session.change(
        f"{_NEW} ON CONFLICT (term) DO UPDATE SET products = search_vocabulary.products + excluded.products",
        term="",
        products=products,
        sound="",
        parts="",
    )


def _note_joined(session: Session, found: Iterable[Indexed]) -> None:
    """Brands of several words, and the last two words of names, as if they were one: "papertowel"."""
    parted = {terms.brand for _, terms in found if len(terms.brand) > 1}
    parted.update(name[-2:] for _, terms in found for name in terms.names if len(name) > 1)
    joined = {"".join(parts): (" ".join(parts), 0) for parts in parted}
    known = _known(session, joined)
    _learn(session, {term: new for term, new in joined.items() if term not in known})


def _learn(session: Session, new: dict[str, tuple[str, int]]) -> None:
    """Take terms into the vocabulary, each with what it is put together of and how many products have it."""
    ordered = sorted(new)
    session.many(
        _NEW,
        [
            {"term": term, "products": new[term][1], "sound": sound(term), "parts": new[term][0]}
            for term in ordered
        ],
    )
    slipped = sorted((slip, term) for term in ordered for slip in slips(term))
    session.many(
        "INSERT INTO search_slips (slip, term) VALUES (:slip, :term) ON CONFLICT DO NOTHING",
        [{"slip": slip, "term": term} for slip, term in slipped],
    )


def _known(session: Session, some: Iterable[str]) -> set[str]:
    wanted: Sequence[str] = list(some)
    return {row["term"] for row in session.among("SELECT term FROM search_vocabulary WHERE", "term", wanted)}
