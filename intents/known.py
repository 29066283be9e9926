"""What the shop's products and their options are called, as the parser needs to know it."""

from collections.abc import Iterable, Mapping, Sequence

from intents.lexicon import lexicon
from intents.likeness import Vocabulary
from intents.normal import normalized, split_words, stem, stems
from intents.readers import readers

_SAME_WORD = 0.82
"""Likeness from which a heard word is taken for a known one."""
_SHORTEST_HEARD = 4
"""Shorter words are too like one another to be taken for others."""
_MOST_REMEMBERED = 10_000


class KnownNames:
    """The names of products and the values of their options.

    Args:
        names: what products are called.
        options: values of options: "large", "soy milk".
        language: whose small words are left out.
    """

    def __init__(self, names: Iterable[str] = (), options: Iterable[str] = (), language: str = "en") -> None:
        self._small = lexicon(language).small_words | lexicon(language).amounts
        forms = lexicon(language).containers.items()
        self._read_number = readers(language).read_number
        self._negations = lexicon(language).negations
        self._containers = frozenset(
            word for unit, more in forms for form in (unit, *more) for word in form.split()
        )
        values = {self._key(value, language) for value in options} - {()}
        self._options = frozenset(values)
        self._names = frozenset({self._key(name, language) for name in names} - {()} - values)
        joints = set(lexicon(language).joints)
        pairs = {self._key(pair, language) for pair in lexicon(language).pairs}
        self._joined = _by_first_word(
            name for name in self._names | values | pairs if not joints.isdisjoint(name)
        )
        self._name_words = self._content(self._names)
        self._option_words = self._content(values)
        self._all_vocabulary = Vocabulary(self._name_words | self._option_words, _SHORTEST_HEARD)
        self._name_vocabulary = Vocabulary(self._name_words, _SHORTEST_HEARD)
        self._heard: dict[str, float] = {}

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self._names)

    @staticmethod
    def _key(text: str, language: str) -> tuple[str, ...]:
        return stems(normalized(text, language))

    def _content(self, texts: Iterable[tuple[str, ...]]) -> frozenset[str]:
        return frozenset(word for text in texts for word in text if word not in self._small)

    def is_name(self, text: str) -> bool:
        """Whether a normalised text is the whole name of a product."""
        return stems(text) in self._names

    def has_word(self, word: str) -> bool:
        """Whether a word stands in some name or option."""
        return stem(word) in self._name_words or stem(word) in self._option_words

    def begins_with_name(self, words: Sequence[str], at_least: int) -> bool:
        """Whether the words begin with a whole product name of so many words: "seven up"."""
        said = tuple(map(stem, words))
        return any(said[:length] in self._names for length in range(at_least, len(said) + 1))

    def joined_name(self, words: Sequence[str], at: int) -> int:
        """How many words a name with "and" inside takes here, 0 where there is none."""
        said = tuple(stem(word.rstrip(",")) for word in words[at : at + 8])
        fits = (len(name) for name in self._joined.get(said[:1], ()) if said[: len(name)] == name)
        return max(fits, default=0)

    def has_option(self, text: str) -> bool:
        """Whether a word of a normalised text belongs to options only."""
        words = self._option_words - self._name_words
        return any(stem(word) in words for word in split_words(text))

    def only_options(self, words: Sequence[str]) -> bool:
        """Whether the words are values of options and nothing else: "dark roast", "a large"."""
        said = [stem(word) for word in words if word not in self._small]
        return (
            bool(said) and all(word in self._option_words for word in said) and tuple(said) not in self._names
        )

    def without_negations(self, words: Sequence[str]) -> list[str]:
        """The words without each "no" or "without" that says which option of a thing is not wanted."""
        return [word for at, word in enumerate(words) if not (at and self._denies_option(words, at))]

    def _denies_option(self, words: Sequence[str], at: int) -> bool:
        return words[at] in self._negations and stem("".join(words[at + 1 : at + 2])) in self._option_words

    def names_something(self, words: Sequence[str]) -> bool:
        """Whether a whole product name is among the words, and the words are no value of an option."""
        said = tuple(map(stem, words))
        if said in self._options:
            return False
        places = ((at, to) for at in range(len(said)) for to in range(at + 1, len(said) + 1))
        return any(said[at:to] in self._names for at, to in places)

    def share(self, words: Sequence[str]) -> float:
        """How much of the words is known, 0 to 1; small words and numbers do not count."""
        weights = [self.familiarity(word) for word in words if not self._is_empty(word)]
        return sum(weights) / len(weights) if weights else 0.0

    def named(self, words: Sequence[str]) -> bool:
        """Whether any of the words belongs to a product's name, spelt right or nearly."""
        return any(self.familiarity(word, options=False) for word in words if not self._is_empty(word))

    def _is_empty(self, word: str) -> bool:
        if word in self._small:
            return True
        return not self.has_word(word) and (word in self._containers or self._read_number([word]) is not None)

    def familiarity(self, word: str, *, options: bool = True) -> float:
        """How surely a word is one of a known name or option, 0 to 1."""
        plain = stem(word)
        if plain in self._name_words or (options and plain in self._option_words):
            return 1.0
        if len(plain) < _SHORTEST_HEARD:
            return 0.0
        key = plain if options else f"{plain} "
        if key not in self._heard:
            if len(self._heard) > _MOST_REMEMBERED:
                self._heard.clear()
            vocabulary = self._all_vocabulary if options else self._name_vocabulary
            self._heard[key] = vocabulary.likeness(plain, at_least=_SAME_WORD)
        return self._heard[key]


def _by_first_word(names: Iterable[tuple[str, ...]]) -> Mapping[tuple[str, ...], list[tuple[str, ...]]]:
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for name in names:
        found.setdefault(name[:1], []).append(name)
    return found
