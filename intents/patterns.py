"""Patterns of words, read from hassil's expressions.

hassil parses the templates and says what they mean; its own matcher tries each template by itself, which
takes up to tens of milliseconds a sentence. Patterns are matched word by word and share what rules matched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from intents.normal import normalized, split_words

if TYPE_CHECKING:
    from hassil import Intents
    from hassil.expression import Expression, Sentence

TEXT_SLOTS = frozenset({"aside", "subject", "person", "list_name", "code", "attribute", "without"})
"""Slots for words that name nothing in the shop; but those that have a list of values in the templates."""
NAMING_SLOTS = frozenset({"items", "item", "instead"})
"""Slots for things of the shop."""
MONEY_SLOTS = frozenset({"money", "least", "most"})
PHRASED_SLOTS = frozenset({"ordinal"})
"""Slots with values of which recognisers have a longer list of their own."""
FREE_SLOTS = NAMING_SLOTS | {"name"} | TEXT_SLOTS
"""Slots that any words fit, one or more."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One word, any of these."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A place for something that is not written out."""

    name: str
    values: Mapping[tuple[str, ...], object] = field(default_factory=dict)
    """What may stand here and what it means, where that is a list; else any words or a number."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Patterns one after the other; without any, nothing."""

    parts: tuple["Pattern", ...]
    slots: bool
    """Whether there is a slot in it."""
    first: frozenset[str] | None
    """The words that it can begin with; None for any."""
    empty: bool
    """Whether it fits nothing at all, too."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """One of several patterns."""

    choices: tuple["Pattern", ...]
    slots: bool
    """Whether there is a slot in it."""
    first: frozenset[str] | None
    """The words that it can begin with; None for any."""
    empty: bool
    """Whether it fits nothing at all, too."""


Pattern = Words | Slot | Row | Choices


def has_slots(pattern: Pattern) -> bool:
    """Whether there is a slot in a pattern."""
    return isinstance(pattern, Slot) or (isinstance(pattern, Row | Choices) and pattern.slots)


def vocabulary(pattern: Pattern) -> frozenset[str]:
    """Every word that a pattern has written out."""
    if isinstance(pattern, Words):
        return pattern.words
    if isinstance(pattern, Slot):
        return frozenset(word for words in pattern.values for word in words)
    return frozenset().union(*map(vocabulary, pattern.parts if isinstance(pattern, Row) else pattern.choices))


def slot_names(pattern: Pattern) -> frozenset[str]:
    """The names of the slots in a pattern."""
    if isinstance(pattern, Slot):
        return frozenset({pattern.name})
    if isinstance(pattern, Words) or not pattern.slots:
        return frozenset()
    return frozenset().union(*map(slot_names, pattern.parts if isinstance(pattern, Row) else pattern.choices))


class TemplateReader:
    """Turns hassil's expressions into patterns; a rule used in many templates is one pattern.

    Args:
        source: where rules and lists are looked up.
        language: whose spellings are one and the same.
    """

    def __init__(self, source: "Intents", language: str) -> None:
        from hassil import expression

        self._source = source
        self._language = language
        self._kinds = expression
        self._rules: dict[str, Pattern] = {}
        self._made: dict[object, Pattern] = {}
        """Patterns by what they are made of: what is the same is one object, compiled and matched once."""

    def pattern(self, sentence: "Sentence") -> Pattern:
        """The pattern of a template.

        Raises:
            ValueError: if the template changes inside a word, or uses what there is not.
        """
        return self._pattern(sentence.expression, sentence.text or "")

    def _pattern(self, expression: "Expression", source: str) -> Pattern:
        kinds = self._kinds
        if isinstance(expression, kinds.TextChunk):
            return self._row([self._words({word}) for word in _said(expression.text, self._language)])
        if isinstance(expression, kinds.ListReference):
            return self._slot(expression.list_name)
        if isinstance(expression, kinds.RuleReference):
            return self._rule(expression.rule_name, source)
        if isinstance(expression, kinds.Sequence):
            self._check_whole_words(expression.items, source)
            return self._row([self._pattern(item, source) for item in expression.items])
        if isinstance(expression, kinds.Alternative):
            return self._choices([self._pattern(item, source) for item in expression.items])
        raise ValueError(f"the template {source!r} uses what is not supported: {type(expression).__name__}")

    def _slot(self, name: str) -> Slot:
        from hassil import TextSlotList

        if name in self._made:
            made = self._made[name]
            assert isinstance(made, Slot)
            return made
        slots = self._source.slot_lists[name]
        values = slots.values if isinstance(slots, TextSlotList) else ()
        slot = self._made[name] = Slot(
            name,
            {
                tuple(_said(value.text_in.text, self._language)): value.value_out
                for value in values
                if isinstance(value.text_in, self._kinds.TextChunk)
            },
        )
        return slot

    def _words(self, words: Iterable[str]) -> Pattern:
        key = frozenset(words)
        return self._made.setdefault(key, Words(key))

    def _row(self, parts: Sequence[Pattern]) -> Pattern:
        flat = [each for part in parts for each in (part.parts if isinstance(part, Row) else (part,))]
        if len(flat) <= 1:
            return flat[0] if flat else _NOTHING
        key = ("row", *map(id, flat))
        if key not in self._made:
            self._made[key] = _row(flat)
        return self._made[key]

    def _choices(self, choices: Sequence[Pattern]) -> Pattern:
        """Alternatives; those that are single words become one set, which is looked up at once."""
        empty = any(map(_empty, choices))
        single = frozenset(word for choice in choices if isinstance(choice, Words) for word in choice.words)
        patterns: list[Pattern] = [self._words(single)] if single else []
        patterns += [choice for choice in choices if not isinstance(choice, Words) and choice is not _NOTHING]
        if len(patterns) == 1 and not empty:
            return patterns[0]
        key = ("choices", empty, *map(id, patterns))
        if key not in self._made:
            first = _union(map(_first, patterns))
            self._made[key] = Choices(tuple(patterns), any(map(has_slots, patterns)), first, empty)
        return self._made[key]

    def _rule(self, name: str, source: str) -> Pattern:
        if name not in self._rules:
            if name not in self._source.expansion_rules:
                raise ValueError(f"the template {source!r} uses the rule <{name}>, which there is not")
            self._rules[name] = self._pattern(self._source.expansion_rules[name].expression, source)
        return self._rules[name]

    def _check_whole_words(self, items: Sequence["Expression"], source: str) -> None:
        """Refuse "carton[s]": patterns are matched word by word."""
        chunk = self._kinds.TextChunk
        for before, after in pairwise(items):
            if isinstance(before, chunk) and isinstance(after, chunk):
                continue
            ends = isinstance(before, chunk) and before.text[-1:].strip()
            begins = isinstance(after, chunk) and after.text[:1].strip()
            if ends or begins:
                raise ValueError(f"the template {source!r} changes inside a word; write the words out")


@lru_cache(maxsize=4096)
def _said(text: str, language: str) -> tuple[str, ...]:
    return tuple(split_words(normalized(text, language)))


_NOTHING = Row((), slots=False, first=frozenset(), empty=True)


def _row(parts: Sequence[Pattern]) -> Row:
    needed = next((at for at, part in enumerate(parts) if not _empty(part)), None)
    leading = parts if needed is None else parts[: needed + 1]
    return Row(tuple(parts), any(map(has_slots, parts)), _union(map(_first, leading)), needed is None)


def _union(firsts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    words: frozenset[str] = frozenset()
    for first in firsts:
        if first is None:
            return None
        words |= first
    return words


def _first(pattern: Pattern) -> frozenset[str] | None:
    if isinstance(pattern, Words):
        return pattern.words
    return None if isinstance(pattern, Slot) else pattern.first


def _empty(pattern: Pattern) -> bool:
    return isinstance(pattern, Row | Choices) and pattern.empty


def last_words(pattern: Pattern) -> frozenset[str] | None:
    """The words that a pattern can end with; None where it may be any, or nothing at all."""
    if isinstance(pattern, Words):
        return pattern.words
    if isinstance(pattern, Slot) or pattern.empty:
        return None
    if isinstance(pattern, Choices):
        return _union(map(last_words, pattern.choices))
    needed = next(at for at in range(len(pattern.parts) - 1, -1, -1) if not _empty(pattern.parts[at]))
    return _union(map(_endings, pattern.parts[needed:]))


def _endings(pattern: Pattern) -> frozenset[str] | None:
    """The words that a pattern can end with where it is not left out."""
    if isinstance(pattern, Choices):
        return _union(map(_endings, pattern.choices))
    if isinstance(pattern, Row) and pattern.empty:
        return _union(map(_endings, pattern.parts))
    return last_words(pattern)
