"""What is written in figures and signs, in the words of spoken English."""

import re

from intents.readers.en.numbers import spell_digits as spell_numbers

_HALF = re.compile(r"(?<![\d/])1/2(?![\d/])")
_MONEY = re.compile(r"[$€£]\s*(\d+)(?:\.(\d\d))?(?![\d.])")
_MINUS = re.compile(r"(?<!\S)[-\u2212](?=\d)")
_DIGIT_LETTER = re.compile(r"(?<=\d)(?=(?!(?:st|nd|rd|th)\b)[a-z])|(?<=[a-z])(?=\d)", re.IGNORECASE)


def spell_digits(text: str) -> str:
    """Write money and numbers in words: "$4.99 for 12" is "four dollars ninety nine for twelve"."""
    plain = _MONEY.sub(_spoken_money, _HALF.sub("half", text))
    return spell_numbers(_DIGIT_LETTER.sub(" ", _MINUS.sub("minus ", plain)))


def _spoken_money(found: re.Match[str]) -> str:
    whole, cents = found.groups()
    return f"{whole} dollars" + (f" {int(cents)}" if cents and int(cents) else "")
