"""Names that a wish as a whole resembles, in letters and in sound: "spa getty" and "spaghetti"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from assistant.shopping.searching import Reason, ReasonKind
from assistant.stores.embedded.session import Session
from assistant.stores.search.candidates import Candidate, Restriction, Shelves
from assistant.stores.search.entries import named
from assistant.stores.search.evidence import believable, head, skeleton
from assistant.stores.search.expressions import all_of, any_of
from assistant.stores.search.fusing import Found, ordered
from assistant.stores.search.index import generation
from assistant.stores.search.understanding import Part

_POPULAR = 10_000
"""The products, the most popular of the shop, whose names are compared."""
_COMPARED, _MOST, _OF_A_NAME = 40, 8, 5
_ENOUGH = 0.6
_WORTH_A_LOOK = 0.55
_SHORTEST = 4
"""Letters; shorter wishes are like too much."""
_SOLD_OUT = 0.02


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of popular products."""

    generation: int
    terms: tuple[tuple[str, ...], ...]
    letters: tuple[str, ...]
    """Of each name, without spaces."""
    skeletons: tuple[str, ...]


class Resembling:
    """Finds names that a wish resembles; keeps them between searches.

    May be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: _Names | None = None

    def near(
        self, session: Session, shelves: Shelves, parts: Sequence[Part], restriction: Restriction
    ) -> list[Found]:
        """Products with a name like what was said, the most alike first.

        Args:
            session: at the store.
            shelves: where to look.
            parts: of the wish.
            restriction: what must be so apart from words.
        """
        spoken = [term for part in parts for term in part.terms]
        said = "".join(spoken)
        wish = " ".join(part.said for part in parts)
        if len(said) < _SHORTEST:
            return []
        names = self._current(session)
        thing = _head(parts)
        alike = {
            names.terms[place]: like
            for place, like in _most_alike(names, said)
            if believable(spoken, names.terms[place], thing)
        }
        if not alike:
            return []
        asked = all_of([any_of(map(named, alike)), *restriction.expression])
        found = [
            _found(candidate, alike, wish)
            for candidate in shelves.candidates(asked, restriction, _MOST * _OF_A_NAME)
        ]
        return ordered(found)

    def _current(self, session: Session) -> _Names:
        now = generation(session)
        with self._lock:
            if self._names is None or self._names.generation != now:
                self._names = _load(session, now)
            return self._names


def _found(candidate: Candidate, alike: Mapping[tuple[str, ...], float], wish: str) -> Found:
    """A product that has one of some names, by the one that is most alike."""
    # By its first name where none of them is: names are found by a hash.
    name = max(candidate.names, key=lambda name: alike.get(name, 0.0))
    reason = Reason(kind=ReasonKind.SOUND, said=wish, found=" ".join(name), field="name")
    return Found(candidate, alike.get(name, 0.0) - _SOLD_OUT * (not candidate.buyable), (reason,))


def _load(session: Session, now: int) -> _Names:
    rows = session.rows("SELECT called FROM search_entries ORDER BY doc LIMIT :most", most=_POPULAR)
    called = dict.fromkeys(name for row in rows for name in row["called"].split("|") if name)
    letters = tuple(name.replace(" ", "") for name in called)
    return _Names(now, tuple(tuple(name.split()) for name in called), letters, tuple(map(skeleton, letters)))


def _most_alike(names: _Names, said: str) -> Sequence[tuple[int, float]]:
    """The places of the names that are most alike, and how much, from 0 to 1."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    alike = Levenshtein.normalized_similarity
    bones = skeleton(said)
    near = process.extract(bones, names.skeletons, scorer=alike, limit=_COMPARED, score_cutoff=_WORTH_A_LOOK)
    scored = [(place, (alike(said, names.letters[place]) + like) / 2) for _, like, place in near]
    best = sorted(scored, key=lambda one: (-one[1], one[0]))[:_MOST]
    return [(place, like) for place, like in best if like >= _ENOUGH]


def _head(parts: Sequence[Part]) -> str:
    """The term that names the thing."""
    terms = [part.terms[-1] for part in parts]
    return terms[head(terms, [not part.aside and part.attribute is None for part in parts])]
