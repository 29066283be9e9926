"""Products that serve a need: by what such things are called, and by what the shop says of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import combinations

from assistant.shopping.searching import Reason, ReasonKind
from assistant.stores.search.candidates import Candidate, Restriction, Shelves
from assistant.stores.search.entries import named
from assistant.stores.search.expressions import Called, Expression, all_of, any_of
from assistant.stores.search.fusing import Found, ordered
from assistant.stores.search.groups import Group
from assistant.stores.search.lexicon import lexicon
from assistant.stores.search.needs import Served, served
from assistant.stores.search.synonyms import Phrase

_OF_A_KIND, _FEW = 12, 4
_BY_NAME, _SOLD_OUT, _LATER = 0.1, 0.2, 0.02
_PAIRED, _HAVING, _TOLD_OF = 4, 300, 12
_ENOUGH = 0.45


def serves(reading: Sequence[Group]) -> float:
    """How much of what was said the best of things is for, from 0 to 1; of a single word it is not known.

    Who says nothing but "mattress" tells what it is called, not that something goes on one.
    """
    best = served(_terms(reading), 1)
    return best[0].score if best and len(best[0].words) > 1 else 0.0


class Needing:
    """Finds what serves a need.

    Args:
        shelves: where to look.
        restriction: what must be so apart from words.
    """

    def __init__(self, shelves: Shelves, restriction: Restriction) -> None:
        self._shelves = shelves
        self._restriction = restriction

    def by_kind(self, reading: Sequence[Group]) -> list[Found]:
        """Products of the kinds that serve the need, best first."""
        things = served(_terms(reading))
        if not things:
            return []
        exact = any_of(named(name) for thing in things for name in thing.names)
        named_so = self._candidates(exact, _OF_A_KIND * len(things))
        found: dict[int, Found] = {}
        for thing in things:
            for one in self._of_kind(thing, named_so):
                if one.candidate.doc not in found or found[one.candidate.doc].score < one.score:
                    found[one.candidate.doc] = one
        return ordered(found.values())

    def _of_kind(self, thing: Served, named_so: Sequence[Candidate]) -> Iterator[Found]:
        some = [each for each in named_so if any(name in thing.names for name in each.names)]
        if len(some) < _FEW:
            some += self._candidates(any_of(Called(all_of(name)) for name in thing.names), _OF_A_KIND)
        for candidate in {each.doc: each for each in some}.values():
            place = next((at for at, name in enumerate(thing.names) if _is_a(candidate, name)), None)
            if place is not None:
                yield _serving(candidate, thing, place)

    def by_text(self, reading: Sequence[Group]) -> list[Found]:
        """Products of which the shop tells much of what was said, best first."""
        telling = sorted(
            (group for group in reading if group.ways and not _idle(group)), key=lambda group: -group.weight
        )[:_PAIRED]
        if not telling:
            return []
        total = sum(group.weight for group in reading if not _idle(group))
        asked = [any_of(all_of(way.terms) for way in group.ways) for group in telling]
        pairs = [all_of(pair) for pair in combinations(asked, 2)] or asked
        scores: defaultdict[int, float] = defaultdict(float)
        for group, expression in zip(telling, asked, strict=True):
            for doc in self._numbers(all_of([expression, any_of(pairs)])):
                scores[doc] += group.weight / total
        best = nlargest(
            _TOLD_OF, (doc for doc, score in scores.items() if score >= _ENOUGH), key=scores.__getitem__
        )
        said = " ".join(group.said for group in telling)
        reason = Reason(kind=ReasonKind.WORDS, said=said, field="text")
        return ordered(
            Found(candidate, scores[candidate.doc] - _SOLD_OUT * (not candidate.buyable), (reason,))
            for candidate in self._shelves.numbered(best)
        )

    def _candidates(self, expression: Expression, most: int) -> list[Candidate]:
        restricted = all_of([expression, *self._restriction.expression])
        return self._shelves.candidates(restricted, self._restriction, most)

    def _numbers(self, expression: Expression) -> list[int]:
        restricted = all_of([expression, *self._restriction.expression])
        return self._shelves.numbers(restricted, self._restriction, _HAVING)


def _serving(candidate: Candidate, thing: Served, place: int) -> Found:
    """A product that is of a kind, by the name at a place."""
    exactly = any(name in thing.names for name in candidate.names)
    score = thing.score + _BY_NAME * exactly - _SOLD_OUT * (not candidate.buyable) - _LATER * place
    said, found = " ".join(thing.words), " ".join(thing.names[place])
    return Found(candidate, score, (Reason(kind=ReasonKind.NEED, said=said, found=found, field="name"),))


def _terms(reading: Sequence[Group]) -> list[str]:
    return [term for group in reading for term in group.terms]


def _is_a(candidate: Candidate, name: Phrase) -> bool:
    """Whether one of a candidate's names ends with a name and therefore is one: a rice cake is no rice."""
    return any(called[-len(name) :] == name for called in candidate.names)


def _idle(group: Group) -> bool:
    return all(term in lexicon().idle for term in group.terms)
