"""Which of many templates a sentence may fit at all, by the words that it has.

A template that has "(add|put)" and "cart" written out fits no sentence without them, however much else in it
may be left out. The words that a template cannot do without are sets of which one must be there each; for all
templates at once they are looked up as the bits of integers, as in the signature files of Zobel and Moffat,
"Inverted files for text search engines", ACM Computing Surveys 38(2), 2006.
"""

from collections.abc import Iterator, Sequence

from intents.patterns import Choices, Pattern, Row, Slot, Words, last_words
from intents.templates import Template

Needed = frozenset[str]
"""Words of which one must be there."""


class TemplateIndex:
    """Finds the templates that are worth matching.

    Args:
        templates: all that there are.
    """

    def __init__(self, templates: Sequence[Template]) -> None:
        self._templates = tuple(templates)
        self._all = (1 << len(self._templates)) - 1
        self._first = self._condition([_first(each.pattern) for each in self._templates])
        self._last = self._condition([last_words(each.pattern) for each in self._templates])
        needed = [sorted(needs(each.pattern), key=len) for each in self._templates]
        self._needed = [
            self._condition([each[place] if place < len(each) else None for each in needed])
            for place in range(max(map(len, needed), default=0))
        ]

    def likely(self, words: Sequence[str], missing: int = 0) -> list[Template]:
        """The templates that the words may fit, in the order in which they were given; no other fits.

        Args:
            words: of a normalised sentence, without commas.
            missing: how many words are missing before them.
        """
        found = self._enough(frozenset(words), missing)
        if words or not missing:
            found &= self._last.met(words[-1:])
        if not missing:
            found &= self._first.met(words[:1])
        return [self._templates[number] for number in _bits(found)]

    def _enough(self, words: frozenset[str], missing: int) -> int:
        """The templates of which no more conditions are unmet than words are missing: each may meet one."""
        unmet = [self._all, *[0] * missing]
        """At each place those that miss so many conditions so far."""
        for condition in self._needed:
            met = condition.met(words)
            for count in range(missing, 0, -1):
                unmet[count] = unmet[count] & met | unmet[count - 1] & ~met
            unmet[0] &= met
        found = 0
        for some in unmet:
            found |= some
        return found

    def _condition(self, needed: Sequence[Needed | None]) -> "_Condition":
        return _Condition(needed, self._all)


class _Condition:
    """One thing that templates need, each its own: to which of them a word gives it."""

    def __init__(self, needed: Sequence[Needed | None], every: int) -> None:
        self._free = every
        """Those that need nothing here."""
        self._by_word: dict[str, int] = {}
        for number, words in enumerate(needed):
            if words is not None:
                self._free &= ~(1 << number)
                for word in words:
                    self._by_word[word] = self._by_word.get(word, 0) | 1 << number

    def met(self, words: Sequence[str] | frozenset[str]) -> int:
        """The templates that have what they need."""
        found = self._free
        for word in words:
            found |= self._by_word.get(word, 0)
        return found


def needs(pattern: Pattern) -> Iterator[Needed]:
    """Sets of words of which a sentence must have one each to fit a pattern, each at a place of its own."""
    if isinstance(pattern, Words):
        yield pattern.words
    elif isinstance(pattern, Row):
        for part in pattern.parts:
            yield from needs(part)
    elif isinstance(pattern, Choices) and not pattern.empty:
        telling = [min(needs(choice), key=len, default=None) for choice in pattern.choices]
        known = [words for words in telling if words is not None]
        if len(known) == len(telling):
            yield frozenset().union(*known)


def _first(pattern: Pattern) -> Needed | None:
    if isinstance(pattern, Words):
        return pattern.words
    return None if isinstance(pattern, Slot) or pattern.empty else pattern.first


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
