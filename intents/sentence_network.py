"""One network for all that may be said in a language: each state of the talk only begins at another node."""

import threading
from functools import lru_cache

from intents import costs
from intents.automaton import Network
from intents.joining import Exit, Joining
from intents.meaning import Intent
from intents.skeleton import Skeleton, Ways
from intents.slot_ways import Shape, SlotWays
from intents.templates import Template, load

_MEANT_BY_THINGS = frozenset({Intent.ADD_TO_CART, Intent.SEARCH, Intent.CHOOSE})
"""What may be meant where only a thing is said."""


class SentenceNetwork:
    """The network of a language for catalogues of one shape. Nodes are made where somebody goes.

    Args:
        language: whose templates are meant.
        shape: how the catalogue's things are named.
    """

    def __init__(self, language: str, shape: Shape) -> None:
        self.network = Network()
        self._language = language
        self._filler = SlotWays(self.network, shape, language)
        self._joining = Joining(_skeleton(language), self.network, self._filler)
        self._starts: dict[tuple[frozenset[Intent], frozenset[Intent]], int | None] = {}
        self._lock = threading.Lock()

    def start(self, intents: frozenset[Intent], expecting: frozenset[Intent]) -> int | None:
        """The node where sentences begin; None where there is none.

        Args:
            intents: whose templates count.
            expecting: what was asked for: it opens templates, and all others cost something.
        """
        key = intents, expecting
        with self._lock:
            if key not in self._starts:
                self._starts[key] = self._begun(intents, expecting)
            return self._starts[key]

    def names_alone(self) -> int:
        """The node where nothing may be said but things."""
        with self._lock:
            return self._joining.front({self._bare(): 0.0}, None)

    def _bare(self) -> int:
        """The node before things that are known, with nothing said about them."""
        at = self.network.node()
        self._filler.fill(at, "items", {"known": Exit(self._joining.end(), 0.0)})
        return at

    def _begun(self, intents: frozenset[Intent], expecting: frozenset[Intent]) -> int | None:
        templates = [
            each
            for each in load(self._language)
            if each.intent in intents and (each.expecting is None or each.expecting in expecting)
        ]
        asked = [each for each in templates if expecting & {each.intent, each.expecting}]
        starts: Ways = {}
        if asked:
            starts[self._node(asked)] = 0.0
        if len(asked) < len(templates):
            starts[self._node(templates)] = costs.NOT_ASKED if asked else 0.0
        alone: Ways = {}
        if intents & _MEANT_BY_THINGS:
            alone[self._bare()] = costs.BARE_THING + (costs.NOT_ASKED if asked else 0.0)
        led = [each for each in templates if each.intent is not Intent.YES]
        return (
            self._joining.front(starts | alone, self._node(led) if led else None) if starts or alone else None
        )

    def _node(self, templates: list[Template]) -> int:
        return self._joining.node({_skeleton(self._language).add(templates): 0.0})


@lru_cache(maxsize=4)
def sentence_network(language: str, shape: Shape) -> SentenceNetwork:
    """The network of a language for catalogues of one shape, made once."""
    return SentenceNetwork(language, shape)


@lru_cache(maxsize=4)
def _skeleton(language: str) -> Skeleton:
    return Skeleton(language)
