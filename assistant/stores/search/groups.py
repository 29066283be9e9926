"""What may stand in the index for what was said: synonyms, other forms, slips, what sounds alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log1p

from assistant.shopping.searching import ReasonKind
from assistant.stores.search.entries import facet
from assistant.stores.search.evidence import believable
from assistant.stores.search.slips import slips
from assistant.stores.search.sounds import alike, likeness, sound
from assistant.stores.search.synonyms import synonyms
from assistant.stores.search.understanding import Part, Wish
from assistant.stores.search.vocabulary import Known, Vocabulary

_LONGEST_RUN = 3
_MOST_WAYS, _MOST_WAYS_OF_KNOWN = 4, 2
"""How many words are tried for one that the shop does not have, and besides one that it has."""
_MOST_READINGS = 3
_FAR = 0.6
"""Words less alike than this are not taken for each other."""
_SHORTEST_HALF = 3
_ENDINGS = ("ing", "ed", "y")
_WORTH = {
    ReasonKind.SYNONYM: 0.93,
    ReasonKind.WORD_FORM: 0.9,
    ReasonKind.SPELLING: 0.85,
    ReasonKind.SOUND: 0.82,
}
"""How much a way counts, of what the word itself would."""
_CONTAINER = 0.25
_RARE, _COMMON = 0.1, 7.0
"""What a word loses that hardly any product has, and the logarithm of how many have one
that loses nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """Terms that may stand for a group."""

    terms: tuple[str, ...]
    kind: ReasonKind
    worth: float = 1.0
    """How much it counts, of what the words themselves would."""


@dataclass(frozen=True, slots=True)
class Group:
    """Something that was said, and what may stand for it."""

    said: str
    terms: tuple[str, ...]
    ways: tuple[Way, ...]
    """None where the shop has no such word."""
    weight: float = 1.0
    """How much it tells: a rare word more than a common one."""
    optional: bool = False
    """Whether a product without it fits as well."""
    part: Part | None = None
    """Where it is an attribute."""
    aside: bool = False
    """Whether it only tells more about what was named before."""


def groups(wish: Wish, vocabulary: Vocabulary) -> list[Group]:
    """What was said, with its synonyms and with words joined or parted as the shop writes them."""
    known = vocabulary.known(_lookups(wish.parts))
    found: list[Group] = []
    at = 0
    while at < len(wish.parts):
        group, length = _several(wish.parts, at, known) or (_single(wish.parts[at], known), 1)
        found.append(_weighed(group, known, vocabulary))
        at += length
    return found


def _lookups(parts: Sequence[Part]) -> set[str]:
    terms = [term for part in parts for term in part.terms]
    wanted = {*terms, *map("".join, pairwise(terms))}
    return wanted | {half for term in terms for halves in _halves(term) for half in halves}


def _several(parts: Sequence[Part], at: int, known: Mapping[str, Known]) -> tuple[Group, int] | None:
    """A phrase that has synonyms, or two words that the shop writes as one."""
    terms = _plain_terms(parts, at)
    length = synonyms().at(terms, 0)
    joined = known.get("".join(terms[:2])) if len(terms) > 1 else None
    if length < 2 and joined and joined.products:  # noqa: PLR2004 - a pair
        way = Way((joined.term,), ReasonKind.SPELLING, 0.98)
        return _group(parts[at : at + 2], (_itself(terms[:2]), way)), 2
    if not length:
        return None
    others = (
        Way(phrase, ReasonKind.SYNONYM, _WORTH[ReasonKind.SYNONYM])
        for phrase in synonyms().others[tuple(terms[:length])]
    )
    return _group(parts[at : at + length], (_itself(terms[:length]), *others)), length


def _plain_terms(parts: Sequence[Part], at: int) -> list[str]:
    """The terms from a place on, as far as they are plain words."""
    terms: list[str] = []
    for part in parts[at:]:
        if part.attribute or part.container:
            break
        terms += part.terms
    return terms


def _group(parts: Sequence[Part], ways: tuple[Way, ...]) -> Group:
    terms = tuple(term for part in parts for term in part.terms)
    return Group(" ".join(part.said for part in parts), terms, ways, aside=parts[0].aside)


def _itself(terms: Sequence[str]) -> Way:
    return Way(tuple(dict.fromkeys(terms)), ReasonKind.WORDS)


def _single(part: Part, known: Mapping[str, Known]) -> Group:
    ways: tuple[Way, ...]
    if part.attribute:
        ways = (Way((facet(*part.attribute),), ReasonKind.ATTRIBUTE), _itself(part.terms))
        return Group(part.said, part.terms, ways[:1] if part.denied else ways, part=part, aside=part.aside)
    found = known.get(part.terms[0])
    if found is not None and found.products:
        ways = (_itself(part.terms),)
    elif found is not None:
        ways = (Way(found.parts, ReasonKind.SPELLING, 0.98),)
    else:
        ways = _parted(part.terms[0], known)
    return Group(part.said, part.terms, ways, optional=part.container, aside=part.aside)


def _parted(term: str, known: Mapping[str, Known]) -> tuple[Way, ...]:
    """The word as two that the shop has: "papertowel"; the commonest two."""
    halves = [(one, two) for one, two in _halves(term) if one in known and two in known]
    best = sorted(halves, key=lambda pair: -min(known[half].products for half in pair))
    return tuple(Way(pair, ReasonKind.SPELLING, 0.95) for pair in best[:1])


def _halves(term: str) -> Iterator[tuple[str, str]]:
    if term.isalpha():
        for at in range(_SHORTEST_HALF, len(term) - _SHORTEST_HALF + 1):
            yield term[:at], term[at:]


def _weighed(group: Group, known: Mapping[str, Known], vocabulary: Vocabulary) -> Group:
    counts = [known[term].products for term in group.terms if term in known]
    weight = vocabulary.rarity(min(counts, default=0))
    return replace(group, weight=_CONTAINER if group.optional else weight)


# --- words that were heard or written wrongly


def readings(found: Sequence[Group], vocabulary: Vocabulary) -> list[list[Group]]:
    """The same with other forms of the words and with words that are written or sound much alike.

    The first reading has every group; the others have some groups in a row as one, that sound like one word:
    "oat lee" is "Oatly".
    """
    runs = _runs(found)
    sounds = {span: sound("".join(_letters(found[span[0] : span[1]]))) for span in runs}
    sounding: dict[str, list[Known]] = {}
    for known in vocabulary.sounding(set(sounds.values())):
        sounding.setdefault(sound(known.term), []).append(known)
    near = _slipped(found, vocabulary)
    forms = vocabulary.known({form for group in found for form in _forms(group)})
    wide = [
        _wider(group, near.get(at, []), sounding.get(sounds.get((at, at + 1), ""), []), forms)
        for at, group in enumerate(found)
    ]
    merged = [
        (way.worth, start, end, way)
        for (start, end), key in sounds.items()
        if end - start > 1
        for way in _sounding("".join(_letters(found[start:end])), sounding.get(key, []))
    ]
    best = sorted(merged, key=lambda one: -one[0])[: _MOST_READINGS - 1]
    return [wide, *(_merged(wide, start, end, way) for _, start, end, way in best)]


def _runs(found: Sequence[Group]) -> list[tuple[int, int]]:
    """Where words that may be one stand: from and to."""
    return [
        (start, end)
        for start in range(len(found))
        for end in range(start + 1, min(start + _LONGEST_RUN, len(found)) + 1)
        if all(group.part is None for group in found[start:end])
    ]


def _letters(some: Sequence[Group]) -> list[str]:
    return [term for group in some for term in group.terms]


def _slipped(found: Sequence[Group], vocabulary: Vocabulary) -> dict[int, list[Known]]:
    """What is a slip away from each group of one word."""
    single = {at: group.terms[0] for at, group in enumerate(found) if len(group.terms) == 1}
    ways = {at: {term, *slips(term)} for at, term in single.items() if slips(term)}
    every = set().union(*ways.values())
    some = [*vocabulary.slipped(every), *vocabulary.known(every).values()]
    return {at: [known for known in some if ways[at] & {known.term, *slips(known.term)}] for at in ways}


def _forms(group: Group) -> set[str]:
    """Other forms of a word that may be in the shop: "roasted" and "roasting" for "roast"."""
    term = group.terms[0]
    if len(group.terms) > 1 or not term.isalpha():
        return set()
    stem = next((term.removesuffix(end) for end in _ENDINGS if term.endswith(end)), term)
    stems = {stem, stem.removesuffix("e"), term} if len(stem) >= _SHORTEST_HALF else {term}
    return {stem + ending for stem in stems for ending in ("", "e", *_ENDINGS)} - {term}


def _wider(
    group: Group, near: Sequence[Known], sounding: Sequence[Known], forms: Mapping[str, Known]
) -> Group:
    if group.part is not None:
        return group
    said = "".join(group.terms)
    ways = [Way(forms[form].parts, ReasonKind.WORD_FORM, 0.9) for form in _forms(group) if form in forms]
    ways += [way for known in near if (way := _way(said, known, ReasonKind.SPELLING))]
    ways += _sounding(said, sounding)
    new: dict[tuple[str, ...], Way] = {}
    for way in sorted(ways, key=lambda way: -way.worth):
        new.setdefault(way.terms, way)
    old = {way.terms for way in group.ways}
    most = _MOST_WAYS_OF_KNOWN if group.ways else _MOST_WAYS
    best = [way for way in new.values() if way.terms not in old][:most]
    return replace(group, ways=(*group.ways, *best))


def _sounding(said: str, some: Sequence[Known]) -> list[Way]:
    return [way for known in some if alike(said, known.term) and (way := _way(said, known, ReasonKind.SOUND))]


def _way(said: str, known: Known, kind: ReasonKind) -> Way | None:
    like = likeness(said, known.term)
    if not _FAR <= like < 1 or not believable((said,), (known.term,), said):
        return None
    common = min(1.0, log1p(known.products) / _COMMON)
    return Way(known.parts, kind, _WORTH[kind] * like * (1 - _RARE * (1 - common)))


def _merged(found: Sequence[Group], start: int, end: int, way: Way) -> list[Group]:
    some = found[start:end]
    said = " ".join(group.said for group in some)
    weight = max(group.weight for group in some)
    return [
        *found[:start],
        Group(said, tuple(_letters(some)), (way,), weight, aside=some[0].aside),
        *found[end:],
    ]
