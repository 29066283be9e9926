"""What reads numbers, money and days in the words of a language: each language has its folder here."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

SlotReader = Callable[[Sequence[str]], tuple[object, int] | None]
"""What fills a slot at the beginning of some words, and how many words it takes."""


class Readers(Protocol):
    """What the folder of a language has."""

    SLOTS: Mapping[str, SlotReader]
    """The readers of slots, by their names; slots that are not here hold a number."""

    def read_number(self, words: Sequence[str], /) -> tuple[int, int] | None:
        """The number that normalised words begin with, and how many words it takes."""

    def spell_digits(self, text: str, /) -> str:
        """A text in lower case with every amount of money and number in words."""


@lru_cache(maxsize=8)
def readers(language: str = "en") -> Readers:
    """The readers of a language.

    Raises:
        ValueError: if there is no such language.
    """
    if not language.isalpha() or find_spec(f"{__name__}.{language}") is None:
        raise ValueError(f"there are no readers for the language {language!r}")
    return cast("Readers", import_module(f"{__name__}.{language}"))
