"""Which candidates there are for what was said: with all of it, with what sounds like it, with some of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.stores.search.candidates import Candidate, Restriction, Shelves
from assistant.stores.search.entries import named, product_of
from assistant.stores.search.evidence import head
from assistant.stores.search.expressions import Called, Expression, all_of, any_of
from assistant.stores.search.groups import Group
from assistant.stores.search.ranking import Fit, fit

_IN_NAMES, _ANYWHERE, _EXACT, _RELAXED = 120, 80, 40, 60
"""How many of the most popular that fit are ranked."""
_FEW = 20
"""Where fewer are called so, those of which it is told are ranked, too."""
_MOST_GROUPS, _MOST_PAIRED = 6, 4
_TELLING = 0.5


@dataclass(frozen=True, slots=True)
class Matching:
    """What fits, with what of the wish it was found."""

    fits: tuple[Fit, ...] = ()
    dropped: tuple[str, ...] = ()
    """What had to be left out, as it was said."""
    expression: Expression | None = None
    """With which the first of them was found."""


class Matcher:
    """Finds what fits.

    Args:
        shelves: where to look.
        restriction: what must be so apart from words.
        usual: the numbers of the products that the household buys.
    """

    def __init__(self, shelves: Shelves, restriction: Restriction, usual: frozenset[int]) -> None:
        self._shelves = shelves
        self._restriction = restriction
        self._usual = usual

    def with_all(self, reading: Sequence[Group], *, loosely: bool = False) -> Matching:
        """What has all groups of a reading, in its names or elsewhere; best first.

        Args:
            reading: what was said.
            loosely: whether it need not be called by any word of it: for a need. A blanket of which is told
                that it is for the television room is no television.
        """
        places = _places(reading)
        if not places:
            return Matching()
        found, asked = self._having(reading, places)
        if not loosely:
            found = [one for one in found if one.called]
        return Matching(_ordered(found), expression=asked if found else None)

    def named_so(self, readings: Sequence[Sequence[Group]]) -> Matching:
        """What has all groups of a reading in its names, best first."""
        best: dict[int, Fit] = {}
        for reading in readings:
            places = _places(reading)
            if places:
                for one in self._kept(reading, places).fits:
                    if one.candidate.doc not in best or best[one.candidate.doc].score < one.score:
                        best[one.candidate.doc] = one
        return Matching(_ordered(best.values()))

    def with_some(self, readings: Sequence[Sequence[Group]], *, loosely: bool = False) -> Matching:
        """What is called by as much as possible of a reading, if it still is what was named; best first.

        Args:
            readings: what may have been said.
            loosely: whether what was named is enough, however much else was said: for a need, in which
                many words tell of other things.
        """
        found = [matching for reading in readings if (matching := self._relaxed(reading, loosely)).fits]
        return max(found, key=lambda matching: matching.fits[0].score, default=Matching())

    def _relaxed(self, reading: Sequence[Group], loosely: bool) -> Matching:
        for some in _less_and_less(reading):
            best = max(
                (self._kept(reading, places, loosely=loosely) for places in some),
                key=lambda matching: matching.fits[0].score if matching.fits else 0.0,
                default=Matching(),
            )
            if best.fits:
                return best
        return Matching()

    def _kept(self, reading: Sequence[Group], places: Sequence[int], *, loosely: bool = False) -> Matching:
        """What is called by the groups at some places."""
        asked = self.restricted(Called(all_of(_expression(reading[at]) for at in places)))
        required = frozenset(places)
        fits = [self._fit(candidate, reading, required) for candidate in self._candidates(asked, _RELAXED)]
        left = [at for at, group in enumerate(reading) if at not in required and not group.optional]
        fits = [one for one in fits if one.headed]
        if left:
            told = self._told_of(asked, reading, left) if fits else {}
            fits = [one for one in fits if self._covered(one, reading, places, told, loosely=loosely)]
        return Matching(_ordered(fits), tuple(reading[at].said for at in left), asked)

    def _told_of(
        self, asked: Expression, reading: Sequence[Group], left: Sequence[int]
    ) -> dict[int, frozenset[int]]:
        """Which of the groups left out the shop tells elsewhere of what was found, by the index's numbers."""
        told: defaultdict[int, set[int]] = defaultdict(set)
        for at in left:
            if reading[at].ways:
                both = all_of([asked, _expression(reading[at])])
                for doc in self._shelves.numbers(both, self._restriction, _RELAXED):
                    told[doc].add(at)
        return {doc: frozenset(places) for doc, places in told.items()}

    def _covered(
        self,
        one: Fit,
        reading: Sequence[Group],
        places: Sequence[int],
        told: Mapping[int, frozenset[int]],
        *,
        loosely: bool,
    ) -> bool:
        """Whether a product is still what was named, although something of the wish was left out.

        What names the thing must have been kept, or all of a name of several words. Of the wish half must be
        covered, by how much its words tell; words that are only alike count less. Where every word is the
        same, all of a name is enough, if no more words are missing than there are: "Heinz ketchup" is
        ketchup, but "garage door opener" is no can opener.
        """
        there = {*places, *told.get(one.candidate.doc, ())}
        kept = sum(reading[at].weight for at in there) / sum(group.weight for group in reading)
        same = _head(reading) in places or (len(places) > 1 and one.whole)
        if loosely:
            return same or kept >= _TELLING
        missing = sum(at not in there and not group.optional for at, group in enumerate(reading))
        enough = one.whole and not one.doubtful and missing <= len(there)
        return same and (enough or kept * one.sureness >= _TELLING)

    def _having(self, reading: Sequence[Group], places: Sequence[int]) -> tuple[list[Fit], Expression]:
        """What has the groups at some places, and the expression that counts all that are called so."""
        wanted = [_expression(reading[at]) for at in places]
        asked = self.restricted(all_of(wanted))
        in_names = self.restricted(Called(all_of(wanted)))
        called = self._candidates(in_names, _IN_NAMES)
        some = list(called)
        if len(called) == _IN_NAMES:  # then some that have just this name may be missing
            some += self._candidates(self.restricted(any_of(map(named, _names(reading, places)))), _EXACT)
        elif len(called) < _FEW:
            some += self._candidates(asked, _ANYWHERE)
        found = {candidate.doc: candidate for candidate in some}
        required = frozenset(places)
        fits = [self._fit(candidate, reading, required) for candidate in found.values()]
        return fits, in_names if called else asked

    def _candidates(self, expression: Expression, most: int) -> list[Candidate]:
        return self._shelves.candidates(expression, self._restriction, most)

    def _fit(self, candidate: Candidate, reading: Sequence[Group], required: frozenset[int]) -> Fit:
        return fit(candidate, reading, required, usual=product_of(candidate.doc) in self._usual)

    def restricted(self, expression: Expression) -> Expression:
        """An expression together with that of the restriction."""
        return all_of([expression, *self._restriction.expression])


def _places(reading: Sequence[Group]) -> list[int]:
    """Where the groups stand that must be there; nothing where the shop has no word for one."""
    places = [at for at, group in enumerate(reading) if not group.optional]
    return places if all(reading[at].ways for at in places) else []


def _ordered(fits: Iterable[Fit]) -> tuple[Fit, ...]:
    return tuple(sorted(fits, key=lambda one: (-one.score, one.candidate.doc)))


def _expression(group: Group) -> Expression:
    return any_of(all_of(way.terms) for way in group.ways)


def _names(reading: Sequence[Group], places: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """The names that the groups may be as a whole, each group in its two best ways at most."""
    yield tuple(term for at in places for term in reading[at].ways[0].terms)
    for changed in places:
        for way in reading[changed].ways[1:3]:
            yield tuple(
                term for at in places for term in (way if at == changed else reading[at].ways[0]).terms
            )


def _head(reading: Sequence[Group]) -> int:
    """The place of what names the thing."""
    plain = [not group.aside and group.part is None for group in reading]
    return head([group.terms[-1] for group in reading], plain)


def _less_and_less(reading: Sequence[Group]) -> Iterator[list[tuple[int, ...]]]:
    """Which groups to keep: all that are known, all of these but one, the head with one more, and so on.

    Of many groups only those that tell most are tried. What must not be is always kept.
    """
    known = [at for at, group in enumerate(reading) if group.ways and not group.optional]
    thing = _head(reading)
    free = sorted(known, key=lambda at: (at != thing, -reading[at].weight))[:_MOST_GROUPS]
    if not free:
        return
    yield [tuple(sorted(free))]
    if len(free) > 2:  # noqa: PLR2004 - of two, one is kept below
        yield [tuple(sorted(set(free) - {left})) for left in free if left != thing or thing not in known]
    if thing in known:
        yield [tuple(sorted((thing, other))) for other in free if other != thing]
        yield [(thing,)]
    elif len(free) > 1:
        yield [tuple(sorted(pair)) for pair in combinations(free[:_MOST_PAIRED], 2)]
        yield [(at,) for at in free]
