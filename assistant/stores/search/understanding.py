"""A wish in a person's words, taken apart: what is looked for, and what it must be like.

Pure: it knows words, but no shop. What the shop's own words are, the vocabulary tells.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.shopping.searching import Sort
from assistant.stores.search.asking import Phrases, asking
from assistant.stores.search.costing import Costing, costing
from assistant.stores.search.lexicon import lexicon
from assistant.stores.search.terms import pieces, term
from intents.readers.en.numbers import NUMBER_VALUES, read_number

_MOST_PARTS = 40
_LONGEST_NUMBER = 8
_SIGN = re.compile(r"[$€£]\s?(\d+)(?:\.(\d\d))?")
_DECIMAL = re.compile(r"\b(\d+)\.(\d\d)\b(?=\s*(?:dollar|buck|euro))")


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a wish, or a phrase that names an attribute."""

    said: str
    """In lower case; a number in digits."""
    terms: tuple[str, ...]
    """As they are looked for."""
    attribute: tuple[str, str] | None = None
    """("diet", "gluten free"), where it is one."""
    denied: bool = False
    """Whether it must not be so: "without peanuts", the attribute being the allergen."""
    container: bool = False
    """What it comes in: "a box of". It may be in a name, but need not."""
    aside: bool = False
    """Whether it only tells more about what was named before: "with soy milk"."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said, taken apart."""

    parts: tuple[Part, ...] = ()
    """What it is called and must be like, in the order in which it was said."""
    costing: Costing | None = None
    sort: Sort | None = None
    in_stock: bool = False
    on_offer: bool = False
    need: bool = False
    """Whether it tells what it is for, rather than what it is called."""


def understood(text: str) -> Wish:
    """Take a wish apart."""
    said = list(_numbered(pieces(_spelt(text))))
    need = any(asking().need.at(said, at) for at in range(len(said)))
    said, limits = costing(said)
    said, sorts = _taken(said, asking().sorts)
    said, stocked = _taken(said, asking().in_stock)
    said, offered = _taken(said, asking().on_offer)
    return Wish(
        parts=tuple(_told(list(_parts(_bare(said))))[:_MOST_PARTS]),
        costing=limits,
        sort=Sort(sorts[0]) if sorts else None,
        in_stock=bool(stocked),
        on_offer=bool(offered),
        need=need,
    )


def _spelt(text: str) -> str:
    """A text with its amounts of money in words."""
    text = _SIGN.sub(lambda found: f"{found[1]} dollars {found[2] or ''}", text)
    return _DECIMAL.sub(r"\1 dollars \2 cents", text)


def _numbered(words: Sequence[str]) -> Iterator[str]:
    """The words with numbers in digits: "thirty", "two" is "32"."""
    at = 0
    while at < len(words):
        reading = read_number(words[at : at + _LONGEST_NUMBER]) if words[at] in _counting() else None
        yield words[at] if reading is None else str(reading[0])
        at += reading[1] if reading else 1


@lru_cache(maxsize=1)
def _counting() -> frozenset[str]:
    """The words with which numbers begin; "one" often stands for a thing."""
    return frozenset({*NUMBER_VALUES, "dozen", "half"}) - {"one"}


def _taken(said: list[str], phrases: Phrases) -> tuple[list[str], list[str]]:
    """The words without some phrases, and what these meant; all words where there are no others."""
    kept: list[str] = []
    meant: list[str] = []
    at = 0
    while at < len(said):
        found = phrases.at(said, at)
        if found:
            meant.append(found[0])
        else:
            kept.append(said[at])
        at += found[1] if found else 1
    return (kept, meant) if kept else (said, [])


def _bare(said: list[str]) -> list[str]:
    """The words without those before and after the wish itself; all where there are no others."""
    words = lexicon()
    start, end = 0, len(said)
    while start < end and (said[start] in words.openers or said[start] in words.fillers):
        start += 1
    while end > start and (_closes(said[end - 1]) or _is_place(said[start:end])):
        end -= 1
    return said[start:end] or said


def _closes(word: str) -> bool:
    words = lexicon()
    return word in words.closers or word in words.fillers


def _is_place(said: Sequence[str]) -> bool:
    """Whether the last word tells where the thing is to go: "to my basket", but not "laundry basket"."""
    words = lexicon()
    return said[-1] in words.places and len(said) > 1 and said[-2] in words.fillers


def _parts(said: Sequence[str]) -> Iterator[Part]:
    at = 0
    aside = False
    while at < len(said):
        aside = (aside or said[at] in lexicon().asides) and at > 0
        part, length = (
            _attribute(said, at, aside=aside) or _denied(said, at) or (_word(said[at], aside=aside), 1)
        )
        yield part
        at += length


def _word(said: str, *, aside: bool) -> Part:
    return Part(said, (term(said),), container=said in lexicon().containers, aside=aside)


def _attribute(said: Sequence[str], at: int, *, aside: bool) -> tuple[Part, int] | None:
    found = asking().attributes.at(said, at)
    if found is None:
        return None
    kind, value = found[0].split(":")
    words = said[at : at + found[1]]
    return Part(" ".join(words), tuple(map(term, words)), (kind, value), aside=aside), found[1]


def _denied(said: Sequence[str], at: int) -> tuple[Part, int] | None:
    """Read "without peanuts"."""
    begun = asking().without.at(said, at)
    allergen = begun and asking().allergens.at(said, at + begun[1])
    if not begun or not allergen:
        return None
    length = begun[1] + allergen[1]
    words = said[at : at + length]
    return Part(" ".join(words), tuple(map(term, words)), ("allergen", allergen[0]), denied=True), length


def _told(parts: list[Part]) -> list[Part]:
    """The parts that say something; all where none does. Only what comes first can be a container."""
    telling = [part for part in parts if part.attribute or part.terms[0] not in lexicon().fillers] or parts
    at = 0
    while at < len(telling) and (telling[at].container or telling[at].said.isdecimal()):
        at += 1
    first = at if at < len(telling) and any(part.container for part in telling[:at]) else 0
    return [*telling[:first], *map(_plain, telling[first:])]


def _plain(part: Part) -> Part:
    return replace(part, container=False) if part.container else part
