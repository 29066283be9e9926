"""Numbers in words, by the rules of the Unicode locale data."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unicode_rbnf import FormatPurpose, RbnfEngine

_LONGEST_AMOUNT = 15
"""Digits; a longer one is a code, not an amount, and is beyond the rules."""


def cardinal(written: str) -> str:
    """Say a number: "1,299" is "one thousand two hundred ninety-nine", "1.50" "one point five zero".

    Digits that begin with a zero, and very many digits, are said one by one.

    Args:
        written: digits, with commas between thousands and a decimal point where it has them.
    """
    whole, _, rest = written.replace(",", "").partition(".")
    said = _whole(whole or "0")
    return f"{said} point {_digits(rest)}" if rest else said


def ordinal(written: str) -> str:
    """Say a place in a row: "21" is "twenty-first"."""
    from unicode_rbnf import FormatPurpose

    return _said(written, FormatPurpose.ORDINAL)


def year(written: str) -> str:
    """Say a year: "2026" is "twenty twenty-six"."""
    from unicode_rbnf import FormatPurpose

    return _said(written, FormatPurpose.YEAR)


def is_one(written: str) -> bool:
    """Whether a number takes the singular: "1" does, "1.5" and "0" do not."""
    return written == "1"


def _whole(digits: str) -> str:
    from unicode_rbnf import FormatPurpose

    if len(digits) > _LONGEST_AMOUNT or (len(digits) > 1 and digits[0] == "0"):
        return _digits(digits)
    return _said(digits, FormatPurpose.CARDINAL)


def _digits(digits: str) -> str:
    return " ".join(map(_whole, digits))


def _said(digits: str, purpose: "FormatPurpose") -> str:
    return _rules().format_number(int(digits), purpose).text


@cache
def _rules() -> "RbnfEngine":
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language("en")
