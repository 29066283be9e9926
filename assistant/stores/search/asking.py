"""The phrases that make a wish: what it may cost, what it must be like, what comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.stores.search.lexicon import loaded
from assistant.stores.search.terms import pieces


@dataclass(frozen=True, slots=True)
class Phrases:
    """Some phrases, and what each means."""

    meant: Mapping[tuple[str, ...], str]
    longest: int

    def at(self, said: Sequence[str], place: int) -> tuple[str, int] | None:
        """What the longest phrase at a place means, and its length in words."""
        for length in range(min(self.longest, len(said) - place), 0, -1):
            meant = self.meant.get(tuple(said[place : place + length]))
            if meant is not None:
                return meant, length
        return None


@dataclass(frozen=True, slots=True)
class Asking:
    """All phrases."""

    most: Phrases
    least: Phrases
    between: Phrases
    currency: frozenset[str]
    cents: frozenset[str]
    sorts: Phrases
    in_stock: Phrases
    on_offer: Phrases
    need: Phrases
    attributes: Phrases
    """Each means an attribute and its value: "diet:gluten free"."""
    without: Phrases
    allergens: Phrases


@lru_cache(maxsize=1)
def asking() -> Asking:
    """The phrases, from their files."""
    asked, attributes = loaded("asking"), loaded("attributes")
    return Asking(
        most=_phrases({"most": asked["at most"]}),
        least=_phrases({"least": asked["at least"]}),
        between=_phrases({"between": asked["between"]}),
        currency=frozenset(split(asked["currency"])),
        cents=frozenset(split(asked["small currency"])),
        sorts=_phrases(asked["sorts"]),
        in_stock=_phrases({"in stock": asked["in stock"]}),
        on_offer=_phrases({"on offer": asked["on offer"]}),
        need=_phrases({"need": asked["need"]}),
        attributes=_phrases({f"diet:{value}": ways for value, ways in attributes["diet"].items()}),
        without=_phrases({"without": attributes["without"]}),
        allergens=_phrases(attributes["allergens"]),
    )


def _phrases(ways: Mapping[str, str]) -> Phrases:
    meant = {tuple(pieces(way)): meaning for meaning, some in ways.items() for way in split(some)}
    return Phrases(meant, max(map(len, meant)))


def split(text: str) -> list[str]:
    """What a line of a file lists: "a | b"."""
    return [part.strip() for part in text.split("|")]
