"""The dialogue alone: what it is told, and what it wants done."""

import pytest

from assistant.dialogue.actions import (
    AddToList,
    ChangeCart,
    FindProducts,
    LoadCart,
    Say,
)
from assistant.dialogue.finding import ABOUT_OFFERS
from assistant.dialogue.happenings import (
    Failed,
    Offer,
    ProductsFound,
    Result,
    Said,
    Unheard,
)
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import TABLE, State
from assistant.shopping.carts import LineRequest
from assistant.shopping.stores import StoreErrorKind
from dialogue_events import CHECK_OUT, EGGS, OATLY, PLANET, YES, cart, changed, keys, line, said
from intents.meaning import Choice, Intent, Item, NotUnderstood, Pick


def test_an_ambiguous_wish_is_asked_about_and_the_answer_goes_into_the_cart() -> None:
    dialogue = Dialogue()
    wish = Item(text="oat milk", quantity=2, unit="carton")
    assert dialogue.handle(said(Intent.ADD_TO_CART, wish)) == [FindProducts(items=(wish,))]
    asked = dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(PLANET, OATLY)),)))
    assert keys(asked) == ["which_one"]
    assert [offer.variant_id for offer in dialogue.memory.offers] == ["planet", "oatly"]
    chosen = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(pick=Pick.CHEAPER),)))
    assert chosen == [ChangeCart(lines=(LineRequest(variant_id="planet", quantity=2),), add=True)]
    assert keys(dialogue.handle(changed(line(PLANET, 2)))) == ["added"]
    assert dialogue.state is State.IDLE


@pytest.mark.parametrize(
    ("item", "count"),
    [
        (Item(text="eggs", quantity=12, unit="dozen"), 1),
        (Item(text="eggs", quantity=24, unit="dozen"), 2),
        (Item(text="eggs", quantity=6, unit="dozen"), 1),
        (Item(text="eggs", quantity=6), 1),
        (Item(text="eggs", quantity=2), 2),
        (Item(text="eggs", quantity=12, unit="carton"), 12),
    ],
)
def test_a_dozen_is_one_box_where_the_shop_sells_by_the_dozen(item: Item, count: int) -> None:
    dialogue, box = Dialogue(), EGGS.model_copy(update={"content": "a dozen"})
    dialogue.handle(said(Intent.ADD_TO_CART, item))
    [change] = dialogue.handle(ProductsFound(results=(Result(item=item, offers=(box,)),)))
    assert isinstance(change, ChangeCart)
    assert change.lines[0].quantity == count


def test_a_thing_that_does_not_explain_all_that_was_said_is_asked_about() -> None:
    dialogue = Dialogue()
    wish = Item(text="purple eggs", quantity=2)
    dialogue.handle(said(Intent.ADD_TO_CART, wish))
    asked = dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(EGGS,), sure=False),)))
    assert keys(asked) == ["did_you_mean"]
    [change] = dialogue.handle(Said(meaning=YES))
    assert change == ChangeCart(lines=(LineRequest(variant_id="eggs", quantity=2),), add=True)


def test_what_is_clear_goes_into_the_cart_and_the_rest_is_asked_about() -> None:
    dialogue = Dialogue()
    eggs, milk, tea = Item(text="eggs"), Item(text="oat milk"), Item(text="tea")
    dialogue.handle(said(Intent.ADD_TO_CART, eggs, milk, tea))
    results = (
        Result(item=eggs, offers=(EGGS,)),
        Result(item=milk, offers=(OATLY, PLANET)),
        Result(item=tea, offers=()),
    )
    [change] = dialogue.handle(ProductsFound(results=results))
    assert change == ChangeCart(lines=(LineRequest(variant_id="eggs", quantity=1),), add=True)
    assert keys(dialogue.handle(changed(line(EGGS, 1)))) == ["added", "not_found_but", "which_one"]
    [change] = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=1),)))
    assert change == ChangeCart(lines=(LineRequest(variant_id="oatly", quantity=1),), add=True)
    assert keys(dialogue.handle(changed(line(EGGS, 1), line(OATLY, 1)))) == ["added"]


def asked_which(*offers: Offer) -> Dialogue:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="oat milk"), offers=offers, sure=False),)))
    return dialogue


def test_how_many_may_be_said_before_which_one() -> None:
    dialogue = asked_which(OATLY, PLANET)
    assert keys(dialogue.handle(said(Intent.CHANGE_QUANTITY, quantity=3))) == ["which_again"]
    [change] = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=2),)))
    assert change == ChangeCart(lines=(LineRequest(variant_id="planet", quantity=3),), add=True)


def test_how_many_is_enough_where_one_thing_is_offered() -> None:
    for answer in (said(Intent.CHANGE_QUANTITY, quantity=3), said(Intent.ADD_TO_CART, quantity=3)):
        [change] = asked_which(OATLY).handle(answer)
        assert change == ChangeCart(lines=(LineRequest(variant_id="oatly", quantity=3),), add=True)


def test_a_new_request_is_no_answer() -> None:
    dialogue = asked_which(OATLY, PLANET)
    wish = Item(text="bananas")
    assert dialogue.handle(said(Intent.ADD_TO_CART, wish)) == [FindProducts(items=(wish,))]


def test_a_whole_sentence_is_no_name() -> None:
    dialogue = asked_which(OATLY, PLANET)
    meaning = NotUnderstood(text="two of the planet that we live on", reason="no template")
    assert keys(dialogue.handle(Said(meaning=meaning))) == ["which_again"]


def test_stop_puts_nothing_into_the_cart() -> None:
    assert keys(asked_which(OATLY, PLANET).handle(said(Intent.STOP))) == ["left_choosing"]


def test_some_of_a_thing_can_be_taken_out() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.REMOVE_FROM_CART, Item(text="eggs", quantity=2)))
    [change] = dialogue.handle(cart(line(OATLY, 1), line(EGGS, 6)))
    assert isinstance(change, ChangeCart)
    assert [(each.variant_id, each.quantity) for each in change.lines] == [("oatly", 1), ("eggs", 4)]


def test_a_name_that_no_template_knows_still_answers_which_one() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="oat milk"), offers=(OATLY, PLANET)),)))
    [change] = dialogue.handle(Said(meaning=NotUnderstood(text="planet", reason="no template")))
    assert isinstance(change, ChangeCart)
    assert change.lines[0].variant_id == "planet"


def test_a_question_is_left_after_two_answers_that_lead_nowhere() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="oat milk"), offers=(OATLY, PLANET)),)))
    assert keys(dialogue.handle(Unheard())) == ["which_again"]
    assert keys(dialogue.handle(Unheard())) == ["left_choosing"]
    assert dialogue.state is State.IDLE


def test_talk_that_is_not_for_the_assistant_is_not_asked_for_over_and_over() -> None:
    dialogue, replies = Dialogue(), Replies()
    invites = []
    for _ in range(2):
        [say] = dialogue.handle(Unheard())
        assert isinstance(say, Say)
        invites.append(replies.render(say).invites)
    assert invites == [True, False]


def test_the_same_thing_named_twice_is_told_with_its_sum() -> None:
    dialogue = Dialogue()
    items = (Item(text="eggs", quantity=2), Item(text="eggs"))
    dialogue.handle(said(Intent.ADD_TO_CART, *items))
    dialogue.handle(ProductsFound(results=tuple(Result(item=item, offers=(EGGS,)) for item in items)))
    [say] = dialogue.handle(changed(line(EGGS, 3)))
    assert isinstance(say, Say)
    assert say.values["lines"][0]["quantity"] == 3


def test_many_dozens_are_refused_only_where_eggs_are_sold_singly() -> None:
    item = Item(text="eggs", quantity=120, unit="dozen")
    for content, expected in (("a dozen", "ChangeCart"), ("", "quantity_out_of_range")):
        dialogue = Dialogue()
        dialogue.handle(said(Intent.ADD_TO_CART, item))
        box = EGGS.model_copy(update={"content": content})
        assert keys(dialogue.handle(ProductsFound(results=(Result(item=item, offers=(box,)),)))) == [expected]


def test_the_subject_may_be_changed_instead_of_answering() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="oat milk"), offers=(OATLY, PLANET)),)))
    assert dialogue.handle(said(Intent.READ_CART)) == [LoadCart()]


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
def test_a_senseless_quantity_is_not_added(quantity: int) -> None:
    dialogue = Dialogue()
    actions = dialogue.handle(said(Intent.ADD_TO_CART, Item(text="milk", quantity=quantity)))
    assert keys(actions) == ["quantity_out_of_range"]


def test_more_than_a_line_holds_is_not_added() -> None:
    dialogue = Dialogue()
    wish = Item(text="eggs", quantity=100)
    dialogue.handle(said(Intent.ADD_TO_CART, wish))
    answer = dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(EGGS,)),)))
    assert keys(answer) == ["quantity_out_of_range"]


def test_the_quantity_of_what_was_talked_of_last_can_be_changed() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="eggs")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="eggs"), offers=(EGGS,)),)))
    dialogue.handle(changed(line(OATLY, 1), line(EGGS, 1)))
    dialogue.handle(said(Intent.CHANGE_QUANTITY, quantity=1, relative=True))
    [change] = dialogue.handle(cart(line(OATLY, 1), line(EGGS, 1)))
    assert isinstance(change, ChangeCart)
    assert [(each.variant_id, each.quantity) for each in change.lines] == [("oatly", 1), ("eggs", 2)]


def test_what_is_not_in_the_cart_cannot_be_removed() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.REMOVE_FROM_CART, Item(text="bread")))
    assert keys(dialogue.handle(cart(line(EGGS, 1)))) == ["not_in_cart"]


def test_a_named_line_is_removed() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.REMOVE_FROM_CART, Item(text="eggs")))
    [change] = dialogue.handle(cart(line(OATLY, 1), line(EGGS, 1)))
    assert change == ChangeCart(lines=(LineRequest(variant_id="oatly", quantity=1),))


def test_an_empty_cart_is_not_checked_out() -> None:
    dialogue = Dialogue()
    dialogue.handle(Said(meaning=CHECK_OUT))
    assert keys(dialogue.handle(cart())) == ["cart_empty"]


def test_the_list_is_changed_without_asking_the_shop() -> None:
    dialogue = Dialogue()
    items = (Item(text="milk"), Item(text="bread"))
    assert dialogue.handle(said(Intent.ADD_TO_LIST, *items)) == [AddToList(items=items)]


def test_the_last_reply_can_be_repeated() -> None:
    dialogue = Dialogue()
    [help_] = dialogue.handle(said(Intent.HELP))
    assert dialogue.handle(said(Intent.REPEAT)) == [help_]


def test_where_nothing_was_offered_or_said_there_is_nothing_to_choose_or_end() -> None:
    dialogue = Dialogue()
    assert dialogue.pointless == ABOUT_OFFERS | {Intent.CHOOSE, Intent.NO, Intent.STOP, Intent.REPEAT}
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="oat milk"), offers=(PLANET, OATLY)),)))
    assert dialogue.state is State.CHOOSING
    assert not dialogue.pointless
    dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=2),)))
    dialogue.handle(changed(line(OATLY, 1)))
    assert not dialogue.pointless


def test_a_store_that_fails_is_told_and_leaves_the_talk_open() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.READ_CART))
    assert keys(dialogue.handle(Failed(kind=StoreErrorKind.UNREACHABLE, message="No network."))) == [
        "store_failed"
    ]
    assert dialogue.state is State.IDLE


def test_every_state_of_the_table_can_be_left() -> None:
    for state, moves in TABLE.items():
        assert any(after - {state} for after in moves.values()) or state is State.IDLE
