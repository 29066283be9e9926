"""Where patterns without slots end."""

import pytest

from intents.patterns import Choices, Pattern, Row, Words
from intents.plain_words import MISSING, PlainWords, plain_words


def words(*some: str) -> Words:
    return Words(frozenset(some))


def maybe(*patterns: Pattern) -> Choices:
    first = frozenset(word for each in patterns if isinstance(each, Words) for word in each.words)
    return Choices(patterns, slots=False, first=first, empty=True)


ADD, THE, CART = words("add", "put"), maybe(words("the", "my")), words("cart")


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("add cart", [2]),
        ("put the cart now", [3]),
        ("add the", []),
        ("", []),
        (f"{MISSING} my {MISSING}", [3]),
    ],
)
def test_a_row_ends_after_its_words_with_or_without_what_may_be_left_out(said: str, ends: list[int]) -> None:
    row = PlainWords((ADD, THE, CART))
    assert list(row.ends(said.split(), 0)) == ends
    assert list(row.ends(said.split(), 0)) == ends  # from what it has learned


def test_what_may_be_left_out_ends_at_once_and_later() -> None:
    assert list(PlainWords((THE,)).ends(["the", "cart"], 0)) == [0, 1]
    assert list(PlainWords((THE, THE)).ends(["the", "my", "the"], 0)) == [0, 1, 2]
    assert list(PlainWords(()).ends(["the"], 1)) == [1]


def test_choices_of_several_lengths_end_in_several_places() -> None:
    long = Row((ADD, CART), slots=False, first=ADD.words, empty=False)
    choice = Choices((ADD, long), slots=False, first=ADD.words, empty=False)
    assert list(PlainWords((choice,)).ends(["add", "cart"], 0)) == [1, 2]


def test_the_same_row_is_one_automaton() -> None:
    assert plain_words((ADD, THE)) is plain_words((ADD, THE))
