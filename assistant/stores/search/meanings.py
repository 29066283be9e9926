"""The vectors of products, in the store's tables, and those that are nearest to another.

The table has them as signed bytes, 256 of a product. In memory only their signs are kept, 32 bytes of a
product: those that share most signs are then compared by all their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from assistant.stores.embedded.session import Session
from assistant.stores.search.entries import Entry
from assistant.stores.search.index import generation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SCALE = 127
_COMPARED = 200
"""How many of those that share most signs are compared by all numbers."""
_WORDS = 160
"""Characters of a description that count."""


@dataclass(frozen=True, slots=True)
class _Signs:
    generation: int
    docs: "NDArray[np.int64]"
    signs: "NDArray[np.uint64]"


class Meanings:
    """Keeps vectors, and their signs in memory.

    May be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._signs: _Signs | None = None

    def add(self, session: Session, docs: Sequence[int], vectors: "NDArray[np.float32]") -> None:
        """Keep the vectors of some products."""
        import numpy as np

        rows = np.round(vectors * _SCALE).astype(np.int8)
        session.many(
            "INSERT INTO search_meanings (doc, vector) VALUES (:doc, :vector)"
            " ON CONFLICT (doc) DO UPDATE SET vector = excluded.vector",
            [{"doc": doc, "vector": row.tobytes()} for doc, row in zip(docs, rows, strict=True)],
        )

    def missing(self, session: Session, most: int) -> list[int]:
        """The index's numbers of products whose vectors are not kept."""
        rows = session.rows(
            "SELECT search_entries.doc AS doc FROM search_entries LEFT JOIN search_meanings"
            " ON search_meanings.doc = search_entries.doc WHERE search_meanings.doc IS NULL LIMIT :most",
            most=most,
        )
        return [int(row["doc"]) for row in rows]

    def nearest(self, session: Session, vector: "NDArray[np.float32]", most: int) -> list[tuple[int, float]]:
        """The products that are nearest, each with how near, from -1 to 1."""
        import numpy as np

        known = self._current(session)
        if not len(known.docs):
            return []
        apart = _sums(np.bitwise_count(known.signs ^ _signs(vector[None, :])))
        closest = np.argpartition(apart, min(_COMPARED, len(apart)) - 1)[:_COMPARED]
        rows = session.among(
            "SELECT doc, vector FROM search_meanings WHERE", "doc", [int(doc) for doc in known.docs[closest]]
        )
        numbers = np.frombuffer(b"".join(row["vector"] for row in rows), dtype=np.int8).reshape(len(rows), -1)
        near = (numbers.astype(np.float32) / _SCALE) @ vector
        return [(int(rows[at]["doc"]), float(near[at])) for at in np.argsort(-near, kind="stable")[:most]]

    def _current(self, session: Session) -> _Signs:
        now = generation(session)
        with self._lock:
            if self._signs is None or self._signs.generation != now:
                self._signs = _load(session, now)
            return self._signs


def _load(session: Session, now: int) -> _Signs:
    import numpy as np

    rows = session.rows("SELECT doc, vector FROM search_meanings ORDER BY doc")
    docs = np.array([row["doc"] for row in rows], dtype=np.int64)
    numbers = np.frombuffer(b"".join(row["vector"] for row in rows), dtype=np.int8)
    return _Signs(now, docs, _signs(numbers.reshape(len(rows), -1)) if rows else np.zeros((0, 4), np.uint64))


def _sums(counts: "NDArray[np.uint8]") -> "NDArray[np.uint32]":
    """The sum of each row of four bytes: quicker than numpy's own over so few."""
    import numpy as np

    four = counts.view(np.uint32).ravel()
    pairs = (four & 0x00FF00FF) + ((four >> 8) & 0x00FF00FF)
    sums: NDArray[np.uint32] = (pairs + (pairs >> 16)) & 0xFFFF
    return sums


def _signs(numbers: "NDArray[np.int8] | NDArray[np.float32]") -> "NDArray[np.uint64]":
    import numpy as np

    return np.packbits(numbers > 0, axis=1).view(np.uint64)


def described(entry: Entry) -> str:
    """What is known of a product, as the text whose meaning is kept."""
    about = entry.texts[-1][:_WORDS] if entry.texts else ""
    return ". ".join(filter(None, (", ".join(entry.names), *entry.categories[-1:], *entry.uses, about)))
