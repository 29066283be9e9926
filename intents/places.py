"""Where one is in a network, in all ways at once, and how sentences go on from there."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from intents.network import Ending
from intents.phrases import Phrases

FURTHEST = 30.0
"""Nats; a way that costs so much more than another of the same text is given up."""


class Reached(NamedTuple):
    """How a sentence may end in a state."""

    ending: Ending
    cost: float
    """Nats."""


class Boundary(NamedTuple):
    """All that may begin between two words, however one came there."""

    words: Phrases
    targets: tuple[tuple[tuple[int, float], ...], ...]
    """The nodes after each word."""
    lists: tuple[tuple[str, int, float], ...]
    opens: tuple[tuple[int, float, float], ...]
    """The node after it, cost of a word, cost so far."""
    reached: Reached


class WithinWord(NamedTuple):
    """Within a word that leads on from a boundary."""

    boundary: int
    low: int
    high: int
    depth: int


class WithinPhrase(NamedTuple):
    """Within a phrase of a list."""

    name: str
    list: int
    to: int
    low: int
    high: int
    depth: int
    cost: float


class OpenWords(NamedTuple):
    """Within open words."""

    to: int
    each: float
    inside: bool
    """Within a word, not before it."""
    cost: float


class Place(NamedTuple):
    """Where one is, in all ways at once."""

    word: WithinWord | None
    phrases: tuple[WithinPhrase, ...]
    opens: tuple[OpenWords, ...]
    cost: float
    """Of the way along `word`."""


_Going = TypeVar("_Going", WithinPhrase, OpenWords)


def next_letters(phrases: Phrases, low: int, high: int, depth: int) -> Iterable[str]:
    """The letters that come next in a range."""
    while low < high:
        phrase = phrases[low]
        if len(phrase) == depth:
            low += 1
            continue
        yield phrase[depth]
        low = phrases.narrowed(low, high, depth, phrase[depth])[1]


def before_word(place: Place) -> bool:
    """Whether the last was a space, or nothing was said yet."""
    fresh_word = place.word is not None and place.word.depth == 0
    return fresh_word or (place.word is None and any(not each.inside for each in place.opens))


def settled(
    word: WithinWord | None, cost: float, phrases: Sequence[WithinPhrase], opens: Sequence[OpenWords]
) -> tuple[Place, float] | None:
    """A place with its least cost taken off, and that cost; None where there is no way on."""
    costs = [each.cost for each in phrases] + [each.cost for each in opens]
    costs += [cost] if word is not None else []
    if not costs:
        return None
    least = min(costs)
    place = Place(
        word if word is None or cost - least <= FURTHEST else None,
        _cheapest(phrases, least),
        _cheapest(opens, least),
        round(cost - least, 3) if word is not None else 0.0,
    )
    return place, least


def _cheapest(ways: Sequence[_Going], least: float) -> tuple[_Going, ...]:
    """Each way once, at its least cost above `least`; without those too far off."""
    best: dict[_Going, float] = {}
    for each in ways:
        key, cost = each._replace(cost=0.0), each.cost - least
        if cost <= FURTHEST:
            best[key] = min(cost, best.get(key, cost))
    return tuple(sorted(key._replace(cost=round(cost, 3)) for key, cost in best.items()))
