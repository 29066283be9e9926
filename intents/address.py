"""Takes off what a sentence says to the assistant itself: the wake word, fillers, politeness."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intents.lexicon import lexicon
from intents.normal import normalized, split_words

_LIKE_WAKE_WORD = 80
"""Likeness, of 100, in spelling from which the first words are taken for the wake word."""
_NOT = "not"
"""What it stands before is no filler: "not now"."""
_SPLIT_WORDS = 2
"""A recogniser may hear a wake word as up to so many words more than it has: "a lexa"."""


@dataclass(frozen=True, slots=True)
class Address:
    """A sentence without what was said to the assistant itself."""

    text: str
    """What is left, normalised; empty where nothing was said but fillers and the wake word."""
    full: str = ""
    """The same with its fillers, of which some belong to what was meant: "buy now"."""
    woken: bool = False
    """The wake word was said."""
    exact: bool = True
    """False if what was taken for the wake word was only like it."""


def without_address(text: str, wake_words: Iterable[str], language: str = "en") -> Address:
    """Take the wake word and fillers off a normalised sentence; a filler that is all there is stays."""
    phrases = _forms(tuple(wake_words), language)
    full = text.split()
    for start in (
        _without_noise_at_start(full, language),
        _without_fillers(_without_noise(full, language), language),
    ):
        length, exact = _wake_word(start, phrases)
        if length:
            full = start[length:]
            break
    full = _without_last(full, phrases)
    words = _without_fillers(_without_noise(full, language), language)
    return Address(" ".join(words).rstrip(","), " ".join(full).rstrip(","), bool(length), exact)


def _wake_word(words: list[str], phrases: Iterable[str]) -> tuple[int, bool]:
    """How many words at the start are a wake word, and whether they are exactly so."""
    found = (_wake_words_at_start(words, phrase) for phrase in phrases)
    return next((each for each in found if each[0]), (0, True))


def _without_last(words: list[str], phrases: Iterable[str]) -> list[str]:
    """The words without a wake word at the end: "stop, alexa"."""
    return words[:-1] if len(words) > 1 and words[-1] in phrases else words


@lru_cache(maxsize=64)
def _forms(wake_words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The wake words as they are compared, also without a filler at their start: "hey jarvis", "jarvis"."""
    plain = [normalized(word, language) for word in wake_words]
    short = [" ".join(_stripped(word.split(), _fillers(language, "start"), at_start=True)) for word in plain]
    return tuple(dict.fromkeys(phrase for phrase in (*plain, *short) if phrase))


def _wake_words_at_start(words: list[str], phrase: str) -> tuple[int, bool]:
    """How many words at the start are the wake word, and whether they are exactly so."""
    length = phrase.count(" ") + 1
    said = split_words(" ".join(words[: length + _SPLIT_WORDS]))
    if " ".join(said[:length]) == phrase:
        return length, True
    from rapidfuzz.fuzz import ratio

    joined = phrase.replace(" ", "")
    likely = [(ratio("".join(said[:size]), joined), -size) for size in range(1, len(said) + 1)]
    best, size = max(likely, default=(0.0, 0))
    return (-size, False) if best >= _LIKE_WAKE_WORD else (0, True)


def _without_noise_at_start(words: list[str], language: str) -> list[str]:
    noise = lexicon(language).fillers.anywhere
    at = next((at for at, word in enumerate(words) if word.rstrip(",") not in noise), len(words))
    return words[at:]


def _without_noise(words: list[str], language: str) -> list[str]:
    noise = lexicon(language).fillers.anywhere
    kept: list[str] = []
    for word in words:
        if word.rstrip(",") not in noise:
            kept.append(word)
        elif word.endswith(",") and kept and not kept[-1].endswith(","):
            kept[-1] += ","
    return kept


def _without_fillers(words: list[str], language: str) -> list[str]:
    rest = _stripped(words, _fillers(language, "start"), at_start=True)
    rest = _stripped(rest, _fillers(language, "end"), at_start=False)
    return rest or words


@lru_cache(maxsize=8)
def _fillers(language: str, place: str) -> tuple[tuple[str, ...], ...]:
    """The fillers of a place as words, longest first."""
    phrases = getattr(lexicon(language).fillers, place)
    return tuple(sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True))


def _stripped(words: list[str], fillers: Iterable[tuple[str, ...]], *, at_start: bool) -> list[str]:
    """The words without fillers at one end; all of them where nothing would be left."""
    rest, shorter = words, True
    while shorter:
        shorter = False
        for filler in fillers:
            end = rest[: len(filler)] if at_start else rest[-len(filler) :]
            kept = rest[: -len(filler)][-1:]
            if not at_start and kept == [_NOT]:
                continue
            if len(rest) > len(filler) and tuple(word.rstrip(",") for word in end) == filler:
                rest = rest[len(filler) :] if at_start else rest[: -len(filler)]
                shorter = True
                break
    return rest
