"""Where patterns without slots end, read by an automaton that grows as sentences are read.

A state is what may still follow. It is found the first time that a word leads there, by partial derivatives
(Antimirov, "Partial Derivatives of Regular Expressions and Finite Automaton Constructions", Theoretical
Computer Science 155(2), 1996), and kept.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from intents.patterns import Choices, Pattern, Row, Slot, Words

MISSING = "\0"
"""Stands for a word that was not heard; any word fits it."""
Rest = tuple[Pattern, ...]
"""Patterns of which each must follow."""


class PlainWords:
    """A row of patterns without slots.

    Args:
        parts: one after the other.
    """

    def __init__(self, parts: Rest) -> None:
        self._states: dict[frozenset[Rest], _State] = {}
        self._start = self._state(frozenset({parts}))

    def ends(self, words: Sequence[str], at: int) -> Iterator[int]:
        """Where it can end that begins at a word, the nearest first."""
        state: _State | None = self._start
        while state is not None:
            if state.done:
                yield at
            if at == len(words) or words[at] not in state.words:
                return
            state = state.following.get(words[at]) or self._follow(state, words[at])
            at += 1

    def _follow(self, state: "_State", word: str) -> "_State":
        rests = frozenset(rest for parts in state.rests for rest in _after(parts, word))
        found = state.following[word] = self._state(rests)
        return found

    def _state(self, rests: frozenset[Rest]) -> "_State":
        if rests not in self._states:
            self._states[rests] = _State(rests)
        return self._states[rests]


class _State:
    """What may follow, and where each word leads."""

    def __init__(self, rests: frozenset[Rest]) -> None:
        self.rests = rests
        self.done = any(all(map(_empty, parts)) for parts in rests)
        self.words = frozenset(word for parts in rests for word in _next(parts))
        if self.words:
            self.words |= {MISSING}
        self.following: dict[str, _State] = {}


@lru_cache(maxsize=1 << 14)
def plain_words(parts: Rest) -> PlainWords:
    """The automaton of a row; one for all that are the same."""
    return PlainWords(parts)


def _after(parts: Rest, word: str) -> Iterator[Rest]:
    """What may follow once a word was read."""
    for at, part in enumerate(parts):
        for rest in _derived(part, word):
            yield (*rest, *parts[at + 1 :])
        if not _empty(part):
            return


def _derived(pattern: Pattern, word: str) -> Iterator[Rest]:
    assert not isinstance(pattern, Slot)
    if isinstance(pattern, Words):
        if word in pattern.words or word == MISSING:
            yield ()
    elif isinstance(pattern, Row):
        yield from _after(pattern.parts, word)
    elif word == MISSING or word in (pattern.first or ()):
        for choice in pattern.choices:
            yield from _derived(choice, word)


def _next(parts: Rest) -> Iterator[str]:
    """The words that may come next."""
    for part in parts:
        assert not isinstance(part, Slot)
        yield from part.words if isinstance(part, Words) else part.first or ()
        if not _empty(part):
            return


def _empty(pattern: Pattern) -> bool:
    return isinstance(pattern, Row | Choices) and pattern.empty
