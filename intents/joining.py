"""The templates' net made deterministic, node by node as somebody comes there, with its slots filled.

What begins alike goes on together, over the tropical semiring (Mohri 1997): however many templates begin with
"add" and a thing, the ways of naming things are there once.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from intents import costs
from intents.lexicon import lexicon
from intents.network import Ending, Network, plain
from intents.skeleton import Filling, Skeleton, Symbol, Ways

"""What may stand before a whole sentence."""
WAKE_WORDS = "wake words"
"""The list of what the assistant is called by."""


class Exit(NamedTuple):
    """Where a sentence goes on after a slot."""

    to: int
    cost: float


class SlotFiller(Protocol):
    """Knows what may fill slots."""

    def fill(self, at: int, slot: str, exits: Mapping[str, Exit]) -> None:
        """Add to a node the ways through a slot; the exits by the way in which it was filled."""


class Joining:
    """Nodes of a network for sets of joints of a skeleton.

    Args:
        skeleton: the templates.
        network: what is added to.
        filler: fills the slots.
    """

    def __init__(self, skeleton: Skeleton, network: Network, filler: SlotFiller) -> None:
        self._skeleton = skeleton
        self._network = network
        self._filler = filler
        self._nodes: dict[frozenset[tuple[int, float]], int] = {}
        words = lexicon(skeleton.language).fillers
        self._likely = words.likely
        self._hesitations = {
            plain(word).strip(): costs.POLITENESS if word in words.polite else costs.HESITATION
            for word in sorted(words.anywhere)
        }
        self._tail = self._loop(words.end)
        network.phrases(self._tail, WAKE_WORDS, self._tail, costs.FILLER)
        network.ends(self._tail, Ending.FINISHED)

    def node(self, ways: Ways) -> int:
        """The node for some joints, each with what was paid to come there."""
        closed = {at: round(cost, 3) for at, cost in self._skeleton.closed(ways).items()}
        key = frozenset(closed.items())
        if key not in self._nodes:
            self._nodes[key] = self._network.later(lambda at: self._build(at, closed))
        return self._nodes[key]

    def front(self, starts: Ways, led: int | None) -> int:
        """The node before sentences that begin at some nodes: what is said to the assistant itself is there.

        Args:
            starts: nodes of the network, each with what it costs.
            led: the node of the sentences that a yes or no may stand before.
        """
        network = self._network
        before, after = (self._loop(lexicon(self._skeleton.language).fillers.start) for _ in range(2))
        network.phrases(before, WAKE_WORDS, after)
        network.skip(before, after)
        for to, cost in starts.items():
            network.skip(after, to, cost)
        if led is not None:
            words = lexicon(self._skeleton.language)
            for word in (*words.agreeing, *words.declining):
                network.word(after, word, led, costs.LED)
        return before

    def end(self) -> int:
        """A node at which a sentence may end."""
        at = self._network.node(Ending.FINISHED)
        self._network.skip(at, self._tail)
        return at

    def _loop(self, fillers: tuple[str, ...]) -> int:
        """A node around which fillers lead."""
        at = self._network.node()
        for filler in fillers:
            cost = costs.FILLER if filler in self._likely else costs.RARE_FILLER
            self._network.text(at, plain(filler).strip(), at, cost)
        for word in self._hesitations:
            self._network.word(at, word, at, costs.FILLER)
        return at

    def _build(self, at: int, ways: Ways) -> None:
        network = self._network
        slots: dict[str, dict[str, Exit]] = {}
        for symbol, (to, cost) in self._followed(ways).items():
            if isinstance(symbol, Filling):
                slots.setdefault(symbol.slot, {})[symbol.way] = Exit(to, cost)
            else:
                network.word(at, symbol, to, cost)
        for slot, exits in slots.items():
            self._filler.fill(at, slot, exits)
        for word, cost in self._hesitations.items():
            network.word(at, word, at, cost)
        self._end(at, ways)

    def _followed(self, ways: Ways) -> dict[Symbol, Exit]:
        """For each symbol the node after it, and what it costs at least."""
        targets: dict[Symbol, Ways] = {}
        for joint, so_far in ways.items():
            for symbol, arcs in self._skeleton.joints[joint].arcs.items():
                after = targets.setdefault(symbol, {})
                for to, cost in arcs.items():
                    after[to] = min(so_far + cost, after.get(to, float("inf")))
        followed = {}
        for symbol, after in targets.items():
            least = min(after.values())
            node = self.node({to: cost - least for to, cost in after.items()})
            followed[symbol] = Exit(node, least)
        return followed

    def _end(self, at: int, ways: Ways) -> None:
        ends = [
            (cost, -self._skeleton.joints[joint].ending)
            for joint, cost in ways.items()
            if self._skeleton.joints[joint].ending
        ]
        if not ends:
            return
        cost, ending = min(ends)
        end = self._network.node(Ending(-ending))
        self._network.skip(at, end, cost)
        self._network.skip(end, self._tail)
