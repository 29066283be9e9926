"""Sentences in one spelling: lower case, numbers in words, contractions in full, commas and nothing else."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from intents.lexicon import lexicon
from intents.readers import readers

_SPELT_OUT = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc`\u00b4", "'"))
_PAUSE = re.compile(r"[,;:.?!\u2026\u2014\u2013]+(?=\s|$)|\s[-\u2014\u2013]+\s|[\u2026\u2014]")
_SHORT = 3
"""Letters of words like "gas", which has no plural ending, and "ups", which has."""
_NOT_WORD = re.compile(r"[^\w', ]|_")


def normalized(text: str, language: str = "en") -> str:
    """A text as templates and names are compared: "A 12-ounce coffee, Sir." is "a twelve ounce coffee, sir".

    Commas stay where there is a pause.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    plain = plain.translate(_symbols(language))
    plain = _SPELT_OUT.sub(lambda found: found[0].replace(".", ""), plain)
    plain = readers(language).spell_digits(plain)
    plain = _NOT_WORD.sub(" ", _PAUSE.sub(" , ", plain))
    return _respelt(plain.split(), language)


@lru_cache(maxsize=4)
def _symbols(language: str) -> dict[int, str]:
    signs = {sign: f" {word} " for sign, word in lexicon(language).symbols.items()}
    return str.maketrans({**signs, "\u2044": "/"})


def _respelt(words: Sequence[str], language: str) -> str:
    spoken: list[str] = []
    for word in " ".join(words).replace(",", " , ").split():
        if word != ",":
            spoken += _full(word.strip("'"), language).split()
        elif spoken and not spoken[-1].endswith(","):
            spoken[-1] += ","
    return " ".join(spoken).rstrip(",")


@lru_cache(maxsize=4096)
def _full(word: str, language: str) -> str:
    """A word in the one spelling, contractions in full."""
    words = lexicon(language)
    if word in words.spellings or word in words.written:
        return words.spellings.get(word) or words.written[word]
    if word.endswith("'s") and word[:-2] in words.is_after:
        return f"{word[:-2]} is"
    for ending, full in words.endings.items():
        if word.endswith(ending) and len(word) > len(ending):
            return f"{word.removesuffix(ending)} {full}"
    return word


def split_words(text: str) -> list[str]:
    """The words of a normalised text, without its commas."""
    return text.replace(",", "").split()


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its plural ending and apostrophes, for comparing: "berries" and "berry" are one."""
    plain = word.replace("'", "")
    if len(plain) == _SHORT and plain[1] not in "aeiou":
        return plain.removesuffix("s")
    if len(plain) <= _SHORT or plain.endswith(("ss", "us", "is")):
        return plain
    if plain.endswith("ies"):
        return f"{plain[:-3]}y"
    if plain.endswith(("ches", "shes", "sses", "xes", "zes", "oes")):
        return plain[:-2]
    if plain.endswith("aves"):
        return f"{plain[:-3]}f"
    return plain.removesuffix("s")


def stems(text: str) -> tuple[str, ...]:
    """The words of a normalised text without endings."""
    return tuple(map(stem, split_words(text)))
