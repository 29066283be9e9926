"""The lists of phrases that a language brings along: numbers, ordinals, containers, pronouns."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from intents import costs
from intents.digit_runs import DigitRuns
from intents.kept import kept
from intents.lexicon import lexicon
from intents.network import plain
from intents.patterns import MONEY_SLOTS, slot_names
from intents.phrases import Phrases
from intents.readers.en.amounts import DIGITS_TOGETHER, cents_phrases, digit_phrases, price_phrases
from intents.readers.en.dates import day_texts, every_day, ordinal_ending
from intents.readers.en.numbers import number_words, ordinal_words
from intents.readers.en.recurrences import every_recurrence, recurrence_texts
from intents.readers.en.times import every_time
from intents.templates import load

_RARE = MONEY_SLOTS | {"digits", "date", "time", "recurrence"}
"""Slots of which the lists are long."""
_SMALL = 24
_LARGEST = 999
_LARGEST_ORDINAL = 20
_DOZEN = 12
_FEW = 6
_HUNDRED = 100
_VAGUE = {
    "two": ("a couple", "a couple of"),
    "few": ("a few",),
    "dozen": ("a dozen", "dozen", "one dozen", "1 dozen", "half a dozen", "a half dozen"),
    "two dozen": ("two dozen", "2 dozen"),
    "tens": ("a hundred",),
}


@lru_cache(maxsize=4)
def small_lists(language: str = "en") -> Mapping[str, tuple[Phrases, ...]]:
    """The lists that the templates of a language need, by the names that the network knows them by."""
    return kept(f"small lists {language}", lambda: _small_lists(language))


def _small_lists(language: str) -> Mapping[str, tuple[Phrases, ...]]:
    slots = {name for template in load(language) for name in slot_names(template.pattern)}
    rare = {name: those for slot in sorted(slots & _RARE) for name, those in slot_lists(slot).items()}
    return dict(_always(language)) | rare


def slot_lists(slot: str) -> Mapping[str, tuple[Phrases, ...]]:
    """The lists that the ways through one kind of slot need, besides numbers and containers."""
    match slot:
        case "money" | "least" | "most":
            return {"cents": (_phrases(cents_phrases()),), "prices": (_phrases(price_phrases()),)}
        case "digits":
            return {"digits": (_phrases(digit_phrases()), DigitRuns(DIGITS_TOGETHER))}
        case "date":
            return {"date": (_phrases(text for day in every_day() for text in day_texts(day)),)}
        case "time":
            return {"time": (_phrases(text for text, _ in every_time()),)}
        case "recurrence":
            said = (text for recurrence in every_recurrence() for text in recurrence_texts(recurrence))
            return {"recurrence": (_phrases(said),)}
        case _:
            return {}


def _always(language: str) -> Iterator[tuple[str, tuple[Phrases, ...]]]:
    words = lexicon(language)
    containers = (form for unit, forms in words.containers.items() for form in (unit, *forms))
    numbers = _numbers()
    yield from ((f"number {size}", (_phrases(numbers[size]),)) for size in costs.NUMBERS)
    yield "ordinal", (_phrases(_ordinals()),)
    yield "containers", (_phrases(containers),)
    yield "pronouns", (_phrases(words.pronouns),)


def _phrases(texts: Iterable[str]) -> Phrases:
    return Phrases(plain(text).strip() for text in texts)


def _numbers() -> Mapping[str, list[str]]:
    """How numbers are said, by how large they are."""
    said: dict[str, list[str]] = {size: list(_VAGUE.get(size, ())) for size in costs.NUMBERS}
    for number in (*range(_LARGEST + 1), *range(1000, 10_000, 1000)):
        said[_size(number)] += _number_texts(number)
    for dozens in range(3, _DOZEN + 1):
        said["large"] += (f"{number_words(dozens)} dozen", f"{dozens} dozen")
    return said


def _number_texts(number: int) -> Iterator[str]:
    words = number_words(number)
    yield from (words, words.replace(" and ", " "), str(number))
    if words.startswith("one hundred"):
        yield words.replace("one", "a", 1)


def _size(number: int) -> str:
    """Among which numbers one is counted; none at all is as rare as those up to two dozen."""
    if number in {1, 2}:
        return "one" if number == 1 else "two"
    limits = {"few": _FEW, "dozen": _DOZEN, "two dozen": _SMALL}
    small = next((size for size, limit in limits.items() if number <= limit), "")
    if number == 0:
        return "two dozen"
    return small or ("tens" if number <= _HUNDRED and number % 10 == 0 else "large")


def _ordinals() -> Iterator[str]:
    for number in range(1, _LARGEST_ORDINAL + 1):
        yield from (ordinal_words(number), f"{number}{ordinal_ending(number)}")
