"""What made-up catalogues are drawn from: words of which a few are chosen much more often than the rest."""

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

_STEEP = 0.8
"""How much more often the first of some is chosen than later ones (Zipf's exponent)."""


class Skewed:
    """Chooses the first of some more often than the last.

    Args:
        some: what to choose from.
        rng: chooses.
    """

    def __init__(self, some: Sequence[str], rng: random.Random) -> None:
        self._some = some
        self._weights = list(accumulate((at + 1) ** -_STEEP for at in range(len(some))))
        self._rng = rng

    def one(self) -> str:
        """One of them."""
        return self._rng.choices(self._some, cum_weights=self._weights)[0]


class CategoryWords:
    """What names of one category are made of.

    Args:
        parts: "words" that stand before a kind, "kinds" and "sizes", each a text with "|" between them.
        rng: chooses.
    """

    def __init__(self, parts: Mapping[str, str], rng: random.Random) -> None:
        self.words = Skewed(split(parts["words"]), rng)
        self.kinds = Skewed(split(parts["kinds"]), rng)
        self.sizes = split(parts["sizes"])


def split(text: str) -> list[str]:
    """The parts of a text with "|" between them."""
    return [part.strip() for part in text.split("|")]


def word_file(path: Path) -> dict[str, Any]:
    """A file of words."""
    import yaml

    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
