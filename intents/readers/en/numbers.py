"""Numbers in words and digits.

The words are those of spoken English: "twenty-one", "a hundred and five", "half a dozen", "a couple of".
"""

import re
from collections.abc import Sequence

LARGEST = 10**12 - 1
"""The largest number with a reading of its own; longer ones are spelt digit by digit."""

_BELOW_TWENTY = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEN, _HUNDRED = 10, 100
_SMALL = {word: value for value, word in enumerate(_BELOW_TWENTY)}
_TIES = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
NUMBER_VALUES = _SMALL | _TIES
"""The numbers that are one word, below a hundred."""
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_ROUND = {"hundred": _HUNDRED} | _SCALES
_MINUS = "minus"
_VAGUE = {"couple": 2, "few": 3}
_IRREGULAR_ORDINALS = {
    "first": "one",
    "second": "two",
    "third": "three",
    "fifth": "five",
    "eighth": "eight",
    "ninth": "nine",
    "twelfth": "twelve",
}
_ORDINAL_OF = {cardinal: ordinal for ordinal, cardinal in _IRREGULAR_ORDINALS.items()}

NUMBER_WORDS: tuple[str, ...] = (
    *_SMALL,
    *_TIES,
    *_ROUND,
    "a dozen",
    "half a dozen",
    "dozen",
    "a hundred",
    "a couple of",
    "a couple",
    "a few",
)
"""What the words of a number are made of, for patterns and grammars."""
ORDINAL_WORDS: tuple[str, ...] = (
    *_IRREGULAR_ORDINALS,
    *("fourth", "sixth", "seventh", "tenth", "eleventh", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)

_DIGITS = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(st|nd|rd|th)?(?!\d)", re.IGNORECASE)
_LONGEST = 32
"""Words of the longest number."""
Reading = tuple[int, int]
"""A value, and how many words it took."""


def number_words(number: int) -> str:
    """A number as it is said: 105 is "one hundred and five".

    Args:
        number: from 0 to `LARGEST`.

    Raises:
        ValueError: if it is outside that range.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 0 and {LARGEST}")
    for scale, value in reversed(_ROUND.items()):
        if number >= value and scale != "hundred":
            return _joined(number_words(number // value) + f" {scale}", number % value)
    return _below_thousand(number)


def _below_thousand(number: int) -> str:
    if number < len(_BELOW_TWENTY):
        return _BELOW_TWENTY[number]
    if number < _HUNDRED:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f" {_BELOW_TWENTY[ones]}" if ones else "")
    return _joined(f"{_BELOW_TWENTY[number // 100]} hundred", number % 100)


def _joined(head: str, rest: int) -> str:
    if not rest:
        return head
    return f"{head} {'and ' if rest < _HUNDRED else ''}{number_words(rest)}"


def ordinal_words(number: int) -> str:
    """A position as it is said: 22 is "twenty second"."""
    *head, last = number_words(number).split()
    ordinal = f"{last[:-1]}ieth" if last.endswith("y") else _ORDINAL_OF.get(last, f"{last}th")
    return " ".join([*head, ordinal])


def read_number(words: Sequence[str]) -> Reading | None:
    """The number that a sentence begins with: the longest reading, or None where it begins with none.

    An article alone is no number; "a couple of" is 2, "a few" is 3, "a dozen" is 12, "minus one" is -1.
    """
    said = list(words[:_LONGEST])
    if said[:1] == [_MINUS]:
        below = _cardinal(said[1:])
        return (-below[0], below[1] + 1) if below else None
    return _dozens(said) or _vague(said) or _cardinal(said)


def _dozens(words: list[str]) -> Reading | None:
    """Read "a dozen", "half a dozen", "two dozen"."""
    if words[:3] in (["half", "a", "dozen"], ["a", "half", "dozen"]):
        return 6, 3
    if words[:1] == ["dozen"] or words[:2] == ["a", "dozen"]:
        return 12, words.index("dozen") + 1
    count = _cardinal(words)
    if count and words[count[1] : count[1] + 1] == ["dozen"]:
        return 12 * count[0], count[1] + 1
    return None


def _vague(words: list[str]) -> Reading | None:
    """Read "a couple of", "a few"."""
    if words[:1] != ["a"] or len(words) == 1 or words[1] not in _VAGUE:
        return None
    return _VAGUE[words[1]], 3 if words[1:3] == ["couple", "of"] else 2


def _cardinal(words: list[str]) -> Reading | None:
    """A plain number, scale by scale downwards: millions, thousands, the rest."""
    total, at, limit = 0, 0, LARGEST
    while (part := _scaled(words, at, limit)) is not None:
        value, end, limit = part
        total, at = total + value, end
        if limit < 1:
            break
    return (total, at) if at else None


def _scaled(words: list[str], at: int, limit: int) -> tuple[int, int, int] | None:
    """The next part below `limit`: its value, where it ends, and what the part after it must be below."""
    skip = 1 if at and words[at : at + 1] == ["and"] else 0
    group = _group(words, at + skip, first=at == 0)
    if group is None or (at and not group[0]):
        return None
    value, end = group
    scale = _SCALES.get(words[end], 1) if end < len(words) else 1
    if value * scale > limit:
        return None
    return value * scale, end + (scale > 1), scale - 1 if scale > 1 else 0


def _group(words: list[str], at: int, *, first: bool) -> Reading | None:
    """A number below a thousand, or a plain "a" before a round one. Gives its value and where it ends."""
    if first and words[at : at + 1] == ["a"] and at + 1 < len(words) and words[at + 1] in _ROUND:
        head: Reading | None = (1, at + 1)
    else:
        head = _tens(words, at)
    if head is None or words[head[1] : head[1] + 1] != ["hundred"]:
        return head
    hundreds, end = head[0] * 100, head[1] + 1
    skip = 1 if words[end : end + 1] == ["and"] else 0
    rest = _tens(words, end + skip)
    return (hundreds + rest[0], rest[1]) if rest and rest[0] else (hundreds, end)


def _tens(words: list[str], at: int) -> Reading | None:
    """A number below a hundred and where it ends."""
    if at >= len(words):
        return None
    word = words[at]
    if word in _SMALL:
        return _SMALL[word], at + 1
    if word not in _TIES:
        return None
    ones = _SMALL.get(words[at + 1], 0) if at + 1 < len(words) else 0
    return (_TIES[word] + ones, at + 2) if 0 < ones < _TEN else (_TIES[word], at + 1)


def to_int(text: str) -> int | None:
    """The number that a text is as a whole: "twenty-one", "1,000", "a dozen"; None where it is none."""
    words = spell_digits(text.lower()).replace("-", " ").split()
    if words in (["a"], ["an"], ["another"]):
        return 1
    reading = read_number(words)
    return reading[0] if reading and reading[1] == len(words) else None


def to_ordinal(text: str) -> int | None:
    """The position that a text is as a whole: "second", "21st"; None where it is none."""
    words = spell_digits(text.lower()).replace("-", " ").split()
    if not words:
        return None
    *head, last = words
    cardinal = _IRREGULAR_ORDINALS.get(last) or re.sub(r"ieth$", "y", last).removesuffix("th")
    return None if cardinal == last else to_int(" ".join([*head, cardinal]))


def spell_digits(text: str) -> str:
    """Write every number of a text in words: "12-ounce" becomes "twelve-ounce", "2nd" becomes "second"."""
    return _DIGITS.sub(lambda found: _spelled(*found.groups()), text)


def _spelled(digits: str, decimals: str | None, ending: str | None) -> str:
    plain = digits.replace(",", "")
    number = int(plain) if plain.isascii() and len(plain) <= len(str(LARGEST)) else LARGEST + 1
    if number > LARGEST or (plain[0] == "0" and len(plain) > 1):
        words = _one_by_one(plain)
    else:
        words = ordinal_words(number) if ending and not decimals else number_words(number)
    return words if decimals is None else f"{words} point {_one_by_one(decimals)}"


def _one_by_one(digits: str) -> str:
    return " ".join(_BELOW_TWENTY[int(digit)] for digit in digits)
