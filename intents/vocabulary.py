"""The words of the templates, for recognisers that are told words and not sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from intents.meaning import Intent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of some intents' templates, and the small words around names."""

    intents: frozenset[Intent]
    language: str

    @property
    def phrases(self) -> tuple[str, ...]:
        """Each word once, and fillers and containers word by word."""
        return _words(self.intents, self.language)


@lru_cache(maxsize=32)
def _words(intents: frozenset[Intent], language: str) -> tuple[str, ...]:
    from intents.patterns import vocabulary
    from intents.templates import load

    words: dict[str, None] = {}
    for template in load(language):
        if template.intent in intents:
            words |= dict.fromkeys(sorted(vocabulary(template.pattern)))
    words |= dict.fromkeys(_small_words(language))
    return tuple(words | dict.fromkeys(_contractions(words, language)))


def _small_words(language: str) -> Iterator[str]:
    """What is said around names: numbers, containers, articles, fillers."""
    from intents.lexicon import lexicon
    from intents.readers.en.numbers import NUMBER_WORDS, ORDINAL_WORDS

    words = lexicon(language)
    fillers = (*sorted(words.fillers.anywhere), *words.fillers.start, *words.fillers.end)
    containers = (form for unit, forms in words.containers.items() for form in (unit, *forms))
    small = sorted(words.small_words | words.determiners | words.amounts | words.measures)
    for phrase in (*NUMBER_WORDS, *ORDINAL_WORDS, *fillers, *containers, *small):
        yield from phrase.split()


def _contractions(words: Iterable[str], language: str) -> Iterator[str]:
    """The short forms of words that templates hold in full: "i'd", "what's", "don't"."""
    from intents.lexicon import lexicon

    full = set(words)
    table = lexicon(language)
    yield from (short for short, long in table.spellings.items() if full.issuperset(long.split()))
    if "is" in full:
        yield from (f"{word}'s" for word in sorted(table.is_after & full))
    for ending, long in table.endings.items():
        if long in full:
            yield from (f"{word}{ending}" for word in table.contracted.get(ending, ()) if word in full)
