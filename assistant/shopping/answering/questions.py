"""What a question about a product is after: words and fields, from a file of the language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.names import folded
from assistant.shopping.names import words as plain
from assistant.shopping.phrasing import loaded
from assistant.shopping.products import Product
from assistant.shopping.substances import WITHIN, Substance, Terms, substances, unlisted

_LONGEST = 400
"""Characters of a question; what is longer is none about one product."""
_BEFORE = 3
"""How many words before a substance "free" and "without" may stand."""
_APART = frozenset({*WITHIN, "diet", "compatible with", "age from"})
"""Attributes of which a value is more than a word that fits."""


class Topic(BaseModel):
    """Something that is asked for, as the file has it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    said: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(alias="from")
    kind: str = "tell"
    every: bool = False
    object: bool = False
    quotes: tuple[str, ...] = ()
    yes: str = ""
    no: str = ""
    tells: str = ""


class Diet(BaseModel):
    """A claim, and what speaks for and against it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: tuple[str, ...]
    follows: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language about products."""

    language: str
    fillers: frozenset[str]
    determiners: frozenset[str]
    without: frozenset[str]
    containing: frozenset[str]
    measuring: frozenset[str]
    general: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    topics: Mapping[str, Topic]
    diets: Mapping[str, Diet]
    substances: tuple[Substance, ...]
    units: Mapping[str, tuple[Terms, ...]]
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a question."""

    name: str
    """The topic's, attribute's, diet's or substance's."""
    about: Topic | Diet | Substance
    phrase: frozenset[str]
    """The words that it was known by."""
    rest: tuple[str, ...]
    """Telling words that it does not explain, in their order."""
    without: bool = False
    """Whether it asks for being without something."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as words, and the ways to take it, likeliest first."""

    words: Terms
    """All of them, as they were said."""
    terms: Terms
    """Folded, without the product's name."""
    telling: Terms
    """Those that say something and are not the product's own."""
    readings: tuple[Reading, ...]


@lru_cache(maxsize=4)
def words(language: str) -> Words:
    """The words of a language, read once.

    Raises:
        SettingsError: if there are none.
    """
    file = loaded(language, "questions")
    some = {
        name: frozenset(_folded(_line(file[name])))
        for name in ("fillers", "determiners", "without", "containing", "measuring")
    }
    return Words(
        language=language,
        **some,
        general=frozenset(folded(file["general"])),
        yes=frozenset(file["yes"]),
        no=frozenset(file["no"]),
        topics={name: Topic.model_validate(table) for name, table in file["topics"].items()},
        diets={name: Diet.model_validate(table) for name, table in file["diets"].items()},
        substances=substances(file["substances"]),
        units={name: tuple(map(folded, said)) for name, said in file["units"].items()},
        answers=file["answers"],
    )


def read(question: str, product: Product, language: str) -> Question:
    """Find the ways to take a question.

    Args:
        question: as it was said; one that is too long has no readings.
        product: what it is about: its name is no part of what is asked.
        language: "en".
    """
    known = words(language)
    own = _own(product)
    said = question if len(question) <= _LONGEST else ""
    terms = _without_name(folded(said), product, known)
    telling = tuple(term for term in terms if term not in known.fillers and term not in own)
    found = sorted(_readings(terms, product, known, own), key=lambda reading: _rank(reading, known))
    return Question(plain(said), terms, telling, tuple(found))


@lru_cache(maxsize=1024)
def _folded(written: str | tuple[str, ...]) -> Terms:
    return folded(written if isinstance(written, str) else " ".join(written))


@lru_cache(maxsize=1024)
def _phrases(written: tuple[str, ...]) -> tuple[Terms, ...]:
    return tuple(map(folded, written))


@lru_cache(maxsize=256)
def _also(topic: Topic, measuring: frozenset[str]) -> frozenset[str]:
    """The words that may be said along with one of a topic's phrases: those of the others, too."""
    return frozenset(_folded(topic.also)) | (frozenset(_folded(topic.said)) - measuring)


def _line(written: str | Sequence[str]) -> str:
    return written if isinstance(written, str) else " ".join(written)


def _rank(reading: Reading, known: Words) -> tuple[int, int, int]:
    return len(reading.rest), -len(reading.phrase - known.fillers), -len(reading.phrase)


def _own(product: Product) -> frozenset[str]:
    """The words by which a product is called; they may stand in any question about it."""
    texts = (product.name, *product.aliases, product.brand, product.title, product.category, product.content)
    return frozenset(term for text in texts for term in folded(text))


def _without_name(terms: Terms, product: Product, known: Words) -> Terms:
    """Leave out where the product is named: "the almond milk", "the skillet"."""
    names = [folded(text) for text in (product.name, *product.aliases, product.title, product.category)]
    names += [folded(f"{product.brand} {product.name}")]
    whole = {name for name in names if len(name) > 1}
    ends = {name[at:] for name in names for at in range(len(name))}
    kept: list[str] = []
    at = 0
    while at < len(terms):
        introduced = at > 0 and terms[at - 1] in known.determiners
        length = _longest(terms[at:], ends if introduced else whole)
        kept += terms[at : at + 1] if not length else ()
        at += length or 1
    return tuple(kept)


def _longest(terms: Terms, names: set[Terms]) -> int:
    return max((length for length in range(1, len(terms) + 1) if terms[:length] in names), default=0)


# --- the ways to take it


def _readings(terms: Terms, product: Product, known: Words, own: frozenset[str]) -> Iterator[Reading]:
    said, choices = _Said(terms, known.fillers, own), known.topics["choices"]
    for name, topic in known.topics.items():
        yield from said.readings(name, topic, _phrases(topic.said), _also(topic, known.measuring))
    for name, diet in known.diets.items():
        yield from said.readings(name, diet, _phrases(diet.said), known.containing)
    for substance in (*known.substances, *unlisted(product, known.substances)):
        yield from _of_substance(said, substance, known)
    for attribute in product.attributes:
        if attribute.name not in _APART:
            topic = Topic(sources=(f"attributes.{attribute.name}",), kind="yes or no", object=True)
            yield from said.readings(attribute.name, topic, [folded(attribute.name)], known.measuring)
            yield from said.readings(
                attribute.name,
                _value(f"attributes.{attribute.name}", attribute.value),
                [folded(attribute.value)],
            )
    for group in product.options:
        for option in group.values:
            topic = _value(f"options.{group.name}", option.value)
            also = _folded((group.name, *choices.also, *choices.said))
            yield from said.readings(group.name, topic, [folded(option.value)], also)


def _value(source: str, value: str) -> Topic:
    """The topic of a question that names a value: "is it stainless steel"."""
    return Topic(said=(value,), sources=(source.casefold(),), kind="value")


def _of_substance(said: "_Said", substance: Substance, known: Words) -> Iterator[Reading]:
    also = known.containing | known.without
    there = set(said.terms)
    for phrase in filter(there.issuperset, substance.said):
        denied = _denied(said.terms, phrase, known.without)
        yield from said.readings(substance.name, substance, [phrase], also, without=denied)
    yield from said.readings(substance.name, substance, substance.unsaid, also, without=True)


def _denied(terms: Terms, phrase: Terms, without: frozenset[str]) -> bool:
    """Whether a substance is named as something that is not there: "nut free", "free of any nuts"."""
    places = [at for at, term in enumerate(terms) if term in phrase]
    near = terms[max(0, min(places) - _BEFORE) : max(places) + 2] if places else ()
    return not without.isdisjoint(near)


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a question."""

    terms: Terms
    fillers: frozenset[str]
    own: frozenset[str]

    def readings(
        self,
        name: str,
        about: Topic | Diet | Substance,
        phrases: Sequence[Terms],
        also: Sequence[str] | frozenset[str] = (),
        *,
        without: bool = False,
    ) -> Iterator[Reading]:
        """A reading for each phrase whose words were all said."""
        there = set(self.terms)
        for phrase in phrases:
            if phrase and there.issuperset(phrase):
                explained = {*phrase, *also, *self.fillers, *self.own}
                rest = tuple(term for term in self.terms if term not in explained)
                yield Reading(name, about, frozenset(phrase), rest, without)
