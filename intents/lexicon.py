"""What a language adds to the sentence templates: spellings, fillers, containers and small words, as data."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fillers(_Table):
    """Words that mean nothing here."""

    anywhere: frozenset[str]
    polite: frozenset[str]
    likely: frozenset[str]
    start: tuple[str, ...]
    end: tuple[str, ...]


class Shares(_Table):
    """How some of several things of a kind are told from the others."""

    rest: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()


class Lexicon(_Table):
    """The words of one language; each list is explained in its file under `words/`."""

    symbols: Mapping[str, str]
    articles: frozenset[str]
    one_more: frozenset[str]
    joints: tuple[str, ...]
    of: frozenset[str]
    including: frozenset[str]
    dozen: str
    agreeing: tuple[str, ...]
    declining: tuple[str, ...]
    thanking: frozenset[str]
    spellings: Mapping[str, str]
    written: Mapping[str, str]
    endings: Mapping[str, str]
    contracted: Mapping[str, tuple[str, ...]]
    is_after: frozenset[str]
    fillers: Fillers
    containers: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, str]]
    shortened: Mapping[str, str]
    measures: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    small_words: frozenset[str]
    pairs: tuple[str, ...]
    negations: frozenset[str]
    amounts: frozenset[str]
    joined_by: str = ""
    fractions: Mapping[str, str] = {}
    shares: Shares = Shares()
    never_named: frozenset[str]
    never_first: frozenset[str]
    never_a_person: frozenset[str] = frozenset()
    doubts: frozenset[str]
    no_wish: frozenset[str]

    @property
    def never_clipped_to(self) -> frozenset[str]:
        """What a wish of which the beginning is missing does not begin with."""
        return self.no_wish | self.negations


@lru_cache(maxsize=4)
def lexicon(language: str = "en") -> Lexicon:
    """The words of a language, read once.

    Raises:
        ValueError: if there is no such language.
    """
    file = files("intents") / "words" / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        raise ValueError(f"there are no words for the language {language!r}")
    return Lexicon.model_validate(read_yaml(file.read_text(encoding="utf-8")))


def read_yaml(text: str) -> Any:
    """The contents of a YAML file of ours, by the fast reader where there is one."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
