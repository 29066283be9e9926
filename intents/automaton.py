"""Which words may follow: a network of words, lists of phrases and open places, walked letter by letter.

The network is a weighted automaton that may be in many places at once. It is determinised as it is walked,
over the tropical semiring (Mohri 1997, "Finite-State Transducers in Language and Speech Processing"), and
only where somebody goes: what was walked once is remembered.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from intents.phrases import Phrases

DEAD = -1
"""The state of a text that may not be said."""
_USUAL = 1.0
"""Nats; what costs more at once is not usual."""
_FURTHEST = 30.0
"""Nats; a way that costs so much more than another of the same text is given up."""
_SPACES = re.compile(r"[\s\-\u2010-\u2015/_]+")
_SPOKEN = str.maketrans({"&": " and ", "%": " percent", "+": " plus ", "\N{FRACTION SLASH}": " "})
_MOST_REMEMBERED = 400_000
"""Steps; a walker that has been so far is replaced by a new one."""


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """What the automaton sees of a text, or of a piece of one: letters, digits, currency signs and spaces.

    Lower case, without accents, punctuation and apostrophes, hyphens as spaces: " I'd like a 12-oz. Café" is
    " id like a 12 oz cafe". A space at either end is kept, since it says where words begin.
    """
    letters = unicodedata.normalize("NFKD", text.translate(_SPOKEN)).lower()
    return _SPACES.sub(" ", "".join(filter(_seen, letters)))


def _seen(letter: str) -> bool:
    return letter.isalnum() or letter in "$€£" or bool(_SPACES.match(letter))


class Ending(IntEnum):
    """Whether a sentence may end here."""

    NONE = 0
    """Something must follow."""
    FINISHED = 1
    BRIEF = 2
    """After a short answer, "yes", that hardly anything follows."""


class Breadth(IntEnum):
    """How much of what may be said is walked."""

    USUAL = 0
    """Known words, and nothing that costs much: what most people say."""
    KNOWN = 1
    """Known words."""
    ALL = 2
    """Open words, too."""


class Reached(NamedTuple):
    """How a sentence may end in a state."""

    ending: Ending
    cost: float
    """Nats."""


@dataclass(slots=True)
class Node:
    """What leads on from a place between two words."""

    words: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    lists: list[tuple[str, int, float]] = field(default_factory=list)
    """Name of the list, the node after it, cost."""
    opens: list[tuple[int, float]] = field(default_factory=list)
    """The node after it, cost of a word."""
    skips: list[tuple[int, float]] = field(default_factory=list)
    ending: Ending = Ending.NONE


class Network:
    """Nodes, and what leads from one to another. Costs are in nats, at least 0.

    It only grows, by the nodes that were left for `later`; threads may read it meanwhile.
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._later: dict[int, Callable[[int], None]] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def arcs(self) -> int:
        """How many ways there are between nodes."""
        return sum(
            sum(map(len, node.words.values())) + len(node.lists) + len(node.opens) + len(node.skips)
            for node in self._nodes
        )

    def __getitem__(self, number: int) -> Node:
        if number in self._later:
            with self._lock:
                if number in self._later:
                    self._later[number](number)
                    del self._later[number]
        return self._nodes[number]

    def node(self, ending: Ending = Ending.NONE) -> int:
        """A new node; with an ending, one at which a sentence may end."""
        with self._lock:
            self._nodes.append(Node(ending=ending))
            return len(self._nodes) - 1

    def later(self, build: Callable[[int], None]) -> int:
        """A new node of which the ways on are made when somebody comes there: `build` is given its number."""
        with self._lock:
            number = self.node()
            self._later[number] = build
            return number

    def ends(self, at: int, ending: Ending) -> None:
        """Let a sentence end at a node."""
        self._nodes[at].ending = ending

    def word(self, at: int, word: str, to: int, cost: float = 0.0) -> None:
        """Let a word lead on; it is in the spelling of `plain`, without spaces."""
        self._nodes[at].words.setdefault(word, []).append((to, cost))

    def phrases(self, at: int, name: str, to: int, cost: float = 0.0) -> None:
        """Let any phrase of a list lead on; which list that is, the walker is told."""
        self._nodes[at].lists.append((name, to, cost))

    def open(self, at: int, to: int, cost: float) -> None:
        """Let any words lead on, one at least, each at a cost."""
        self._nodes[at].opens.append((to, cost))

    def skip(self, at: int, to: int, cost: float = 0.0) -> None:
        """Let nothing lead on."""
        self._nodes[at].skips.append((to, cost))

    def text(self, at: int, text: str, to: int, cost: float = 0.0) -> None:
        """Let some words, in the spelling of `plain`, lead on."""
        words = text.split()
        for word in words[:-1]:
            after = self.node()
            self.word(at, word, after)
            at = after
        if words:
            self.word(at, words[-1], to, cost)
        else:
            self.skip(at, to, cost)


class _Boundary(NamedTuple):
    """All that may begin between two words, however one came there."""

    words: Phrases
    targets: tuple[tuple[tuple[int, float], ...], ...]
    """The nodes after each word."""
    lists: tuple[tuple[str, int, float], ...]
    opens: tuple[tuple[int, float, float], ...]
    """The node after it, cost of a word, cost so far."""
    reached: Reached


class _Word(NamedTuple):
    """Within a word that leads on from a boundary."""

    boundary: int
    low: int
    high: int
    depth: int


class _Phrase(NamedTuple):
    """Within a phrase of a list."""

    name: str
    list: int
    to: int
    low: int
    high: int
    depth: int
    cost: float


class _Open(NamedTuple):
    """Within open words."""

    to: int
    each: float
    inside: bool
    """Within a word, not before it."""
    cost: float


class _Place(NamedTuple):
    """Where one is, in all ways at once."""

    word: _Word | None
    phrases: tuple[_Phrase, ...]
    opens: tuple[_Open, ...]
    cost: float
    """Of the way along `word`."""


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
        breadth: Breadth = Breadth.ALL,
    ) -> None:
        self._network = network
        self._breadth = breadth
        self._dearest = _USUAL if breadth is Breadth.USUAL else _FURTHEST
        self._lists = lists
        self._boundaries: list[_Boundary] = []
        self._boundary_numbers: dict[frozenset[tuple[int, float]], int] = {}
        self._places: list[_Place] = []
        self._place_numbers: dict[_Place, int] = {}
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

    def _walked(self, place: _Place, text: str) -> tuple[int, float]:
        total = 0.0
        for part in re.findall(r" +|[^ ]+", text):
            moved = self._spaced(place) if part[0] == " " else self._lettered(place, part)
            if moved is None:
                return DEAD, 0.0
            place, cost = moved
            total += cost
        return self._number(place), total

    def _lettered(self, place: _Place, letters: str) -> tuple[_Place, float] | None:
        """After letters, within a word."""
        word = None
        if place.word is not None:
            number, low, high, depth = place.word
            low, high = self._boundaries[number].words.narrowed(low, high, depth, letters)
            word = _Word(number, low, high, depth + len(letters)) if low < high else None
        phrases = []
        for each in place.phrases:
            low, high = self._phrases(each).narrowed(each.low, each.high, each.depth, letters)
            if low < high:
                phrases.append(each._replace(low=low, high=high, depth=each.depth + len(letters)))
        opens = [
            each if each.inside else each._replace(inside=True, cost=each.cost + each.each)
            for each in place.opens
        ]
        return _settled(word, place.cost, phrases, opens)

    def _spaced(self, place: _Place) -> tuple[_Place, float] | None:
        """After a space: before a word, having left the places that a word has completed."""
        if _before_word(place):
            return place, 0.0
        phrases = []
        for each in place.phrases:
            low, high = self._phrases(each).narrowed(each.low, each.high, each.depth, " ")
            if low < high:
                phrases.append(each._replace(low=low, high=high, depth=each.depth + 1))
        opens = [each._replace(inside=False) for each in place.opens]
        return self._entered(self._left(place), phrases, opens)

    def _left(self, place: _Place) -> dict[int, float]:
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
        self, nodes: Mapping[int, float], phrases: Sequence[_Phrase], opens: Sequence[_Open]
    ) -> tuple[_Place, float] | None:
        """The place before a word, at some nodes, beside phrases and open words that go on."""
        if not nodes:
            return _settled(None, 0.0, phrases, opens)
        least = min(nodes.values())
        number = self._boundary({node: round(cost - least, 3) for node, cost in nodes.items()})
        boundary = self._boundaries[number]
        begun = [
            _Phrase(name, at, to, 0, len(table), 0, least + cost)
            for name, to, cost in boundary.lists
            for at, table in enumerate(self._lists.get(name, ()))
            if len(table)
        ]
        more = [_Open(to, each, inside=False, cost=least + cost) for to, each, cost in boundary.opens]
        # Even where no word leads on, the boundary says whether the sentence may end here.
        word = _Word(number, 0, len(boundary.words), 0)
        return _settled(word, least, [*phrases, *begun], [*opens, *more])

    def _ended(self, place: _Place) -> Reached:
        if _before_word(place) and place.word is not None:
            reached = self._boundaries[place.word.boundary].reached
            return Reached(reached.ending, place.cost + reached.cost)
        nodes = self._left(place)
        if not nodes:
            return Reached(Ending.NONE, 0.0)
        least = min(nodes.values())
        number = self._boundary({node: round(cost - least, 3) for node, cost in nodes.items()})
        reached = self._boundaries[number].reached
        return Reached(reached.ending, least + reached.cost)

    def _next_letters(self, place: _Place) -> Iterable[str]:
        if _before_word(place) or self._left(place):
            yield " "
        if place.word is not None:
            words = self._boundaries[place.word.boundary].words
            yield from _letters(words, place.word.low, place.word.high, place.word.depth)
        for each in place.phrases:
            yield from _letters(self._phrases(each), each.low, each.high, each.depth)

    # --- what is remembered

    def _phrases(self, phrase: _Phrase) -> Phrases:
        return self._lists[phrase.name][phrase.list]

    def _number(self, place: _Place) -> int:
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
                if cost <= self._dearest and total < best.get(to, _FURTHEST):
                    best[to] = total
                    todo.append(to)
        return best

    def _joined(self, nodes: Mapping[int, float]) -> _Boundary:
        words: dict[str, dict[int, float]] = {}
        lists: dict[tuple[str, int], float] = {}
        opens: dict[tuple[int, float], float] = {}
        endings = [Reached(Ending.NONE, 0.0)]
        for number, so_far in nodes.items():
            node = self._network[number]
            for word, targets in node.words.items():
                usual = [(to, cost) for to, cost in targets if cost <= self._dearest]
                after = words.setdefault(word, {}) if usual else {}
                for to, cost in usual:
                    after[to] = min(so_far + cost, after.get(to, _FURTHEST))
            for name, to, cost in node.lists:
                if cost <= self._dearest:
                    lists[name, to] = min(so_far + cost, lists.get((name, to), _FURTHEST))
            for to, cost in node.opens if self._breadth is Breadth.ALL else ():
                opens[to, cost] = min(so_far, opens.get((to, cost), _FURTHEST))
            if node.ending:
                endings.append(Reached(node.ending, so_far))
        phrases = Phrases(words)
        return _Boundary(
            phrases,
            tuple(tuple(words[word].items()) for word in phrases),
            tuple((name, to, cost) for (name, to), cost in lists.items()),
            tuple((to, each, cost) for (to, each), cost in opens.items()),
            # The cheapest; of several as cheap, the surest.
            min(endings[1:] or endings, key=lambda each: (each.cost, -each.ending)),
        )


def _letters(phrases: Phrases, low: int, high: int, depth: int) -> Iterable[str]:
    """The letters that come next in a range."""
    while low < high:
        phrase = phrases[low]
        if len(phrase) == depth:
            low += 1
            continue
        yield phrase[depth]
        low = phrases.narrowed(low, high, depth, phrase[depth])[1]


def _before_word(place: _Place) -> bool:
    """Whether the last was a space, or nothing was said yet."""
    fresh_word = place.word is not None and place.word.depth == 0
    return fresh_word or (place.word is None and any(not each.inside for each in place.opens))


def _settled(
    word: _Word | None, cost: float, phrases: Sequence[_Phrase], opens: Sequence[_Open]
) -> tuple[_Place, float] | None:
    """A place with its least cost taken off, and that cost; None where there is no way on."""
    costs = [each.cost for each in phrases] + [each.cost for each in opens]
    costs += [cost] if word is not None else []
    if not costs:
        return None
    least = min(costs)
    place = _Place(
        word if word is None or cost - least <= _FURTHEST else None,
        _cheapest(phrases, least),
        _cheapest_open(opens, least),
        round(cost - least, 3) if word is not None else 0.0,
    )
    return place, least


def _cheapest(phrases: Sequence[_Phrase], least: float) -> tuple[_Phrase, ...]:
    best: dict[_Phrase, float] = {}
    for each in phrases:
        key, cost = each._replace(cost=0.0), each.cost - least
        if cost <= _FURTHEST:
            best[key] = min(cost, best.get(key, cost))
    return tuple(sorted(key._replace(cost=round(cost, 3)) for key, cost in best.items()))


def _cheapest_open(opens: Sequence[_Open], least: float) -> tuple[_Open, ...]:
    best: dict[_Open, float] = {}
    for each in opens:
        key, cost = each._replace(cost=0.0), each.cost - least
        if cost <= _FURTHEST:
            best[key] = min(cost, best.get(key, cost))
    return tuple(sorted(key._replace(cost=round(cost, 3)) for key, cost in best.items()))
