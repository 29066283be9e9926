"""What a shop sells, as the grammar needs to know it: names, and the options that go with them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from intents.lexicon import lexicon
from intents.phrase_cache import PhraseCache, PhraseLists
from intents.phrases import Phrases
from intents.slot_ways import Cluster, Shape
from intents.spoken_names import Named, spoken_names, spoken_values

_VERSION = 2
"""Goes up whenever names are spelt in other ways."""
_LARGE = 2000
"""Products from which their phrases are worth keeping on disk."""
_AMOUNTS = (["a"], ["an"], ["some"])
_MOST_CLUSTERS = 6
"""Kinds of products by their options; the rarer ones are joined to one that has the options of all."""


class Catalogue:
    """Names and options, spelt as they may be said. Immutable; made by `catalogue`.

    Args:
        entries: the products.
        groups: the values of each option group.
        language: whose spellings are meant.
        free_values: values of options of which it is not told which products have them.
        cache: keeps what it takes long to make, for large catalogues.
    """

    def __init__(
        self,
        entries: Sequence[Named],
        groups: Mapping[str, Sequence[str]],
        language: str = "en",
        free_values: Sequence[str] = (),
        cache: PhraseCache | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self._language = language
        self._values = [tuple(values) for values in groups.values()]
        if free_values:
            self._values.append(tuple(free_values))
        self._free = len(self._values) - 1 if free_values else None
        numbers = {name: number for number, name in enumerate(groups)}
        self._clusters = _clustered(self._entries, numbers, self._free)
        self.shape = Shape(
            tuple(self._clusters) or ((),),
            frozenset(() if self._free is None else {self._free}),
            frozenset(number for number in numbers.values() if self._has_amounts(number)),
        )
        large = len(self._entries) >= _LARGE
        self.lists: PhraseLists = self._kept(cache) if cache and large else self._made()
        """How names and values may be said, by the name of their list."""

    @property
    def language(self) -> str:
        """Whose spellings its lists hold."""
        return self._language

    @property
    def named(self) -> bool:
        """Whether it has any products."""
        return bool(self._entries)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """Names and values as whole phrases in the words that are spoken, for engines with word lists."""
        from intents.normal import normalized

        names = (name for entry in self._entries for name in entry.names)
        values = (value for values in self._values for value in values)
        written = (normalized(text, self._language).replace(",", "") for text in (*names, *values))
        return tuple(dict.fromkeys(phrase for phrase in written if phrase))

    def _denied(self, values: Iterable[str]) -> Iterator[str]:
        """What is said after "no": the values without an amount, and what they are kinds of."""
        words = lexicon(self._language)
        amounts = words.amounts | words.measures | words.small_words
        for value in values:
            said = value.split()
            if said[0] not in amounts and said[0].isalpha() and not words.measures.intersection(said):
                yield value
            if said[-1] not in amounts and said[-1].isalpha():
                yield said[-1]

    def _has_amounts(self, group: int) -> bool:
        return any(self._is_amount(value.lower()) for value in self._values[group])

    def _is_amount(self, value: str) -> bool:
        """Whether a value begins with how much of it: "a bit of milk", "some cream", "lots of sugar"."""
        said = value.split()
        much = said[: said.index("of")] if "of" in said else []
        amounts = lexicon(self._language).amounts
        return said[:1] in _AMOUNTS or (len(said) > 1 and not amounts.isdisjoint(much))

    def _kept(self, cache: PhraseCache) -> PhraseLists:
        digest = self._digest()
        lists = cache.load(digest)
        if lists is None:
            lists = self._made()
            cache.keep(digest, lists)
        return lists

    def _digest(self) -> str:
        """A name for all that its phrases depend on."""
        told = (_VERSION, self._language, self._entries, self._values, list(self._clusters))
        return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()

    def _made(self) -> PhraseLists:
        return dict(self._spoken())

    def _spoken(self) -> Iterator[tuple[str, tuple[Phrases, ...]]]:
        words: set[str] = set()
        for number, entries in enumerate(self._clusters.values()):
            names = Phrases(spoken_names(entries, self._language))
            for phrase in names:
                words.update(phrase.split())
            yield f"names {number}", (names,)
        for number, values in enumerate(self._values):
            spoken = Phrases(spoken_values(values, self._language))
            yield f"values {number}", (spoken,)
            yield f"plain {number}", (Phrases(each for each in spoken if not self._is_amount(each)),)
            words.update(spoken.text.split())
            yield f"denied {number}", (Phrases(self._denied(spoken)),)
        yield "words", (Phrases(words),)
        brands = {entry.brand for entry in self._entries} - {""}
        yield "brands", (Phrases(spoken_values(sorted(brands), self._language)),)


def _clustered(
    entries: Sequence[Named], numbers: Mapping[str, int], free: int | None
) -> dict[Cluster, list[Named]]:
    """The products by the groups that they have."""
    always = set() if free is None else {free}
    found: dict[Cluster, list[Named]] = {}
    for entry in entries:
        cluster = tuple(sorted(always | {numbers[group] for group in entry.groups if group in numbers}))
        found.setdefault(cluster, []).append(entry)
    common = sorted(found, key=lambda cluster: (-len(found[cluster]), cluster))
    if len(common) <= _MOST_CLUSTERS:
        return {cluster: found[cluster] for cluster in common}
    kept, rare = common[: _MOST_CLUSTERS - 1], common[_MOST_CLUSTERS - 1 :]
    joined = tuple(sorted({group for cluster in rare for group in cluster}))
    clusters = {cluster: found[cluster] for cluster in kept}
    clusters.setdefault(joined, []).extend(entry for cluster in rare for entry in found[cluster])
    return clusters


def catalogue(names: Iterable[str], options: Iterable[str] = (), language: str = "en") -> Catalogue:
    """A catalogue of which only names and values are told; the same arguments give the same one."""
    return _of_names(tuple(names), tuple(options), language)


@lru_cache(maxsize=16)
def _of_names(names: tuple[str, ...], options: tuple[str, ...], language: str) -> Catalogue:
    return Catalogue([Named((name,)) for name in names], {}, language, options)
