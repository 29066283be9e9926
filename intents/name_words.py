"""The words of a product's name, each as it is said and as engines write it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from intents.lexicon import lexicon
from intents.readers.en.numbers import LARGEST, NUMBER_VALUES, number_words

_LONGEST_TEXT = 300
"""Letters; what stands after them in a name is not said."""
_TOKEN = re.compile(
    r"(?P<half>(?<![\d/])1/2(?![\d/]))|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.(?P<decimals>\d+))?"
    r"|(?P<sign>[&%+])|(?P<word>[^\W\d_]+)"
)
_APOSTROPHES = re.compile(r"['\u2019\u2018\u02bc`\u00b4\u2122\u00ae\u00a9]")
_SPELT_OUT = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WITH = re.compile(r"\bw/(?!o\b)", re.IGNORECASE)
_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)
_SIGNS = {"&": "and", "%": "percent", "+": "plus"}
_LATIN = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_ONES = 10


class Word(NamedTuple):
    """A word of a name."""

    said: str
    written: str
    """With digits, and units written short."""
    many: str = ""
    """A unit in the plural."""
    glued: bool = False
    """Written without a space before it."""

    @property
    def is_unit(self) -> bool:
        """Whether it says a size, after a number."""
        return bool(self.many)

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return self.written[:1].isdigit()


@lru_cache(maxsize=4)
def _units(language: str) -> Mapping[str, tuple[str, str, str]]:
    """Each form of a unit: how it is written short, one of it, many of it."""
    forms: dict[str, tuple[str, str, str]] = {}
    for short, (one, many) in lexicon(language).units.items():
        for form in (short, one, many):
            forms.setdefault(form, (short, one, many))
    return forms


def name_words(text: str, language: str) -> list[Word]:
    """The words of a name; none for one that holds nothing that can be said in the language's letters."""
    return _with_units(_joined_numbers(list(_words(text[:_LONGEST_TEXT], language))), language)


def _words(text: str, language: str) -> Iterator[Word]:
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)).lower()
    if "." in plain:
        plain = _SPELT_OUT.sub(lambda found: found[0].replace(".", ""), plain)
    if "/" in plain:
        plain = _WITH.sub("with ", _WITHOUT.sub("without ", plain))
    shortened, end = lexicon(language).shortened, -1
    for found in _TOKEN.finditer(plain):
        glued = found.start() == end and found.lastgroup != "sign" and plain[end - 1] not in _SIGNS
        end = found.end()
        if word := found["word"]:
            word = _ascii(word)
            if word:
                said = shortened.get(word, word)
                yield Word(said, said, glued=glued)
        elif digits := found["number"]:
            yield _number(digits.replace(",", ""), found["decimals"] or "", glued=glued)
        elif sign := found["sign"]:
            yield Word(_SIGNS[sign], _SIGNS[sign])
        else:
            yield Word("half", "half")


@lru_cache(maxsize=50_000)
def _ascii(word: str) -> str:
    """A word in plain letters; empty where it has others."""
    if not word.isascii():
        letters = unicodedata.normalize("NFKD", word.translate(_LATIN))
        word = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return word if word.isascii() else ""


@lru_cache(maxsize=20_000)
def _number(digits: str, decimals: str, *, glued: bool) -> Word:
    if not digits.isascii() or int(digits) > LARGEST:
        said = " ".join(number_words(int(digit)) for digit in digits)
    else:
        said = number_words(int(digits))
    if decimals:
        said += " point " + " ".join(number_words(int(digit)) for digit in decimals)
    return Word(said, digits + decimals, glued=glued)


def _joined_numbers(words: list[Word]) -> list[Word]:
    """Number words, too, with their digits: "twenty four" is "24"."""
    joined: list[Word] = []
    for word in words:
        value = NUMBER_VALUES.get(word.said)
        before = NUMBER_VALUES.get(joined[-1].said, 0) if joined else 0
        if value is None or word.is_number:
            joined.append(word)
        elif 0 < value < _ONES and before > _ONES and before % _ONES == 0:
            joined[-1] = Word(f"{joined[-1].said} {word.said}", str(before + value))
        else:
            joined.append(Word(word.said, str(value)))
    return joined


def _with_units(words: Sequence[Word], language: str) -> list[Word]:
    """The words with those that follow a number and say a size known as units."""
    units = _units(language)
    known: list[Word] = []
    for at, word in enumerate(words):
        if word.said in units and at and (known[-1].is_number or known[-1].said in {"fluid", "half"}):
            short, one, many = units[word.said]
            known.append(Word(one, short, many, word.glued))
        elif word.said == "fluid" and at and known[-1].is_number:
            known.append(Word("fluid", "fl", "fluid", word.glued))
        else:
            known.append(word)
    return known
