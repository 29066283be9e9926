"""The ways through the slots of templates: things with their quantities and options, numbers, any words."""

from collections.abc import Mapping
from typing import NamedTuple

from intents import costs
from intents.amount_ways import AmountWays
from intents.joining import Exit
from intents.lexicon import lexicon
from intents.network import Network, plain
from intents.patterns import NAMING_SLOTS, TEXT_SLOTS

Cluster = tuple[int, ...]
"""The option groups, by number, that some products have in common."""
_ARTICLES = ("a", "an", "another")
_NO = "no"
_COUNTED = ("them", "these", "those", "it", "that")
_JOINTS = ("and", "plus", "and also", "as well as", "and then")


class Shape(NamedTuple):
    """What of a catalogue decides how its things are named, apart from the names themselves."""

    clusters: tuple[Cluster, ...] = ((),)
    """Products by their option groups; list "names 0" holds the names of the first."""
    again: frozenset[int] = frozenset()
    """Groups of which several values may be said."""
    added: frozenset[int] = frozenset()
    """Groups of what there is more or less: "a bit of milk"."""


class _Frame(NamedTuple):
    """Around a thing."""

    known: Exit | None
    open: Exit | None
    several: bool
    opened: bool
    """A thing that nobody told of was named before it."""

    @property
    def exit(self) -> Exit | None:
        return self.open if self.opened else self.known


class _Chosen(NamedTuple):
    """A thing of a cluster, and which option groups were spoken of."""

    frame: _Frame
    cluster: int
    groups: frozenset[int]
    place: str
    """"before" the name, "packed" (before the name, after its container), "after" it, "among" options after
    "with", "with" and "without" before one."""


class SlotWays(AmountWays):
    """Fills the slots of templates in a network.

    Args:
        network: what is added to.
        shape: how the catalogue's things are named.
        language: whose small words are meant.
    """

    def __init__(self, network: Network, shape: Shape, language: str = "en") -> None:
        super().__init__(network)
        self._shape = shape
        words = lexicon(language)
        self._determiners = sorted(
            {plain(word) for word in words.determiners} - {"of", *_ARTICLES} - words.no_wish
        )
        self._negations = sorted(words.negations)

    def fill(self, at: int, slot: str, exits: Mapping[str, Exit]) -> None:
        """Add to a node the ways through a slot; the exits by the way in which it was filled."""
        known = exits.get("known")
        frame = _Frame(known, exits.get("open"), several=slot == "items", opened=False)
        if slot in NAMING_SLOTS:
            self._network.skip(at, self._thing(frame))
            if "pronoun" in exits:
                self._pronoun(at, exits["pronoun"])
        elif slot == "name":
            self._offered(at, frame)
        elif slot in TEXT_SLOTS:
            self._open(at, exits["open"], costs.ASIDE_WORD if slot == "aside" else costs.OPEN_WORD)
        elif known:
            self._amount(at, slot, known)

    # --- things

    def _pronoun(self, at: int, exit_: Exit) -> None:
        """Ways for "it", "them", "two of them"."""
        network = self._network
        network.phrases(at, "pronouns", exit_.to, exit_.cost)
        self._number(at, self._node("counted pronoun", exit_, self._counted_pronoun))

    def _counted_pronoun(self, at: int, exit_: Exit) -> None:
        for word in _COUNTED:
            self._network.text(at, f"of {word}", exit_.to, exit_.cost)

    def _offered(self, at: int, frame: _Frame) -> None:
        """Ways for one of the things offered: its name, or its maker's."""
        if frame.known:
            words = self._node("words", frame.known, self._known_words)
            self._network.phrases(at, "brands", self._left(frame.known))
            self._network.phrases(at, "words", words, costs.KNOWN_WORD)
            self._number(at, self._node("of offered", frame, self._of_offered))
        self._network.skip(at, self._node("inside", frame, self._inside))

    def _of_offered(self, at: int, frame: _Frame) -> None:
        """After a number: "of the Oatly"."""
        again = self._node("offered", frame._replace(several=False), self._offered)
        self._network.word(at, "of", again)
        self._network.text(at, "of the", again)

    def _known_words(self, at: int, exit_: Exit) -> None:
        self._network.phrases(at, "words", at, costs.KNOWN_WORD)
        self._network.skip(at, *exit_)

    def _thing(self, frame: _Frame) -> int:
        return self._node("thing", frame, self._build_thing)

    def _build_thing(self, at: int, frame: _Frame) -> None:
        """Before a thing: articles, numbers."""
        self._determined(at, frame)
        again = self._node("determined", frame, self._after_determiner)
        for word in self._determiners:
            self._network.word(at, word, again)

    def _after_determiner(self, at: int, frame: _Frame) -> None:
        self._determined(at, frame)
        for word in self._determiners:
            self._network.word(at, word, at, costs.FURTHER_DETERMINER)

    def _determined(self, at: int, frame: _Frame) -> None:
        network, packed = self._network, self._node("packed", frame, self._maybe_packed)
        counted = self._node("counted", frame, self._after_number)
        for word in _ARTICLES:
            network.word(at, word, packed)
        self._number(at, counted)
        network.skip(at, packed)

    def _next(self, at: int, frame: _Frame) -> None:
        self._next_counted(at, frame)
        packed = self._node("packed", frame, self._maybe_packed)
        self._network.word(at, "some", packed)
        self._network.skip(at, packed)

    def _next_counted(self, at: int, frame: _Frame) -> None:
        packed = self._node("packed", frame, self._maybe_packed)
        self._number(at, self._node("counted", frame, self._after_number))
        for word in _ARTICLES:
            self._network.word(at, word, packed)

    def _after_number(self, at: int, frame: _Frame) -> None:
        packed = self._node("packed", frame, self._maybe_packed)
        again = self._node("counted and determined", frame, self._after_counted)
        for word in (*self._determiners, "of"):
            self._network.word(at, word, again)
        self._network.skip(at, packed)

    def _after_counted(self, at: int, frame: _Frame) -> None:
        for word in (*self._determiners, "of"):
            self._network.word(at, word, at, costs.FURTHER_DETERMINER)
        self._network.skip(at, self._node("packed", frame, self._maybe_packed))

    def _maybe_packed(self, at: int, frame: _Frame) -> None:
        inside = self._node("inside", frame, self._inside)
        self._network.phrases(at, "containers", self._node("of", inside, self._of), costs.CONTAINER)
        self._network.skip(at, inside)

    def _of(self, at: int, to: int) -> None:
        self._network.word(at, "of", to)

    def _inside(self, at: int, frame: _Frame) -> None:
        """Before a name and its options."""
        for number in range(len(self._shape.clusters)):
            if frame.exit:
                self._network.skip(at, self._chosen(_Chosen(frame, number, frozenset(), "before")))
        if frame.exit:
            after = self._node("named", frame, self._after_thing)
            self._network.phrases(at, "brands", after, costs.MAKER_ONLY)
        if frame.open:
            entry = self._node("open", frame, self._any_words)
            self._network.skip(at, entry, costs.OPEN_ENTRY)

    def _any_words(self, at: int, frame: _Frame) -> None:
        after = self._node("named", frame._replace(opened=True), self._after_thing)
        self._network.open(at, after, costs.OPEN_WORD)

    def _after_thing(self, at: int, frame: _Frame) -> None:
        """After a thing and its options: the end, or another thing."""
        if frame.exit:
            self._network.skip(at, *frame.exit)
        if frame.several:
            for joint in _JOINTS:
                self._network.text(at, joint, self._thing(frame), costs.FURTHER_THING)
            # "Bread your milk" is no list of two: what belongs to somebody is joined by a word.
            self._network.skip(at, self._node("next", frame, self._next), costs.UNHEARD_COMMA)

    def _after_options(self, at: int, frame: _Frame) -> None:
        """After options with "with" or "no": what is joined is another option, unless it is counted."""
        if frame.exit:
            self._network.skip(at, *frame.exit)
        if frame.several:
            counted = self._node("next counted", frame, self._next_counted)
            for joint in _JOINTS:
                self._network.text(at, joint, counted, costs.FURTHER_THING)

    # --- names with options

    def _chosen(self, chosen: _Chosen) -> int:
        builds = {
            "before": self._before,
            "packed": self._before,
            "after": self._after,
            "among": self._after,
            "with": self._with,
            "without": self._without,
        }
        return self._node(chosen.place, chosen, builds[chosen.place])

    def _before(self, at: int, chosen: _Chosen) -> None:
        """Before the name: options, their product's container, the name."""
        network = self._network
        for group in self._left_groups(chosen):
            to = self._chosen(chosen._replace(groups=self._spoken_of(chosen, group)))
            cost = costs.ADDED_BEFORE_NAME if group in self._shape.added else 0.0
            network.phrases(at, f"plain {group}", to, cost)
        if chosen.groups and chosen.place == "before":
            packed = self._chosen(chosen._replace(place="packed"))
            network.phrases(at, "containers", self._node("of", packed, self._of), costs.CONTAINER)
        after = self._chosen(chosen._replace(place="after"))
        network.phrases(at, f"names {chosen.cluster}", after)

    def _after(self, at: int, chosen: _Chosen) -> None:
        """After the name: more options, or the end of the thing."""
        network = self._network
        leave = self._after_options if chosen.place == "among" else self._after_thing
        network.skip(at, self._node(f"named {chosen.place}", chosen.frame, leave))
        if not self._left_groups(chosen):
            return
        self._values(at, chosen, chosen.place, costs.UNJOINED_OPTION)
        network.word(at, "with", self._chosen(chosen._replace(place="with")))
        for word in self._negations:
            network.word(at, word, self._chosen(chosen._replace(place="without")), costs.DENIED_OPTION)
        if chosen.place == "among":
            network.word(at, "and", self._chosen(chosen._replace(place="with")))

    def _with(self, at: int, chosen: _Chosen) -> None:
        self._values(at, chosen, "among")
        self._network.word(at, _NO, self._chosen(chosen._replace(place="without")), costs.DENIED_OPTION)

    def _without(self, at: int, chosen: _Chosen) -> None:
        """Before an option that is not wanted, or its kind: "no soy milk", "no milk"."""
        for group in self._left_groups(chosen):
            to = self._chosen(chosen._replace(groups=self._spoken_of(chosen, group), place="among"))
            self._network.phrases(at, f"denied {group}", to)

    def _values(self, at: int, chosen: _Chosen, place: str, cost: float = 0.0) -> None:
        for group in self._left_groups(chosen):
            to = self._chosen(chosen._replace(groups=self._spoken_of(chosen, group), place=place))
            self._network.phrases(at, f"values {group}", to, cost)

    def _spoken_of(self, chosen: _Chosen, group: int) -> frozenset[int]:
        return chosen.groups if group in self._shape.again else chosen.groups | {group}

    def _left_groups(self, chosen: _Chosen) -> list[int]:
        return [group for group in self._shape.clusters[chosen.cluster] if group not in chosen.groups]
