"""The shop's own words: which of those that were said it knows, and which it has that are like them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Protocol

from assistant.stores.embedded.session import Session

_MOST_SOUNDING = 400
_SELECT = "SELECT term, products, parts FROM search_vocabulary WHERE (products > 0 OR parts <> '') AND"


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the shop."""

    term: str
    products: int
    """How many have it."""
    parts: tuple[str, ...]
    """What it is put together of: ("paper", "towel") for "papertowel"; itself where it is one word."""


class Vocabulary(Protocol):
    """The shop's own words."""

    def known(self, terms: Iterable[str]) -> Mapping[str, Known]:
        """Those of some terms that the shop has."""

    def slipped(self, slips: Iterable[str]) -> Sequence[Known]:
        """Those that have one of some forms that lack a letter."""

    def sounding(self, sounds: Iterable[str]) -> Sequence[Known]:
        """Those that have one of some keys of sound."""

    def rarity(self, products: int) -> float:
        """How much a term tells that so many products have: 1 and more, the rarer the more."""


class ShopVocabulary:
    """The words in the store's index.

    Args:
        session: at the store.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        row = session.row("SELECT products FROM search_vocabulary WHERE term = ''")
        self._products = int(row["products"]) if row else 0

    def known(self, terms: Iterable[str]) -> Mapping[str, Known]:
        """Those of some terms that the shop has."""
        found = self._words(_SELECT, "term", [term for term in terms if term])
        return {known.term: known for known in found}

    def slipped(self, slips: Iterable[str]) -> Sequence[Known]:
        """Those that have one of some forms that lack a letter."""
        rows = self._session.among("SELECT DISTINCT term FROM search_slips WHERE", "slip", list(slips))
        return list(self.known(row["term"] for row in rows).values())

    def sounding(self, sounds: Iterable[str]) -> Sequence[Known]:
        """Those that have one of some keys of sound."""
        keys = [key for key in sounds if key]
        return self._words(f"{_SELECT} sound <> '' AND", "sound", keys, f"LIMIT {_MOST_SOUNDING}")

    def rarity(self, products: int) -> float:
        """How much a term tells that so many products have."""
        return 1 + log((1 + self._products) / (1 + min(products, self._products)))

    def _words(self, select: str, column: str, values: Sequence[str], ending: str = "") -> list[Known]:
        if not values:
            return []
        return [
            Known(row["term"], row["products"], tuple(row["parts"].split()) or (row["term"],))
            for row in self._session.among(select, column, values, ending)
        ]
