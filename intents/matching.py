"""Which templates a sentence fits, and what fills their slots."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from intents.amounts import read_digits, read_money, read_quantity
from intents.dates import read_day
from intents.numbers import read_number
from intents.patterns import FREE_SLOTS, MONEY_SLOTS, Choices, Pattern, Row, Slot, Words, has_slots
from intents.recurrence import read_recurrence
from intents.templates import Template

_MOST_READINGS = 64
"""Readings looked at for one template: an open slot may end in many places."""
_LONGEST_NUMBER = 20
"""Words."""
_MISSING = "\0"
"""Stands for a word that was not heard."""
READERS: Mapping[str, Callable[[Sequence[str]], tuple[object, int] | None]] = {
    **dict.fromkeys(MONEY_SLOTS, read_money),
    "date": read_day,
    "recurrence": read_recurrence,
    "digits": read_digits,
    "quantity": read_quantity,
}
"""What reads the slots that are neither any words nor listed; for all others that is a number."""
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
    """

    def __init__(self, text: str, missing: int = 0) -> None:
        self._missing = missing
        self._text = [_MISSING] * missing + text.split()
        """With commas, for what fills open slots."""
        self._words = [word.rstrip(",") for word in self._text]
        self._ends: dict[tuple[int, int], tuple[int, ...]] = {}
        """Where a pattern without slots ends that begins at a word; by identity, as rules are shared."""

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
            yield from ((end, ()) for end in self._plain(pattern, at))
        elif isinstance(pattern, Slot):
            yield from self._slot(pattern, at)
        elif self._cannot_begin(pattern, at):
            if pattern.empty:
                yield at, ()
        elif isinstance(pattern, Row):
            yield from self._row(pattern.parts, 0, at)
        else:
            for choice in pattern.choices:
                yield from self._walk(choice, at)
            if pattern.empty:
                yield at, ()

    def _row(self, parts: Sequence[Pattern], number: int, at: int) -> Iterator[tuple[int, Filled]]:
        ends: tuple[int, ...] = (at,)
        while number < len(parts) and not has_slots(parts[number]):
            ends = self._after(parts[number], ends)
            number += 1
        if number == len(parts):
            yield from ((end, ()) for end in ends)
            return
        for start in ends:
            for middle, filled in self._walk(parts[number], start):
                for end, more in self._row(parts, number + 1, middle):
                    yield end, filled + more

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
        elif reading := READERS.get(slot.name, read_number)(self._words[at : at + _LONGEST_NUMBER]):
            yield at + reading[1], ((slot.name, reading[0]),)

    # --- patterns without

    def _plain(self, pattern: Pattern, at: int) -> tuple[int, ...]:
        if isinstance(pattern, Words):
            fits = at < self._missing or (at < len(self._words) and self._words[at] in pattern.words)
            return (at + 1,) if fits else ()
        assert not isinstance(pattern, Slot)
        if self._cannot_begin(pattern, at):
            return (at,) if pattern.empty else ()
        key = id(pattern), at
        if key not in self._ends:
            self._ends[key] = self._plain_ends(pattern, at)
        return self._ends[key]

    def _plain_ends(self, pattern: Row | Choices, at: int) -> tuple[int, ...]:
        if isinstance(pattern, Choices):
            ends = {end: None for choice in pattern.choices for end in self._plain(choice, at)}
            return (*ends, at) if pattern.empty and at not in ends else tuple(ends)
        row: tuple[int, ...] = (at,)
        for part in pattern.parts:
            row = self._after(part, row)
        return row

    def _after(self, part: Pattern, starts: tuple[int, ...]) -> tuple[int, ...]:
        if len(starts) == 1:
            return self._plain(part, starts[0])
        return tuple({end: None for start in starts for end in self._plain(part, start)})
