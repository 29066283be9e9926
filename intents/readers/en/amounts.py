"""Money, digits and quantities as they are said: read from words, and listed for recognisers."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from intents.lexicon import lexicon
from intents.readers.en.numbers import number_words, read_number

_DOLLARS = frozenset({"dollar", "dollars", "buck", "bucks"})
_CENTS = frozenset({"cent", "cents"})
_NOTES = {"fiver": 500, "tenner": 1000}
_ARTICLES = frozenset({"a", "an"})
_ZERO = frozenset({"oh", "o"})
_TIMES = {"double": 2, "triple": 3}
_HUNDRED, _TEN = 100, 10
_LONGEST_NUMBER = 20
"""Words."""
DIGITS_TOGETHER = 8
"""Digits that may be written as one word."""


def read_money(words: Sequence[str]) -> tuple[int, int] | None:
    """The amount that a normalised sentence begins with, in cents, and how many words it takes.

    "five dollars", "four dollars and ninety nine cents", "four ninety nine", "fifty cents", "a buck".
    """
    whole = _one(words)
    if whole is None or whole[0] < 0:
        return None
    count, at = whole
    after = words[at : at + 1]
    if note := _NOTES.get("".join(after)):
        return count * note, at + 1
    if _CENTS.intersection(after):
        return count, at + 1
    if _DOLLARS.intersection(after):
        cents, end = _cents(words, at + 1)
        return _HUNDRED * count + cents, end
    if words[0] in _ARTICLES and count == 1:
        return None
    if after == ["point"]:
        return _decimal(count, words, at)
    part = _pair(words, at) if count < _HUNDRED else None
    return (_HUNDRED * count + part[0], part[1]) if part else (_HUNDRED * count, at)


def _one(words: Sequence[str]) -> tuple[int, int] | None:
    """A number, or an article that stands for one."""
    reading = read_number(words[:_LONGEST_NUMBER])
    if reading is None and words and words[0] in _ARTICLES:
        return 1, 1
    return reading


def _cents(words: Sequence[str], at: int) -> tuple[int, int]:
    """What is said after the dollars, and where it ends; nothing where it is no cents."""
    joined = at + 1 if words[at : at + 1] == ["and"] else at
    reading = read_number(words[joined : joined + _LONGEST_NUMBER])
    if reading is None or not 0 < reading[0] < _HUNDRED:
        return 0, at
    end = joined + reading[1]
    if _CENTS.intersection(words[end : end + 1]):
        return reading[0], end + 1
    return (reading[0], end) if joined == at else (0, at)


def _pair(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Two digits of cents: "ninety nine", "oh five"."""
    zero = words[at : at + 1] and (words[at] in _ZERO or words[at] == "zero")
    reading = read_number(words[at + bool(zero) : at + _LONGEST_NUMBER])
    if reading is None or (reading[0] < _TEN) is not bool(zero) or not 0 < reading[0] < _HUNDRED:
        return None
    return reading[0], at + bool(zero) + reading[1]


def _decimal(whole: int, words: Sequence[str], at: int) -> tuple[int, int]:
    """After "four": "point nine nine"."""
    digits = [reading[0] for word in words[at + 1 : at + 3] if (reading := read_number([word]))]
    if len(digits) != 2 or max(digits) >= _TEN:  # noqa: PLR2004 - cents have two digits
        return _HUNDRED * whole, at
    return _HUNDRED * whole + _TEN * digits[0] + digits[1], at + 3


def read_digits(words: Sequence[str]) -> tuple[str, int] | None:
    """The digits that a normalised sentence begins with, and how many words they take.

    "one two three four", "one twenty three four", "double five oh seven", "one thousand two hundred".
    """
    digits, at = "", 0
    while at < len(words):
        times = _TIMES.get(words[at], 1)
        begun = at + (times > 1)
        if begun < len(words) and words[begun] in _ZERO:
            digits, at = digits + "0" * times, begun + 1
            continue
        reading = read_number(words[begun : begun + _LONGEST_NUMBER])
        if reading is None or not words[begun].isalpha() or words[begun] in _ARTICLES | {"minus"}:
            break
        if times > 1 and reading[0] >= _TEN:
            break
        digits, at = digits + str(reading[0]) * times, begun + reading[1]
    return (digits, at) if digits else None


def read_quantity(words: Sequence[str], language: str = "en") -> tuple[tuple[int, str], int] | None:
    """How many of what a normalised sentence begins with, and how many words say it: "two boxes" is 2, "box".

    The container is empty where none is said.
    """
    reading = _one(words)
    if reading is None:
        return None
    count, at = reading
    containers = container_forms(language)
    for length in (2, 1):
        unit = containers.get(" ".join(words[at : at + length]))
        if unit and len(words) >= at + length:
            return (count, unit), at + length
    return None if words[0] in _ARTICLES and at == 1 else ((count, ""), at)


@lru_cache(maxsize=4)
def container_forms(language: str) -> dict[str, str]:
    """Every form of a container to its singular."""
    table = lexicon(language).containers
    return {form: unit for unit, forms in table.items() for form in (unit, *forms)}


def cents_phrases() -> Iterator[str]:
    """What is said for the cents after a number of dollars: "ninety nine", "oh five"."""
    for cents in range(1, _HUNDRED):
        words = number_words(cents)
        if cents < _TEN:
            yield from (f"oh {words}", f"zero {words}", f"o {words}", f"0{cents}")
        else:
            yield from (words, str(cents))


def price_phrases() -> Iterator[str]:
    """How engines write money, as the automaton sees it, without its point: "$499"."""
    yield from (f"a {note}" for note in _NOTES)
    for dollars in range(1000):
        yield f"${dollars}"
    for cents in range(100 * _HUNDRED):
        yield f"${cents // _HUNDRED}{cents % _HUNDRED:02}"


def digit_phrases() -> Iterator[str]:
    """What spelled digits are made of, apart from digits: "seven", "oh", "double five", "twenty three"."""
    for number in range(_HUNDRED):
        yield number_words(number)
    for digit in range(_TEN):
        for times in _TIMES:
            yield from (f"{times} {number_words(digit)}", f"{times} {digit}")
    yield from (*sorted(_ZERO), *(f"{times} oh" for times in _TIMES))
