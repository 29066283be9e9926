"""The lists of phrases that a language brings along: numbers, ordinals, containers, pronouns."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from intents.amounts import cents_phrases, digit_phrases, price_phrases
from intents.automaton import plain
from intents.dates import day_texts, every_day, ordinal_ending
from intents.lexicon import lexicon
from intents.numbers import number_words, ordinal_words
from intents.patterns import slot_names
from intents.phrases import Phrases
from intents.templates import load

_RARE = frozenset({"money", "digits", "date"})
"""Slots of which the lists are long."""
_SMALL = 24
_LARGEST = 999
_LARGEST_ORDINAL = 10
_VAGUE = ("a dozen", "dozen", "half a dozen", "a half dozen", "a couple", "a couple of", "a few", "a hundred")
_DOZENS = 12


@lru_cache(maxsize=4)
def small_lists(language: str = "en") -> Mapping[str, tuple[Phrases, ...]]:
    """The lists that the templates of a language need, by the names that the network knows them by."""
    slots = {name for template in load(language) for name in slot_names(template.pattern)}
    rare = {name: those for slot in sorted(slots & _RARE) for name, those in slot_lists(slot).items()}
    return dict(_always(language)) | rare


def slot_lists(slot: str) -> Mapping[str, tuple[Phrases, ...]]:
    """The lists that the ways through one kind of slot need, besides numbers and containers."""
    match slot:
        case "money":
            return {"cents": (_phrases(cents_phrases()),), "prices": (_phrases(price_phrases()),)}
        case "digits":
            return {"digits": (_phrases(digit_phrases()),)}
        case "date":
            return {"date": (_phrases(text for day in every_day() for text in day_texts(day)),)}
        case _:
            return {}


def _always(language: str) -> Iterator[tuple[str, tuple[Phrases, ...]]]:
    words = lexicon(language)
    containers = (form for unit, forms in words.containers.items() for form in (unit, *forms))
    yield "number", (_phrases(_small_numbers()),)
    yield "large number", (_phrases(_large_numbers()),)
    yield "ordinal", (_phrases(_ordinals()),)
    yield "containers", (_phrases(containers),)
    yield "pronouns", (_phrases(words.pronouns),)


def _phrases(texts: Iterator[str] | frozenset[str]) -> Phrases:
    return Phrases(plain(text).strip() for text in texts)


def _small_numbers() -> Iterator[str]:
    for number in range(_SMALL + 1):
        yield from (number_words(number), str(number))
    yield from _VAGUE
    yield from (f"{number_words(count)} dozen" for count in range(2, _DOZENS + 1))
    yield from (f"{count} dozen" for count in range(1, _DOZENS + 1))


def _large_numbers() -> Iterator[str]:
    for number in range(_SMALL + 1, _LARGEST + 1):
        words = number_words(number)
        yield from (words, words.replace(" and ", " "), str(number))
        if words.startswith("one hundred"):
            yield words.replace("one", "a", 1)
    for number in range(1, 10):
        yield from (f"{number_words(number)} thousand", str(1000 * number))


def _ordinals() -> Iterator[str]:
    for number in range(1, _LARGEST_ORDINAL + 1):
        yield from (ordinal_words(number), f"{number}{ordinal_ending(number)}")
