"""Text as it is said, before any engine reads it: prices, sizes, times and signs in words.

Engines differ in what they read right ("$4.99" is "dollar four point nine nine" to espeak-ng); words they
all read the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from assistant.speech.number_words import cardinal, is_one, ordinal, year

LONGEST = 2000
"""Characters; a longer text is cut at a word, so that nothing keeps the voice busy for more than minutes."""

_ROUNDS = 5
"""What one rule leaves may be another's; two rounds are usual, the second of which finds nothing."""

_UNITS = {
    "oz": ("ounce", "ounces"),
    "fl oz": ("fluid ounce", "fluid ounces"),
    "fl. oz": ("fluid ounce", "fluid ounces"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "pt": ("pint", "pints"),
    "qt": ("quart", "quarts"),
    "gal": ("gallon", "gallons"),
    "tsp": ("teaspoon", "teaspoons"),
    "tbsp": ("tablespoon", "tablespoons"),
    "g": ("gram", "grams"),
    "mg": ("milligram", "milligrams"),
    "kg": ("kilogram", "kilograms"),
    "ml": ("milliliter", "milliliters"),
    "cl": ("centiliter", "centiliters"),
    "l": ("liter", "liters"),
    "cm": ("centimeter", "centimeters"),
    "ft": ("foot", "feet"),
    "sq ft": ("square foot", "square feet"),
    "doz": ("dozen", "dozen"),
    "pk": ("pack", "pack"),
    "ct": ("count", "count"),
    "pc": ("piece", "pieces"),
    "pcs": ("piece", "pieces"),
    "ea": ("each", "each"),
    "min": ("minute", "minutes"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
}
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "USD": ("dollar", "dollars", "cent", "cents"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "¥": ("yen", "yen", "sen", "sen"),
    "JPY": ("yen", "yen", "sen", "sen"),
}
_WEEKDAYS = {
    "Tue": "Tuesday",
    "Tues": "Tuesday",
    "Thu": "Thursday",
    "Thur": "Thursday",
    "Thurs": "Thursday",
    "Fri": "Friday",
}
_WEEKDAYS_OR_WORDS = {"Mon": "Monday", "Wed": "Wednesday", "Sat": "Saturday", "Sun": "Sunday"}
"""Names of days only after a word such as "on": there are Sun dried tomatoes."""
_MONTHS = {
    "Jan": "January",
    "Feb": "February",
    "Mar": "March",
    "Apr": "April",
    "Jun": "June",
    "Jul": "July",
    "Aug": "August",
    "Sep": "September",
    "Sept": "September",
    "Oct": "October",
    "Nov": "November",
    "Dec": "December",
}
_PARTS = {"2": ("half", "halves"), "4": ("quarter", "quarters")}
_SIGNS = {
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{BULLET}": ", ",
    "\N{DEGREE SIGN}": " degrees ",
    "&": " and ",
    "@": " at ",
}
_MEANINGFUL = frozenset("€£¥¢\N{MULTIPLICATION SIGN}")
"""Signs beyond ASCII that the rules below read."""
_MARKUP = frozenset("[]{}<>\\|*_^~`")
"""Some engines take these for commands."""


def spoken_form(text: str) -> str:
    """Write a text the way it is said, for any engine.

    "$4.99" becomes "four dollars and ninety-nine cents", "1.5 lb" "one point five pounds", "Tue" "Tuesday";
    control characters, emoji and markup go, and a text beyond `LONGEST` is cut. A text that is in its spoken
    form already stays as it is, and one without a word or number is empty.
    """
    for _ in range(_ROUNDS):
        said = _said(text)
        if said == text:
            break
        text = said
    return text if any(map(str.isalnum, text)) else ""


def _said(text: str) -> str:
    text = _cut(_tidy("".join(map(_character, unicodedata.normalize("NFC", text)))))
    for pattern, said in _rules():
        text = pattern.sub(said, text)
    return _cut(_tidy(text))


def _character(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    if char in _MARKUP:
        return " "
    if char in _MEANINGFUL or (char.isascii() and char.isprintable()):
        return char
    match unicodedata.category(char):
        case "Nd":
            return str(unicodedata.decimal(char))
        case "No":  # One half, superscript two: apart from a number that stands before it.
            return " " + unicodedata.normalize("NFKC", char).replace("\N{FRACTION SLASH}", "/")
        case "Mn" | "Me" | "Cf":  # Belongs to the character before it.
            return ""
        case category if category[0] in "LP":
            return char
    return " "


def _tidy(text: str) -> str:
    text = re.sub(r" +(?=[,.;:!?])", "", re.sub(r"\s+", " ", text))
    return text.strip(" ,;:")


def _cut(text: str) -> str:
    return (
        text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition(" ")[0][:LONGEST] or text[:LONGEST]
    )


# --- what the rules say -----------------------------------------------------------------------------------


def _money(match: re.Match[str]) -> str:
    one, many, cent, cents = _CURRENCIES[match["currency"]]
    whole, _, rest = match["number"].replace(",", "").partition(".")
    if len(rest) > len("99"):
        return f" {cardinal(match['number'])} {many} "
    parts, said = int(f"{rest:0<2}"), []
    if int(whole or 0) or not parts:
        said.append(f"{cardinal(whole or '0')} {one if is_one(whole) else many}")
    if parts:
        said.append(f"{cardinal(str(parts))} {cent if parts == 1 else cents}")
    return f" {'minus ' if match['minus'] else ''}{' and '.join(said)} "


def _cents(match: re.Match[str]) -> str:
    return f"{cardinal(match['number'])} {'cent' if is_one(match['number']) else 'cents'} "


def _measure(match: re.Match[str]) -> str:
    one, many = _UNITS[match["unit"].lower()]
    single = match["link"] == "-" or is_one(match["number"])
    return f"{cardinal(match['number'])} {one if single else many}"


def _fraction(match: re.Match[str]) -> str:
    if int(match["above"]) >= int(match["below"]):
        return match[0]
    one, many = _PARTS.get(match["below"]) or (ordinal(match["below"]), ordinal(match["below"]) + "s")
    said = f"{cardinal(match['above'])} {one if is_one(match['above']) else many}"
    if match["whole"]:
        said = f"{cardinal(match['whole'])} and {said}"
    unit = _UNITS[match["unit"].lower()][bool(match["whole"])] if match["unit"] else ""
    return f"{said} {unit}".rstrip()


def _per(match: re.Match[str]) -> str:
    unit = _UNITS[match["unit"].lower()][0]
    return " each" if unit == "each" else f" per {unit}"


def _clock(match: re.Match[str]) -> str:
    hour, minute = match["hour"], match["minute"] or "00"
    half = f" {match['half'].upper()}M" if match["half"] else ""
    if minute == "00":
        return cardinal(hour) + (half or " o'clock")
    return f"{cardinal(hour)} {'oh ' if minute[0] == '0' else ''}{cardinal(minute.lstrip('0'))}{half}"


def _date(match: re.Match[str]) -> str:
    month = _MONTHS.get(match["month"], match["month"])
    return f"{month} {ordinal(match['day'])}" + (f", {year(match['year'])}" if match["year"] else "")


def _digits(match: re.Match[str]) -> str:
    return ", ".join(" ".join(map(cardinal, group)) for group in match[0].split("-"))


def _letters_and_digits(match: re.Match[str]) -> str:
    # The commas keep an "A" from being read as the article.
    return ", ".join(cardinal(part) if part.isdigit() else part for part in match[0].split())


# --- the rules, in the order in which they are used -------------------------------------------------------

_NUMBER = r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
_ALONE = r"(?<![\w.,])"
"""What follows is not the rest of a name or of another number."""
_ENDS = r"(?![\w']|[.,]\d)"
_POINT = r"(?:\.(?= [a-z0-9(]))?"
"""The point of an abbreviation; at the end of a sentence it is the sentence's."""
_FRACTION = r"(?:(?P<whole>\d{1,3})[ -])?(?P<above>\d)/(?P<below>2|3|4|5|8|10)(?![\w/]|[.,]\d)"
_BEFORE_A_DAY = "on|by|until|till|from|to|through|next|this|every|before|after|or"
_HOUR, _MINUTE = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_Said = str | Callable[[re.Match[str]], str]


@cache
def _rules() -> tuple[tuple[re.Pattern[str], _Said], ...]:
    unit = rf"(?P<unit>(?i:{_any(_UNITS.keys() - {'g'})})|g){_ENDS}{_POINT}"
    month = rf"(?P<month>{_any([*_MONTHS, *_MONTHS.values(), 'May'])})"
    day, year = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?", r"(?P<year>(?:19|20)\d\d)"
    rules: tuple[tuple[str, _Said], ...] = (
        # "6 x 330 ml", "$3-$5", "2-3 days".
        (r"(?<=\d)\s?[x\u00d7]\s?(?=\d)", " by "),
        (r"\u00d7", " times "),
        (r"(?<=\d)\s?[-\u2013\u2014]\s?(?=[$€£¥]\d)", " to "),
        (r"(?<![\w.,-])(\d{1,3})(?:-|\s?\u2013\s?)(?=\d{1,3}(?![\d,-]|\.\d))", r"\1 to "),
        (rf"(?<![\w.])(?P<minus>-?)(?:US)?(?P<currency>[$€£¥])\s?{_NUMBER}{_ENDS}", _money),
        (rf"{_ALONE}(?P<minus>-?){_NUMBER} (?P<currency>{_any(_CURRENCIES)}){_ENDS}", _money),
        # "555-0100", a telephone or parcel number.
        (r"(?<![\w.,-])\d+(?:-\d+)+(?![\w-])", _digits),
        (rf"{_ALONE}{_NUMBER}\s?¢", _cents),
        (rf"{_ALONE}(?<!:){_HOUR}(?::{_MINUTE})?\s?(?P<half>[AaPp])\.?[Mm]{_POINT}(?!\w)", _clock),
        (rf"{_ALONE}(?<!:){_HOUR}:{_MINUTE}(?P<half>)(?![\w:])", _clock),
        (rf"(?<!\w){month}\.? {day}(?:,? {year})?(?![\w:%]|[.,]\d| [ap]m)", _date),
        (rf"(?<!\w)({_any(_WEEKDAYS)})(?!\w){_POINT}", lambda match: _WEEKDAYS[match[1]]),
        (
            rf"\b({_BEFORE_A_DAY}) ({_any(_WEEKDAYS_OR_WORDS)})(?!\w){_POINT}",
            lambda match: f"{match[1]} {_WEEKDAYS_OR_WORDS[match[2]]}",
        ),
        (rf"(?<![\w.,/]){_FRACTION}(?:[ -]{unit})?", _fraction),
        (rf"(?:\s?/\s?|\bper ){unit}", _per),
        (rf"{_ALONE}{_NUMBER}(?P<link>\s?|-){unit}", _measure),
        (r"(?<=\d)\s?%", " percent "),
        (r"#\s?(?=\d)", " number "),
        (rf"{_ALONE}(?P<day>\d{{1,9}})(?:st|nd|rd|th)(?!\w)", lambda match: ordinal(match["day"])),
        # "A 1 0 4", an order's number.
        (rf"{_ALONE}(?:[A-Z] )*\d(?: \d)+{_ENDS}", _letters_and_digits),
        # "12-pack", "2-in-1".
        (r"(?<![\w-])(\d+)-(?=[A-Za-z])", r"\1 "),
        (r"(?<![\w.])-(?=\.?\d)", " minus "),
        (rf"{_ALONE}{_NUMBER}{_ENDS}", lambda match: cardinal(match["number"])),
        (r"\+", " plus "),
        (r"=", " equals "),
        (r"[$€£¥¢%#/]", " "),
        (r"\s?\u2014\s?|\s[-\u2013]+\s", ", "),
    )
    return tuple((re.compile(pattern, re.ASCII), said) for pattern, said in rules)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
