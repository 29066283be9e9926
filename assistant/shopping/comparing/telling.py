"""A comparison in sentences: verdicts with their arithmetic, and what to know with them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from assistant.shopping.comparing.comparison import (
    Caution,
    CautionKind,
    NoVerdict,
    Subject,
    Unit,
    VerdictKind,
    Working,
)
from assistant.shopping.comparing.unit_costs import rounded
from assistant.shopping.content import Measure
from assistant.shopping.money import Money, decimals
from assistant.shopping.phrasing import listed, loaded
from assistant.shopping.standing import FEW

_FILE = {
    VerdictKind.CHEAPEST: "cheapest",
    VerdictKind.BEST_VALUE: "best value",
    VerdictKind.BEST_RATED: "best rated",
}
_AMOUNT_PLACES = 2


class Telling:
    """Tells one comparison in one language.

    Args:
        subjects: what is compared.
        unit: of the unit prices; None where there are none.
        places: decimals of a minor unit to which they are rounded.
        language: "en".

    Raises:
        SettingsError: if there are no words for the language.
    """

    def __init__(self, subjects: Sequence[Subject], unit: Unit | None, places: int, language: str) -> None:
        self._words = loaded(language, "comparison")
        self._subjects, self._unit, self._places = subjects, unit, places

    def verdict(self, kind: VerdictKind, winners: Sequence[int], because: Sequence[Working]) -> str:
        """The verdict and its arithmetic."""
        words = self._words[_FILE[kind]]
        names = [self._subjects[position].label for position in winners]
        told = [self._working(kind, working, number) for number, working in enumerate(because)]
        return str(words["one" if len(winners) == 1 else "tie"]).format(
            winner=names[0], winners=self.listed(names), because="; ".join(told), rounding=self._rounding()
        )

    def refusal(self, reason: NoVerdict, measures: Sequence[Measure] = (), unit: str = "") -> str:
        """Why there is no verdict."""
        ways = self.listed([self._words["measures"][measure.value] for measure in measures] or [""])
        return str(self._words["refused"][reason.value]).format(measures=ways, unit=self.each(unit))

    def caution(self, kind: CautionKind, position: int, working: Working, least: Money) -> Caution:
        """Something to know with a verdict.

        Args:
            kind: what it is.
            position: of the product that it is about.
            working: its arithmetic.
            least: the lowest price among those that can be bought, or the product's own.
        """
        subject = self._subjects[position]
        more = working.cost - least if working.cost.currency == least.currency else working.cost
        text = str(self._words["cautions"][kind.value]).format(
            label=subject.label,
            price=subject.price,
            usual=subject.list_price,
            cost=working.cost,
            least=least,
            more=more,
            count=subject.rating.count if subject.rating else 0,
            availability=subject.availability.replace("_", " "),
        )
        return Caution(kind=kind, position=position, text=text)

    def together(self, working: Working) -> Caution:
        """What several bought together come to."""
        text = str(self._words["cautions"][CautionKind.TOGETHER]).format(
            label=self._subjects[working.position].label, told=self.value(working)
        )
        return Caution(kind=CautionKind.TOGETHER, position=working.position, working=working, text=text)

    def listed(self, some: Sequence[str]) -> str:
        """Words in a row."""
        return listed(some, self._words["joined"])

    def each(self, unit: str) -> str:
        """What a price is for: "an ounce"."""
        known: Mapping[str, Any] = self._words["units"].get(unit, {})
        return str(known.get("each", unit))

    def value(self, working: Working) -> str:
        """A unit price with its arithmetic: "24 ounces for $6.49 is 27 cents an ounce"."""
        return self._value(working, self._words[_FILE[VerdictKind.BEST_VALUE]]["first"])

    def rate(self, said: Fraction, currency: str) -> str:
        """A unit price that has been rounded: "35.8 cents", "$2.16"."""
        scale = 10 ** decimals(currency)
        minor = self._words["minor"].get(currency)
        if minor and said < scale:
            return f"{_plain(said)} {minor['one' if said == 1 else 'many']}"
        return _written(said, currency, self._places)

    def _working(self, kind: VerdictKind, working: Working, number: int) -> str:
        words, label = self._words[_FILE[kind]], self._label(working.position)
        if kind is VerdictKind.BEST_VALUE:
            told = self._value(working, words["next" if number else "first"])
            clear = len(self._subjects) == 2 and not any(each.sold_out for each in self._subjects)  # noqa: PLR2004 - the best comes first
            return told if clear else str(self._words["named"]).format(label=label, told=told)
        rating = working.rating
        single = rating is not None and rating.count == 1
        return str(words["single" if single else "each"]).format(
            label=label,
            price=working.cost,
            average=rating and f"{rating.average:g}",
            count=rating and f"{rating.count:,}",
        )

    def _label(self, position: int) -> str:
        subject = self._subjects[position]
        return str(self._words["sold out"]).format(label=subject.label) if subject.sold_out else subject.label

    def _value(self, working: Working, template: str) -> str:
        if working.said is None or self._unit is None:
            raise ValueError("a value is told by its unit price")
        return template.format(
            amount=self._amount(working),
            price=working.cost,
            rate=self.rate(working.said, working.cost.currency),
            each=self.each(self._unit.name),
        )

    def _amount(self, working: Working) -> str:
        if working.amount is None or self._unit is None:
            raise ValueError("a value is told by its amount")
        unit = self._words["units"][self._unit.name]
        many = rounded(working.amount * unit.get("times", 1), _AMOUNT_PLACES)
        told = f"{_plain(many)} {unit['one' if many == 1 else 'many']}"
        if working.quantity == 1:
            return told
        return str(self._words["packages"]).format(count=working.quantity, amount=told)

    def _rounding(self) -> str:
        words = self._words["rounding"]
        currency = self._subjects[0].price.currency
        minor = self._words["minor"].get(currency, {}).get("one", words["unit"])
        return str(words.get(self._places, words["more"])).format(minor=minor, places=self._places)


def labelled(name: str, apart: str, language: str) -> str:
    """A name, with what tells it apart from others of the name: "latte, large"."""
    return str(loaded(language, "comparison")["label"]).format(name=name, apart=apart)


def few(subject: Subject) -> bool:
    """Whether so few have rated it that it must be said."""
    return subject.rating is not None and subject.rating.count < FEW


def _plain(value: Fraction) -> str:
    """A number that has few decimals, without zeros at its end: "27", "35.8", "1,000"."""
    whole, rest = divmod(value, 1)
    shown = f"{int(whole):,}"
    digits = ""
    while rest and len(digits) < 12:  # noqa: PLR2004 - more than are ever told
        digit, rest = divmod(rest * 10, 1)
        digits += str(int(digit))
    return f"{shown}.{digits}" if digits else shown


def _written(said: Fraction, currency: str, places: int) -> str:
    """Money with more decimals than its currency has: "$1.358"."""
    whole, rest = divmod(said, 1)
    written = str(Money(amount=int(whole), currency=currency))
    digits = _plain(rest).partition(".")[2][:places]
    if not digits:
        return written
    at = max(index for index, letter in enumerate(written) if letter.isdigit()) + 1
    point = "" if decimals(currency) else "."
    return written[:at] + point + digits + written[at:]
