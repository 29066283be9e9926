"""What recognisers are told may be said."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intents.grammar import ANYTHING, Grammar, compile_grammar
from intents.meaning import Intent

NAMES = ("Oat Milk", "7 Up", "Reese's", "mac & cheese")
OPTIONS = ("12-ounce", "2% milk")
PHRASES = Path(__file__).parent / "phrases"


def test_names_and_options_are_whole_phrases_in_the_words_that_are_spoken() -> None:
    phrases = compile_grammar(NAMES, options=OPTIONS).phrases
    assert {"oat milk", "seven up", "reese's", "mac and cheese", "twelve ounce", "two percent milk"} <= set(
        phrases
    )


def test_phrases_are_lower_case_without_digits_or_punctuation() -> None:
    phrases = compile_grammar(NAMES, options=OPTIONS).phrases
    assert all(phrase == phrase.lower().strip() for phrase in phrases)
    assert all(letter.isalpha() or letter in " '" for phrase in phrases for letter in phrase)
    assert len(phrases) == len(set(phrases))


def test_the_words_of_the_templates_numbers_and_containers_are_there() -> None:
    phrases = set(compile_grammar(()).phrases)
    assert {
        "add",
        "cart",
        "cheaper",
        "second",
        "twenty",
        "dozen",
        "cartons",
        "please",
        "um",
        "yes",
    } <= phrases


def test_short_forms_are_there_as_well_as_long_ones() -> None:
    phrases = set(compile_grammar(()).phrases)
    assert {"i'd", "i'm", "what's", "don't", "can't", "where's", "we're", "i", "would", "not"} <= phrases
    assert not {"dont", "whats", "oz"} & phrases


def test_only_the_templates_that_make_sense_now_count() -> None:
    answering = set(compile_grammar((), {Intent.YES, Intent.NO}).phrases)
    assert {"yes", "no", "ahead"} <= answering
    assert not {"cart", "repeat", "track"} & answering


def test_the_same_arguments_give_the_same_grammar() -> None:
    first = compile_grammar(list(NAMES), [Intent.YES, Intent.NO])
    assert compile_grammar(NAMES, {Intent.NO, Intent.YES}) is first


def test_what_people_say_can_be_said_with_the_grammar() -> None:
    shop = yaml.safe_load((PHRASES / "_shop.yaml").read_text(encoding="utf-8"))
    grammar = compile_grammar(shop["names"], options=shop["options"])
    words = {word for phrase in grammar.phrases for word in phrase.split()}
    for intent in (Intent.YES, Intent.CHECK_OUT, Intent.ORDER_STATUS, Intent.CLEAR_CART):
        file = PHRASES / f"{intent.value}.yaml"
        for phrase in yaml.safe_load(file.read_text(encoding="utf-8"))["says"]:
            said = str(phrase).lower().replace(",", "").replace(".", "").split()
            assert set(said) - words <= {"alexa", "checkout"}, phrase


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="there are no"):
        compile_grammar((), language="xx")


GRAMMARS = st.lists(st.sampled_from(["yes", "no", "oat milk", "two"])).map(
    lambda said: Grammar(phrases=tuple(said))
)


@given(GRAMMARS, GRAMMARS)
def test_two_grammars_together_allow_what_either_does(one: Grammar, other: Grammar) -> None:
    both = one | other
    assert both.free == (one.free or other.free)
    assert both == ANYTHING or set(both.phrases) == set(one.phrases) | set(other.phrases)
