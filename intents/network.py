"""Which words may follow: a network of words, lists of phrases and open places."""

import re
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

_SPACES = re.compile(r"[\s\-\u2010-\u2015/_]+")
_SPOKEN = str.maketrans({"&": " and ", "%": " percent", "+": " plus ", "\N{FRACTION SLASH}": " "})


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
        with self._lock:
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
