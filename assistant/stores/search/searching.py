"""From a wish to what may be meant: by all of its words, their sound, some of them, its purpose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.shopping.searching import Dropped, Filters
from assistant.stores.search.candidates import Restriction, Shelves
from assistant.stores.search.entries import EVERY
from assistant.stores.search.expressions import all_of
from assistant.stores.search.found import Outcome
from assistant.stores.search.fusing import Found, added, fused
from assistant.stores.search.groups import Group, groups, readings
from assistant.stores.search.matching import Matcher, Matching
from assistant.stores.search.needing import Needing, serves
from assistant.stores.search.ranking import Fit
from assistant.stores.search.restricting import less_strict, restriction, without
from assistant.stores.search.understanding import Part, Wish
from assistant.stores.search.vocabulary import Vocabulary

Resembling = Callable[[Sequence[Part], Restriction], Sequence[Found]]
"""What has a name like a wish, the most alike first."""
Nearest = Callable[[Wish, Restriction], Sequence[Found]]
"""What is near in meaning, best first; nothing where the shop has no model for it."""
_BROWSED = 200
_TAIL = 0.45
"""Of the best score: what fits less is no answer, where something was named in full."""
_BY_WORDS, _BY_KIND, _BY_TEXT, _BY_MEANING = 1.0, 1.2, 1.0, 0.8
"""How much each list counts for a need."""
_LOOSE = 0.75
"""How much of a wish that is not told as a need a thing must serve, to be shown."""
_CLOSE, _CLOSER, _NO_DOUBT = 0.7, 0.8, 0.88
"""From this likeness on a name is taken for what was meant, before some words are left out; and before texts
that have all words."""
_RELAXED = 2
"""Of how many readings words are left out."""
_HEARD = 0.7
"""What a score by words counts beside a likeness."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What finds products otherwise than by their words."""

    resembling: Resembling
    nearest: Nearest


class Searching:
    """Answers one wish.

    Args:
        shelves: where to look.
        vocabulary: the shop's words.
        sources: find otherwise than by words.
        usual: the numbers of the products that the household buys.
        now: seconds since 1970, for prices.
    """

    def __init__(
        self,
        shelves: Shelves,
        vocabulary: Vocabulary,
        sources: Sources,
        usual: frozenset[int],
        now: float,
    ) -> None:
        self._shelves = shelves
        self._vocabulary = vocabulary
        self._sources = sources
        self._usual = usual
        self._now = now

    def search(self, wish: Wish, filters: Filters) -> Outcome:
        """What may be meant, if need be without some of the filters; or why there is nothing."""
        outcome = self._within(wish, filters)
        left: list[Dropped] = []
        for leave in less_strict(filters):
            if outcome.found:
                break
            left.append(Dropped(filter=leave.filter, said=_said(wish, leave.filter)))
            outcome = self._within(wish, leave.filters)
        if not outcome.found:
            return Outcome(dropped=self._unsold(wish))
        return replace(outcome, dropped=(*left, *outcome.dropped))

    def _unsold(self, wish: Wish) -> tuple[Dropped, ...]:
        """Why there is nothing: the words that the shop does not know; all of them where it knows each."""
        said = groups(wish, self._vocabulary)
        unknown = [group.said for group in said if not group.ways] or [group.said for group in said]
        return tuple(Dropped(said=words) for words in unknown)

    def _within(self, wish: Wish, filters: Filters) -> Outcome:
        restricted = _denied(wish, restriction(filters, self._now))
        asked = tuple(part for part in wish.parts if not part.denied)
        if not asked:
            return self._browse(restricted)
        return self._meant(replace(wish, parts=asked), restricted)

    def _browse(self, restricted: Restriction) -> Outcome:
        """Everything that is as it must be, the most popular first; nothing where nothing must be so."""
        if not restricted.expression and not restricted.conditions:
            return Outcome()
        expression = all_of(restricted.expression or (EVERY,))
        some = self._shelves.candidates(expression, restricted, _BROWSED)
        best = sorted(some, key=lambda candidate: not candidate.buyable)
        return Outcome([Found(candidate, 1.0, ()) for candidate in best], (), expression, restricted)

    def _meant(self, wish: Wish, restricted: Restriction) -> Outcome:
        matcher = Matcher(self._shelves, restricted, self._usual)
        said = groups(wish, self._vocabulary)
        exact = matcher.with_all(said, loosely=wish.need)
        if wish.need:
            words = exact if exact.fits or serves(said) >= _LOOSE else matcher.with_some([said], loosely=True)
            return self._serving(wish, said, restricted, words)
        if _clear(exact):
            return _outcome(exact, restricted)
        if all(group.ways for group in said) and serves(said) >= _LOOSE:
            return self._serving(wish, said, restricted, exact)
        return self._misheard(wish, said, restricted, matcher, exact)

    def _misheard(
        self, wish: Wish, said: Sequence[Group], restricted: Restriction, matcher: Matcher, exact: Matching
    ) -> Outcome:
        """What the wish may be, if some of its words were heard wrongly or are no words of the shop."""
        alike = self._sources.resembling(wish.parts, restricted)
        if alike and alike[0].score >= _NO_DOUBT:
            return Outcome(alike)
        wide = readings(said, self._vocabulary)
        heard = matcher.named_so(wide)
        sure = alike and alike[0].score >= (_CLOSER if exact.fits else _CLOSE)
        if sure or (heard.fits and not exact.fits):
            return Outcome(added([(_HEARD, _outcome(heard, restricted).found), (1.0, alike)]))
        is_told = exact.fits or serves(said) >= _LOOSE
        words = exact if is_told else matcher.with_some(wide[:_RELAXED])
        served = self._serving(wish, said, restricted, words)
        return served if served.found else Outcome(alike)

    def _serving(
        self, wish: Wish, said: Sequence[Group], restricted: Restriction, words: Matching
    ) -> Outcome:
        """What serves the wish as a need, together with what its words have found."""
        needing = Needing(self._shelves, restricted)
        by_kind = needing.by_kind(said)
        if not wish.need and not (serves(said) and by_kind and by_kind[0].score >= _LOOSE):
            return _outcome(words, restricted)
        lists = [
            (_BY_WORDS * _sureness(words), _outcome(words, restricted).found),
            (_BY_KIND, by_kind),
            (_BY_TEXT, needing.by_text(said)),
            (_BY_MEANING, self._sources.nearest(wish, restricted)),
        ]
        found = fused(lists)
        first = found[0].candidate.doc if found else 0
        named = any(one.candidate.doc == first for one in words.fits)
        return Outcome(found, _dropped(words) if named else ())


def _clear(matching: Matching) -> bool:
    return bool(matching.fits) and matching.fits[0].named


def _sureness(matching: Matching) -> float:
    """How much the list of what has the words counts: half where some were left out."""
    return 0.5 if matching.dropped else 1.0


def _outcome(matching: Matching, restricted: Restriction) -> Outcome:
    best = matching.fits[0].score if matching.fits else 0.0
    least = _TAIL * best if matching.fits and matching.fits[0].whole else 0.0
    found = [_found(one) for one in matching.fits if one.score >= least]
    return Outcome(found, _dropped(matching), matching.expression, restricted)


def _dropped(matching: Matching) -> tuple[Dropped, ...]:
    return tuple(Dropped(said=said) for said in matching.dropped)


def _found(one: Fit) -> Found:
    return Found(one.candidate, one.score, one.reasons)


def _denied(wish: Wish, restricted: Restriction) -> Restriction:
    """The restriction together with what was said that must not be in it."""
    allergens = [part.attribute[1] for part in wish.parts if part.denied and part.attribute]
    return replace(restricted, expression=(*restricted.expression, *map(without, allergens)))


def _said(wish: Wish, name: str) -> str:
    """The words of the wish that a filter comes from."""
    return wish.costing.said if wish.costing and name in {"least", "most"} else ""
