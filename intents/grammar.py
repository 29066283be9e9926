"""What may be said now, as recognisers are told it."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from intents.meaning import Intent


class Grammar(BaseModel):
    """The words and names that make sense at this point of the talk. Immutable, shared between engines."""

    model_config = ConfigDict(frozen=True)

    phrases: tuple[str, ...] = ()
    """Lower-case phrases, said in any order and number; none means that anything may be said."""

    @property
    def free(self) -> bool:
        """True where anything may be said."""
        return not self.phrases

    def __or__(self, other: "Grammar") -> "Grammar":
        """What either allows; free where one of them is."""
        if self.free or other.free:
            return ANYTHING
        return Grammar(phrases=tuple(dict.fromkeys(self.phrases + other.phrases)))


ANYTHING = Grammar()
"""Anything may be said."""

EVERY_INTENT = frozenset(Intent)


def compile_grammar(
    names: Iterable[str],
    intents: Collection[Intent] = EVERY_INTENT,
    options: Iterable[str] = (),
    language: str = "en",
) -> Grammar:
    """The words of the templates, of numbers and containers, and the names and options as whole phrases.

    It lists what can be said, not in which order. The same arguments give the same grammar, made once.

    Args:
        names: what the products are called.
        intents: whose templates count: those that make sense in the dialogue's state.
        options: the values of the products' options.
        language: whose templates are meant.
    """
    return _compiled(tuple(names), frozenset(intents), tuple(options), language)


@lru_cache(maxsize=32)
def _compiled(
    names: tuple[str, ...], intents: frozenset[Intent], options: tuple[str, ...], language: str
) -> Grammar:
    from intents.normal import normalized
    from intents.patterns import vocabulary
    from intents.templates import load

    words: dict[str, None] = {}
    for template in load(language):
        if template.intent in intents:
            words |= dict.fromkeys(sorted(vocabulary(template.pattern)))
    words |= dict.fromkeys(_small_words(language))
    words |= dict.fromkeys(_contractions(words, language))
    named = (normalized(text, language).replace(",", "") for text in (*names, *options))
    return Grammar(phrases=tuple(words | dict.fromkeys(phrase for phrase in named if phrase)))


def _small_words(language: str) -> Iterator[str]:
    """What is said around names: numbers, containers, articles, fillers."""
    from intents.lexicon import lexicon
    from intents.numbers import NUMBER_WORDS, ORDINAL_WORDS

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
