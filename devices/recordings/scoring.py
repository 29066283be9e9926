"""Whether a recording led to what was expected of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from devices.recordings.corpus import Expectation, ExpectedLine
from devices.recordings.stopwatch import Exchange

Lines = Iterable[Mapping[str, Any]]


def judged(expect: Expectation, turns: Sequence[Exchange], cart: Lines) -> dict[str, bool]:
    """Compare; for each thing that is expected, whether it came about.

    Args:
        expect: what the recording must lead to.
        turns: what was said and answered.
        cart: the cart's lines at the end.
    """
    verdicts: dict[str, bool] = {}
    if expect.intent is not None:
        verdicts["intent"] = any(turn.intent == expect.intent for turn in turns)
    if expect.slots is not None:
        verdicts["slots"] = any(_holds(turn.slots, expect.slots) for turn in turns)
    if expect.cart is not None:
        verdicts["cart"] = same_cart(expect.cart, cart)
    if expect.reply is not None:
        verdicts["reply"] = any(_replied(turn, expect.reply) for turn in turns)
    return verdicts


def same_cart(expected: Iterable[ExpectedLine], lines: Lines) -> bool:
    """Whether a cart holds the expected lines and no others, in any order."""
    wanted = [_line(line.product, line.quantity, line.options) for line in expected]
    found = [_line(line["product"], line["quantity"], line["options"]) for line in lines]
    return sorted(wanted) == sorted(found)


def words_wrong(spoken: str, heard: str) -> tuple[int, int]:
    """Words heard wrongly, left out or added, and words spoken; case and punctuation do not count."""
    from rapidfuzz.distance import Levenshtein

    words = _plain(spoken).split()
    return Levenshtein.distance(words, _plain(heard).split()), len(words)


def _line(product: str, quantity: int, options: Mapping[str, str]) -> tuple[str, int, list[tuple[str, str]]]:
    chosen = sorted((name.casefold(), value.casefold()) for name, value in options.items())
    return product.casefold(), quantity, chosen


def _replied(turn: Exchange, expected: str) -> bool:
    return expected in turn.keys or f" {_plain(expected)} " in f" {_plain(' '.join(turn.replies))} "


def _plain(text: str) -> str:
    letters = "".join(char if char.isalnum() or char == "'" else " " for char in text.casefold())
    return " ".join(letters.split())


def _holds(found: Any, expected: Any) -> bool:
    """Whether what was found has all that is expected; it may have more keys."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and _holds(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return (
            isinstance(found, Sequence)
            and not isinstance(found, str)
            and len(found) == len(expected)
            and all(map(_holds, found, expected))
        )
    if isinstance(expected, str) and isinstance(found, str):
        return found.casefold() == expected.casefold()
    return bool(found == expected)
