"""Addresses as they are written, from how they were said."""

from intents.readers.en.amounts import read_digits


def written(text: str) -> str:
    """An address as people write it: "12 Elm Street, Springfield" from "twelve elm street, springfield"."""
    words, said = text.split(), [word.rstrip(",") for word in text.split()]
    parts: list[str] = []
    at = 0
    while at < len(words):
        digits, taken = read_digits(said[at:]) or ("", 1)
        comma = "," if words[at + taken - 1].endswith(",") else ""
        parts.append((digits or said[at].capitalize()) + comma)
        at += taken
    return " ".join(parts)
