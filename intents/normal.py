"""Sentences in one spelling: lower case, numbers in words, contractions in full, no punctuation but commas."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from intents.lexicon import lexicon
from intents.numbers import spell_digits

_SPELT_OUT = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?", re.IGNORECASE)
_DIGIT_LETTER = re.compile(r"(?<=\d)(?=(?!(?:st|nd|rd|th)\b)[a-z])|(?<=[a-z])(?=\d)", re.IGNORECASE)
_MONEY = re.compile(r"[$€£]\s*(\d+)(?:\.(\d\d))?(?![\d.])")
_SYMBOLS = str.maketrans({"&": " and ", "+": " plus ", "%": " percent ", "#": " number ", "⁄": "/"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_PAUSE = re.compile(r"[,;:.?!…—–]+(?=\s|$)|\s[-—–]+\s|[…—]")
_NOT_WORD = re.compile(r"[^\w', ]|_")


def normalized(text: str, language: str = "en") -> str:
    """A text as templates and names are compared: "I'd like a 12-ounce coffee." is "i would like a twelve ounce
    coffee"; commas stay where there is a pause, followed by a space.
    """  # noqa: D205 - the example belongs to the sentence
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    plain = _SPELT_OUT.sub(lambda found: found[0].replace(".", ""), plain)
    plain = _MONEY.sub(_spoken_money, plain.translate(_SYMBOLS))
    plain = spell_digits(_DIGIT_LETTER.sub(" ", plain))
    plain = _NOT_WORD.sub(" ", _PAUSE.sub(" , ", plain))
    return _respelt(plain.split(), language)


def _spoken_money(found: re.Match[str]) -> str:
    whole, cents = found.groups()
    return f"{whole} dollars" + (f" {int(cents)}" if cents and int(cents) else "")


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
    if word in words.spellings:
        return words.spellings[word]
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
    if len(plain) == 3 and plain[1] not in "aeiou":  # noqa: PLR2004 - "ups", but not "gas"
        return plain.removesuffix("s")
    if len(plain) <= 3 or plain.endswith(("ss", "us", "is")):  # noqa: PLR2004 - "gas" has no plural ending
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
