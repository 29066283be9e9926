"""The sentence templates: hassil's YAML, read into word-by-word patterns.

Each intent has its file in `sentences/`; what it may hold is said in `sentences/en/_shared.yaml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from intents.kept import kept
from intents.lexicon import read_yaml
from intents.meaning import Intent
from intents.network import Ending
from intents.patterns import Pattern, TemplateReader, needed, slot_names

if TYPE_CHECKING:
    from hassil import IntentData, Intents

_WISHES = frozenset({Intent.ADD_TO_CART, Intent.ADD_TO_LIST, Intent.SEARCH})


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One way of saying something."""

    intent: Intent
    source: str
    """The template as it is written in its file."""
    pattern: Pattern
    fixed: Mapping[str, object]
    """Slots that it fills without their being said."""
    known: str
    """Whether what fills its slots must be known to the shop: "" (no), "true" (or it is a guess), "only"."""
    expecting: Intent | None
    """The intent that must be expected for it to count."""
    needed: tuple[frozenset[str], ...]
    """Sets of words: a sentence that fits has a word of each."""
    ending: Ending
    """How a sentence that fits it ends: `BRIEF` for a short answer, after which hardly anything follows."""

    @property
    def slots(self) -> frozenset[str]:
        """The names of its slots."""
        return slot_names(self.pattern)

    @property
    def may_be_clipped(self) -> bool:
        """Whether it is understood without its first word or two: a wish for things, said too early."""
        return (
            self.intent in _WISHES
            and self.expecting is None
            and self.known != "only"
            and "items" in self.slots
            # "A latte without milk" may as well name a latte and its option.
            and "lacking" not in self.slots
        )


@lru_cache(maxsize=4)
def load(language: str = "en") -> tuple[Template, ...]:
    """All templates of a language, read once.

    Raises:
        ValueError: if there is no such language, or a template is wrong.
    """
    return kept(f"templates {language}", lambda: _read(language))


def _read(language: str) -> tuple[Template, ...]:
    source = hassil_intents(language)
    reader = TemplateReader(source, language)
    return tuple(
        template
        for name, intent in source.intents.items()
        for block in intent.data
        for template in _templates(Intent(name), block, reader)
    )


@lru_cache(maxsize=4)
def spoken(language: str = "en") -> frozenset[Intent]:
    """What can be meant in a language at all.

    Raises:
        ValueError: if there is no such language, or a template is wrong.
    """
    return frozenset(template.intent for template in load(language))


def hassil_intents(language: str = "en") -> "Intents":
    """The templates as hassil has read them.

    Raises:
        ValueError: if there is no such language.
    """
    from hassil import Intents
    from hassil.util import merge_dict

    folder = files("intents") / "sentences" / language
    if not language.isalpha() or not folder.is_dir():
        raise ValueError(f"there are no sentences for the language {language!r}")
    merged: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            merge_dict(merged, read_yaml(file.read_text(encoding="utf-8")))
    return Intents.from_dict(merged)


def _templates(intent: Intent, block: "IntentData", reader: TemplateReader) -> Iterator[Template]:
    expecting = block.requires_context.get("expecting")
    for sentence in block.sentences:
        pattern = reader.pattern(sentence)
        yield Template(
            intent=intent,
            source=sentence.text or "",
            pattern=pattern,
            needed=needed(pattern),
            fixed=block.slots,
            known=str((block.metadata or {}).get("known", "")).lower(),
            expecting=Intent(expecting) if expecting else None,
            ending=Ending.BRIEF if (block.metadata or {}).get("brief") else Ending.FINISHED,
        )
