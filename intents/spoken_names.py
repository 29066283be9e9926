"""How names may be said: with and without brand and size, one or many, in words and as engines write them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from intents.name_words import Word, name_words
from intents.normal import stem

_LONGEST = 12
"""Words of a name that are said at most."""
_BREAK = re.compile(r"[,;|(\[]|\s[-\u2013\u2014]\s")
_LONG = 4
"""Words from which a name is also called by what stands before its first comma."""
_SHORTEST_PLURAL = 2
"""Letters of a word that may stand in the plural."""

_ENDED_BY_S = 3
"""Letters of words like "ms", which are plurals as they are."""
_FLUID = "fluid"
"""What hardly anybody says before "ounces"."""


@dataclass(frozen=True, slots=True)
class Named:
    """A product as people may name it."""

    names: tuple[str, ...]
    brand: str = ""
    content: str = ""
    """Its size: "32 fluid ounces"."""
    groups: tuple[str, ...] = ()
    """Names of its option groups."""


def spoken_names(entries: Iterable[Named], language: str) -> Iterator[str]:
    """Every way of saying the names of some products; some more than once."""
    for entry in entries:
        size = name_words(entry.content, language) if entry.content else []
        brand = name_words(entry.brand, language) if entry.brand else []
        for name in entry.names:
            for words, own in _cores(name, language):
                yield from _said_with(words, own or size, brand)


def spoken_values(values: Iterable[str], language: str) -> Iterator[str]:
    """Every way of saying the values of options."""
    for value in values:
        yield from _written(name_words(value, language)[:_LONGEST])


def _cores(name: str, language: str) -> Iterator[tuple[list[Word], list[Word]]]:
    """The words of a name, cut off where it is long, and apart from them the size that it holds."""
    words = name_words(name, language)
    yield _without_size(words[:_LONGEST])
    if len(words) > _LONG:
        head = name_words(_BREAK.split(name, maxsplit=1)[0], language)
        if 0 < len(head) < len(words):
            yield _without_size(head[:_LONGEST])


def _without_size(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """A name without a size at its end or start, and the size; the whole name where nothing else is left."""
    start = len(words)
    while start and (words[start - 1].is_unit or (start < len(words) and words[start - 1].is_number)):
        start -= 1
    if 0 < start < len(words) and any(word.is_unit for word in words[start:]):
        return words[:start], words[start:]
    end = 0
    while end < len(words) and (words[end].is_number or words[end].is_unit):
        end += 1
    if 0 < end < len(words) and words[end - 1].is_unit:
        return words[end:], words[:end]
    return words, []


def _said_with(words: list[Word], size: list[Word], brand: list[Word]) -> Iterator[str]:
    """A name with and without its brand and size."""
    if not words:
        return
    plain = [word.said for word in words]
    maker = [word.said for word in brand]
    branded = bool(maker) and plain[: len(maker)] == maker
    short = words[len(maker) :] if branded else words
    cores = [words] if branded or not maker else [words, [*brand, *words]]
    if branded and short:
        cores.append(short)
    for core in cores:
        yield from _written(core)
        yield from _many(core)
        for said in (size, [word for word in size if word.said != _FLUID]):
            if said and (said is size or len(said) < len(size)):
                yield from _sized(core, said)


def _sized(core: list[Word], size: list[Word]) -> Iterator[str]:
    """A name with its size after it, or before it: "ketchup twenty ounces", "a twenty ounce ketchup"."""
    said, digits = _text(core), _text(core, written=True)
    yield f"{said} {_text(size, many=True)}"
    yield f"{_text(size)} {said}"
    yield f"{digits} {_digits(size, many=True)}"
    yield f"{_digits(size)} {digits}"


def _many(core: list[Word]) -> Iterator[str]:
    """Many of it, or one where the name is of many."""
    said = [word.said for word in core]
    last = said.index("of") - 1 if "of" in said[1:] else len(said) - 1
    other = _other_number(said[last])
    if other:
        yield " ".join((*said[:last], other, *said[last + 1 :]))


def _written(words: list[Word]) -> Iterator[str]:
    """A text in words, and with digits and units as engines write them."""
    if not words:
        return
    yield _text(words)
    if not any(word.is_number or word.is_unit or word.glued for word in words):
        return
    yield _text(words).replace(" hundred and ", " hundred ")
    yield _text(words, many=True)
    yield _digits(words)
    yield _digits(words, many=True)
    yield _text(words, written=True)
    yield _text(words, written=True, glued=True)


def _text(words: Sequence[Word], *, written: bool = False, many: bool = False, glued: bool = False) -> str:
    parts: list[str] = []
    for word in words:
        part = word.written if written else (many and word.many) or word.said
        if parts and glued and (word.glued or word.is_unit):
            parts[-1] += part
        else:
            parts.append(part)
    return " ".join(parts)


def _digits(words: Sequence[Word], *, many: bool = False) -> str:
    """With digits, but units in full."""
    return " ".join(word.written if word.is_number else (many and word.many) or word.said for word in words)


@lru_cache(maxsize=50_000)
def _other_number(word: str) -> str:
    """The plural of a word, or its singular where it is one; empty where there is none."""
    if len(word) < _SHORTEST_PLURAL or not word.isalpha():
        return ""
    single = stem(word)
    if single != word:
        return single
    if len(word) <= _ENDED_BY_S and word.endswith("s"):
        return ""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith("o") and word[-2] not in "aeiou":
        return f"{word}es"
    return f"{word[:-1]}ves" if word.endswith("af") else f"{word}s"
