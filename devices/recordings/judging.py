"""Whether what came about is what was expected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.shopping.orders import Order
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.stopwatch import Exchange

Lines = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Observed:
    """What came about, in a turn or in a whole run."""

    turns: Sequence[Exchange] = ()
    """What was said and answered."""
    cart: Sequence[Mapping[str, Any]] = ()
    """The lines at the end."""
    woken: bool = False
    """The wake word was heard."""
    state: str = ""
    """Of the dialogue, at the end."""
    lights: Sequence[str] = ()
    earcons: Sequence[str] = ()
    orders: Sequence[Order] = ()
    """All that are in the shop's books at the end."""


def judged(expect: Expectation, observed: Observed) -> dict[str, str]:
    """Compare.

    Args:
        expect: what must have come about.
        observed: what has.

    Returns:
        For each thing that is expected, by the name of its field: empty where it came about, else a sentence
        that tells what was expected and what was there.
    """
    turns, complaints = observed.turns, {}
    if expect.intent is not None:
        right = any(turn.intent == expect.intent for turn in turns)
        complaints["intent"] = "" if right else f"The intent is not {expect.intent}."
    if expect.slots is not None:
        right = any(_holds(turn.slots, expect.slots) for turn in turns)
        complaints["slots"] = "" if right else "The slots are others."
    if expect.cart is not None:
        complaints["cart"] = "" if same_cart(expect.cart, observed.cart) else "The cart holds something else."
    if isinstance(expect.reply, str):
        reply = expect.reply
        right = any(_replied(turn, reply) for turn in turns)
        complaints["reply"] = "" if right else "The reply is another."
    return complaints


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
