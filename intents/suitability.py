"""Whether an entry is as it was asked for, apart from its name: price, brand, size, what is in it.

What the shop says decides, and what it does not say is not known: it is never taken for a yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from intents.lexicon import read_yaml
from intents.meaning import Conditions
from intents.name_words import name_words
from intents.normal import normalized, stem, stems

_FREE, _WITHOUT = "free", frozenset({"no", "without", "non"})
_FLUID = "fluid"
_COLOURS = frozenset({"color", "colour"})
_SIZES = frozenset({"size"})
Terms = tuple[str, ...]


class Described(Protocol):
    """Something of which the shop tells what it is like."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def brand(self) -> str:
        """Who makes it."""

    @property
    def price(self) -> int | None:
        """Minor units."""

    @property
    def content(self) -> str:
        """Its size: "12 oz"."""

    @property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """What can be chosen."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """What it is: "vegan", "cotton"."""

    @property
    def contains(self) -> tuple[str, ...]:
        """What is in it, or may be: "milk", "fragrance"."""

    @property
    def free_from(self) -> tuple[str, ...]:
        """What the shop says is not in it."""


@dataclass(frozen=True, slots=True)
class Suitability:
    """What came of the conditions."""

    contradicted: tuple[str, ...] = ()
    """Those against which something speaks."""
    unknown: tuple[str, ...] = ()
    """Those of which the shop does not say."""


class _Qualities(BaseModel):
    """What qualities mean for what is in something; explained in the files under `qualities/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unsaid: Mapping[str, str]
    kinds: Mapping[str, tuple[str, ...]]
    never_in: Mapping[str, tuple[str, ...]]


def suitability(entry: Described, asked: Conditions, language: str = "en") -> Suitability:
    """Hold an entry against conditions.

    Args:
        entry: what the shop says of it.
        asked: what must be so.
        language: of both.
    """
    checked = dict(_Checking(entry, language).answers(asked))
    return Suitability(
        tuple(told for told, answer in checked.items() if answer is False),
        tuple(told for told, answer in checked.items() if answer is None),
    )


class _Checking:
    """One entry, its words ready to be compared. Answers are yes, no, or None for not told."""

    def __init__(self, entry: Described, language: str) -> None:
        self._entry = entry
        self._language = language
        self._qualities = _qualities(language)
        self._is = [self._terms(each) for each in (*entry.attributes, entry.name)]
        self._in = [self._terms(each) for each in entry.contains]
        self._out = [self._terms(each) for each in entry.free_from]

    def answers(self, asked: Conditions) -> list[tuple[str, bool | None]]:
        """Each condition as it was asked, with its answer."""
        found: list[tuple[str, bool | None]] = []
        if asked.least is not None or asked.most is not None:
            found.append(("price", self._costs(asked.least, asked.most)))
        if asked.brand:
            found.append((asked.brand, self._is_by(asked.brand)))
        if asked.size:
            found.append((asked.size, self._is_sized(asked.size)))
        if asked.colour:
            found.append((asked.colour, self._has_option(asked.colour, _COLOURS)))
        found += [(each, self._is_so(each)) for each in asked.attributes]
        found += [(f"without {each}", self._lacks(self._terms(each))) for each in asked.without]
        return found

    def _costs(self, least: int | None, most: int | None) -> bool | None:
        price = self._entry.price
        if price is None:
            return None
        return (least is None or price >= least) and (most is None or price <= most)

    def _is_by(self, brand: str) -> bool | None:
        asked = self._terms(brand)
        if not self._entry.brand:
            return True if _within(asked, self._terms(self._entry.name)) else None
        return _within(asked, self._terms(self._entry.brand))

    def _is_sized(self, size: str) -> bool | None:
        asked = size_terms(size, self._language)
        own = [size_terms(each, self._language) for each in (self._entry.content, self._entry.name)]
        if any(_within(asked, each) for each in own if each):
            return True
        found = self._has_option(size, _SIZES)
        if found is None and own[0] and is_measured(size, self._language):
            return False
        return found

    def _has_option(self, value: str, groups: frozenset[str]) -> bool | None:
        """Whether it can be had so; a choice of other values only is a no."""
        asked, told = self._terms(value), False
        for group, values in self._entry.options.items():
            if any(_within(asked, self._terms(each)) for each in values):
                return True
            told = told or group.lower() in groups
        if any(_within(asked, each) for each in self._is):
            return True
        return False if told else None

    def _is_so(self, quality: str) -> bool | None:
        asked = self._terms(quality)
        lacking = self._lacking(asked)
        if lacking:
            return True if asked in self._is else self._lacks(lacking)
        never = self._qualities.never_in.get(" ".join(asked), ())
        if any(self._inside(self._terms(each)) for each in never):
            return False
        if any(each[: len(asked) + 1][:1] == ("not",) and asked == each[1:] for each in self._is):
            return False
        return True if any(_within(asked, each) and "not" not in each for each in self._is) else None

    def _lacking(self, quality: Terms) -> Terms:
        """What a quality says is not in something: "nut" of "nut free", "fragrance" of "unscented"."""
        unsaid = self._qualities.unsaid.get(" ".join(quality), "")
        if unsaid:
            return self._terms(unsaid)
        if len(quality) > 1 and quality[-1] == _FREE:
            return quality[:-1]
        return quality[1:] if len(quality) > 1 and quality[0] in _WITHOUT else ()

    def _lacks(self, substance: Terms) -> bool | None:
        if self._inside(substance):
            return False
        said = [*self._out, *filter(None, map(self._lacking, self._is))]
        kinds = [self._terms(each) for each in self._qualities.kinds.get(" ".join(substance), ())]
        if substance in said or (kinds and all(each in said for each in kinds)):
            return True
        never = [
            quality for quality, inside in self._qualities.never_in.items() if " ".join(substance) in inside
        ]
        return True if any(self._terms(each) in self._is for each in never) else None

    def _inside(self, substance: Terms) -> bool:
        kinds = [self._terms(each) for each in self._qualities.kinds.get(" ".join(substance), ())]
        return any(_within(each, inside) for each in (substance, *kinds) for inside in self._in)

    def _terms(self, text: str) -> Terms:
        return _terms(text, self._language)


def size_terms(text: str, language: str = "en") -> Terms:
    """The words of a size, the same however it is written: "12-ounce" and "12 fl oz" are "twelve ounce"."""
    words = " ".join(word.said for word in name_words(text, language) if word.said != _FLUID)
    return tuple(map(stem, words.split()))


def is_measured(text: str, language: str = "en") -> bool:
    """Whether a text holds a number with a unit."""
    return any(word.is_unit for word in name_words(text, language))


def _within(some: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words stand together among others."""
    size = len(some)
    return any(tuple(words[at : at + size]) == tuple(some) for at in range(len(words) - size + 1)) and bool(
        some
    )


@lru_cache(maxsize=8192)
def _terms(text: str, language: str) -> Terms:
    return stems(normalized(text.replace("-", " "), language))


@lru_cache(maxsize=4)
def _qualities(language: str) -> _Qualities:
    file = files("intents") / "qualities" / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        return _Qualities(unsaid={}, kinds={}, never_in={})
    return _Qualities.model_validate(read_yaml(file.read_text(encoding="utf-8")))
