"""Money, digits, quantities and days: read from words, and accepted by the automaton."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.automaton import DEAD, Walker
from intents.days import Day
from intents.joining import Exit
from intents.network import Ending, Network, plain
from intents.normal import normalized
from intents.readers.en.amounts import read_digits, read_money, read_quantity
from intents.readers.en.dates import day_texts, every_day, read_day
from intents.readers.en.numbers import number_words
from intents.slot_ways import Shape, SlotWays
from intents.small_lists import slot_lists, small_lists


def words(text: str) -> list[str]:
    return normalized(text).split()


@cache
def ways(slot: str) -> Walker:
    """The ways through a slot."""
    network = Network()
    start, end = network.node(), network.node(Ending.FINISHED)
    SlotWays(network, Shape()).fill(start, slot, {"known": Exit(end, 0.0)})
    return Walker(network, [start], dict(small_lists()) | dict(slot_lists(slot)))


def accepts(slot: str, text: str) -> bool:
    """Whether the ways through a slot take a text."""
    walker = ways(slot)
    at, _ = walker.walk(walker.start, f" {plain(text).strip()}")
    return at != DEAD and bool(walker.ending(at).ending)


def money_texts(cents: int) -> list[str]:
    dollars, rest = divmod(cents, 100)
    said, more = number_words(dollars), number_words(rest)
    if not rest:
        return [f"{said} dollars", f"{said} bucks", f"${dollars}", f"{dollars} dollars"]
    texts = [
        f"{said} dollars and {more} cents",
        f"{said} dollars {more}",
        f"${dollars}.{rest:02}",
        f"{dollars} dollars and {rest} cents",
    ]
    if dollars < 1:
        return [f"{more} cents", f"{rest} cents", f"$0.{rest:02}"]
    pair = more if rest >= 10 else f"oh {more}"
    return [*texts, f"{said} {pair}"] if dollars < 100 else texts[:2]


def digit_texts(digits: str) -> list[str]:
    spelt = " ".join(number_words(int(digit)) for digit in digits)
    return [digits, spelt, spelt.replace("zero", "oh"), " ".join(digits)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99_999))
def test_money_is_accepted_and_read_in_every_spelling(cents: int) -> None:
    for text in money_texts(cents):
        assert read_money(words(text)) == (cents, len(words(text))), text
        assert accepts("money", text), text


@pytest.mark.parametrize(
    ("text", "cents"),
    [("a dollar", 100), ("a buck fifty", 150), ("ten bucks", 1000), ("five dollars and milk", 500)],
)
def test_money_is_read_from_the_beginning_of_a_sentence(text: str, cents: int) -> None:
    reading = read_money(words(text))
    assert reading is not None
    assert reading[0] == cents


@pytest.mark.parametrize("text", ["", "milk", "a milk", "minus five dollars"])
def test_what_is_no_money_is_not_read_as_such(text: str) -> None:
    assert read_money(words(text)) is None


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=1, max_size=8))
def test_spelled_digits_are_accepted_and_read(digits: str) -> None:
    for text in digit_texts(digits):
        assert read_digits(words(text)) == (digits, len(words(text))), text
        assert accepts("digits", text), text


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("double five oh seven", "5507"),
        ("one twenty three four", "1234"),
        ("12 34", "1234"),
        ("triple nine", "999"),
    ],
)
def test_digits_are_read_however_they_are_grouped(text: str, digits: str) -> None:
    assert read_digits(words(text)) == (digits, len(words(text)))
    assert accepts("digits", text)


def test_what_is_no_digit_is_not_read_as_such() -> None:
    assert read_digits(words("milk")) is None
    assert read_digits(["double", "milk"]) is None
    assert read_digits(["double", "twelve"]) is None


@settings(deadline=None)
@given(st.sampled_from(list(every_day())))
def test_days_are_accepted_and_read_in_every_spelling(day: Day) -> None:
    assert day_texts(day)
    for text in day_texts(day):
        assert read_day(words(text)) == (day, len(words(text))), text
        assert accepts("date", text), text


def test_a_day_is_read_from_the_beginning_of_a_sentence() -> None:
    assert read_day(words("next Friday at noon")) == (Day(weekday=4, weeks=1), 2)
    assert read_day(words("May the 3rd be with you")) == (Day(month=5, day=3), 3)
    assert read_day(words("milk")) is None


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("two boxes", (2, "box")),
        ("a dozen", (12, "")),
        ("a box", (1, "box")),
        ("3 six packs", (3, "six pack")),
    ],
)
def test_quantities_are_read(text: str, quantity: tuple[int, str]) -> None:
    assert read_quantity(words(text)) == (quantity, len(words(text)))


def test_an_article_alone_is_no_quantity() -> None:
    assert read_quantity(["a", "milk"]) is None
    assert read_quantity([]) is None


@settings(deadline=None)
@given(st.integers(0, 100), st.sampled_from(["", "boxes", "six packs", "cartons"]))
def test_quantities_are_accepted(count: int, unit: str) -> None:
    for text in (f"{number_words(count)} {unit}", f"{count} {unit}"):
        assert accepts("quantity", text), text
