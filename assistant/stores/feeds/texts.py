"""Texts of feeds as a catalogue can use them: no markup, no control characters, no broken letters."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import pairwise

from assistant.stores.feeds.refusals import RefusedError, shown

LONGEST_ID = 100
LONGEST_TITLE = 500
LONGEST_DESCRIPTION = 5000
LONGEST_NAME = 200
"""Of a brand, of a value of an option, of a name of a category."""
LONGEST_LINK = 2000
MOST_LEVELS = 10
"""Of a category tree."""
_LOST = "\N{REPLACEMENT CHARACTER}"
"""Stands for a letter that is not in the file's encoding."""
_MOST_ROUNDS = 8
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!\[CDATA\[|\]\]>")
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_BROKEN = re.compile("[\ud800-\udfff\ufffd]")
_WEB = ("https://", "http://")
_GTIN_LENGTHS = (8, 12, 13, 14)
_BETWEEN_DIGITS = re.compile(r"[\s-]+")


def clean(text: str) -> str:
    """A text on one line, without markup and without what cannot be seen.

    Cleaned again it is the same.

    Raises:
        RefusedError: if letters of it were lost, because the file is in another encoding than it says.
    """
    # Nearly all texts are fine as they are.
    if "&" in text or "<" in text or "  " in text or _LOST in text or not text.isprintable():
        return _cleaned(text)
    return text.strip()


def _cleaned(text: str) -> str:
    if _BROKEN.search(text):
        raise RefusedError("its letters are not in the file's encoding")
    # Many feeds escape markup twice.
    for _ in range(_MOST_ROUNDS):
        before = text
        text = _REFERENCE.sub(_letters, text)
        text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
        text = " ".join("".join(filter(_seen, text)).split())
        if text == before:
            return text
    raise RefusedError("its markup is nested too deeply")


def _letters(reference: re.Match[str]) -> str:
    return _BROKEN.sub("", unescape(reference.group()))


def _seen(letter: str) -> bool:
    return letter.isprintable() or letter.isspace() or letter in _JOINERS


def needed(text: str, what: str, longest: int) -> str:
    """A text that must be there.

    Args:
        text: as the feed has it.
        what: its field, as it is said: "title".
        longest: how many characters it may have.

    Raises:
        RefusedError: if it is empty, too long or broken.
    """
    found = bounded(text, what, longest)
    if not found:
        raise RefusedError(f"there is no {what}")
    return found


def bounded(text: str, what: str, longest: int) -> str:
    """A text that may be empty, but not too long.

    Raises:
        RefusedError: if it is too long or broken.
    """
    if len(text) > longest:
        raise RefusedError(f"the {what} has {len(text):,} characters; {longest:,} are the most")
    return clean(text)


def description(text: str) -> str:
    """A description; of a longer one the beginning.

    Raises:
        RefusedError: if it is broken.
    """
    if len(text) > LONGEST_DESCRIPTION:
        # Markup goes first, but of a whole book only a part is looked at.
        return clean(text[: 4 * LONGEST_DESCRIPTION])[:LONGEST_DESCRIPTION].strip()
    return clean(text)


def identifier(text: str) -> str:
    """The id of a product or a group.

    Raises:
        RefusedError: if it is empty, too long, or holds what cannot be seen.
    """
    found = text.strip()
    if not found:
        raise RefusedError("there is no id")
    if len(found) > LONGEST_ID:
        raise RefusedError(f"the id has {len(found):,} characters; {LONGEST_ID} are the most")
    if not found.isprintable() or _LOST in found:
        raise RefusedError("the id holds characters that cannot be read")
    if "?" in found:
        raise RefusedError("the id holds a question mark, which stands before options")
    return found


def link(text: str) -> str:
    """An address of the web; empty where it is another kind of address, or none."""
    if len(text) > LONGEST_LINK or not text.isprintable() or " " in text:
        return ""
    return text if text.startswith(_WEB) else ""


def gtin(text: str) -> str:
    """The number under a bar code; empty where it has not as many digits as one has."""
    digits = text if text.isdigit() else _BETWEEN_DIGITS.sub("", text)
    return digits if len(digits) in _GTIN_LENGTHS and digits.isdigit() and digits.isascii() else ""


def path(text: str) -> tuple[str, ...]:
    """A category's way down the tree, from "Pantry > Coffee > Beans".

    Raises:
        RefusedError: if it is too deep, goes in a circle, or holds a name that is too long.
    """
    return levels(part for part in re.split(r"\s*(?:>|&gt;)\s*", text.strip()))


def levels(names: Iterable[str]) -> tuple[str, ...]:
    """A category's way down the tree, from its names.

    Raises:
        RefusedError: if it is too deep, goes in a circle, or holds a name that is too long.
    """
    found = [name for text in names if (name := bounded(text, "category", LONGEST_NAME))]
    # Some feeds name a category twice running; that is no circle.
    unlike = found[:1] + [after for before, after in pairwise(found) if after.casefold() != before.casefold()]
    if len(unlike) > MOST_LEVELS:
        raise RefusedError(f"its category is {len(unlike)} levels deep; {MOST_LEVELS} are the most")
    if len({name.casefold() for name in unlike}) < len(unlike):
        raise RefusedError(f"its category goes in a circle: {shown(' > '.join(unlike))}")
    return tuple(unlike)
