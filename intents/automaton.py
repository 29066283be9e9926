"""A network of what may be said, walked letter by letter.

The network is a weighted automaton that may be in many places at once. It is determinised as it is walked,
over the tropical semiring (Mohri 1997, "Finite-State Transducers in Language and Speech Processing"), and
only where somebody goes: what was walked once is remembered.
"""

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from intents.network import Ending, Network
from intents.phrases import Phrases
from intents.places import (
    FURTHEST,
    Boundary,
    OpenWords,
    Place,
    Reached,
    WithinPhrase,
    WithinWord,
    before_word,
    next_letters,
    settled,
)

DEAD = -1
"""The state of a text that may not be said."""
_MOST_REMEMBERED = 400_000
"""Steps; a walker that has been so far is replaced by a new one."""


class Breadth(NamedTuple):
    """How much of what may be said is walked."""

    dearest: float = FURTHEST
    """Nats; what costs more at once is left out."""
    opens: bool = True
    """Open words, too."""


USUAL = Breadth(dearest=1.0, opens=False)
"""Known words, and nothing that costs much: what most people say."""
KNOWN = Breadth(opens=False)
"""Known words."""
ALL = Breadth()


class Walker:
    """Walks a network. States are numbers, valid for this walker alone. Threads may share it.

    Args:
        network: what may be said.
        starts: the nodes where a sentence may begin.
        lists: the phrases of each list that the network names.
        breadth: how much of it is walked.
    """

    def __init__(
        self,
        network: Network,
        starts: Iterable[int],
        lists: Mapping[str, Sequence[Phrases]],
        *,
        breadth: Breadth = ALL,
    ) -> None:
        self._network = network
        self._breadth = breadth
        self._lists = lists
        self._boundaries: list[Boundary] = []
        self._boundary_numbers: dict[frozenset[tuple[int, float]], int] = {}
        self._places: list[Place] = []
        self._place_numbers: dict[Place, int] = {}
        self._steps: dict[tuple[int, str], tuple[int, float]] = {}
        self._endings: dict[int, Reached] = {}
        self._lock = threading.RLock()
        begun = self._entered(dict.fromkeys(starts, 0.0), (), ())
        self.start = DEAD if begun is None else self._number(begun[0])
        """The state before the first word."""

    @property
    def full(self) -> bool:
        """Whether so much is remembered that a new walker should be made for the next sentence."""
        return len(self._steps) > _MOST_REMEMBERED

    def walk(self, at: int, text: str) -> tuple[int, float]:
        """The state after some more letters, or `DEAD`, and what they cost.

        Args:
            at: the state before them; not `DEAD`.
            text: in the spelling of `plain`.
        """
        step = self._steps.get((at, text))
        if step is None:
            with self._lock:
                step = self._steps[at, text] = self._walked(self._places[at], text)
        return step

    def ending(self, at: int) -> Reached:
        """How a sentence may end in a state."""
        reached = self._endings.get(at)
        if reached is None:
            with self._lock:
                reached = self._endings[at] = self._ended(self._places[at])
        return reached

    def begins(self, at: int) -> frozenset[str] | None:
        """The letters, space among them, that may come next; None for any."""
        place = self._places[at]
        if place.opens:
            return None
        return frozenset(self._next_letters(place))

    # --- steps

    def _walked(self, place: Place, text: str) -> tuple[int, float]:
        total = 0.0
        for part in re.findall(r" +|[^ ]+", text):
            moved = self._spaced(place) if part[0] == " " else self._lettered(place, part)
            if moved is None:
                return DEAD, 0.0
            place, cost = moved
            total += cost
        return self._number(place), total

    def _lettered(self, place: Place, letters: str) -> tuple[Place, float] | None:
        """After letters, within a word."""
        word = None
        if place.word is not None:
            number, low, high, depth = place.word
            low, high = self._boundaries[number].words.narrowed(low, high, depth, letters)
            word = WithinWord(number, low, high, depth + len(letters)) if low < high else None
        phrases = []
        for each in place.phrases:
            low, high = self._phrases(each).narrowed(each.low, each.high, each.depth, letters)
            if low < high:
                phrases.append(each._replace(low=low, high=high, depth=each.depth + len(letters)))
        opens = [
            each if each.inside else each._replace(inside=True, cost=each.cost + each.each)
            for each in place.opens
        ]
        return settled(word, place.cost, phrases, opens)

    def _spaced(self, place: Place) -> tuple[Place, float] | None:
        """After a space: before a word, having left the places that a word has completed."""
        if before_word(place):
            return place, 0.0
        phrases = []
        for each in place.phrases:
            low, high = self._phrases(each).narrowed(each.low, each.high, each.depth, " ")
            if low < high:
                phrases.append(each._replace(low=low, high=high, depth=each.depth + 1))
        opens = [each._replace(inside=False) for each in place.opens]
        return self._entered(self._left(place), phrases, opens)

    def _left(self, place: Place) -> dict[int, float]:
        """The nodes that a complete word or phrase leads to, each with the least cost."""
        nodes: dict[int, float] = {}

        def reach(node: int, cost: float) -> None:
            nodes[node] = min(cost, nodes.get(node, cost))

        if place.word is not None:
            number, low, high, depth = place.word
            boundary = self._boundaries[number]
            if boundary.words.whole(low, high, depth):
                for node, cost in boundary.targets[low]:
                    reach(node, place.cost + cost)
        for phrase in place.phrases:
            if self._phrases(phrase).whole(phrase.low, phrase.high, phrase.depth):
                reach(phrase.to, phrase.cost)
        for each in place.opens:
            if each.inside:
                reach(each.to, each.cost)
        return nodes

    def _entered(
        self, nodes: Mapping[int, float], phrases: Sequence[WithinPhrase], opens: Sequence[OpenWords]
    ) -> tuple[Place, float] | None:
        """The place before a word, at some nodes, beside phrases and open words that go on."""
        if not nodes:
            return settled(None, 0.0, phrases, opens)
        least = min(nodes.values())
        number = self._boundary({node: round(cost - least, 3) for node, cost in nodes.items()})
        boundary = self._boundaries[number]
        begun = [
            WithinPhrase(name, at, to, 0, len(table), 0, least + cost)
            for name, to, cost in boundary.lists
            for at, table in enumerate(self._lists.get(name, ()))
            if len(table)
        ]
        more = [OpenWords(to, each, inside=False, cost=least + cost) for to, each, cost in boundary.opens]
        # Even where no word leads on, the boundary says whether the sentence may end here.
        word = WithinWord(number, 0, len(boundary.words), 0)
        return settled(word, least, [*phrases, *begun], [*opens, *more])

    def _ended(self, place: Place) -> Reached:
        if before_word(place) and place.word is not None:
            reached = self._boundaries[place.word.boundary].reached
            return Reached(reached.ending, place.cost + reached.cost)
        nodes = self._left(place)
        if not nodes:
            return Reached(Ending.NONE, 0.0)
        least = min(nodes.values())
        number = self._boundary({node: round(cost - least, 3) for node, cost in nodes.items()})
        reached = self._boundaries[number].reached
        return Reached(reached.ending, least + reached.cost)

    def _next_letters(self, place: Place) -> Iterable[str]:
        if before_word(place) or self._left(place):
            yield " "
        if place.word is not None:
            words = self._boundaries[place.word.boundary].words
            yield from next_letters(words, place.word.low, place.word.high, place.word.depth)
        for each in place.phrases:
            yield from next_letters(self._phrases(each), each.low, each.high, each.depth)

    # --- what is remembered

    def _phrases(self, phrase: WithinPhrase) -> Phrases:
        return self._lists[phrase.name][phrase.list]

    def _number(self, place: Place) -> int:
        number = self._place_numbers.get(place)
        if number is None:
            number = self._place_numbers[place] = len(self._places)
            self._places.append(place)
        return number

    def _boundary(self, nodes: dict[int, float]) -> int:
        key = frozenset(nodes.items())
        number = self._boundary_numbers.get(key)
        if number is None:
            number = self._boundary_numbers[key] = len(self._boundaries)
            self._boundaries.append(self._joined(self._closed(nodes)))
        return number

    def _closed(self, nodes: dict[int, float]) -> dict[int, float]:
        """The nodes with those that nothing more than skips lead to."""
        best = dict(nodes)
        todo = list(nodes)
        while todo:
            node = todo.pop()
            for to, cost in self._network[node].skips:
                total = best[node] + cost
                if cost <= self._breadth.dearest and total < best.get(to, FURTHEST):
                    best[to] = total
                    todo.append(to)
        return best

    def _joined(self, nodes: Mapping[int, float]) -> Boundary:
        words: dict[str, dict[int, float]] = {}
        lists: dict[tuple[str, int], float] = {}
        opens: dict[tuple[int, float], float] = {}
        endings = [Reached(Ending.NONE, 0.0)]
        for number, so_far in nodes.items():
            node = self._network[number]
            for word, targets in node.words.items():
                usual = [(to, cost) for to, cost in targets if cost <= self._breadth.dearest]
                after = words.setdefault(word, {}) if usual else {}
                for to, cost in usual:
                    after[to] = min(so_far + cost, after.get(to, FURTHEST))
            for name, to, cost in node.lists:
                if cost <= self._breadth.dearest:
                    lists[name, to] = min(so_far + cost, lists.get((name, to), FURTHEST))
            for to, cost in node.opens if self._breadth.opens else ():
                opens[to, cost] = min(so_far, opens.get((to, cost), FURTHEST))
            if node.ending:
                endings.append(Reached(node.ending, so_far))
        phrases = Phrases(words)
        return Boundary(
            phrases,
            tuple(tuple(words[word].items()) for word in phrases),
            tuple((name, to, cost) for (name, to), cost in lists.items()),
            tuple((to, each, cost) for (to, each), cost in opens.items()),
            # The cheapest; of several as cheap, the surest.
            min(endings[1:] or endings, key=lambda each: (each.cost, -each.ending)),
        )
