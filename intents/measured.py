"""Amounts before a name: "a pound and a half of", "two and a half pounds of", "two twelve ounce bags of"."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from intents.lexicon import Lexicon

_LONGEST_MEASURE = 2
"""Words: "fluid ounce"."""


class Measured(NamedTuple):
    """How much of something."""

    amount: Decimal
    measure: str
    taken: int
    """Words that say so."""
    quantity: int | None = None
    """How many containers, where the amount is that of each."""
    unit: str = ""


class MeasuredReader:
    """Reads amounts that whole numbers and containers do not say.

    Args:
        words: of the language.
        containers: every form of a container to its singular.
        read_number: reads the language's numbers.
    """

    def __init__(
        self,
        words: Lexicon,
        containers: Mapping[str, str],
        read_number: Callable[[Sequence[str]], tuple[int, int] | None],
    ) -> None:
        self._words = words
        self._containers = containers
        self._read_number = read_number

    def read(self, words: Sequence[str]) -> Measured | None:
        """The amount that some words begin with, up to the name; None where a whole number tells it all."""
        return self._part(words) or self._packed(words)

    @cached_property
    def _measures(self) -> dict[str, str]:
        names = {form: one for one, *more in self._words.units.values() for form in (one, *more)}
        return names | {f"fluid {form}": f"fluid {one}" for form, one in names.items() if one == "ounce"}

    def _measure(self, words: Sequence[str], at: int) -> tuple[str, int] | None:
        for length in range(_LONGEST_MEASURE, 0, -1):
            name = self._measures.get(" ".join(words[at : at + length]))
            if name and len(words) >= at + length:
                return name, at + length
        return None

    def _number(self, words: Sequence[str]) -> tuple[int, int] | None:
        if words and words[0] in self._words.articles:
            return 1, 1
        return self._read_number(words)

    def _fraction(self, words: Sequence[str], at: int) -> tuple[Decimal, int] | None:
        """A part of one: "half a", "a quarter of a"."""
        begun = at + (words[at : at + 1] != [] and words[at] in self._words.articles)
        if begun >= len(words) or words[begun] not in self._words.fractions:
            return None
        end = begun + 1
        while end < len(words) and words[end] in self._words.of | self._words.articles:
            end += 1
        return Decimal(self._words.fractions[words[begun]]), end

    # --- with a part of one

    def _part(self, words: Sequence[str]) -> Measured | None:
        return self._below_one(words) or self._one_and(words) or self._number_and(words)

    def _below_one(self, words: Sequence[str]) -> Measured | None:
        """Read "half a pound of"."""
        fraction = self._fraction(words, 0)
        return self._of(words, *fraction) if fraction else None

    def _one_and(self, words: Sequence[str]) -> Measured | None:
        """Read "a pound and a half of"."""
        number = self._number(words)
        measure = self._measure(words, number[1]) if number else None
        if number is None or measure is None or words[measure[1] : measure[1] + 1] != [self._words.joined_by]:
            return None
        fraction = self._fraction(words, measure[1] + 1)
        if fraction is None or words[fraction[1] - 1] not in self._words.of:
            return None
        return Measured(number[0] + fraction[0], measure[0], fraction[1])

    def _number_and(self, words: Sequence[str]) -> Measured | None:
        """Read "two and a half pounds of", "one point five pounds of"."""
        number = self._number(words)
        if number is None or words[number[1] : number[1] + 1] not in ([self._words.joined_by], ["point"]):
            return None
        if words[number[1]] == self._words.joined_by:
            fraction = self._fraction(words, number[1] + 1)
            return self._of(words, number[0] + fraction[0], fraction[1]) if fraction else None
        tenths = self._read_number(words[number[1] + 1 :])
        if tenths is None:
            return None
        return self._of(words, Decimal(f"{number[0]}.{tenths[0]}"), number[1] + 1 + tenths[1])

    def _of(self, words: Sequence[str], amount: Decimal, at: int) -> Measured | None:
        """The measure, which "of" follows."""
        measure = self._measure(words, at)
        if measure is None or self._words.of.isdisjoint(words[measure[1] : measure[1] + 1]):
            return None
        return Measured(amount, measure[0], measure[1] + 1)

    # --- so much in each container

    def _packed(self, words: Sequence[str]) -> Measured | None:
        """Read "two twelve ounce bags of", "a two liter bottle of"."""
        count = self._number(words)
        each = self._read_number(words[count[1] :]) if count else None
        if count is None or each is None:
            count, each = (None, 0), self._read_number(words)  # type: ignore[assignment]
        if count is None or each is None:
            return None
        at = count[1] + each[1]
        measure = self._measure(words, at)
        if measure is None:
            return None
        unit = self._containers.get(" ".join(words[measure[1] : measure[1] + 1]), "")
        end = measure[1] + 1
        if not unit or self._words.of.isdisjoint(words[end : end + 1]):
            return None
        return Measured(Decimal(each[0]), measure[0], end + 1, count[0], unit)
