"""Whether a text mentions something: words, or a price in any way that it is written or said."""

import re
from decimal import Decimal

_PRICE = re.compile(r"price\s+[$€£¥]?(\d+(?:\.\d+)?)", re.IGNORECASE)
_SIGNS = ("$", "€", "£", "¥", "CHF", "CAD", "AUD")
_WORD = r"dollars?|euros?|pounds?|yen|francs?|[A-Z]{3}"
_WRITTEN = re.compile(
    rf"(?P<sign>[$€£¥]\s?)?(?<![\d.,])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?![\d]|\.\d)(?P<word>\s(?:{_WORD})\b)?"
)
# "Twenty-four dollars" does not mention four dollars.
_NOT_BEFORE = r"(?<!ty )(?<!hundred )(?<!thousand )(?<!hundred and )(?<!thousand and )(?<!\w)"
_JOINTS = re.compile(r"\b(?:and|dollars?|euros?|pounds?|cents?|pence)\b")


def mentions(text: str, phrase: str) -> bool:
    """Whether a text mentions something.

    Args:
        text: what was said.
        phrase: words, of which case and punctuation do not count; or "price 4.99", which is found in "$4.99",
            "4.99" and "four dollars and ninety-nine cents".
    """
    price = _PRICE.fullmatch(phrase.strip())
    if price is None:
        return f" {plain(phrase)} " in f" {plain(text)} "
    return _writes(text, Decimal(price[1])) or _says(text, price[1])


def plain(text: str) -> str:
    """The words alone, in lower case."""
    letters = "".join(char if char.isalnum() or char == "'" else " " for char in text.casefold())
    return " ".join(letters.split())


def _writes(text: str, price: Decimal) -> bool:
    return any(
        Decimal(found["number"].replace(",", "")) == price
        for found in _WRITTEN.finditer(text)
        # "5 apples" has no price in it.
        if found["sign"] or found["word"] or "." in found["number"]
    )


def _says(text: str, price: str) -> bool:
    said = plain(text)
    return any(re.search(rf"{_NOT_BEFORE}{re.escape(words)}(?!\w)", said) for words in _ways(price))


def _ways(price: str) -> set[str]:
    """How a price is said: with each currency's words, and with none."""
    from assistant.speech.spoken_form import spoken_form

    cents = f"{Decimal(price):.2f}"
    ways = {plain(spoken_form(f"{sign}{price}")) for sign in _SIGNS} | {
        plain(spoken_form(f"{sign}{cents}")) for sign in _SIGNS
    }
    bare = {" ".join(_JOINTS.sub(" ", way).split()) for way in ways if Decimal(price) % 1}
    return {way for way in ways | bare if not way[-1].isdigit()}
