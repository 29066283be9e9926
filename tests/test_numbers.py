"""Numbers in words and digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.readers.en.numbers import (
    LARGEST,
    number_words,
    ordinal_words,
    read_number,
    spell_digits,
    to_int,
    to_ordinal,
)

NUMBERS = st.integers(0, LARGEST)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("zero", 0),
        ("one", 1),
        ("a", 1),
        ("an", 1),
        ("two", 2),
        ("2", 2),
        ("twelve", 12),
        ("twenty-one", 21),
        ("twenty one", 21),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("a couple of", 2),
        ("a couple", 2),
        ("a few", 3),
        ("a hundred", 100),
        ("one hundred and five", 105),
        ("one hundred five", 105),
        ("1,000", 1000),
        ("one thousand and one", 1001),
        ("seventeen hundred", 1700),
        ("two hundred thousand three hundred", 200_300),
        ("one million two", 1_000_002),
        ("Three", 3),
    ],
)
def test_a_number_is_read_from_words_and_digits(said: str, number: int) -> None:
    assert to_int(said) == number


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hundred",
        "milk",
        "two three",
        "twenty twenty",
        "two and seven",
        "two eggs",
        "second",
        "few",
        "and two",
    ],
)
def test_what_is_not_one_number_as_a_whole_is_none(said: str) -> None:
    assert to_int(said) is None


@given(NUMBERS)
def test_a_number_in_words_is_read_back(number: int) -> None:
    assert to_int(number_words(number)) == number
    assert to_int(f"{number:,}") == number
    assert to_int(str(number)) == number


@given(st.integers(1, LARGEST))
def test_a_position_in_words_is_read_back(position: int) -> None:
    assert to_ordinal(ordinal_words(position)) == position


@given(NUMBERS, st.sampled_from(["cartons", "of milk", "percent", "more", "and eggs"]))
def test_a_number_ends_where_its_words_end(number: int, after: str) -> None:
    words = number_words(number).split()
    assert read_number([*words, *after.split()]) == (number, len(words))


@pytest.mark.parametrize(
    ("written", "position"),
    [("first", 1), ("second", 2), ("21st", 21), ("3rd", 3), ("twelfth", 12), ("two", None)],
)
def test_a_position_is_read(written: str, position: int | None) -> None:
    assert to_ordinal(written) == position


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("12-ounce", "twelve-ounce"),
        ("2nd", "second"),
        ("1,000 eggs", "one thousand eggs"),
        ("1.5 pounds", "one point five pounds"),
        ("007", "zero zero seven"),
        ("1234567890123", "one two three four five six seven eight nine zero one two three"),
    ],
)
def test_digits_are_spelt(written: str, said: str) -> None:
    assert spell_digits(written) == said


@given(st.text())
def test_any_text_can_be_looked_at_for_numbers(text: str) -> None:
    to_int(text)
    to_ordinal(text)
    assert not any(digit in spell_digits(text).split() for digit in "0123456789")


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_a_number_that_has_no_words_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        number_words(number)
