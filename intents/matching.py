"""Which templates a sentence fits, and what fills their slots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice

from intents.patterns import FREE_SLOTS, Choices, Pattern, Row, Slot, Words, has_slots
from intents.plain_words import MISSING, PlainWords, plain_words
from intents.readers import readers
from intents.templates import Template

_MOST_READINGS = 64
"""Readings looked at for one template: an open slot may end in many places."""
_LONGEST_NUMBER = 20
"""Words."""
Filled = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A template that a sentence fits."""

    template: Template
    slots: Mapping[str, object]
    """Texts for the open slots, numbers for the others; where one is filled twice, the last."""
    filled: Filled
    """All that fills slots, in the order in which it was said."""
    literal: int
    """Letters of the sentence that the template has written out."""


class Matcher:
    """Matches one sentence with templates.

    Args:
        text: a normalised sentence.
        missing: how many words are missing before it; it then begins with a word of the template, and not
            with what fills a slot.
        language: whose numbers and days are meant.
    """

    def __init__(self, text: str, missing: int = 0, language: str = "en") -> None:
        self._missing = missing
        self._readers = readers(language)
        self._text = [MISSING] * missing + text.split()
        """With commas, for what fills open slots."""
        self._words = [word.rstrip(",") for word in self._text]

    def fits(self, templates: Sequence[Template]) -> Iterator[Fit]:
        """Every fit of every template, in no order."""
        for template in templates:
            yield from islice(self._template(template), _MOST_READINGS)

    def _template(self, template: Template) -> Iterator[Fit]:
        for end, filled in self._walk(template.pattern, 0):
            if end == len(self._words):
                slots = dict(filled)
                yield Fit(template, dict(template.fixed) | slots, filled, self._literal(filled))

    def _literal(self, filled: Filled) -> int:
        free = sum(len(str(value)) for name, value in filled if name in FREE_SLOTS)
        return sum(map(len, self._text)) + len(self._text) - free

    def _cannot_begin(self, pattern: Row | Choices, at: int) -> bool:
        """Whether the word here is none that the pattern can begin with: then it fits nothing but nothing."""
        first = pattern.first
        if first is None or at < self._missing:
            return False
        return at >= len(self._words) or self._words[at] not in first

    # --- patterns with slots

    def _walk(self, pattern: Pattern, at: int) -> Iterator[tuple[int, Filled]]:
        """Where a pattern can end that begins at a word, each time with what fills its slots."""
        if isinstance(pattern, Words) or not has_slots(pattern):
            yield from ((end, ()) for end in plain_words((pattern,)).ends(self._words, at))
        elif isinstance(pattern, Slot):
            yield from self._slot(pattern, at)
        elif self._cannot_begin(pattern, at):
            if pattern.empty:
                yield at, ()
        elif isinstance(pattern, Row):
            yield from self._row(_parts(pattern), 0, at)
        else:
            for choice in pattern.choices:
                yield from self._walk(choice, at)
            if pattern.empty:
                yield at, ()

    def _row(
        self, parts: Sequence[Pattern | PlainWords], number: int, at: int
    ) -> Iterator[tuple[int, Filled]]:
        if number == len(parts):
            yield at, ()
            return
        for middle, filled in self._part(parts[number], at):
            for end, more in self._row(parts, number + 1, middle):
                yield end, filled + more

    def _part(self, part: Pattern | PlainWords, at: int) -> Iterator[tuple[int, Filled]]:
        if isinstance(part, PlainWords):
            return ((end, ()) for end in part.ends(self._words, at))
        return self._walk(part, at)

    def _slot(self, slot: Slot, at: int) -> Iterator[tuple[int, Filled]]:
        if self._missing and at <= self._missing:
            return
        if slot.name in FREE_SLOTS:
            for end in range(at + 1, len(self._words) + 1):
                yield end, ((slot.name, " ".join(self._text[at:end]).rstrip(",")),)
        elif slot.values:
            for words, value in slot.values.items():
                if tuple(self._words[at : at + len(words)]) == words:
                    yield at + len(words), ((slot.name, value),)
        elif reading := self._read(slot.name, self._words[at : at + _LONGEST_NUMBER]):
            yield at + reading[1], ((slot.name, reading[0]),)

    def _read(self, slot: str, words: Sequence[str]) -> tuple[object, int] | None:
        """Read a slot that is neither any words nor listed."""
        reader = self._readers.SLOTS.get(slot, self._readers.read_number)
        return reader(words)


@lru_cache(maxsize=1 << 14)
def _parts(row: Row) -> tuple[Pattern | PlainWords, ...]:
    """The parts of a row, those without slots that follow one another as one."""
    runs = groupby(row.parts, key=has_slots)
    return tuple(part for slots, run in runs for part in (run if slots else (plain_words(tuple(run)),)))
