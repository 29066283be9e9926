"""The replies: from their names in the data file to sentences."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.dialogue.actions import Say
from assistant.errors import SettingsError
from intents.lexicon import lexicon

if TYPE_CHECKING:
    from jinja2 import Template


class Reply(BaseModel):
    """A reply in words."""

    model_config = ConfigDict(frozen=True)

    key: str
    text: str
    invites: bool
    """The assistant listens for an answer without the wake word."""


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    variants: tuple[str, ...] = Field(min_length=1)
    invites: bool = False


class _Language(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Mapping[str, str]
    numbers: tuple[str, ...]
    parts: Mapping[str, str]
    replies: Mapping[str, _Reply]


class Replies:
    """Renders replies in one language; the variants of a reply take turns.

    Raises:
        SettingsError: if there are no replies in the language.
    """

    def __init__(self, language: str = "en") -> None:
        from jinja2 import Environment, StrictUndefined

        self._data = _Language.model_validate(_read(language))
        # Replies are spoken and shown as plain text, never as HTML.
        self._jinja = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
        words = self._data.words
        self._jinja.filters |= {
            "listed": partial(_joined, word=words["and"]),
            "either": partial(_joined, word=words["or"]),
            "sentence": _sentence,
            "number": self._number,
            "container": partial(_container, lexicon(language).containers),
        }
        self._jinja.filters |= {name: self._part(text) for name, text in self._data.parts.items()}
        self._templates: dict[str, Template] = {}
        self._turns: Counter[str] = Counter()

    @property
    def keys(self) -> frozenset[str]:
        """The names of all replies."""
        return frozenset(self._data.replies)

    def render(self, say: Say) -> Reply:
        """Put a reply into words.

        Raises:
            KeyError: if there is no reply of that name.
        """
        reply, turn = self._data.replies[say.key], self._turns[say.key]
        self._turns[say.key] += 1
        text = self._template(reply.variants[turn % len(reply.variants)]).render(say.values)
        return Reply(key=say.key, text=" ".join(text.split()), invites=reply.invites)

    def _number(self, count: int) -> str:
        return self._data.numbers[count] if 0 <= count < len(self._data.numbers) else str(count)

    def _part(self, text: str) -> Callable[[Mapping[str, Any]], str]:
        return lambda values: self._template(text).render(values)

    def _template(self, text: str) -> "Template":
        if text not in self._templates:
            self._templates[text] = self._jinja.from_string(text)
        return self._templates[text]


def _read(language: str) -> dict[str, Any]:
    """What the files of a language's folder say, together."""
    folder = files(__name__) / language
    if not language.isalpha() or not folder.is_dir():
        raise SettingsError(f"There are no replies in the language {language!r}.", 'Set language = "en".')
    together: dict[str, Any] = {"parts": {}, "replies": {}}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        said = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for name in ("parts", "replies"):
            more = said.pop(name, {})
            if twice := together[name].keys() & more.keys():
                raise ValueError(f"{file.name} has what another file has too: {sorted(twice)}")
            together[name] |= more
        together |= said
    return together


def _joined(parts: Iterable[str], word: str) -> str:
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def _container(forms: Mapping[str, tuple[str, ...]], unit: str, count: int) -> str:
    """A container as it is said after a number: "cartons" after "two"."""
    return forms[unit][0] if count > 1 and forms.get(unit) else unit


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
