"""Recognition errors, made up: words that sound alike taken for each other."""

from collections.abc import Iterable
from functools import cached_property
from random import Random

from assistant.stores.search.sounds import likeness
from intents.grammar import EVERY_INTENT
from intents.lexicon import lexicon
from intents.normal import split_words
from intents.vocabulary import Vocabulary

_MOST = 6
"""Words that one is taken for."""
_ALIKE = 0.55
"""Words that sound less alike are not taken for each other."""
_EITHER = 0.5


class Confusion:
    """Mishears words as a recogniser does that is driven by a grammar.

    Such a recogniser has a closed vocabulary: the words of the sentence templates, of the products' names and
    of their options. What it mishears is always another of these words, one that sounds alike; it never
    invents a spelling. A word is misheard with a given probability. It is then one of the six words of the
    vocabulary that sound most like it, the more alike the likelier; alike is what shares most of its letters
    and of its Metaphone. Small words (articles, "to", "of", fillers) carry little sound: half of the misheard
    ones are lost, and half of the words that are misheard but sound like no other gain a small word before
    them. A word that sounds like no other is else heard right.

    Two things are harder than in truth: what is heard need not be a sentence of the grammar, along which a
    recogniser would be led back to one, and it is given with full confidence. One is easier: all words are
    misheard alike often, whereas noise spoils many words of one sentence.

    Args:
        names: of the shop's products and options.
        language: of the templates.
        rate: the probability that a word is misheard.
        seed: of what happens.
    """

    def __init__(self, names: Iterable[str], language: str, rate: float, seed: int) -> None:
        self._names = tuple(names)
        self._language = language
        self._rate = rate
        self._random = Random(seed)  # noqa: S311 - no secret
        self._alike: dict[str, tuple[tuple[str, float], ...]] = {}

    def reseed(self, seed: int) -> None:
        """Begin anew, keeping what is known of the words."""
        self._random.seed(seed)

    def misheard(self, text: str) -> str:
        """What is heard of a text; may be nothing."""
        return " ".join(heard for word in text.split() if (heard := self._word(word)))

    def _word(self, word: str) -> str:
        if self._random.random() >= self._rate:
            return word
        plain = word.strip(",.?!").casefold()
        small = plain in self._small
        if small and self._random.random() < _EITHER:
            return ""
        others = self.alike(plain)
        if others:
            words, weights = zip(*others, strict=True)
            return word.casefold().replace(plain, self._random.choices(words, weights)[0])
        if self._random.random() < _EITHER:
            return f"{self._random.choice(self._small_words)} {word}"
        return word

    def alike(self, word: str) -> tuple[tuple[str, float], ...]:
        """The words of the vocabulary that sound like one, and how much."""
        if word not in self._alike:
            known = ((likeness(word, other), other) for other in self._vocabulary if other != word)
            near = sorted((each for each in known if each[0] >= _ALIKE), reverse=True)[:_MOST]
            self._alike[word] = tuple((other, how) for how, other in near)
        return self._alike[word]

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        templates = Vocabulary(EVERY_INTENT, self._language).phrases
        words = {word for phrase in (*templates, *self._names) for word in split_words(phrase.casefold())}
        return tuple(sorted(word for word in words if word.isalpha()))

    @cached_property
    def _small(self) -> frozenset[str]:
        words = lexicon(self._language)
        return words.small_words | words.determiners | frozenset(words.fillers.anywhere)

    @cached_property
    def _small_words(self) -> tuple[str, ...]:
        return tuple(sorted(self._small))
