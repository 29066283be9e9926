"""Order numbers as they are said aloud."""

_GROUP = 3
_SHORT = 4


def grouped(number: str) -> str:
    """An order's number as one can follow it: letters and digits apart, digits by threes."""
    signs = "".join(number.split())
    if len(signs) <= _SHORT or not signs.isalnum():
        return number
    letters = signs.rstrip("0123456789")
    digits = signs[len(letters) :]
    size = 2 if len(digits) == _SHORT else _GROUP
    parts = [letters, *(digits[at : at + size] for at in range(0, len(digits), size))]
    return ", ".join(" ".join(part) for part in parts if part)
