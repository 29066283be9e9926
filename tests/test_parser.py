"""From sentences to meanings: what the phrases' files cannot show."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.meaning import Intent, Item, NotUnderstood, Pick, Understood
from intents.normal import normalized
from intents.parser import LONGEST, Parser

MARKET = Parser(
    "en",
    ("oat milk", "whole milk", "milk", "eggs", "bread", "7 Up", "mac and cheese", "salt and pepper", "bagel"),
    ("alexa", "hey jarvis"),
)
COFFEE = Parser(
    "en",
    ("coffee", "iced coffee", "latte", "espresso", "americano", "bagel", "mocha"),
    ("alexa",),
    (
        "large",
        "small",
        "twelve ounce",
        "dark roast",
        "double shot",
        "triple shot",
        "milk",
        "soy milk",
        "sugar",
    ),
)
NO_NAMES = Parser()
ASKED = frozenset({Intent.CHOOSE, Intent.YES, Intent.NO})
CONFIRMING = frozenset({Intent.YES, Intent.NO})


def understood(parser: Parser, text: str, expecting: frozenset[Intent] = frozenset()) -> Understood:
    meaning = parser.parse(text, expecting)
    assert isinstance(meaning, Understood), text
    return meaning


def items(parser: Parser, text: str) -> tuple[Item, ...]:
    return understood(parser, text).items


def reason(parser: Parser, text: str, expecting: frozenset[Intent] = frozenset()) -> str:
    meaning = parser.parse(text, expecting)
    assert isinstance(meaning, NotUnderstood), text
    return meaning.reason


# --- what is taken off


@pytest.mark.parametrize(
    "text",
    [
        "Alexa, add oat milk.",
        "alexa add oat milk",
        "Alexia, add oat milk!",
        "A lexa add oat milk",
        "hey Alexa, um, add oat milk, please",
        "Hey Jarvis add oat milk",
        "Jarvis, add oat milk",
        "okay so, uh, add oat milk thanks",
        "please add, er, oat milk",
    ],
)
def test_the_wake_word_fillers_and_politeness_are_taken_off(text: str) -> None:
    assert items(MARKET, text) == (Item(text="oat milk"),)


def test_the_wake_word_is_taken_off_at_the_start_only() -> None:
    assert items(MARKET, "add alexa toys")[0].text == "alexa toys"


@pytest.mark.parametrize("text", ["Alexa", "alexa.", "hey alexa", "Alexia?", "um, alexa"])
def test_the_wake_word_alone_is_told_apart(text: str) -> None:
    assert reason(MARKET, text) == "only the wake word"


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "um", "um, uh", "\n", "🙂"])
def test_nothing_said_is_empty(text: str) -> None:
    assert reason(MARKET, text) == "empty"


def test_a_word_that_only_looks_like_a_filler_keeps_its_meaning() -> None:
    assert understood(MARKET, "buy now").intent is Intent.CHECK_OUT
    assert understood(MARKET, "not now").intent is Intent.NO
    assert understood(MARKET, "please do").intent is Intent.YES


def test_the_text_of_a_meaning_is_the_sentence_as_it_was_read() -> None:
    assert (
        understood(COFFEE, "Alexa, I'd like a 12-ounce coffee.").text == "i would like a twelve ounce coffee"
    )


# --- input that cannot be read


def test_a_text_that_is_too_long_is_not_read() -> None:
    assert reason(MARKET, "milk " * LONGEST) == "too long"


@pytest.mark.parametrize("text", ["add\x00milk", "add \x1b[31mmilk", "\x07"])
def test_control_characters_are_not_read(text: str) -> None:
    assert reason(MARKET, text) == "control characters"


@pytest.mark.parametrize(
    "text", ["what is the status of " * 45, "with and " * 111, "a dozen " * 125, "not " * 250]
)
def test_a_long_sentence_has_an_answer(text: str) -> None:
    MARKET.parse(text, ASKED)


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    for parser in (MARKET, NO_NAMES):
        assert isinstance(parser.parse(text, ASKED), Understood | NotUnderstood)


WORDS = st.sampled_from(
    (
        "add",
        "put",
        "two",
        "a",
        "dozen",
        "of",
        "oat",
        "milk",
        "eggs",
        "and",
        "with",
        "large",
        "latte",
        "to",
        "my",
        "cart",
        "list",
        "the",
        "second",
        "one",
        "more",
        "less",
        "no",
        "not",
        "yes",
        "please",
        "um",
        "alexa",
        "what",
        "is",
        "in",
        "order",
        "change",
        "make",
        "it",
        "take",
        "out",
        ",",
        ".",
        "?",
        "7",
        "12",
        "up",
        "bread",
        "is",
        "where",
        "every",
        "thing",
    )
)


@given(st.lists(WORDS, max_size=14))
def test_any_order_of_words_has_an_answer(words: list[str]) -> None:
    for parser in (MARKET, COFFEE, NO_NAMES):
        assert isinstance(parser.parse(" ".join(words), CONFIRMING), Understood | NotUnderstood)


# --- a yes is what buys

NEGATIVE = st.sampled_from(
    ["no", "not", "don't", "never", "but", "if", "nope", "maybe", "guess", "wait", "unless", "I"]
)
AGREEING = st.sampled_from(
    ["yes", "yeah", "sure", "okay", "go ahead", "do it", "place the order", "that's right"]
)


@given(st.lists(AGREEING, min_size=1, max_size=3), NEGATIVE, st.integers(0, 3))
def test_a_doubt_or_denial_anywhere_is_no_yes(parts: list[str], doubt: str, place: int) -> None:
    text = " ".join([*parts[:place], doubt, *parts[place:]])
    meaning = MARKET.parse(text, CONFIRMING)
    assert isinstance(meaning, NotUnderstood) or meaning.intent is not Intent.YES


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@given(
    st.sampled_from(["yes", "yeah", "sure", "do it", "go ahead"]), st.integers(0, 8), st.sampled_from(LETTERS)
)
def test_a_yes_with_a_wrong_letter_is_no_yes(word: str, place: int, letter: str) -> None:
    at = place % len(word)
    for text in (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
    ):
        meaning = MARKET.parse(text, CONFIRMING)
        same = normalized(text) in {word, "yes", "yeah", "yep"}
        assert same or isinstance(meaning, NotUnderstood) or meaning.intent is not Intent.YES


def test_a_yes_after_what_was_only_like_the_wake_word_is_no_yes() -> None:
    assert understood(MARKET, "Alexa, yes", CONFIRMING).intent is Intent.YES
    assert reason(MARKET, "Alexia, yes", CONFIRMING) == "no template"


def test_a_yes_that_asks_is_no_yes() -> None:
    assert reason(MARKET, "Yes?", CONFIRMING) == "no template"


def test_thanks_alone_are_no_yes() -> None:
    assert understood(MARKET, "yes, thank you", CONFIRMING).intent is Intent.YES
    assert understood(MARKET, "okay, thank you", CONFIRMING).intent is Intent.THANK
    assert understood(MARKET, "thank you", CONFIRMING).intent is Intent.THANK


def test_placing_the_order_is_checking_out_and_no_yes() -> None:
    impatient = ("just order it, stop asking", "you don't need to confirm", "order it already")
    for text in ("place my order", "buy it", "check out", "order it", *impatient):
        assert understood(MARKET, text, CONFIRMING).intent is Intent.CHECK_OUT


def test_what_follows_a_yes_or_no_is_understood_but_never_as_a_yes() -> None:
    assert understood(MARKET, "no, make it three", CONFIRMING).quantity == 3
    assert understood(MARKET, "yes, add two more eggs", CONFIRMING).intent is Intent.ADD_TO_CART
    assert reason(MARKET, "no yes", CONFIRMING) == "no template"


def test_a_no_with_something_unclear_after_it_counts_where_one_was_asked_for() -> None:
    meaning = understood(MARKET, "no that thing over there", CONFIRMING)
    assert meaning.intent is Intent.NO
    assert meaning.confidence < 1
    assert reason(MARKET, "no that thing over there") == "no template"


# --- items


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add milk", Item(text="milk")),
        ("add the milk", Item(text="milk")),
        ("add some milk", Item(text="milk")),
        ("add a milk", Item(text="milk", quantity=1)),
        ("add 3 milks", Item(text="milks", quantity=3)),
        ("add twenty-one milks", Item(text="milks", quantity=21)),
        ("add zero milks", Item(text="milks", quantity=0)),
        ("add one hundred and five eggs", Item(text="eggs", quantity=105)),
        ("add a carton of milk", Item(text="milk", quantity=1, unit="carton")),
        ("add two cartons of the oat milk", Item(text="oat milk", quantity=2, unit="carton")),
        ("add cartons of milk", Item(text="milk", unit="carton")),
        ("add another carton of milk", Item(text="milk", quantity=1, unit="carton")),
        ("add two more cartons of milk", Item(text="milk", quantity=2, unit="carton")),
        ("add three loaves of bread", Item(text="bread", quantity=3, unit="loaf")),
        ("add a six pack of coke", Item(text="coke", quantity=1, unit="six pack")),
        ("add two six packs of coke", Item(text="coke", quantity=2, unit="six pack")),
        ("add two pounds of apples", Item(text="apples", quantity=2, unit="pound")),
        ("add half a dozen eggs", Item(text="eggs", quantity=6, unit="dozen")),
        ("add two dozen eggs", Item(text="eggs", quantity=24, unit="dozen")),
        ("add a couple of eggs", Item(text="eggs", quantity=2)),
        ("add a few eggs", Item(text="eggs", quantity=3)),
        ("add two of the oat milk", Item(text="oat milk", quantity=2)),
        ("add can openers", Item(text="can openers")),
        # Numbers that belong to the name.
        ("add 7 up", Item(text="seven up")),
        ("add two 7 ups", Item(text="seven ups", quantity=2)),
        ("add 2% milk", Item(text="two percent milk")),
        ("add a 2% milk", Item(text="two percent milk", quantity=1)),
        ("add three 2% milks", Item(text="two percent milks", quantity=3)),
        ("add a twenty ounce dark roast", Item(text="twenty ounce dark roast", quantity=1)),
        ("add twelve ounce coffee", Item(text="twelve ounce coffee")),
        ("add two twelve ounce coffees", Item(text="twelve ounce coffees", quantity=2)),
        ("add a double shot espresso", Item(text="double shot espresso", quantity=1)),
    ],
)
def test_an_item_has_its_name_quantity_and_container(text: str, expected: Item) -> None:
    assert items(MARKET, text) == (expected,)


def test_items_are_cut_at_commas_and_and() -> None:
    expected = (Item(text="milk"), Item(text="eggs"), Item(text="bread", quantity=1, unit="loaf"))
    assert items(MARKET, "add milk, eggs and a loaf of bread") == expected
    assert items(MARKET, "Add milk, eggs, and a loaf of bread.") == expected
    assert items(MARKET, "add milk and eggs plus a loaf of bread to my cart") == expected


def test_a_name_with_and_inside_is_one_item() -> None:
    names = [item.text for item in items(MARKET, "add mac and cheese and salt and pepper and eggs")]
    assert names == ["mac and cheese", "salt and pepper", "eggs"]
    assert [item.text for item in items(NO_NAMES, "add half and half to my cart")] == ["half and half"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a large latte with soy milk and sugar", ["large latte with soy milk and sugar"]),
        ("a latte with milk and a bit of sugar", ["latte with milk and a bit of sugar"]),
        ("a latte with milk, sugar, and an espresso", ["latte with milk, sugar", "espresso"]),
        ("a latte with soy milk and a bagel", ["latte with soy milk", "bagel"]),
        ("a latte with milk and two bagels", ["latte with milk", "bagels"]),
        ("a coffee, large, dark roast, with milk", ["coffee large dark roast with milk"]),
        ("a large, dark roast coffee", ["large dark roast coffee"]),
        ("an espresso and a latte", ["espresso", "latte"]),
    ],
)
def test_options_stay_with_their_item(text: str, expected: list[str]) -> None:
    assert [item.text.replace(",", "") for item in items(COFFEE, f"I'd like {text}")] == [
        text.replace(",", "") for text in expected
    ]


def test_a_pronoun_is_no_item() -> None:
    meaning = understood(MARKET, "take it out")
    assert (meaning.intent, meaning.items) == (Intent.REMOVE_FROM_CART, ())
    assert understood(MARKET, "add two of them").quantity == 2


# --- tolerance


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("at two cartons of oat milk to my cart", "oat milk"),
        ("add two cartons of oat milk to my card", "oat milk"),
        ("bye two cartons of oat milk", "oat milk"),
    ],
)
def test_a_carrier_that_was_nearly_heard_is_read_with_less_confidence(text: str, item: str) -> None:
    meaning = understood(MARKET, text)
    assert meaning.intent is Intent.ADD_TO_CART
    assert [each.text for each in meaning.items] == [item]
    assert meaning.items[0].quantity == 2
    assert meaning.confidence < 0.9


def test_a_known_thing_alone_is_looked_for_and_a_counted_one_is_added() -> None:
    assert understood(MARKET, "oat milk").intent is Intent.SEARCH
    assert understood(MARKET, "two oat milks").intent is Intent.ADD_TO_CART
    assert understood(COFFEE, "large latte with soy milk").intent is Intent.ADD_TO_CART
    assert understood(MARKET, "milk, eggs and bread").intent is Intent.ADD_TO_CART
    assert understood(MARKET, "oat milk").confidence < 1


def test_a_known_thing_alone_is_a_choice_where_one_was_asked_for() -> None:
    meaning = understood(MARKET, "whole milk", ASKED)
    assert meaning.intent is Intent.CHOOSE
    assert meaning.choice is not None
    assert meaning.choice.name == "whole milk"


@pytest.mark.parametrize(
    "text",
    [
        "what is the capital of France",
        "turn on the light",
        "tell me a joke",
        "what's the weather like",
        "who invented milk",
        "do not add milk",
        "call my mother",
        "my favourite colour is blue",
        "asdf qwer zxcv",
    ],
)
def test_other_talk_is_not_forced_into_a_meaning(text: str) -> None:
    assert reason(MARKET, text) == "no template"
    assert reason(MARKET, text, ASKED) == "no template"


def test_a_thing_that_nobody_knows_is_taken_for_one_with_little_confidence() -> None:
    meaning = understood(MARKET, "can I get a pineapple")
    assert (meaning.intent, meaning.items[0].text) == (Intent.ADD_TO_CART, "pineapple")
    assert meaning.confidence < 0.5
    assert understood(NO_NAMES, "can I get a pineapple").confidence > meaning.confidence


@pytest.mark.parametrize(
    "text", ["remuve the eggs", "delite the milk from my card", "take the eggs oat", "make it a milk"]
)
def test_a_repair_never_takes_anything_away(text: str) -> None:
    for expecting in (frozenset[Intent](), ASKED):
        meaning = MARKET.parse(text, expecting)
        assert isinstance(meaning, NotUnderstood) or meaning.intent is not Intent.REMOVE_FROM_CART


def test_what_is_not_wanted_in_a_thing_stays_with_its_name() -> None:
    for text, name in (
        ("a latte, no sugar", "latte no sugar"),
        ("large latte, no sugar and no milk", "large latte no sugar and no milk"),
    ):
        meaning = understood(COFFEE, text)
        assert meaning.intent is Intent.ADD_TO_CART
        assert [item.text for item in meaning.items] == [name]
    assert reason(COFFEE, "no sugar") == "no template"
    assert reason(COFFEE, "no latte") == "no template"


# --- choices


def test_an_article_before_a_choice_is_no_quantity() -> None:
    assert understood(MARKET, "a whole milk", ASKED).quantity is None
    assert understood(MARKET, "the one with milk", ASKED).quantity is None
    assert understood(MARKET, "two whole milks", ASKED).quantity == 2


def test_a_choice_is_a_position_a_comparison_or_a_name() -> None:
    choices = [
        understood(MARKET, text).choice for text in ("the second one", "the cheapest one", "the last one")
    ]
    assert [choice and (choice.ordinal, choice.pick) for choice in choices] == [
        (2, None),
        (None, Pick.CHEAPER),
        (None, Pick.LAST),
    ]


def test_what_was_asked_for_decides_between_equal_readings() -> None:
    assert understood(MARKET, "whole milk", ASKED).intent is Intent.CHOOSE
    assert understood(MARKET, "whole milk").intent is Intent.SEARCH
    assert understood(MARKET, "two", frozenset({Intent.CHANGE_QUANTITY})).intent is Intent.CHANGE_QUANTITY
    assert reason(MARKET, "two") == "no template"


# --- start-up


def test_importing_the_parser_loads_no_heavy_library() -> None:
    code = (
        "import sys; from intents.parser import Parser; import intents.resolver, intents.grammar;"
        "print([name for name in ('hassil', 'rapidfuzz', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="there are no words for the language"):
        Parser(language)
