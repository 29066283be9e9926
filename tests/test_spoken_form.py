"""Text as it is said, before any voice reads it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.shopping.money import Money
from assistant.speech.spoken_form import LONGEST, spoken_form

WRITTEN_AND_SAID = [
    ("$4.99", "four dollars and ninety-nine cents"),
    ("It is $3.00.", "It is three dollars."),
    ("$1.00", "one dollar"),
    ("$1.01", "one dollar and one cent"),
    ("$0.79", "seventy-nine cents"),
    ("$0.00", "zero dollars"),
    ("-$2.50", "minus two dollars and fifty cents"),
    ("$1,299.50", "one thousand two hundred ninety-nine dollars and fifty cents"),
    ("$3-$5", "three dollars to five dollars"),
    ("$4.99/lb", "four dollars and ninety-nine cents per pound"),
    ("$0.125 / ea", "zero point one two five dollars each"),
    ("79¢", "seventy-nine cents"),
    ("£1.01 or €2", "one pound and one penny or two euros"),
    ("12.50 CHF", "twelve Swiss francs and fifty centimes"),
    ("32 fl oz", "thirty-two fluid ounces"),
    ("1.5 lb", "one point five pounds"),
    ("1 lb", "one pound"),
    ("1 gal of 2% milk", "one gallon of two percent milk"),
    ("2 qt and 1 pt", "two quarts and one pint"),
    ("12-oz bag", "twelve ounce bag"),
    ("It's 12 oz. Which one?", "It's twelve ounces. Which one?"),
    ("6 pk of 500 mL", "six pack of five hundred milliliters"),
    ("12 ct", "twelve count"),
    ("2 kg, 5 g, 2 L", "two kilograms, five grams, two liters"),
    ("6 x 330ml", "six by three hundred thirty milliliters"),
    ("1½ lb", "one and one half pounds"),
    ("1/2 gal", "one half gallon"),
    ("3/4 cup", "three quarters cup"),
    ("12-pack", "twelve pack"),
    ("on Tue", "on Tuesday"),
    ("by Sat.", "by Saturday."),
    ("Wed, Oct 21", "Wed, October twenty-first"),
    ("Nov 3rd, 2026", "November third, twenty twenty-six"),
    ("between 9 and 11", "between nine and eleven"),
    ("9-11 am", "nine to eleven AM"),
    ("9:30 or 9:05 pm", "nine thirty or nine oh five PM"),
    ("at 9:00", "at nine o'clock"),
    ("A 1 0 4", "A, one, zero, four"),
    ("call 555-0100", "call five five five, zero one zero zero"),
    ("1st, 2nd, 21st", "first, second, twenty-first"),
    ("#5", "number five"),
    ("007", "zero zero seven"),
    ("half & half", "half and half"),
    ("bread \u2014 or milk", "bread, or milk"),
    ("\u201cquoted\u201d it\u2019s", '"quoted" it\'s'),
    ("milk 🥛 now", "milk now"),
    ("one\n\ttwo\x00three", "one two three"),
    ("[[k@t]] <b>milk</b>", "k at t b milk b"),
    ("٣ apples", "three apples"),
    ("", ""),
    ("  \n ", ""),
    ("🥛", ""),
]
LEFT_ALONE = [
    "Sun dried tomatoes",
    "Mon Cheri",
    "V8 and 7UP",
    "order A104",
    "jalapeño crème fraîche",
    "Sorry, which one: the Oatly barista or the Planet Oat?",
]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=80) | st.lists(
    st.sampled_from(
        [*"0123456789.,$€-/%:#x ½\u00d7&AL", "oz", "lb", "Sun", "on ", "May ", "am", "CHF", "st"]
    ),
    max_size=20,
).map("".join)


@pytest.mark.parametrize(("written", "said"), WRITTEN_AND_SAID)
def test_a_text_becomes_what_is_said(written: str, said: str) -> None:
    assert spoken_form(written) == said


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_are_left_alone(text: str) -> None:
    assert spoken_form(text) == text


@given(TEXTS)
def test_a_spoken_form_stays_as_it_is(text: str) -> None:
    said = spoken_form(text)
    assert spoken_form(said) == said


@given(TEXTS)
def test_no_control_character_or_markup_reaches_an_engine(text: str) -> None:
    said = spoken_form(text)
    assert not {unicodedata.category(char) for char in said} & {"Cc", "Cf", "Cs", "Co", "So"}
    assert not set(said) & set("[]{}<>\\|$€£¥¢%")


@given(st.integers(-1_000_000, 1_000_000))
def test_every_price_is_said_in_words(cents: int) -> None:
    said = spoken_form(f"That is {Money(amount=cents)}.")
    assert not any(char.isdigit() for char in said)
    assert said.startswith("That is minus ") == (cents < 0)
    assert ("cent" in said) == bool(cents % 100 if cents >= 0 else -cents % 100)


@given(TEXTS, st.integers(1, 200))
def test_a_long_text_is_cut(text: str, times: int) -> None:
    assert len(spoken_form(text * times)) <= LONGEST


def test_a_long_text_is_cut_after_a_word() -> None:
    said = spoken_form("milk and bread " * 1000)
    assert LONGEST - 20 < len(said) <= LONGEST
    assert said.endswith(("milk", "and", "bread"))
