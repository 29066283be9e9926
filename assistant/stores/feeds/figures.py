"""Prices, amounts and numbers as feeds write them."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from assistant.shopping.money import decimals
from assistant.stores.feeds.refusals import RefusedError, shown
from assistant.stores.feeds.units import SAID, unit

HIGHEST_PRICE = 10**11
"""Minor units."""
MOST_IN_STOCK = 10**9
BEST_RATING = 5
_SPACES = " '\u00a0\u202f\N{RIGHT SINGLE QUOTATION MARK}"
_PRICE = re.compile(
    rf"(?P<before>[A-Za-z]{{3}}|[$€£¥])?\s*(?P<number>[-+]?\d[\d.,{_SPACES}]*?)\s*(?P<after>[A-Za-z]{{3}}|[$€£¥])?"
)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_NUMBERS = {
    ".": re.compile(rf"[-+]?(?:\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+|\d+)(?:\.\d*)?", re.ASCII),
    ",": re.compile(rf"[-+]?(?:\d{{1,3}}(?:[.{_SPACES}]\d{{3}})+|\d+)(?:,\d*)?", re.ASCII),
}
_GROUPS = {".": str.maketrans("", "", f",{_SPACES}"), ",": str.maketrans("", "", f".{_SPACES}")}
_MEASURE = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*([^\d\s].{0,30})", re.ASCII)
_MOST_CONTENT = 10**9
_MOST_DECIMALS = 6
_COUNT = re.compile(r"[-+]?\d{1,15}(?:\.0*)?", re.ASCII)
_SHORT = 9
_A_DAY = timedelta(days=1)


@lru_cache(maxsize=65536)
def money(text: str, currency: str = "", mark: str = ".") -> tuple[int, str]:
    """An amount of money in minor units, and its currency: "12.99 USD", "USD 12.99", "$12.99".

    Args:
        text: as the feed has it.
        currency: what the amount is in where it does not say so; empty where it must.
        mark: what stands before the decimals, "." or ",".

    Raises:
        RefusedError: if it is none, is not above zero, or has more decimals than its currency.
    """
    found = _PRICE.fullmatch(text.strip())
    if not found or (found["before"] and found["after"]):
        raise RefusedError(f"{shown(text)} is no price")
    named = found["before"] or found["after"] or ""
    number = found["number"].strip()
    if not _NUMBERS[mark].fullmatch(number):
        raise RefusedError(f"{shown(text)} is no price whose decimals begin with “{mark}”")
    code = _currency(named, currency, text)
    exact = Decimal(number.translate(_GROUPS[mark]).replace(",", ".")).scaleb(decimals(code))
    if exact != exact.to_integral_value():
        raise RefusedError(f"the price {shown(text)} has more decimals than {code} has")
    return price(int(exact)), code


def _currency(named: str, currency: str, text: str) -> str:
    if not named:
        if not currency:
            raise RefusedError(f"the price {shown(text)} names no currency")
        return currency
    if named in _SIGNS:
        # Many countries write "$": which is meant must be known.
        if currency and currency != _SIGNS[named]:
            raise RefusedError(f"the price {shown(text)} is not in {currency}")
        return _SIGNS[named]
    return named.upper()


def price(minor: int) -> int:
    """A price in minor units.

    Raises:
        RefusedError: if nothing costs so little or so much.
    """
    if minor <= 0:
        raise RefusedError("the price is zero" if minor == 0 else "the price is below zero")
    if minor > HIGHEST_PRICE:
        raise RefusedError("the price is too high to be one")
    return minor


def count(text: str, what: str, most: int = MOST_IN_STOCK) -> int:
    """A whole number from 0.

    Raises:
        RefusedError: if it is another, or none.
    """
    if text.isdecimal() and text.isascii() and len(text) < _SHORT:
        return int(text)
    found = text.strip()
    if not _COUNT.fullmatch(found):
        raise RefusedError(f"the {what} is {shown(text)}, which is no whole number")
    number = int(found.partition(".")[0])
    if number < 0:
        raise RefusedError(f"the {what} is {number}, which is below zero")
    if number > most:
        raise RefusedError(f"the {what} is {number:,}, which is too many")
    return number


@lru_cache(maxsize=1024)
def rating(text: str, best: str = "") -> float | None:
    """How people like it, from 0 to 5; None where nobody has said.

    Args:
        text: as the feed has it.
        best: the best that can be given there; empty for 5.

    Raises:
        RefusedError: if it is no number, or not between 0 and the best.
    """
    try:
        given, top = float(text), float(best or BEST_RATING)
    except ValueError as error:
        raise RefusedError(f"the rating {shown(text)} is no number") from error
    if not 0 <= given <= top < _MOST_CONTENT or top == 0:
        raise RefusedError(f"the rating {shown(text)} is not between 0 and {shown(best or '5')}")
    return round(given * BEST_RATING / top, _MOST_DECIMALS) or None


@lru_cache(maxsize=16384)
def measure(text: str) -> str:
    """How much is in a package, as it is said: "750 milliliters" for "750ml".

    What is in no unit that is known stays as it is; empty where there is no amount.
    """
    found = _MEASURE.fullmatch(text.strip())
    return content(found[1].replace(",", "."), found[2]) if found else ""


def content(amount: str, name: str) -> str:
    """How much is in a package, as it is said, from an amount and the name of a unit; empty for nothing."""
    try:
        much = round(float(amount), _MOST_DECIMALS)
    except ValueError:
        return ""
    if not 0 < much < _MOST_CONTENT:
        return ""
    one, several = SAID.get(unit(name), (name.strip(), name.strip()))
    return f"{number(much)} {one if much == 1 else several}"


def number(amount: float) -> str:
    """A number without needless decimals."""
    return f"{amount:.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=1024)
def span(text: str) -> tuple[float | None, float | None]:
    """A span of time in seconds since 1970: "2026-11-01T00:00+0100/2026-11-30"; None for an open end.

    Raises:
        RefusedError: if it is none.
    """
    begin, slash, end = (part.strip() for part in text.partition("/"))
    if not slash:
        raise RefusedError(f"{shown(text)} is no span of time")
    # A day without an hour belongs to the span as a whole.
    rest = _A_DAY if len(end) <= len("2026-11-30") else timedelta()
    return (
        moment(begin).timestamp() if begin else None,
        (moment(end) + rest).timestamp() if end else None,
    )


def moment(text: str) -> datetime:
    """A date, with or without a time and its zone.

    Raises:
        RefusedError: if it is none.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise RefusedError(f"{shown(text)} is no date") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
