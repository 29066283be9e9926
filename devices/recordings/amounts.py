"""Whether the amounts of money of an expectation are written as they can be found."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from devices.recordings.mentions import is_price
from devices.recordings.scenarios.document import Place, at
from intents.readers.en.numbers import read_number

_TOTAL = re.compile(r"-?[$€£¥]\d+(?:\.\d+)?|-?\d+(?:\.\d+)? [A-Z]{3}")
"""As `Money` is written."""
_NUMBER = re.compile(r"[$€£¥]?\d+(?:[.,]\d+)?")
_BEGINS = re.compile(r"[$€£¥]?\d")
_PRICE = re.compile(r"price\s+(.+)", re.IGNORECASE | re.DOTALL)


def unreadable_amounts(expect: Any) -> Iterator[tuple[Place, str]]:
    """Where in an expectation an amount stands that nothing is ever equal to, and what is wrong with it.

    Args:
        expect: plain data, whether or not it is a valid expectation.
    """
    for number, order in enumerate(_items(at(expect, ("orders",)))):
        total = at(order, ("total",))
        if isinstance(total, str) and not _TOTAL.fullmatch(total):
            yield ("orders", number, "total"), _another_total(total)
    reply = at(expect, ("reply",))
    phrases: dict[Place, Any] = {("reply",): reply}
    for number, phrase in enumerate(_items(at(reply, ("mentions",)))):
        phrases["reply", "mentions", number] = phrase
    for place, phrase in phrases.items():
        if isinstance(phrase, str) and (what := _another_price(phrase)):
            yield place, what


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _another_total(total: str) -> str:
    number = _digits(total)
    meant = f'; did you mean "${number}"?' if number else ""
    return f'is to be money as it is written, like "$4.99"{meant}'


def _another_price(phrase: str) -> str:
    """What is wrong with a phrase that is to mention a price, and does not; words after "price" are words."""
    found = _PRICE.fullmatch(phrase.strip())
    if found is None or is_price(phrase):
        return ""
    if not (_BEGINS.match(found[1]) or read_number(found[1].casefold().replace("-", " ").split())):
        return ""
    number = _digits(found[1])
    meant = f'; did you mean "price {number}"?' if number else ""
    return f'a price is to be a number in digits, like "price 4.99"{meant}'


def _digits(text: str) -> str:
    """The number that a text is, in digits; empty where it is none, or more than one."""
    if _NUMBER.fullmatch(text.strip()):
        return text.strip().lstrip("$€£¥").replace(",", ".")
    words = text.casefold().replace("-", " ").split()
    found = read_number(words)
    return str(found[0]) if found is not None and found[1] == len(words) else ""
