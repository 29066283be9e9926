"""How well a candidate fits what was said, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.shopping.searching import Reason, ReasonKind
from assistant.stores.search.candidates import Candidate
from assistant.stores.search.groups import Group, Way

_IN_NAME, _IN_KIND, _ELSEWHERE = 1.0, 0.8, 0.4
"""How much a word counts by where it is."""
_NAMED, _WHOLE, _POPULAR, _USUAL, _SOLD_OUT = 0.3, 0.1, 0.03, 0.04, 0.12
"""How much counts: the share of its best name that was said; that a whole name was; that it is popular; that
the household buys it; that there is none left."""
_CLASSES = 31
_LIKE = frozenset({ReasonKind.SPELLING, ReasonKind.SOUND, ReasonKind.WORD_FORM})


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a candidate fits."""

    candidate: Candidate
    score: float
    """0 to about 1.5."""
    named: bool
    """Whether all that was said is in its names, brand or category."""
    headed: bool
    """Whether what it is was said: the last word of one of its names."""
    whole: bool
    """Whether a whole name of it was said."""
    called: bool
    """Whether any word of it is in its names, brand or category, or is an attribute of it."""
    sureness: float
    """1, or what the least likely word counts that was taken for another which is only like it."""
    reasons: tuple[Reason, ...]

    @property
    def doubtful(self) -> bool:
        """Whether a word was taken for another."""
        return self.sureness < 1


@dataclass(frozen=True, slots=True)
class _Match:
    group: Group
    way: Way
    field: str
    worth: float


def fit(candidate: Candidate, reading: Sequence[Group], required: Collection[int], *, usual: bool) -> Fit:
    """How well a candidate fits.

    Args:
        candidate: what may be meant.
        reading: what was said.
        required: the places of the groups with which it was found: it is known to have them.
        usual: whether the household buys it.
    """
    matches = [
        match
        for at, group in enumerate(reading)
        if (match := _match(candidate, group, required=at in required)) is not None
    ]
    said = {term for match in matches if match.field == "name" for term in match.way.terms}
    best = max((_share(name, said) for name in candidate.names), default=0.0)
    total = sum(group.weight for group in reading if not group.optional) or 1.0
    score = sum(match.group.weight * match.worth for match in matches) / total
    score += _NAMED * best + _WHOLE * (best == 1) + _USUAL * usual - _SOLD_OUT * (not candidate.buyable)
    score += _POPULAR * (1 - (candidate.doc >> 32) / _CLASSES)
    return Fit(
        candidate=candidate,
        score=score,
        named=all(match.field != "text" for match in matches) and len(matches) >= len(required),
        headed=any(name[-1] in said for name in candidate.names if name),
        whole=best == 1,
        called=any(match.field != "text" for match in matches),
        sureness=min((match.way.worth for match in matches if match.way.kind in _LIKE), default=1.0),
        reasons=_reasons(matches, candidate, said, usual=usual),
    )


def _match(candidate: Candidate, group: Group, *, required: bool) -> _Match | None:
    """The best way in which a group is in a candidate."""
    best: _Match | None = None
    for way in group.ways:
        if candidate.called.issuperset(way.terms):
            found = _Match(group, way, "name", way.worth * _IN_NAME)
        elif candidate.called.union(candidate.kind).issuperset(way.terms):
            found = _Match(group, way, "category", way.worth * _IN_KIND)
        else:
            continue
        if best is None or found.worth > best.worth:
            best = found
    if best is None and required and group.ways:
        attribute = group.part is not None
        worth = _IN_KIND if attribute else _ELSEWHERE
        best = _Match(group, group.ways[0], "attribute" if attribute else "text", group.ways[0].worth * worth)
    return best


def _share(name: Sequence[str], said: Collection[str]) -> float:
    return sum(term in said for term in name) / len(name) if name else 0.0


def _reasons(
    matches: Sequence[_Match], candidate: Candidate, said: Collection[str], *, usual: bool
) -> tuple[Reason, ...]:
    found = [_reason(match, candidate) for match in matches]
    if candidate.names and said.__len__() and set(candidate.names[0]) <= set(said):
        found.insert(0, Reason(kind=ReasonKind.NAME, found=" ".join(candidate.names[0]), field="name"))
    elif (alias := next((name for name in candidate.names[1:] if set(name) <= set(said)), None)) is not None:
        found.insert(0, Reason(kind=ReasonKind.ALIAS, found=" ".join(alias), field="aliases"))
    if usual:
        found.append(Reason(kind=ReasonKind.USUAL))
    return tuple(found)


def _reason(match: _Match, candidate: Candidate) -> Reason:
    kind, field = match.way.kind, match.field
    if kind is ReasonKind.WORDS and field == "name" and set(match.way.terms) <= set(candidate.brand):
        kind, field = ReasonKind.BRAND, "brand"
    elif kind is ReasonKind.WORDS and field == "category":
        kind = ReasonKind.CATEGORY
    return Reason(kind=kind, said=match.group.said, found=" ".join(match.way.terms), field=field)
