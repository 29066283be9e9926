"""From the names people say to the entries of a catalogue, a cart or an offer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pydantic import BaseModel, ConfigDict

from intents.comparing import Comparison, compare
from intents.lexicon import lexicon
from intents.meaning import Choice, Conditions, Pick
from intents.normal import normalized, stems
from intents.suitability import Suitability, is_measured, size_terms, suitability

_ENOUGH: Final = 0.7
"""Score from which an entry may be what was meant: more than one word in four unexplained is too much."""
_CLOSE: Final = 0.1
"""Entries whose scores are this close to the best are equally likely."""
_TIED: Final = 0.05
"""Entries this close to the best are equal: what the household buys is then meant."""
_OTHER_SIZE: Final = 0.8
"""What is left of the score where another size was said than the entry has."""
_MOST: Final = 5
"""Entries kept where several fit."""
_FEW_WORDS: Final = 3
"""Words of a name short enough to ask with."""
_CHOSEN: Final = 0.5
"""Share of the telling words that an offered entry must have."""


class Entry(BaseModel):
    """Something that can be named."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    brand: str = ""
    category: str = ""
    options: Mapping[str, tuple[str, ...]] = {}
    """What can be chosen: group to values."""
    price: int | None = None
    """Minor units."""
    content: str = ""
    """Its size: "12 oz"."""
    attributes: tuple[str, ...] = ()
    """What the shop says it is: "vegan", "cotton", "unscented"."""
    contains: tuple[str, ...] = ()
    """What the shop says is in it or may be: "peanut", "fragrance"."""
    free_from: tuple[str, ...] = ()
    """What the shop says is not in it; of what is in neither, nothing is known."""


class Match(BaseModel):
    """An entry that fits a wish."""

    model_config = ConfigDict(frozen=True)

    entry_id: str
    score: float
    """0..1; 1 is the very name, with nothing left over."""
    options: Mapping[str, str] = {}
    """The options that were said, with their values as the entry writes them."""
    why: str = ""
    """"name", "alias", "spelling", "sound", "part of the name"; "usual" where the household's habit decided;
    for a choice "position", "price" or "words"."""
    left_over: tuple[str, ...] = ()
    """Words of the wish that the entry does not explain."""
    unknown: tuple[str, ...] = ()
    """Conditions of which the shop does not say whether they hold: "price", "organic", "without nuts"."""


class Found(BaseModel):
    """One entry was meant."""

    model_config = ConfigDict(frozen=True)

    match: Match


class Ambiguous(BaseModel):
    """Several entries may have been meant, the likeliest and then the cheapest first."""

    model_config = ConfigDict(frozen=True)

    matches: tuple[Match, ...]


class NothingFound(BaseModel):
    """No entry fits."""

    model_config = ConfigDict(frozen=True)

    why: str = "name"
    """"name": there is none called so; "conditions": there is, but none that is as it must be."""
    contradicted: tuple[str, ...] = ()
    """The conditions that none fulfils: "price", "organic"."""


Resolution = Found | Ambiguous | NothingFound


def resolve(
    text: str,
    entries: Sequence[Entry],
    language: str = "en",
    *,
    conditions: Conditions | None = None,
    usual: Sequence[str] = (),
) -> Resolution:
    """Find what a wish names.

    Entries that contradict a condition are never found. Those of which the shop does not say whether it holds
    are found only where no other is, and are marked.

    Args:
        text: the wish, without its quantity: "large iced coffee with milk".
        entries: what there is.
        language: whose small words do not count.
        conditions: what it must be like, besides.
        usual: ids of what the household buys, most often first: they decide between equals.
    """
    wish = normalized(text, language)
    compared = [(entry, _compared(wish, entry, language)) for entry in entries]
    likely = [(entry, each) for entry, each in compared if each.score >= _ENOUGH]
    fitness = {id(entry): _fitness(entry, conditions, language) for entry, _ in likely}
    allowed = [(entry, each) for entry, each in likely if not fitness[id(entry)].contradicted]
    if likely and not allowed:
        told = dict.fromkeys(each for entry, _ in likely for each in fitness[id(entry)].contradicted)
        return NothingFound(why="conditions", contradicted=tuple(told))
    sure = [(entry, each) for entry, each in allowed if not fitness[id(entry)].unknown]
    close = [(entry, _match(entry, each, fitness[id(entry)])) for entry, each in _closest(sure or allowed)]
    return _by_habit(close, usual) or _resolution(close)


def _compared(wish: str, entry: Entry, language: str) -> Comparison:
    """Compare a wish with an entry; the size that it has is no part of its name, and another is wrong."""
    whole = compare(wish, _named(entry), entry.options, language)
    if not entry.content or whole.full or not is_measured(wish, language):
        return whole
    said, own = size_terms(wish, language), size_terms(entry.content, language)
    at = next((at for at in range(len(said)) if said[at : at + len(own)] == own), None)
    if at is None:
        return replace(whole, score=whole.score * _OTHER_SIZE) if whole.left_over else whole
    rest = " ".join((*said[:at], *said[at + len(own) :]))
    return compare(rest, _named(entry), entry.options, language) if rest else whole


def _fitness(entry: Entry, conditions: Conditions | None, language: str) -> Suitability:
    return Suitability() if conditions is None else suitability(entry, conditions, language)


def _closest(likely: Sequence[tuple[Entry, Comparison]]) -> list[tuple[Entry, Comparison]]:
    """Those nearly as likely as the best, without any that explains less than another."""
    best = max((each.score for _, each in likely), default=0.0)
    close = [(entry, each) for entry, each in likely if each.score >= best - _CLOSE]
    close = [
        (entry, each) for entry, each in close if not any(_explains_more(other, each) for _, other in close)
    ]
    return [(entry, each) for entry, each in close if each.full] or close


def _by_habit(matches: Sequence[tuple[Entry, Match]], usual: Sequence[str]) -> Resolution | None:
    """The one of several equals that the household buys; None where it buys none or several of them."""
    best = max((match.score for _, match in matches), default=0.0)
    bought = [match for entry, match in matches if entry.id in usual and match.score >= best - _TIED]
    if len(matches) == 1 or len(bought) != 1:
        return None
    return Found(match=bought[0].model_copy(update={"why": "usual"}))


def _explains_more(one: Comparison, other: Comparison) -> bool:
    return set(one.left_over) < set(other.left_over)


def _named(entry: Entry) -> tuple[str, tuple[str, ...], str, str]:
    return entry.name, entry.aliases, entry.brand, entry.category


def _match(entry: Entry, compared: Comparison, fitness: Suitability) -> Match:
    return Match(
        entry_id=entry.id,
        score=round(compared.score, 3),
        options=compared.options,
        why=compared.why,
        left_over=compared.left_over,
        unknown=fitness.unknown,
    )


def _resolution(matches: Sequence[tuple[Entry, Match]]) -> Resolution:
    if not matches:
        return NothingFound()
    if len(matches) == 1:
        return Found(match=matches[0][1])
    ranked = sorted(matches, key=lambda each: (-each[1].score, _price(each[0])))
    return Ambiguous(matches=tuple(match for _, match in ranked[:_MOST]))


def _price(entry: Entry) -> float:
    return float("inf") if entry.price is None else entry.price


# --- one of those offered


def choose(choice: Choice, entries: Sequence[Entry], language: str = "en") -> Resolution:
    """Find which of the entries offered was meant: "the second one", "the cheaper one", "the Oatly".

    Args:
        choice: what was said.
        entries: what was offered, in the order in which it was told.
        language: whose small words do not count.
    """
    if choice.ordinal is not None:
        at = choice.ordinal - 1
        return _resolution(_matched(entries[at : at + 1] if at >= 0 else (), "position"))
    if choice.pick is Pick.LAST:
        return _resolution(_matched(entries[-1:], "position"))
    if choice.pick is not None:
        return _by_price(choice.pick, entries)
    return _by_words(choice.name, entries, language)


def _matched(entries: Sequence[Entry], why: str, score: float = 1.0) -> list[tuple[Entry, Match]]:
    return [(entry, Match(entry_id=entry.id, score=score, why=why)) for entry in entries]


def _by_price(pick: Pick, entries: Sequence[Entry]) -> Resolution:
    prices = [entry.price for entry in entries if entry.price is not None]
    if not prices:
        return NothingFound()
    price = min(prices) if pick is Pick.CHEAPER else max(prices)
    return _resolution(_matched([entry for entry in entries if entry.price == price], "price"))


def _by_words(name: str, entries: Sequence[Entry], language: str) -> Resolution:
    """By the words that tell the entries apart; a word that none of them has speaks against all."""
    small = lexicon(language).small_words
    said = [word for word in stems(normalized(name, language)) if word not in small]
    if not said or not entries:
        return NothingFound()
    have = [compare(" ".join(said), _named(entry), entry.options, language).explained for entry in entries]
    shared = {word for word in said if all(word in each for each in have)}
    telling = [word for word in said if word not in shared]
    if not telling:
        return _resolution(_matched(entries, "words"))
    shares = [sum(word in each for word in telling) / len(telling) for each in have]
    best = max(shares)
    if best < _CHOSEN:
        return NothingFound()
    chosen = [entry for entry, share in zip(entries, shares, strict=True) if share == best]
    return _resolution(_matched(chosen, "words", round(best, 3)))


# --- telling them apart


def distinguish(entries: Sequence[Entry], language: str = "en") -> list[str]:
    """The shortest names that tell entries apart, one for each: "the whole or the oat milk".

    What they have in common at the end is said only with the last one. Where nothing tells two entries
    apart, their whole names are given.
    """
    if len(entries) == 1:
        return [entries[0].name]
    names = [_Called(entry.name, entry.brand, language) for entry in entries]
    common = frozenset.intersection(*(frozenset(name.key) for name in names)) if names else frozenset()
    small = lexicon(language).small_words
    short = [name.telling([each for each in names if each is not name], common, small) for name in names]
    return [*short[:-1], _with_tail(short[-1], entries)] if short else []


class _Called:
    """What an entry is called, as it is compared with others."""

    def __init__(self, name: str, brand: str, language: str) -> None:
        self.name, self.brand, self._language = name, brand, language
        self.key = stems(normalized(name, language))
        self._all = f" {' '.join((*self.key, '|', *stems(normalized(brand, language))))} "

    def telling(self, others: Sequence["_Called"], common: frozenset[str], small: frozenset[str]) -> str:
        """The shortest part that none of the others has: the brand, what they do not share, or some words."""
        # A brand that is not in the name is one that people need not know.
        brand = self.brand if self.brand.lower() in self.name.lower() else ""
        for part in (brand, self._own(common), *self._parts(small), self.brand):
            if part and not any(other.has(part) for other in others):
                return part
        return self.name

    def has(self, part: str) -> bool:
        """Whether the words of a part stand together in the name or the brand."""
        return f" {' '.join(stems(normalized(part, self._language)))} " in self._all

    def _own(self, common: frozenset[str]) -> str:
        """The words that not all entries share, where they are few."""
        words = self.name.split()
        own = [word for word in words if not common.intersection(stems(normalized(word, self._language)))]
        return " ".join(own) if len(own) <= _FEW_WORDS else ""

    def _parts(self, small: frozenset[str]) -> Iterator[str]:
        words = self.name.split()
        for length in range(1, len(words) + 1):
            for at in range(len(words) - length + 1):
                if not {words[at].lower(), words[at + length - 1].lower()} & small:
                    yield " ".join(words[at : at + length])


def _with_tail(short: str, entries: Sequence[Entry]) -> str:
    """The last name, with the words after it that all entries share."""
    names = [entry.name.split() for entry in entries]
    last, said = names[-1], short.split()
    shared = 0
    while shared < min(map(len, names)) and len({name[-1 - shared].lower() for name in names}) == 1:
        shared += 1
    ends = len(last) - shared
    if shared and last[ends - len(said) : ends] == said and short != entries[-1].brand:
        return " ".join([short, *last[ends:]])
    return short
