"""Order numbers that can be said aloud and heard right."""

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are heard and read as numbers."""
_PER_LETTER = 900
"""Numbers of three digits that do not begin with 0."""


def said_number(count: int) -> str:
    """The number of the order after `count` others, as it is said: "A 1 0 0"; after "Z 9 9 9" it has more."""
    size = _PER_LETTER
    while count >= len(_LETTERS) * size:
        count -= len(_LETTERS) * size
        size *= 10
    letter, digits = divmod(count, size)
    return " ".join(f"{_LETTERS[letter]}{size // 9 + digits}")
