"""Whether a transcript holds the wake word, allowing for how recognisers write a name they do not know."""

_ALIKE = 70.0
"""Least similarity, in percent, of letters."""


def holds(text: str, phrase: str) -> bool:
    """Whether some words of the text are spelled much like the phrase.

    Args:
        text: a transcript.
        phrase: the wake word: "alexa", "hey jarvis".
    """
    from rapidfuzz import fuzz

    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    wanted = phrase.replace(" ", "")
    # A name may be heard as one word more or less than it has: "a lexa".
    longest = len(phrase.split()) + 1
    spans = (
        "".join(words[at : at + count])
        for count in range(1, longest + 1)
        for at in range(len(words) - count + 1)
    )
    return any(fuzz.ratio(span, wanted) >= _ALIKE for span in spans)
