"""One network for all that may be said in a language: each state of the talk only begins at another node."""

import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from intents import costs
from intents.joining import Exit, Joining
from intents.meaning import Intent
from intents.network import Network
from intents.skeleton import Skeleton, Ways
from intents.slot_ways import Shape, SlotWays
from intents.templates import Template, load

_MEANT_BY_THINGS = frozenset({Intent.ADD_TO_CART, Intent.SEARCH, Intent.CHOOSE})
"""What may be meant where only a thing is said."""


class Moment(NamedTuple):
    """What of the talk so far makes sentences more or less likely."""

    expecting: frozenset[Intent] = frozenset()
    """What the assistant has just asked for: it opens templates, and all others cost something."""
    pointless: frozenset[Intent] = frozenset()
    """What there is nothing to do for, and which is therefore seldom said."""


ANY_TIME = Moment()
"""Nothing was asked for, and all may have a point."""


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
        self._starts: dict[tuple[frozenset[Intent], Moment], int | None] = {}
        self._lock = threading.Lock()

    def start(self, intents: frozenset[Intent], moment: Moment) -> int | None:
        """The node where sentences begin; None where there is none.

        Args:
            intents: whose templates count.
            moment: of the talk.
        """
        key = intents, moment
        with self._lock:
            if key not in self._starts:
                self._starts[key] = self._begun(*key)
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

    def _begun(self, intents: frozenset[Intent], moment: Moment) -> int | None:
        templates = [
            each
            for each in load(self._language)
            if each.intent in intents and (each.expecting is None or each.expecting in moment.expecting)
        ]
        ways = self._ways(templates, moment)
        starts: Ways = {self._joining.node(ways | self._clipped(templates)): 0.0} if ways else {}
        if intents & _MEANT_BY_THINGS:
            starts[self._bare()] = costs.BARE_THING + (costs.NOT_ASKED if moment.expecting else 0.0)
        led = self._ways([each for each in templates if each.intent is not Intent.YES], moment)
        return self._joining.front(starts, self._joining.node(led) if led else None) if starts else None

    def _ways(self, templates: Iterable[Template], moment: Moment) -> Ways:
        """Where templates begin in the skeleton, by how likely they are meant."""
        alike: dict[float, list[Template]] = {}
        for each in templates:
            alike.setdefault(_prior(each, moment), []).append(each)
        skeleton = _skeleton(self._language)
        return {skeleton.add(those): cost for cost, those in alike.items()}

    def _clipped(self, templates: Iterable[Template]) -> Ways:
        """Where wishes begin of which the beginning is missing."""
        wishes = [each for each in templates if each.may_be_clipped]
        return {_skeleton(self._language).clipped(wishes): costs.CLIPPED} if wishes else {}


def _prior(template: Template, moment: Moment) -> float:
    if moment.expecting & {template.intent, template.expecting}:
        return 0.0
    usual = costs.NOT_ASKED if moment.expecting else costs.INTENTS.get(template.intent, 0.0)
    return usual + (costs.POINTLESS if template.intent in moment.pointless else 0.0)


@lru_cache(maxsize=4)
def sentence_network(language: str, shape: Shape) -> SentenceNetwork:
    """The network of a language for catalogues of one shape, made once."""
    return SentenceNetwork(language, shape)


@lru_cache(maxsize=4)
def _skeleton(language: str) -> Skeleton:
    return Skeleton(language)
