"""What the search knows about words: data that people edit, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words as terms."""

    canonical: Mapping[str, str]
    """The one spelling of units and numbers."""
    units: frozenset[str]
    fillers: frozenset[str]
    """They are neither indexed nor looked for."""
    openers: frozenset[str]
    closers: frozenset[str]
    places: frozenset[str]
    containers: frozenset[str]
    asides: frozenset[str]
    idle: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words, from their files."""
    canonical: dict[str, str] = {}
    for unit, ways in loaded("units").items():
        canonical |= dict.fromkeys(ways.split(), unit)
    units = frozenset(canonical.values())
    for number, ways in loaded("numbers").items():
        canonical |= dict.fromkeys(ways.split(), str(number))
    some = {name: frozenset(words.split()) for name, words in loaded("fillers").items()}
    return Lexicon(
        canonical=canonical,
        units=units,
        fillers=some["everywhere"],
        openers=some["openers"],
        closers=some["closers"],
        places=some["places"],
        containers=some["containers"],
        asides=some["asides"],
        idle=some["idle"],
    )


def loaded(name: str) -> dict[str, Any]:
    """A file of words."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is faster, and not in every build
    text = (_WORDS / f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - either loader is a safe one
    return found
