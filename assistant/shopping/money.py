"""Money in integer minor units."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

# ISO 4217 currencies whose minor unit is not a hundredth.
_DECIMALS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "BHD": 3,
    "KWD": 3,
    "OMR": 3,
    "JOD": 3,
    "TND": 3,
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


class Money(BaseModel):
    """An amount of one currency."""

    model_config = ConfigDict(frozen=True)

    amount: int
    """Minor units (cents for USD); may be negative."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    """ISO 4217 code."""

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return self.model_copy(update={"amount": self.amount + other.amount})

    def __sub__(self, other: Self) -> Self:
        self._same(other)
        return self.model_copy(update={"amount": self.amount - other.amount})

    def __mul__(self, times: int) -> Self:
        return self.model_copy(update={"amount": self.amount * times})

    def __lt__(self, other: Self) -> bool:
        self._same(other)
        return self.amount < other.amount

    def _same(self, other: Self) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")

    def __str__(self) -> str:
        """As it is written: "$4.99", "-$1.00", "12.50 CHF"."""
        decimals = _DECIMALS.get(self.currency, 2)
        whole, rest = divmod(abs(self.amount), 10**decimals)
        number = f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
        minus = "-" if self.amount < 0 else ""
        sign = _SIGNS.get(self.currency)
        return f"{minus}{sign}{number}" if sign else f"{minus}{number} {self.currency}"
