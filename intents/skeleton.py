"""The templates joined to one net of words and slots, before their slots are filled."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from intents import costs
from intents.lexicon import lexicon
from intents.network import Ending, plain
from intents.patterns import PHRASED_SLOTS, TEXT_SLOTS, Choices, Pattern, Row, Slot, Words, has_slots
from intents.spellings import respellings
from intents.templates import Template


class Filling(NamedTuple):
    """A slot, and in which way it is filled."""

    slot: str
    way: str
    """"known" for what there is a list of, "open" for any words, "pronoun" for "it" and "two of them"."""


Symbol = str | Filling
"""A word in the spelling of `plain`, or a slot."""
Ways = dict[int, float]
"""Nodes, each with what it costs to come there."""
_BY_NAME = frozenset({"items", "item", "name"})


@dataclass(slots=True)
class Joint:
    """A node of the net."""

    arcs: dict[Symbol, Ways] = field(default_factory=dict)
    skips: Ways = field(default_factory=dict)
    ending: Ending = Ending.NONE


class Skeleton:
    """A net of words and slots. Templates that begin alike share that, and rules that end alike their end.

    Args:
        language: whose spellings are meant.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.joints: list[Joint] = []
        self._entered: dict[tuple[int, int, str], int] = {}
        self._alive: list[Pattern] = []
        """What the numbers of `_entered` stand for."""
        self._begun: dict[tuple[Template, ...], int] = {}
        self._cut: dict[tuple[Template, ...], int] = {}
        self._lock = threading.Lock()
        self._ends: dict[Ending, int] = {
            ending: self._joint(Joint(ending=ending)) for ending in (Ending.FINISHED, Ending.BRIEF)
        }

    def __len__(self) -> int:
        return len(self.joints)

    @property
    def arcs(self) -> int:
        """How many ways there are between nodes."""
        return sum(sum(map(len, each.arcs.values())) + len(each.skips) for each in self.joints)

    def add(self, templates: Iterable[Template]) -> int:
        """Join some templates; the node at which all of them begin. Threads may do so at once."""
        those = tuple(templates)
        with self._lock:
            if those not in self._begun:
                since = len(self.joints)
                self._begun[those] = self._branch([(_parts(each.pattern), each) for each in those])
                self._respell(since)
            return self._begun[those]

    def clipped(self, templates: Iterable[Template]) -> int:
        """Join some templates without their first word or two; the node where what is left of them begins.

        What is left begins with a word, not with a slot, and its slots hold what is known.
        """
        those = tuple(templates)
        with self._lock:
            if those not in self._cut:
                since = len(self.joints)
                whole = [replace(each, known="only") for each in those]
                begun = {self._branch([(_parts(each.pattern), each) for each in whole], first=False): 0.0}
                one = self._after_word(begun)
                left = self._words(one | self._after_word(one))
                barred = lexicon(self.language).never_clipped_to
                arcs = {word: after for word, after in left.items() if word not in barred}
                self._cut[those] = self._joint(Joint(arcs=arcs))
                self._respell(since)
            return self._cut[those]

    def _after_word(self, ways: Ways) -> Ways:
        return {to: 0.0 for after in self._words(ways).values() for to in after}

    def _words(self, ways: Ways) -> dict[Symbol, Ways]:
        """The words that lead on from some nodes, and where to; not the slots."""
        words: dict[Symbol, Ways] = {}
        for at in self.closed(ways):
            for symbol, after in self.joints[at].arcs.items():
                if isinstance(symbol, str):
                    words.setdefault(symbol, {}).update(after)
        return words

    def closed(self, ways: Ways) -> Ways:
        """The nodes with those that nothing more than skips lead to."""
        best = dict(ways)
        todo = list(ways)
        while todo:
            at = todo.pop()
            for to, cost in self.joints[at].skips.items():
                total = best[at] + cost
                if total < best.get(to, float("inf")):
                    best[to] = total
                    todo.append(to)
        return best

    def _respell(self, since: int) -> None:
        """Wherever words lead on from new joints that have other spellings, let those lead on too."""
        table = respellings(self.language)
        for joint in self.joints[since:]:
            for word in [word for word in joint.arcs if isinstance(word, str) and word in table]:
                for rest, short in table[word]:
                    for to in self._reached(joint.arcs[word], rest):
                        joint.arcs.setdefault(short, {})[to] = 0.0

    def _reached(self, ways: Ways, words: tuple[str, ...]) -> Ways:
        """The joints after some words."""
        for word in words:
            closed = self.closed(ways)
            ways = {to: 0.0 for at in closed for to in self.joints[at].arcs.get(word, ())}
        return dict(ways)

    def _joint(self, joint: Joint | None = None) -> int:
        self.joints.append(joint or Joint())
        return len(self.joints) - 1

    def _branch(self, rests: list[tuple[tuple[Pattern, ...], Template]], *, first: bool = True) -> int:
        """The node from which the rests of templates lead on; those that begin alike go on together."""
        at = self._joint()
        alike: dict[tuple[int, str], list[tuple[tuple[Pattern, ...], Template]]] = {}
        for parts, template in rests:
            if parts:
                known = template.known if has_slots(parts[0]) else ""
                alike.setdefault((id(parts[0]), known), []).append((parts, template))
            else:
                self.joints[at].skips[self._ends[template.ending]] = 0.0
        for (_, known), those in alike.items():
            head = those[0][0][0]
            after = self._after([(parts[1:], template) for parts, template in those])
            cost = costs.BEGINS_WITH_THING if first and _begins_with_thing(head) else 0.0
            self.joints[at].skips[self._enter(head, after, known)] = cost
        return at

    def _after(self, rests: list[tuple[tuple[Pattern, ...], Template]]) -> int:
        """Where one or more templates go on; of a single one the end is shared with others that end so."""
        if len(rests) > 1:
            return self._branch(rests, first=False)
        ((parts, template),) = rests
        at = self._ends[template.ending]
        for part in reversed(parts):
            at = self._enter(part, at, template.known)
        return at

    def _enter(self, pattern: Pattern, after: int, known: str) -> int:
        """The node at which a pattern begins that ends at a node."""
        known = known if has_slots(pattern) else ""
        key = id(pattern), after, known
        if key not in self._entered:
            self._alive.append(pattern)
            self._entered[key] = self._made(pattern, after, known)
        return self._entered[key]

    def _made(self, pattern: Pattern, after: int, known: str) -> int:
        if isinstance(pattern, Words):
            words = (plain(word).strip() for word in pattern.words)
            return self._joint(Joint(arcs={word: {after: 0.0} for word in words if word}))
        if isinstance(pattern, Slot) and pattern.values and pattern.name not in PHRASED_SLOTS:
            return self._listed(pattern, after)
        if isinstance(pattern, Slot):
            fillings = _fillings(pattern.name, known)
            return self._joint(Joint(arcs={each: {after: cost} for each, cost in fillings}))
        if isinstance(pattern, Row):
            at = after
            for part in reversed(pattern.parts):
                at = self._enter(part, at, known)
            return at
        ways = {self._enter(choice, after, known): 0.0 for choice in pattern.choices}
        return self._joint(Joint(skips=ways | ({after: 0.0} if pattern.empty else {})))

    def _listed(self, slot: Slot, after: int) -> int:
        """The node at which a slot begins whose values are all written in the templates."""
        ways: Ways = {}
        for said in slot.values:
            at = after
            for word in reversed([plain(each).strip() for each in said]):
                at = self._joint(Joint(arcs={word: {at: 0.0}})) if word else at
            ways[at] = 0.0
        return self._joint(Joint(skips=ways))


def _parts(pattern: Pattern) -> tuple[Pattern, ...]:
    return pattern.parts if isinstance(pattern, Row) else (pattern,)


def _begins_with_thing(pattern: Pattern) -> bool:
    """Whether what comes first is nearly anything."""
    if isinstance(pattern, Choices):
        return any(map(_begins_with_thing, pattern.choices))
    return isinstance(pattern, Slot) and pattern.name in _BY_NAME


def _fillings(slot: str, known: str) -> Iterator[tuple[Filling, float]]:
    """The ways in which a slot can be filled."""
    if slot in TEXT_SLOTS:
        yield Filling(slot, "open"), 0.0
        return
    yield Filling(slot, "known"), 0.0
    if slot in _BY_NAME and known != "only":
        yield Filling(slot, "open"), costs.OPEN_GUESS if known else 0.0
    if slot in {"items", "item"} and not known:
        yield Filling(slot, "pronoun"), 0.0
