"""Names as they are compared: without case, accents, punctuation and number."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}")
_SINGULAR_ENDINGS = (
    ("ie", "y"),  # berries, cookies
    ("sse", "ss"),
    ("xe", "x"),
    ("che", "ch"),
    ("she", "sh"),
    ("oe", "o"),  # tomatoes
    ("ve", "f"),  # loaves
    ("fe", "f"),  # knives
)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case, no accents or punctuation: "Land O'Lakes" is "land olakes"."""
    return tuple(_WORD.findall(_without_accents(text).casefold().translate(_APOSTROPHES)))


def folded(text: str) -> tuple[str, ...]:
    """The words of a text in a form that one thing and many of it share. To compare, not to show."""
    return tuple(map(_without_number, words(text)))


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )


def _without_number(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004 - "gas" is no plural
        word = word[:-1]
    for ending, singular in _SINGULAR_ENDINGS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return word[: -len(ending)] + singular
    return word
