"""Spanish numbers, up to ninety-nine."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from intents.readers import SlotReader

__all__ = ["SLOTS", "read_number", "spell_digits"]

SLOTS: Mapping[str, SlotReader] = {}
_ONES = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_TEENS = ("diez", "once", "doce", "trece", "catorce", "quince")
_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_TEN, _TWENTY, _THIRTY, _HUNDRED = 10, 20, 30, 100
_ACCENTED = {16: "dieciséis", 22: "veintidós", 23: "veintitrés", 26: "veintiséis"}
_DIGITS = re.compile(r"(?<![\w.,])\d{1,2}(?![\w.,]?\d)")


def _number_word(number: int) -> str:
    if number in _ACCENTED:
        return _ACCENTED[number]
    if number < _TEN:
        return _ONES[number]
    if number < _TEN + len(_TEENS):
        return _TEENS[number - _TEN]
    tens, ones = divmod(number, _TEN)
    if number < _TWENTY:
        return f"dieci{_ONES[ones]}"
    if number < _THIRTY:
        return f"veinti{_ONES[ones]}" if ones else "veinte"
    return f"{_TENS[tens - 3]} y {_ONES[ones]}" if ones else _TENS[tens - 3]


_HALF_DOZEN, _DOZEN = ("media", "docena"), ("una", "docena")
_ALSO = {_HALF_DOZEN: 6, _DOZEN: 12, ("docena",): 12, ("un", "par", "de"): 2, ("unos", "cuantos"): 3}
_LONGEST = 3
"""Words."""


def read_number(words: Sequence[str]) -> tuple[int, int] | None:
    """The number that normalised words begin with, and how many words it takes; an article is none."""
    numbers = _numbers()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        said = tuple(words[:length])
        number = _ALSO.get(said, numbers.get(said))
        if number is not None:
            return number, length
    return None


@lru_cache(maxsize=1)
def _numbers() -> Mapping[tuple[str, ...], int]:
    return {tuple(_number_word(number).split()): number for number in range(_HUNDRED)}


def spell_digits(text: str) -> str:
    """Write the numbers of a text in words, up to ninety-nine; larger ones stay as they are."""
    return _DIGITS.sub(lambda found: _number_word(int(found[0])), text)
