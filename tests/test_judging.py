"""Judging: what came about against what was expected, field by field, and how it is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.shopping.money import Money
from assistant.shopping.orders import Order, OrderLine
from devices.recordings.expectation import Expectation, ExpectedLine, ExpectedReply
from devices.recordings.judging import Observed, judged
from devices.recordings.mentions import mentions
from devices.recordings.stopwatch import Exchange, Latency

TURN = Exchange(
    woken_by="alexa",
    text="Alexa, add two oat milks.",
    intent="AddToCart",
    slots={"items": [{"text": "oat milk", "quantity": 2, "unit": ""}]},
    keys=["added", "cart"],
    replies=["I've added two of the Oat Milk.", "That's $9.98."],
    latency=Latency(silence=500, transcript=600, intent=601, reply=610, sound=700),
)
UNHEARD = Exchange(woken_by="alexa", latency=Latency(silence=500, transcript=600))
UNMEANT = UNHEARD.model_copy(update={"text": "blah", "not_meant": "no template fits"})
MILK = {"product": "Oat Milk", "quantity": 2, "options": {"size": "large"}}


def order(total: int, *products: str) -> Order:
    lines = tuple(
        OrderLine(
            product_id=name,
            variant_id=name,
            name=name,
            quantity=1,
            unit_price=Money(amount=total),
            total=Money(amount=total),
        )
        for name in products
    )
    placed_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Order(
        id="1", number="A 1", status="placed", lines=lines, total=Money(amount=total), placed_at=placed_at
    )


SEEN = Observed(
    turns=[TURN],
    cart=[MILK],
    woken=True,
    state="choosing",
    lights=["listening", "thinking"],
    earcons=["listening"],
    orders=[order(499, "Eggs"), order(499, "Milk", "Eggs")],
)


def complaint(field: str, expected: Any, observed: Observed = SEEN) -> str:
    found = judged(Expectation.model_validate({field: expected}), observed)
    assert list(found) == [field]
    return found[field]


def test_what_is_not_expected_is_not_judged() -> None:
    assert judged(Expectation(), SEEN) == {}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("woken", True),
        ("rejected", False),
        ("transcript", "alexa add TWO oat-milks"),
        ("intent", "AddToCart"),
        ("slots", {"items": [{"text": "Oat milk"}]}),
        ("state", "choosing"),
        ("cart", [{"product": "oat milk", "quantity": 2, "options": {"Size": "Large"}}]),
        ("orders", [{"total": "$4.99"}, {"lines": [{"product": "eggs"}]}]),
        ("orders", [{"lines": [{"product": "eggs"}, {"product": "milk"}], "total": "$4.99"}, {}]),
        ("reply", "added"),
        ("reply", "two of the oat milk"),
        ("reply", {"key": "cart", "text": "That's $9.98."}),
        ("reply", {"pattern": r"^I've .*\.$", "mentions": ["OAT milk"]}),
        ("reply", {"mentions": ["price 9.98"]}),
        ("reply", {"none": False}),
        ("lights", ["listening", "thinking"]),
        ("earcons", ["listening"]),
        ("within", {"transcript": "0.6 s", "sound": "700 ms"}),
    ],
)
def test_what_came_about_has_no_complaint(field: str, expected: Any) -> None:
    assert complaint(field, expected) == ""


@pytest.mark.parametrize(
    ("field", "expected", "told"),
    [
        ("woken", False, "The wake word was heard, and was not to be."),
        ("rejected", True, "Nothing was to be understood, but AddToCart was."),
        ("transcript", "add eggs", '"add eggs" was to be heard; there was "Alexa, add two oat milks.".'),
        ("intent", "ReadCart", "The intent was to be ReadCart; there was AddToCart."),
        ("slots", {"items": []}, "The slots were to hold {'items': []}; there was {'items': [{'text'"),
        ("state", "idle", "The dialogue was to be in the state idle; it is choosing."),
        ("cart", [], "The cart was to hold nothing; it holds 2 Oat Milk (large)."),
        ("cart", [{"product": "Oat Milk", "quantity": 2}], "hold 2 Oat Milk; it holds 2 Oat Milk (large)."),
        ("orders", [], "was to have no order; it has an order of 1 Eggs for $4.99; an order of 1 Milk,"),
        ("orders", [{"total": "$4.99"}], "was to have an order of anything for $4.99; it has an order"),
        ("reply", "ordered", 'to be "ordered"; there was added, "I\'ve added two of the Oat Milk."; cart'),
        ("reply", {"key": "added", "text": "That's $9.98."}, 'The reply was to be added, "That\'s $9.98.";'),
        ("reply", {"pattern": "^Ad"}, "The reply was to be like /^Ad/; there was"),
        ("reply", {"mentions": ["price 9.89"]}, 'The reply was to be with "price 9.89"; there was'),
        ("lights", ["listening"], "The lights were to show listening; there was listening, thinking."),
        ("reply", {"none": True}, "Nothing was to be answered; there was added, \"I've added two of the"),
        ("earcons", [], "The sounds given were to be nothing; there was listening."),
        (
            "within",
            {"sound": "0.6 s", "reply": 1},
            "to come within 0.6 s of the end of the speech; it came after 0.70 s.",
        ),
    ],
)
def test_what_did_not_is_told_with_what_was_there(field: str, expected: Any, told: str) -> None:
    assert told in complaint(field, expected)


@pytest.mark.parametrize(
    ("field", "expected", "told"),
    [
        ("woken", True, "The wake word was not heard."),
        ("transcript", "help", '"help" was to be heard; there was nothing.'),
        ("intent", "Help", "The intent was to be Help; there was nothing."),
        ("slots", {"quantity": 1}, "The slots were to hold {'quantity': 1}; there was none."),
        ("state", "choosing", "it is idle."),
        ("cart", [{"product": "eggs"}], "The cart was to hold 1 eggs; it holds nothing."),
        ("orders", [{}], "The shop was to have an order of anything; it has no order."),
        ("reply", "added", "there was none."),
        ("lights", ["off"], "there was nothing."),
        ("within", {"sound": 1}, "it never came."),
    ],
)
def test_where_nothing_came_about_that_is_told(field: str, expected: Any, told: str) -> None:
    assert told in complaint(field, expected, Observed())


@pytest.mark.parametrize(
    ("observed", "rejected"),
    [
        (Observed(), True),
        (Observed(turns=[UNHEARD], woken=True), True),
        (Observed(turns=[UNHEARD, UNMEANT]), True),
        (Observed(turns=[UNHEARD, TURN]), False),
        # Called, and then nobody spoke: there was nothing to reject.
        (Observed(woken=True), False),
    ],
)
def test_rejected_is_what_nothing_was_understood_of(observed: Observed, rejected: bool) -> None:
    assert (complaint("rejected", expected=True, observed=observed) == "") is rejected
    assert (complaint("rejected", expected=False, observed=observed) == "") is not rejected


def test_where_nothing_is_answered_that_can_be_expected() -> None:
    assert complaint("reply", {"none": True}, Observed(turns=[UNHEARD, UNMEANT])) == ""
    assert complaint("reply", {"none": True}, Observed()) == ""
    with pytest.raises(ValidationError, match="the only thing to be said"):
        ExpectedReply(none=True, text="Yes.")
    nothing = ExpectedReply(none=True)
    assert ExpectedReply.model_validate_json(nothing.model_dump_json()) == nothing


def test_less_than_one_of_a_product_cannot_be_expected() -> None:
    for quantity in (0, -1):
        with pytest.raises(ValidationError, match="greater than or equal to 1"):
            ExpectedLine(product="eggs", quantity=quantity)
    assert ExpectedLine.model_json_schema()["properties"]["quantity"]["minimum"] == 1


def test_a_wake_word_that_is_not_listened_for_is_not_told_as_missed() -> None:
    pressed = TURN.model_copy(update={"woken_by": "button"})
    told = "The wake word was not listened for, as the button was pressed."
    assert complaint("woken", expected=True, observed=Observed(turns=[pressed])) == told


def test_apostrophes_do_not_count_in_a_transcript() -> None:
    asked = Exchange(text="What\u2019s in my cart?")
    assert complaint("transcript", "whats in my cart", Observed(turns=[asked])) == ""


def test_speech_without_words_is_told_as_such() -> None:
    told = complaint("rejected", expected=False, observed=Observed(turns=[UNHEARD, UNMEANT]))
    assert told == 'Something was to be understood, but nothing was: speech without words; "blah".'


def test_a_transcript_may_be_that_of_several_turns() -> None:
    turns = [TURN, Exchange(text="And eggs.")]
    assert complaint("transcript", "Alexa, add two oat milks, and eggs", Observed(turns=turns)) == ""
    assert complaint("transcript", "and eggs", Observed(turns=turns)) == ""


def test_no_words_are_heard_just_if_no_turn_has_any() -> None:
    assert complaint("transcript", "", Observed(turns=[UNHEARD, TURN])) != ""
    assert complaint("transcript", "", Observed(turns=[UNHEARD, UNHEARD])) == ""
    assert complaint("transcript", "Alexa, add two oat milks", Observed(turns=[UNHEARD, TURN])) == ""


def test_orders_are_matched_however_many_there_are() -> None:
    orders = [order(100 + number, "Eggs") for number in range(12)]
    loose, strict = {"lines": [{"product": "eggs"}]}, {"total": "$1.11"}
    there = Observed(orders=orders)
    assert complaint("orders", [loose] * 11 + [strict], there) == ""
    assert complaint("orders", [strict, *[loose] * 11], there) == ""
    assert complaint("orders", [loose] * 11 + [{"total": "$9.99"}], there) != ""
    assert complaint("orders", [loose] * 10 + [strict] * 2, there) != ""
    assert complaint("orders", [loose] * 11, there) != ""


def test_every_turn_that_had_an_answer_must_have_it_in_time() -> None:
    late = TURN.model_copy(update={"latency": Latency(silence=500, sound=2000)})
    assert "after 2.00 s" in complaint("within", {"sound": 1}, Observed(turns=[TURN, late]))
    assert complaint("within", {"sound": 1}, Observed(turns=[UNHEARD, TURN])) == ""


def test_what_was_typed_or_answered_to_nobody_has_no_end_of_speech() -> None:
    typed = TURN.model_copy(update={"latency": None, "woken_by": "typed"})
    told = complaint("within", {"reply": 1}, Observed(turns=[typed]))
    assert told.endswith("of the end of the speech; typed words have none, so it cannot be told.")
    told = complaint("within", {"reply": 1}, Observed(turns=[Exchange(keys=["ready"], replies=["Hello."])]))
    assert told.endswith("; nobody spoke, so it cannot be told.")
    assert complaint("within", {"sound": 1}, Observed(turns=[typed, TURN])) == ""


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It's $4.99.", "price 4.99"),
        ("It's $4.99.", "price $4.99"),
        ("4.99 each", "Price 4.99"),
        ("It costs 4.99 CHF", "price 4.99"),
        ("four dollars and ninety-nine cents", "price 4.99"),
        ("That is four ninety-nine.", "price 4.99"),
        ("for $5.00", "price 5"),
        ("5 dollars", "price 5.00"),
        ("¥499 in all", "price 499"),
        ("4 dollars and 99 cents", "price 4.99"),
        ("four Swiss francs and five centimes", "price 4.05"),
        ("only ninety-nine cents", "price 0.99"),
        ("four oh five", "price 4.05"),
        ("four point nine nine each", "price 4.99"),
        ("two, four ninety-nine each", "price 4.99"),
        ("one thousand two hundred four dollars", "price 1204"),
        ("a total of $1,204.50", "price 1204.50"),
        ("Harvest Lane Oat Milk!", "oat milk"),
    ],
)
def test_mentioned(text: str, phrase: str) -> None:
    assert mentions(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It's $14.99.", "price 4.99"),
        ("It's $4.995.", "price 4.99"),
        ("twenty-four dollars and ninety-nine cents", "price 4.99"),
        ("one hundred and four dollars", "price 4"),
        ("5 apples", "price 5"),
        ("four dollars and ninety-nine cents", "price 4"),
        ("four dollars and ninety-nine cents", "price 0.99"),
        ("4 dollars and 99 cents", "price 4"),
        ("four ninety-nine", "price 4.90"),
        ("$4,99", "price 4"),
        ("a couple of dollars", "price 2"),
        ("forty-five apples", "price 40.05"),
        ("a total of $1,204.50", "price 204.50"),
        ("Goat milk", "oat milk"),
        ("Oat", "oat milk"),
    ],
)
def test_not_mentioned(text: str, phrase: str) -> None:
    assert not mentions(text, phrase)
