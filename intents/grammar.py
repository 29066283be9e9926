"""What may be said now, as recognisers are told it."""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol, overload

from intents.automaton import ALL, Breadth, Walker
from intents.beside import Beside
from intents.catalogue import Catalogue, catalogue
from intents.joining import WAKE_WORDS
from intents.meaning import Intent
from intents.network import Ending, Network, plain
from intents.phrases import Phrases
from intents.sentence_network import ANY_TIME, Moment, sentence_network
from intents.small_lists import small_lists
from intents.vocabulary import Vocabulary

EVERY_INTENT = frozenset(Intent)
_MOST_WALKERS = 12
_SAID = "said"
Lists = tuple[tuple[str, tuple[Phrases, ...]], ...]


class WordList(Protocol):
    """Something that can be told as words and phrases."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """Lower-case words and phrases, said in any order."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of what may be said: where in a network it begins, and the phrases of the network's lists."""

    network: Network
    starts: frozenset[int]
    lists: Lists
    words: tuple[WordList, ...]

    def joined(self, other: "Part") -> "Part":
        """With another one of the same network."""
        lists = dict(self.lists)
        for name, more in other.lists:
            lists[name] = tuple(dict.fromkeys((*lists.get(name, ()), *more)))
        words = tuple(dict.fromkeys(self.words + other.words))
        return Part(self.network, self.starts | other.starts, tuple(lists.items()), words)


class Size(NamedTuple):
    """How big a grammar is."""

    nodes: int
    """Of its networks, as far as somebody came there."""
    arcs: int
    phrases: int
    letters: int
    """Of the phrases."""

    def __str__(self) -> str:
        return (
            f"{self.nodes:,} nodes and {self.arcs:,} ways between them so far, "
            f"{self.phrases:,} phrases of {self.letters:,} letters"
        )


@dataclass(frozen=True, eq=False)
class Grammar:
    """The sentences that make sense at this point of the talk. Immutable; engines and threads share it."""

    phrases: Sequence[str] = ()
    """Lower-case words and phrases, said in any order and number: as much as engines can use that take word
    lists. None where anything may be said, and where nothing may."""
    parts: tuple[Part, ...] = ()
    """The same as sentences; without any the phrases are all that is said, or, without these, anything."""
    closed: bool = False
    """Whether nothing may be said where there are no parts, instead of anything."""

    def __post_init__(self) -> None:
        if not self.parts and self.phrases:  # in this order: to ask for phrases is to list them
            object.__setattr__(self, "parts", (_phrase_part(tuple(self.phrases)),))

    @classmethod
    def of(cls, *parts: Part) -> "Grammar":
        """What any of some parts allows; nothing where there is none."""
        by_network: dict[int, Part] = {}
        for part in parts:
            before = by_network.get(id(part.network))
            by_network[id(part.network)] = before.joined(part) if before else part
        those = tuple(by_network.values())
        return cls(_Spoken(those), those, closed=True)

    @property
    def free(self) -> bool:
        """True where anything may be said."""
        return not self.parts and not self.closed

    @property
    def empty(self) -> bool:
        """True where nothing may be said."""
        return not self.free and not any(part.starts for part in self.parts)

    @property
    def size(self) -> Size:
        """How big it is."""
        tables = {id(table): table for part in self.parts for _, those in part.lists for table in those}
        return Size(
            sum(len(part.network) for part in self.parts),
            sum(part.network.arcs for part in self.parts),
            sum(map(len, tables.values())),
            sum(table.letters for table in tables.values()),
        )

    def walker(self, breadth: Breadth = ALL) -> Walker:
        """Walks the sentences letter by letter; the same one for equal grammars, until it is full.

        Args:
            breadth: how much of what may be said is walked.

        Raises:
            ValueError: if anything may be said.
        """
        if self.free:
            raise ValueError("where anything may be said there is nothing to walk")
        return _walkers().walker(self.parts, breadth)

    def __or__(self, other: "Grammar") -> "Grammar":
        """What either allows; free where one of them is."""
        if self.free or other.free:
            return ANYTHING
        return Grammar.of(*self.parts, *other.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grammar) and (self.parts, self.free) == (other.parts, other.free)

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return "Grammar of anything" if self.free else f"Grammar with {self.size}"


class _Walkers:
    """The walkers of the grammars used last."""

    def __init__(self) -> None:
        self._walkers: dict[tuple[tuple[Part, ...], Breadth], Walker] = {}
        self._lock = threading.Lock()

    def walker(self, parts: tuple[Part, ...], breadth: Breadth) -> Walker:
        with self._lock:
            walker = self._walkers.pop((parts, breadth), None)
            if walker is None or walker.full:
                walker = _new_walker(parts, breadth)
            self._walkers[parts, breadth] = walker
            while len(self._walkers) > _MOST_WALKERS:
                del self._walkers[next(iter(self._walkers))]
            return walker


def _new_walker(parts: tuple[Part, ...], breadth: Breadth) -> Walker:
    if not parts:
        return Walker(Network(), (), {})
    if len(parts) == 1:
        return Walker(parts[0].network, parts[0].starts, dict(parts[0].lists), breadth=breadth)
    network = Beside([part.network for part in parts])
    starts = [network.number(at, start) for at, part in enumerate(parts) for start in part.starts]
    lists = {network.name(at, name): those for at, part in enumerate(parts) for name, those in part.lists}
    return Walker(network, starts, lists, breadth=breadth)


@lru_cache(maxsize=1)
def _walkers() -> _Walkers:
    return _Walkers()


class _Spoken(Sequence[str]):
    """The words of some parts, listed when somebody asks."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts

    @cached_property
    def _phrases(self) -> tuple[str, ...]:
        said = (phrase for part in self._parts for words in part.words for phrase in words.phrases)
        return tuple(dict.fromkeys(said))

    def __len__(self) -> int:
        return len(self._phrases)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        return self._phrases[at]


def phrase_grammar(phrases: Iterable[str]) -> Grammar:
    """A grammar in which phrases are said in any order and number; without any, nothing may be said."""
    said = tuple(phrases)
    return Grammar(said) if said else NOTHING


@dataclass(frozen=True, slots=True)
class _Said:
    phrases: tuple[str, ...]


def _phrase_part(said: tuple[str, ...]) -> Part:
    network, start = _phrase_network()
    return Part(network, frozenset({start}), ((_SAID, (_table(said),)),), (_Said(said),))


@lru_cache(maxsize=32)
def _table(said: tuple[str, ...]) -> Phrases:
    return Phrases(plain(phrase).strip() for phrase in said)


@lru_cache(maxsize=1)
def _phrase_network() -> tuple[Network, int]:
    network = Network()
    start, said = network.node(), network.node(Ending.FINISHED)
    network.phrases(start, _SAID, said)
    network.phrases(said, _SAID, said)
    return network, start


ANYTHING = Grammar()
"""Anything may be said."""
NOTHING = Grammar(closed=True)
"""Nothing may be said: whatever is heard is not recognised."""


def compile_grammar(
    names: Iterable[str] | Catalogue,
    intents: Collection[Intent] = EVERY_INTENT,
    options: Iterable[str] = (),
    language: str = "en",
    *,
    moment: Moment = ANY_TIME,
    wake_words: Iterable[str] = (),
    listed: Iterable[str] = (),
) -> Grammar:
    """The sentences of the templates, with the names and options of a catalogue.

    The same arguments give the same grammar, made once. Without intents only names may be said, and without
    names, too, nothing.

    Args:
        names: what the products are called, or a whole catalogue.
        intents: whose templates count: those that make sense in the dialogue's state.
        options: the values of the products' options, where `names` is no catalogue.
        language: whose templates are meant.
        moment: of the talk: what was asked for, and what there is nothing to do for.
        wake_words: what it is called by.
        listed: what stands on the person's lists.
    """
    sold = names if isinstance(names, Catalogue) else catalogue(names, options, language)
    return _compiled(sold, frozenset(intents), language, moment, tuple(wake_words), tuple(listed))


@lru_cache(maxsize=64)
def _compiled(
    sold: Catalogue,
    intents: frozenset[Intent],
    language: str,
    moment: Moment,
    wake_words: tuple[str, ...],
    listed: tuple[str, ...],
) -> Grammar:
    sentences = sentence_network(language, sold.shape)
    if intents:
        start = sentences.start(intents, moment)
    else:
        start = sentences.names_alone() if sold.named or listed else None
    if start is None:
        return NOTHING
    lists = dict(small_lists(language)) | dict(sold.lists)
    lists[WAKE_WORDS] = (_table(wake_words),)
    lists["names 0"] = (*lists.get("names 0", ()), _table(listed))
    words = (Vocabulary(intents, language), sold, _Said(listed))
    return Grammar.of(Part(sentences.network, frozenset({start}), tuple(lists.items()), words))
