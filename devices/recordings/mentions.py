"""Whether a text mentions something: words, or a price in any way that it is written or said."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from intents.readers.en.numbers import read_number

_PRICE = re.compile(r"price\s+[$€£¥]?(\d+(?:\.\d+)?)", re.IGNORECASE)
_TOKEN = re.compile(r"[$€£¥]|\d+(?:[.,]\d+)*|[^\W\d_]+|[,.;:!?]")
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SIGNS = frozenset("$€£¥")
_UNITS = frozenset({"dollar", "dollars", "euro", "euros", "pound", "pounds", "yen", "franc", "francs"})
_NATIONS = frozenset({"us", "canadian", "australian", "swiss"})
_CODE = re.compile("[A-Z]{3}")
_CENTS = frozenset({"cent", "cents", "penny", "pence", "centime", "centimes"})
_VAGUE = frozenset({"couple", "few", "dozen"})
_NOUGHT = frozenset({"oh", "zero"})
_HUNDRED, _TEN = 100, 10
_LONGEST = 32
"""Words of the longest number."""

_Reading = tuple[Decimal, int]
"""A value, and the place behind its last word."""


def mentions(text: str, phrase: str) -> bool:
    """Whether a text mentions something.

    Args:
        text: what was said.
        phrase: words, of which case and punctuation do not count; or "price 4.99", which is found in "$4.99",
            "4.99", "four dollars and ninety-nine cents" and "four ninety-nine". An amount is read as a whole:
            none of these mentions 4, or 99 cents.
    """
    price = _PRICE.fullmatch(phrase.strip())
    if price is None:
        return f" {plain(phrase)} " in f" {plain(text)} "
    return Decimal(price[1]) in _prices(text)


def is_price(phrase: str) -> bool:
    """Whether a phrase stands for an amount of money, as "price 4.99" does."""
    return _PRICE.fullmatch(phrase.strip()) is not None


def plain(text: str) -> str:
    """The words alone, in lower case."""
    letters = "".join(char if char.isalnum() or char == "'" else " " for char in text.casefold())
    return " ".join(letters.split())


def _prices(text: str) -> Iterator[Decimal]:
    """All amounts of money, from left to right; numbers of other things are passed over as a whole, too."""
    words, at = _TOKEN.findall(text), 0
    while at < len(words):
        signed = words[at] in _SIGNS
        number = _number(words, at + signed)
        if number is None:
            at += 1
            continue
        price = _price(words, at + signed, number, signed=signed)
        at = (price or number)[1]
        if price is not None:
            yield price[0]


def _price(words: Sequence[str], begin: int, number: _Reading, *, signed: bool) -> _Reading | None:
    """The amount of money that a number is, or begins.

    Args:
        words: of the text.
        begin: where the number begins.
        number: that stands there.
        signed: a currency's sign stands before it.
    """
    value, end = number
    if _word(words, end) in _CENTS and not signed:
        return value / _HUNDRED, end + 1
    behind = _behind_unit(words, end)
    if behind is not None:
        cents = _cents(words, behind)
        return (value, behind) if cents is None else (value + cents[0], cents[1])
    if signed or value % 1:
        return value, end
    # "Four ninety-nine"; in digits, two numbers beside each other are none.
    below = None if words[begin][0].isdigit() else _below(words, end)
    return None if below is None else (value + below[0], below[1])


def _behind_unit(words: Sequence[str], at: int) -> int | None:
    """The place behind a currency's name, where one stands."""
    if _word(words, at) in _NATIONS:
        at += 1
    is_unit = _word(words, at) in _UNITS or (at < len(words) and _CODE.fullmatch(words[at]))
    return at + 1 if is_unit else None


def _cents(words: Sequence[str], at: int) -> _Reading | None:
    """What follows the dollars: "and ninety-nine cents", "ninety-nine"."""
    number = _number(words, at + (_word(words, at) == "and"))
    if number is not None and number[0] < _HUNDRED and _word(words, number[1]) in _CENTS:
        return number[0] / _HUNDRED, number[1] + 1
    return _below(words, at)


def _below(words: Sequence[str], at: int) -> _Reading | None:
    """Cents that are not called so: "ninety-nine", "oh five"."""
    nought = _word(words, at) in _NOUGHT
    number = _spoken(words, at + nought)
    if number is None or (number[0] >= _TEN) is nought or number[0] >= _HUNDRED:
        return None
    return number[0] / _HUNDRED, number[1]


def _number(words: Sequence[str], at: int) -> _Reading | None:
    """A number in digits or words: "1,204.50", "twenty-four", "four point nine nine"."""
    if at < len(words) and words[at][0].isdigit():
        return (Decimal(words[at].replace(",", "")), at + 1) if _DIGITS.fullmatch(words[at]) else None
    whole = _spoken(words, at)
    if whole is None or _word(words, whole[1]) != "point":
        return whole
    value, end = whole
    digits = ""
    while (digit := _spoken(words, end + 1 + len(digits))) is not None and digit[0] < _TEN:
        digits += str(digit[0])
    return (value + Decimal(f"0.{digits}"), end + 1 + len(digits)) if digits else whole


def _spoken(words: Sequence[str], at: int) -> _Reading | None:
    said = [word.casefold() for word in words[at : at + _LONGEST]]
    found = read_number(said)
    if found is None or not _VAGUE.isdisjoint(said[: found[1]]):
        return None
    return Decimal(found[0]), at + found[1]


def _word(words: Sequence[str], at: int) -> str:
    return words[at].casefold() if at < len(words) else ""
