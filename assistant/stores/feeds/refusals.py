"""Why something in a feed cannot be used."""

_LONGEST_SHOWN = 40


class RefusedError(ValueError):
    """A value that cannot be used; its text is the reason, as a sentence without its full stop."""


def shown(text: str) -> str:
    """A value as a reason quotes it: on one line, and not whole where it is long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text[:200]).split())
    return f"“{line[:_LONGEST_SHOWN]}…”" if len(line) > _LONGEST_SHOWN else f"“{line}”"
