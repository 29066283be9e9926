"""File names that are the words of a recording, as `turn_on_the_lights.wav` is: read, and made."""

import re
from collections.abc import Container
from itertools import chain, count
from pathlib import PurePath

OUTSIDE = "oov"
"""How a recording or a folder begins of which nothing may be understood: out of the vocabulary."""
_SEPARATORS = re.compile(r"[\s_+.,()\[\]-]+")
_VOWELS = frozenset("aeiouy")
_LABELS = frozenset(
    {"audio", "clip", "file", "input", "memo", "mic", "microphone", "new", "noise", "output", "rec", "record"}
    | {"recording", "sample", "session", "silence", "sound", "speaker", "take", "test", "track", "untitled"}
    | {"utt", "utterance", "voice", "wav"}
)
"""Words that name a file and are not what is said in it."""
_LONGEST_WORD, _LONGEST_NAME, _HASH = 24, 100, re.compile(r"[0-9a-f]{8,}")
_APOSTROPHES = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}")


def words(stem: str) -> str | None:
    """What is said in a recording, by its name without the suffix: "add two eggs" of `add-two-eggs_2`.

    Args:
        stem: the name; a number at its end counts the recordings of the same words.

    Returns:
        None where the name is no words: a UUID, a hash, a number, or a label as `clip_0001` is.
    """
    tokens = [token for token in _SEPARATORS.split(stem) if token]
    while tokens and tokens[-1].isdecimal():
        tokens.pop()
    plain = [token.casefold() for token in tokens]
    if all(token in _LABELS or token.isdecimal() for token in plain) or not all(map(_is_word, plain)):
        return None
    return " ".join(tokens)


def is_outside(path: PurePath) -> bool:
    """Whether a recording, or a folder that it is in, is named as one of which nothing may be understood.

    Args:
        path: the file, relative to the folder that was named.
    """
    return any(_SEPARATORS.split(part.casefold())[0] == OUTSIDE for part in path.parts)


def name_of(text: str, taken: Container[str] = ()) -> str:
    """A name without suffix for a recording of some words: the words, and a number where that is taken.

    Args:
        text: what is said; holds a letter or digit.
        taken: names that others have.
    """
    letters = "".join(char if char.isalnum() else " " for char in text.casefold().translate(_APOSTROPHES))
    name = ""
    for word in letters.split():
        if len(f"{name}-{word}".encode()) > _LONGEST_NAME:
            break
        name = f"{name}-{word}" if name else word
    name = name or "sentence"
    numbered = chain([name], (f"{name}_{number}" for number in count(2)))
    return next(each for each in numbered if each not in taken)


def _is_word(token: str) -> bool:
    if token.isdecimal():
        return True
    letters = token.translate(_APOSTROPHES)
    if not letters.isalpha() or len(letters) > _LONGEST_WORD or _HASH.fullmatch(letters):
        return False
    # An abbreviation has no vowel, and is short.
    return not letters.isascii() or len(letters) <= 3 or bool(_VOWELS & set(letters))  # noqa: PLR2004
