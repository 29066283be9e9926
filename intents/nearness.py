"""What a sentence that no template fits is nearest to in meaning; for talk that neither costs nor deletes.

The phrases compared with are the templates' own, drawn by chance from a fixed seed, some more of ours,
and some that mean nothing here.
"""

import random
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from intents.lexicon import read_yaml
from intents.meaning import Intent, Understood
from intents.normal import normalized
from intents.patterns import Pattern, Row, Slot, Words
from intents.templates import load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BY_MEANING = frozenset(
    {
        Intent.GREET,
        Intent.THANK,
        Intent.GOODBYE,
        Intent.NOT_SURE,
        Intent.HELP,
        Intent.STOP,
        Intent.REPEAT,
        Intent.NO,
    }
)
"""What may be understood without a template. Never a yes, nor anything that costs, deletes or needs slots."""
_SAMPLES = 150
"""Phrases an intent."""
_NEAREST = 2
"""So many of an intent's phrases count, so that none decides alone."""
_NEAR = 0.7
"""Mean likeness from which it counts; chosen with other people's phrases in view."""
_OTHER = "other"
_SHORT = 3
"""Words of an answer that may be a name, where one of several things is asked for."""


class Embedding(Protocol):
    """Makes vectors of texts."""

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Vectors of length 1, one a row."""


class NearestMeaning:
    """Finds the intent whose phrases a sentence is nearest to.

    Args:
        embedding: makes vectors of texts.
        language: whose templates are meant.
    """

    def __init__(self, embedding: Embedding, language: str = "en") -> None:
        self._embedding = embedding
        self._language = language

    def warm_up(self) -> None:
        """Make the vectors that only the first sentence would wait for."""
        self.read("-", frozenset())

    def read(self, text: str, expecting: frozenset[Intent]) -> Understood | None:
        """The meaning of a normalised sentence, or None where it is near to nothing that may be guessed."""
        if Intent.CHOOSE in expecting and len(text.split()) <= _SHORT:
            return None
        likeness, intent = self._nearest(text)
        if intent not in BY_MEANING or likeness < _NEAR:
            return None
        if intent is Intent.NO and Intent.NO not in expecting:
            return None
        return Understood(intent=intent, text=text, confidence=round(min(likeness, 1.0), 2))

    def _nearest(self, text: str) -> tuple[float, Intent | None]:
        import numpy as np

        scores = self._vectors @ self._embedding.vectors([text])[0]
        nearest = [
            (float(np.sort(scores[part])[-_NEAREST:].mean()), intent)
            for intent, part in self._parts.items()
            if scores[part].size
        ]
        return max(nearest, key=lambda each: each[0], default=(0.0, None))

    @cached_property
    def _phrases(self) -> dict[Intent | None, list[str]]:
        """What is compared with, by what it means."""
        chance = random.Random(0)  # noqa: S311 - no secret
        patterns: dict[Intent, list[Pattern]] = {}
        for template in load(self._language):
            patterns.setdefault(template.intent, []).append(template.pattern)
        written = _written(self._language)
        phrases: dict[Intent | None, list[str]] = {
            intent: sorted({" ".join(_said(chance.choice(some), chance)) for _ in range(_SAMPLES)})
            + written.get(intent.value, [])
            for intent, some in patterns.items()
        }
        return phrases | {None: written.get(_OTHER, [])}

    @cached_property
    def _parts(self) -> dict[Intent | None, slice]:
        """Which rows belong to which intent."""
        parts, start = {}, 0
        for intent, phrases in self._phrases.items():
            parts[intent] = slice(start, start + len(phrases))
            start += len(phrases)
        return parts

    @cached_property
    def _vectors(self) -> "NDArray[np.float32]":
        return self._embedding.vectors([phrase for some in self._phrases.values() for phrase in some])


def _said(pattern: Pattern, chance: random.Random) -> list[str]:
    """One way of saying a pattern, by chance; nothing for what is not written out."""
    if isinstance(pattern, Words):
        return [chance.choice(sorted(pattern.words))]
    if isinstance(pattern, Slot):
        return list(chance.choice(sorted(pattern.values))) if pattern.values else []
    if isinstance(pattern, Row):
        return [word for part in pattern.parts for word in _said(part, chance)]
    ways: list[Pattern | None] = [*pattern.choices]
    if pattern.empty:
        ways.append(None)
    way = chance.choice(ways)
    return _said(way, chance) if way is not None else []


def _written(language: str) -> Mapping[str, list[str]]:
    """Phrases by the names of their intents, and those that mean nothing here."""
    file = files("intents") / "nearby" / f"{language}.yaml"
    if not file.is_file():
        return {}
    written: Mapping[str, list[str]] = read_yaml(file.read_text(encoding="utf-8"))
    return {name: [normalized(phrase, language) for phrase in phrases] for name, phrases in written.items()}
