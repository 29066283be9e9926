"""What engines write otherwise than templates do: "I'd" for "i would", "12" for "twelve", "OK" for "okay"."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from intents.lexicon import lexicon
from intents.network import plain
from intents.readers.en.numbers import number_words

_SMALL = 24


@lru_cache(maxsize=4)
def respellings(language: str) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """For the first word of what is spelt otherwise: the words after it, and the other spelling."""
    table: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for written, full in written_otherwise(language):
        first, *rest = plain(full).split()
        short = plain(written).strip()
        if " " not in short and short != " ".join((first, *rest)):
            table.setdefault(first, {})[tuple(rest), short] = None
    return {word: tuple(those) for word, those in table.items()}


def written_otherwise(language: str) -> Iterator[tuple[str, str]]:
    """Each other spelling with the words that it stands for: "i'd", "i would"."""
    words = lexicon(language)
    yield from words.spellings.items()
    yield from words.written.items()
    for ending, full in words.endings.items():
        yield from ((f"{word}{ending}", f"{word} {full}") for word in words.contracted.get(ending, ()))
    yield from ((f"{word}'s", f"{word} is") for word in words.is_after)
    yield from ((str(number), number_words(number)) for number in range(_SMALL + 1))
