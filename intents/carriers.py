"""What stands around the things in the templates, to compare with what a recogniser nearly heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from intents.kept import kept
from intents.lexicon import lexicon
from intents.likeness import sound
from intents.meaning import Intent
from intents.normal import split_words
from intents.patterns import Choices, Pattern, Row, Slot, Words
from intents.templates import Template, load

REPAIRABLE = frozenset({Intent.ADD_TO_CART, Intent.ADD_TO_LIST, Intent.SEARCH})
"""What a sentence that was only nearly heard may mean: nothing that takes anything away."""
_COMPARED = REPAIRABLE | {Intent.REMOVE_FROM_CART}
"""What it is compared with: what sounds most like taking out is not read as putting in."""
_LOWEST = 60
"""Likeness, of 100, from which one side of a carrier is considered."""
_SAME_SOUND = 95
"""What sounding the same is worth, of 100, where being spelt the same is 100."""


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """All that stands on one side of things."""

    written: tuple[str, ...]
    sounds: tuple[str, ...]
    templates: tuple[frozenset[int], ...]
    """In which templates, by number."""


@dataclass(frozen=True, slots=True)
class _Carriers:
    before: _Side
    after: _Side
    intents: tuple[Intent, ...]
    """Of each template."""


def likeliest(before: Sequence[str], after: Sequence[str], language: str = "en") -> tuple[float, Intent]:
    """How alike the words around a thing are to those of the likeliest template, and what that one means.

    Args:
        before: the words before the thing.
        after: the words after it.
        language: whose templates are meant.
    """
    carriers = _carriers(language)
    said = [_told(split_words(" ".join(words)), language) for words in (before, after)]
    left, right = _likely(said[0], carriers.before), _likely(said[1], carriers.after)
    best, which = 0.0, 0
    for number in left.keys() & right.keys():
        letters = left[number][1] + right[number][1]
        both = sum(likely * length for likely, length in (left[number], right[number])) / max(1, letters)
        if (both, -number) > (best, -which):
            best, which = both, number
    return best / 100, carriers.intents[which]


@lru_cache(maxsize=64)
def _likely(said: str, side: _Side) -> Mapping[int, tuple[float, int]]:
    """For each template, how alike the words on one side are, of 100, and how many letters were compared."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    if not said:
        silent = side.templates[side.written.index("")] if "" in side.written else frozenset()
        return dict.fromkeys(silent, (100.0, 0))
    found: dict[int, tuple[float, int]] = {}
    spelt = process.extract(said, side.written, scorer=ratio, score_cutoff=_LOWEST, limit=None)
    heard = process.extract(_sound(said), side.sounds, scorer=ratio, score_cutoff=_LOWEST, limit=None)
    scores = [(score, at) for _, score, at in spelt] + [
        (score * _SAME_SOUND / 100, at) for _, score, at in heard
    ]
    for score, at in scores:
        for number in side.templates[at]:
            found[number] = max(found.get(number, (0.0, 0)), (score, max(len(said), len(side.written[at]))))
    return found


def _told(words: Sequence[str], language: str) -> str:
    """The words without those that make no difference here: "to my cart" is "to cart"."""
    return " ".join(word for word in words if word not in lexicon(language).determiners)


def _sound(text: str) -> str:
    return " ".join(sound(word, voiced=False) for word in text.split())


@lru_cache(maxsize=4)
def _carriers(language: str) -> _Carriers:
    return kept(f"carriers {language}", lambda: _made(language))


def _made(language: str) -> _Carriers:
    asked = lexicon(language).no_wish
    templates = [each for each in load(language) if each.intent in _COMPARED and each.expecting is None]
    before: dict[str, set[int]] = {}
    after: dict[str, set[int]] = {}
    for number, template in enumerate(templates):
        for parts, ways in zip(_around(template), (before, after), strict=True):
            for way in _ways(parts):
                if not asked.intersection(way):
                    ways.setdefault(_told(way, language), set()).add(number)
    before.pop("", None)
    return _Carriers(_side(before), _side(after), tuple(template.intent for template in templates))


def _side(ways: dict[str, set[int]]) -> _Side:
    return _Side(tuple(ways), tuple(map(_sound, ways)), tuple(map(frozenset, ways.values())))


def _around(template: Template) -> tuple[Sequence[Pattern], Sequence[Pattern]]:
    """The parts before and after the only open slot of a template; nothing where it has none or several."""
    parts = template.pattern.parts if isinstance(template.pattern, Row) else ()
    slots = [at for at, part in enumerate(parts) if isinstance(part, Slot) and part.name == "items"]
    if len(slots) != 1:
        return (), ()
    return parts[: slots[0]], parts[slots[0] + 1 :]


def _ways(parts: Sequence[Pattern]) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = [()]
    for part in parts:
        ways = [(*way, *more) for way in ways for more in _said(part)]
    return ways


def _said(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """How a pattern can be said; nothing at all where that is enough."""
    if isinstance(pattern, Words):
        yield from ((word,) for word in sorted(pattern.words))
    elif isinstance(pattern, Slot) or pattern.empty:
        yield ()
    elif isinstance(pattern, Choices):
        for choice in pattern.choices:
            yield from _said(choice)
    else:
        yield from _ways(pattern.parts)
