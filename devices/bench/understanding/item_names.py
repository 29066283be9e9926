"""How many of the things that phrases name are found, as somebody has marked them by hand."""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from devices.bench.understanding.phrases import Label, Phrase
from intents.meaning import NotUnderstood, Understood
from intents.normal import normalized, stems
from intents.parser import Parser

_MARKS = Path(__file__).parent / "list_items.yaml"
Names = frozenset[tuple[str, ...]]
"""Names of things, each as its words without endings."""
Spans = tuple[tuple[int, int], ...]
"""Of each thing its name's first word and the one after its last."""


class NamesTally(BaseModel):
    """What was found in the phrases of a label."""

    model_config = ConfigDict(frozen=True)

    label: str
    phrases: int
    """Those in which the things are marked."""
    right: int
    """Those in which exactly the things marked were found, by their whole names."""


@cache
def marks() -> Mapping[str, Spans]:
    """Where phrases name things, by the SHA-256 of their texts."""
    written = yaml.safe_load(_MARKS.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Spans]).validate_python(written)


def tallied(
    phrases: Iterable[Phrase], marked: Mapping[str, Spans], labels: Mapping[str, Label], parser: Parser
) -> tuple[NamesTally, ...]:
    """Read the phrases that are marked, and count where all things are found.

    Args:
        phrases: others than the marked ones are passed over.
        marked: where they name things.
        labels: what their labels mean.
        parser: reads them.
    """
    right: dict[str, list[bool]] = {}
    for phrase in phrases:
        spans = marked.get(sha256(phrase.text.encode()).hexdigest())
        if spans is None or phrase.intent not in labels:
            continue
        meaning = parser.parse(phrase.text, labels[phrase.intent].expecting)
        right.setdefault(phrase.intent, []).append(found(meaning) == _named(phrase.text, spans))
    return tuple(NamesTally(label=label, phrases=len(each), right=sum(each)) for label, each in right.items())


def found(meaning: Understood | NotUnderstood) -> Names:
    """The names of the things that a sentence was understood to be about."""
    if isinstance(meaning, NotUnderstood):
        return frozenset()
    things = [*meaning.items, *([meaning.instead] if meaning.instead else [])]
    return frozenset(stems(item.text) for item in things)


def _named(text: str, spans: Spans) -> Names:
    words = text.split()
    return frozenset(stems(normalized(" ".join(words[first:after]))) for first, after in spans)
