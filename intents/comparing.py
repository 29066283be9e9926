"""How well a wish fits a name and its options, word by word."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from intents.lexicon import lexicon
from intents.likeness import likeness
from intents.normal import normalized, stems
from intents.phonemes import phonemes, sound_key, sounds_alike

_LIKE_OPTION = 0.8
_LIKE_NAME = 0.75
_LIKE_SHORT_NAME = 0.85
_LIKE_WORD = 0.8
_LIKE_PART = 0.6
"""Likenesses from which what was said is taken for an option, a name, a short name, one word of a name.

The last is what each word of several must have."""
_AS_LONG = 0.7
"""Share of the letters that a misspelt name has at least."""
_SHORT = 4
"""Letters of a short name or word: it is like too many others."""
_NAMED = 0.7
"""What is left of the score where only a small part of the name was said."""
_BY_SOUND = 0.9
"""What sounding the same is worth, where being spelt the same is 1."""
_WORTH_SOUNDING = 0.5
"""Likeness in letters below which only texts with the same consonants are compared by sound."""
_LONGEST_SOUND = 16
"""Letters up to which texts are compared by sound; longer ones are compared word by word, too."""
_SHORTEST_SOUND = 5
"""Phonemes from which a sound tells enough: "bear" and "pear" are two things."""
_DISORDER = 0.2
"""What is lost where the words of a name are said the other way round: "chocolate milk"."""
_BY_CATEGORY = 0.25
"""How much of a name its category stands for."""

Named = tuple[str, tuple[str, ...], str, str]
"""Name, aliases, brand and category."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well a wish fits."""

    score: float = 0.0
    options: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    full: bool = False
    """The whole name or an alias was said, spelt right, and nothing is left over."""
    left_over: tuple[str, ...] = ()
    explained: frozenset[str] = frozenset()
    """The words of the wish that were explained, without endings."""


def compare(wish: str, named: Named, options: Mapping[str, tuple[str, ...]], language: str) -> Comparison:
    """Compare a wish with one entry.

    Args:
        wish: a normalised text.
        named: what the entry is called.
        options: the values of its options, by group.
        language: whose small words do not count.
    """
    return _Comparing(wish, named, options, language).result()


class _Comparing:
    """The words of a wish, each with how surely it is explained."""

    def __init__(
        self, wish: str, named: Named, options: Mapping[str, tuple[str, ...]], language: str
    ) -> None:
        self._words = stems(wish)
        self._sure = [0.0] * len(self._words)
        self._taken = [False] * len(self._words)
        small = lexicon(language).small_words | lexicon(language).amounts
        self._counts = [word not in small for word in self._words]
        if not any(self._counts):
            self._counts = [True] * len(self._words)
        name, aliases, brand, category = named
        self._names = [_key(each, language) for each in (name, *aliases)]
        self._brand, self._category = _key(brand, language), _key(category, language)
        self._options = tuple((group, tuple(values)) for group, values in options.items())
        self._language = language
        self._small = small

    def result(self) -> Comparison:
        """The comparison, name first, then options, then a name nearly heard, then single words."""
        whole = self._take_name()
        self._take_unwanted()
        said = self._take_options()
        nearly = "" if whole else self._take_like_name()
        share = self._take_words()
        order = 1.0 if whole or nearly else self._order()
        share = 1.0 if whole or nearly else share
        score = order * self._explained() * (_NAMED + (1 - _NAMED) * share) if share else 0.0
        left = tuple(word for word, sure, counts in self._each() if counts and not sure)
        return Comparison(
            score=score,
            options=said,
            why=whole or nearly or "part of the name",
            full=bool(whole) and self._explained() == 1.0,
            left_over=left,
            explained=frozenset(word for word, sure, _ in self._each() if sure),
        )

    def _each(self) -> Iterator[tuple[str, float, bool]]:
        return zip(self._words, self._sure, self._counts, strict=True)

    def _explained(self) -> float:
        weights = [sure for _, sure, counts in self._each() if counts]
        return sum(weights) / len(weights) if weights else 0.0

    def _take(self, at: int, end: int, sure: float) -> None:
        for place in range(at, end):
            self._taken[place] = True
            self._sure[place] = sure

    def _windows(self, sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Places of so many words of which none is taken yet."""
        for size in sizes:
            for at in range(len(self._words) - size + 1):
                if size and not any(self._taken[at : at + size]):
                    yield at, at + size

    # --- the whole name

    def _take_name(self) -> str:
        """Take the longest name that was said as it is; says whether it was the name or an alias."""
        found = [
            (len(name), -number, at)
            for number, name in enumerate(self._names)
            for at, end in self._windows([len(name)])
            if name and self._words[at:end] == name
        ]
        if not found:
            return ""
        length, number, at = max(found, key=lambda each: (each[0], each[1], -each[2]))
        self._take(at, at + length, 1.0)
        return "alias" if number else "name"

    def _take_like_name(self) -> str:
        """Take what is most like a name among the words that are left; says how it is like it."""
        best, why = (0.0, 0, 0), ""
        for name in self._names:
            meant = " ".join(name)
            least = _LIKE_NAME if len(meant.replace(" ", "")) > _SHORT else _LIKE_SHORT_NAME
            for at, end in self._windows(range(max(1, len(name) - 1), len(name) + 2)):
                if not (self._counts[at] and self._counts[end - 1] and _as_long(self._words[at:end], name)):
                    continue
                alike = _alike(self._words[at:end], name)
                if alike >= least and alike > best[0]:
                    best = alike, at, end
                    said = " ".join(self._words[at:end])
                    why = "spelling" if likeness(said, meant) >= alike else "sound"
        self._take(best[1], best[2], best[0])
        return why

    # --- options

    def _take_unwanted(self) -> None:
        """Take "no sugar", "without milk and sugar": they select nothing, and nothing of them is left."""
        options = [text for group, values in self._options for text in (group, *values)]
        values = {_key(text, self._language) for text in options}
        for at, word in enumerate(self._words):
            if word in lexicon(self._language).negations and not self._taken[at]:
                end = self._unwanted_end(at, values)
                if end > at + 1:
                    self._take(at, end, 1.0)

    def _unwanted_end(self, at: int, values: set[tuple[str, ...]]) -> int:
        """Where that ends what a "no" or "without" denies; right after it where that is no option."""
        joints = {"or", "and"} if self._words[at] == "without" else {"or"}
        end = start = at + 1
        while (length := self._option_length(start, values)) and self._words[
            at : start + length
        ] not in values:
            end = start + length
            start = end + (self._words[end : end + 1] != () and self._words[end] in joints)
            if start == end:
                break
        return end

    def _option_length(self, at: int, values: set[tuple[str, ...]]) -> int:
        """How many words here are an option: "a bit of milk", or what counts in it: "milk"."""
        telling = {tuple(word for word in value if word not in self._small) for value in values}
        free = next((end for end in range(at, len(self._words)) if self._taken[end]), len(self._words))
        return max(
            (end - at for end in range(at + 1, free + 1) if self._words[at:end] in telling | values),
            default=0,
        )

    def _take_options(self) -> dict[str, str]:
        """Take one value of each group, those first that explain most; nearly said ones if words are left."""
        for nearly in (False, True):
            free = list(self._taken), list(self._sure)
            said: dict[str, str] = {}
            for likely in _likely_options(self._words, self._options, self._language, nearly=nearly):
                if likely.group not in said and not any(self._taken[likely.at : likely.end]):
                    said[likely.group] = likely.value
                    self._take(likely.at, likely.end, likely.sure)
            if nearly or self._explained() == 1.0 or not self._options:
                break
            self._taken, self._sure = free
        return said

    # --- single words

    def _take_words(self) -> float:
        """Take the words that belong to the name, brand or category; gives how much of a name they are."""
        shares = [self._share(name) for name in (*self._names, self._brand)]
        if self._category and self._share(self._category):
            shares.append(_BY_CATEGORY)
        for at, word in enumerate(self._words):
            if not self._taken[at] and self._counts[at]:
                own = {each for name in (*self._names, self._brand, self._category) for each in name}
                self._sure[at] = max((_like_word(word, each) for each in own), default=0.0)
        return max(shares, default=0.0)

    def _order(self) -> float:
        """What is left of the score by how far the words of the likeliest name are said in its order."""
        best = 0.0
        for name in self._names:
            places = [name.index(word) for word in self._words if word in name]
            if len(places) > 1:
                best = max(best, _ordered(places) / len(places))
        return 1 - _DISORDER * (1 - best) if best else 1.0

    def _share(self, name: tuple[str, ...]) -> float:
        """How much of a name was said."""
        telling = [word for word in name if word not in self._small]
        free = [word for at, word in enumerate(self._words) if not self._taken[at]]
        said = [max((_like_word(each, word) for each in free), default=0.0) for word in telling]
        return sum(said) / len(telling) if telling else 0.0


@dataclass(frozen=True, slots=True)
class _LikelyOption:
    """A value of an option that was said, or nearly."""

    group: str
    value: str
    at: int
    end: int
    sure: float
    letters: float
    """Letters of the wish that it explains, less where it is only nearly said."""


@lru_cache(maxsize=256)
def _likely_options(
    words: tuple[str, ...], options: tuple[tuple[str, tuple[str, ...]], ...], language: str, *, nearly: bool
) -> tuple[_LikelyOption, ...]:
    """The values in a wish, those first that explain most of it. Many products share their options: kept."""
    found = [
        _LikelyOption(group, value, at, end, sure, sure * min(_letters(key), _letters(words[at:end])))
        for group, values in options
        for value in values
        if (key := _key(value, language))
        for at, end in _places(len(words), len(key), nearly=nearly)
        if (sure := _like_option(words[at:end], key))
    ]
    return tuple(sorted(found, key=lambda each: -each.letters))


def _places(words: int, length: int, *, nearly: bool) -> Iterator[tuple[int, int]]:
    sizes = range(max(1, length - 1), length + 2) if nearly else (length,)
    for size in sizes:
        yield from ((at, at + size) for at in range(words - size + 1))


def _like_option(said: tuple[str, ...], value: tuple[str, ...]) -> float:
    if said == value:
        return 1.0
    lengths = sorted((_letters(said), _letters(value)))
    if lengths[0] <= _SHORT or lengths[0] / lengths[1] < _LIKE_PART or "with" in said or "and" in said:
        return 0.0
    alike = _alike(said, value)
    return alike if alike >= _LIKE_OPTION else 0.0


def _letters(words: Sequence[str]) -> int:
    return sum(map(len, words))


def _as_long(said: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether two phrases have about as many letters: a missing word is no misspelling."""
    shorter, longer = sorted((_letters(said), _letters(meant)))
    return shorter >= _AS_LONG * longer


def _alike(said: Sequence[str], meant: Sequence[str]) -> float:
    """How alike two phrases are; 0 where they have as many words and one of these is quite another."""
    from rapidfuzz.fuzz import ratio

    if len(said) == len(meant) > 1 and any(
        ratio(*pair) / 100 < _LIKE_PART for pair in zip(said, meant, strict=True)
    ):
        return 0.0
    return _likeness(" ".join(said), " ".join(meant))


def _likeness(said: str, meant: str) -> float:
    """How alike two texts are in letters or in sound, whichever is more."""
    alike = likeness(said, meant)
    if alike >= _BY_SOUND or max(len(said), len(meant)) > _LONGEST_SOUND:
        return alike
    if alike < _WORTH_SOUNDING and sound_key(said) != sound_key(meant):
        return alike
    if min(len(phonemes(said)), len(phonemes(meant))) < _SHORTEST_SOUND:
        return alike
    return max(alike, _BY_SOUND * sounds_alike(said, meant))


def _ordered(places: Sequence[int]) -> int:
    """The length of the longest part of a sequence that rises, by patience sorting (Mallows, 1963)."""
    piles: list[int] = []
    for place in places:
        at = bisect_left(piles, place)
        piles[at : at + 1] = [place]
    return len(piles)


def _like_word(said: str, meant: str) -> float:
    if said == meant:
        return 1.0
    if min(len(said), len(meant)) <= _SHORT:
        return 0.0
    alike = _likeness(said, meant)
    return alike if alike >= _LIKE_WORD else 0.0


@lru_cache(maxsize=8192)
def _key(text: str, language: str) -> tuple[str, ...]:
    return stems(normalized(text, language))
