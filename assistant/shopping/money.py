"""Money in integer minor units, and the one place where it is rounded."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

_USUAL_DECIMALS = 2
# ISO 4217 currencies whose minor unit is not a hundredth.
_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_MOST = 10**15
"""Minor units; no price of a shop is near it, and a database's integers hold sums of it."""


def rounded(amount: Decimal) -> int:
    """The whole minor units nearest to an amount of them, half a unit up: taxes, discounts, unit prices."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def decimals(currency: str) -> int:
    """How many decimals a currency is written with: 2 for USD, 0 for JPY, 3 for KWD."""
    return _DECIMALS.get(currency, _USUAL_DECIMALS)


class Money(BaseModel):
    """An amount of one currency."""

    model_config = ConfigDict(frozen=True)

    amount: int
    """Minor units (cents for USD); may be negative."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    """ISO 4217 code."""

    @classmethod
    def of(cls, written: str, currency: str = "USD") -> Self:
        """The money that a plain number stands for: "4.99", "1250.5", "-3".

        Args:
            written: whole units, with a point before the decimals and nothing between thousands.
            currency: ISO 4217 code.

        Raises:
            ValueError: if it is no number, has more decimals than the currency, or is beyond any price.
        """
        try:
            minor = Decimal(written.strip()).scaleb(decimals(currency))
        except InvalidOperation as error:
            raise ValueError(f"{written[:40]!r} is no amount of money") from error
        if not minor.is_finite() or abs(minor) > _MOST:
            raise ValueError(f"{written[:40]!r} is no amount of money")
        if minor != minor.to_integral_value():
            raise ValueError(f"{written[:40]!r} has more decimals than {currency}")
        return cls(amount=int(minor), currency=currency)

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return self.model_copy(update={"amount": self.amount + other.amount})

    def __sub__(self, other: Self) -> Self:
        self._same(other)
        return self.model_copy(update={"amount": self.amount - other.amount})

    def __neg__(self) -> Self:
        return self.model_copy(update={"amount": -self.amount})

    def __mul__(self, times: int) -> Self:
        return self.model_copy(update={"amount": self.amount * times})

    def __lt__(self, other: Self) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Self) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: Self) -> bool:
        return other < self

    def __ge__(self, other: Self) -> bool:
        return other <= self

    def percent(self, percent: Decimal) -> Self:
        """So many percent of it, rounded."""
        return self.model_copy(update={"amount": rounded(Decimal(self.amount) * percent / 100)})

    def _same(self, other: Self) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")

    def __str__(self) -> str:
        """As it is written: "$4.99", "-$1.00", "12.50 CHF"."""
        places = decimals(self.currency)
        whole, rest = divmod(abs(self.amount), 10**places)
        number = f"{whole}.{rest:0{places}d}" if places else str(whole)
        minus = "-" if self.amount < 0 else ""
        sign = _SIGNS.get(self.currency)
        return f"{minus}{sign}{number}" if sign else f"{minus}{number} {self.currency}"


def allotted(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount cut into parts in proportion to weights, none lost: the parts add up to it.

    Args:
        amount: minor units, of any sign.
        weights: one for each part, none negative; all nothing counts as all equal.
    """
    whole = sum(weights) or len(weights)
    sums = weights if sum(weights) else [1] * len(weights)
    parts, before = [], 0
    for weight in sums:
        parts.append(_portion(amount, before + weight, whole) - _portion(amount, before, whole))
        before += weight
    return parts


def _portion(amount: int, part: int, whole: int) -> int:
    return rounded(Decimal(amount) * part / whole)
