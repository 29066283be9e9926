"""What a wish says about the price: "under four dollars", "between three and five dollars"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.stores.search.asking import asking
from assistant.stores.search.lexicon import lexicon
from assistant.stores.search.terms import term

_DIGITS = 6
"""No price is longer."""


@dataclass(frozen=True, slots=True)
class Costing:
    """What it may cost, in the shop's currency, in whole units: 4.50."""

    said: str
    least: Decimal | None = None
    most: Decimal | None = None


def costing(said: list[str]) -> tuple[list[str], Costing | None]:
    """Take what is said about the price out of a wish.

    Args:
        said: the words, numbers in digits.
    """
    for at in range(len(said)):
        found = _limit(said, at) or _span(said, at)
        if found is not None:
            limits, end = found
            return said[:at] + said[end:], limits
    return said, None


def _limit(said: Sequence[str], at: int) -> tuple[Costing, int] | None:
    """Read "under four dollars"; a price from below only where a currency is named."""
    most = asking().most.at(said, at)
    money = most and _money(said, at + most[1], bare=True)
    if money:
        return Costing(" ".join(said[at : money[1]]), most=money[0]), money[1]
    least = asking().least.at(said, at)
    money = least and _money(said, at + least[1], bare=False)
    return (Costing(" ".join(said[at : money[1]]), least=money[0]), money[1]) if money else None


def _span(said: Sequence[str], at: int) -> tuple[Costing, int] | None:
    """Read "between three and five dollars"."""
    begun = asking().between.at(said, at)
    low = begun and _money(said, at + begun[1], bare=True)
    if not low or said[low[1] : low[1] + 1] not in (["and"], ["to"]):
        return None
    high = _money(said, low[1] + 1, bare=False)
    return (Costing(" ".join(said[at : high[1]]), low[0], high[0]), high[1]) if high else None


def _money(said: Sequence[str], at: int, *, bare: bool) -> tuple[Decimal, int] | None:
    """An amount at a place, and where it ends; a bare number is one where nothing is counted by it."""
    word, after = _word(said, at), _word(said, at + 1)
    if word in {"a", "one"} and after in asking().currency:
        word = "1"
    if not word.isdecimal() or len(word) > _DIGITS:
        return None
    if after in asking().cents:
        return Decimal(word) / 100, at + 2
    if after in asking().currency:
        return _with_cents(said, Decimal(word), at + 2)
    if not bare:
        return None
    if after.isdecimal() and len(after) == 2:  # noqa: PLR2004 - cents
        return Decimal(word) + Decimal(after) / 100, at + 2
    return None if after and term(after) in lexicon().units else (Decimal(word), at + 1)


def _with_cents(said: Sequence[str], whole: Decimal, at: int) -> tuple[Decimal, int]:
    joined = at + (_word(said, at) == "and")
    cents, marked = _word(said, joined), _word(said, joined + 1) in asking().cents
    if cents.isdecimal() and len(cents) <= 2 and (marked or joined == at):  # noqa: PLR2004 - cents
        return whole + Decimal(cents) / 100, joined + 1 + marked
    return whole, at


def _word(said: Sequence[str], at: int) -> str:
    return said[at] if at < len(said) else ""
