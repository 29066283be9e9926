"""Lists with names, undoing, swapping and coupons: what the dialogue is told, and what it wants done."""

from decimal import Decimal

import pytest

from assistant.dialogue.actions import (
    AddToList,
    ChangeCart,
    FindInstead,
    FindProducts,
    KeepCoupon,
    LoadCart,
    ReadList,
    RemoveFromList,
)
from assistant.dialogue.happenings import CouponIs, ListIs, ProductsFound, Result
from assistant.dialogue.list_actions import CreateList, DeleteList, ReplaceList
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.household import ListEntry
from dialogue_events import EGGS, OATLY, PLANET, cart, changed, keys, line, said
from intents.meaning import Intent, Item, Understood

MILK, BREAD = ListEntry(text="milk"), ListEntry(text="bread")
NAILS = Item(text="nails")


@pytest.mark.parametrize(
    ("said_name", "kept"),
    [("hardware store", "hardware store"), ("costco shopping", "costco"), ("grocery", ""), ("", "")],
)
def test_the_name_of_a_list_is_what_tells_it_from_others(said_name: str, kept: str) -> None:
    asked = said(Intent.ADD_TO_LIST, NAILS, list_name=said_name)
    assert Dialogue().handle(asked) == [AddToList(items=(NAILS,), list_name=kept)]


def test_a_list_is_deleted_only_after_a_yes() -> None:
    dialogue = Dialogue()
    assert dialogue.handle(said(Intent.DELETE_LIST, list_name="party")) == [ReadList(list_name="party")]
    asked = dialogue.handle(ListIs(entries=(MILK,), name="party"))
    assert (keys(asked), dialogue.state) == (["delete_list"], State.ASKING)
    assert dialogue.handle(said(Intent.YES)) == [DeleteList(list_name="party")]
    assert keys(dialogue.handle(ListIs(entries=(), before=(MILK,), name="party"))) == ["list_deleted"]
    assert dialogue.handle(said(Intent.UNDO)) == [ReplaceList(entries=(MILK,), list_name="party")]


def test_a_list_without_a_name_is_asked_for_one() -> None:
    dialogue = Dialogue()
    assert keys(dialogue.handle(said(Intent.CREATE_LIST))) == ["which_name"]
    named = said(Intent.CREATE_LIST, list_name="camping")
    assert dialogue.handle(named) == [CreateList(list_name="camping")]


def test_what_is_not_on_the_list_is_offered_to_be_put_there() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ASK_LIST, Item(text="milk"), Item(text="eggs")))
    assert keys(dialogue.handle(ListIs(entries=(MILK,)))) == ["add_missing"]
    assert dialogue.handle(said(Intent.YES)) == [AddToList(items=(Item(text="eggs"),))]


def test_one_thing_takes_the_place_of_another_on_the_list() -> None:
    asked = said(Intent.REMOVE_FROM_LIST, Item(text="milk"), instead=Item(text="bread"))
    dialogue = Dialogue()
    removal = RemoveFromList(items=(Item(text="milk"),), instead=Item(text="bread"))
    assert dialogue.handle(asked) == [removal]
    happening = ListIs(entries=(BREAD,), changed=(MILK,), instead=BREAD, before=(MILK,))
    assert keys(dialogue.handle(happening)) == ["unlisted"]


def test_everything_on_a_list_is_looked_for() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.LIST_TO_CART))
    found = dialogue.handle(ListIs(entries=(MILK, BREAD)))
    assert found == [FindProducts(items=(Item(text="milk", quantity=1), Item(text="bread", quantity=1)))]


def test_changes_are_taken_back_the_last_one_first() -> None:
    dialogue = Dialogue()
    first, second = (LineRequest(variant_id="eggs", quantity=1),), ()
    for before in (second, first):
        dialogue.handle(said(Intent.CLEAR_CART))
        dialogue.handle(cart(line(EGGS, 1)))
        dialogue.handle(changed(line(EGGS, 1)).model_copy(update={"before": before}))
    assert dialogue.handle(said(Intent.UNDO)) == [ChangeCart(lines=first)]
    undone = dialogue.handle(changed(line(EGGS, 1)).model_copy(update={"before": second}))
    assert keys(undone) == ["undone", "cart"]
    assert dialogue.handle(said(Intent.UNDO)) == [ChangeCart(lines=second)]
    dialogue.handle(changed())
    assert keys(dialogue.handle(said(Intent.UNDO))) == ["nothing_to_undo"]


def test_a_swap_puts_as_many_of_the_new_in_the_place_of_the_old() -> None:
    dialogue = Dialogue()
    wish = Understood(
        intent=Intent.SWAP, text="...", items=(Item(text="Planet oat milk"),), instead=Item(text="Oatly")
    )
    assert dialogue.handle(said(Intent.SWAP).model_copy(update={"meaning": wish})) == [LoadCart()]
    found = dialogue.handle(cart(line(PLANET, 2), line(EGGS, 1)))
    item = Item(text="Oatly", quantity=2)
    assert found == [FindInstead(line=line(PLANET, 2), item=item)]
    change = dialogue.handle(ProductsFound(results=(Result(item=item, offers=(OATLY,)),)))
    lines = (LineRequest(variant_id="oatly", quantity=2),)
    assert change == [ChangeCart(lines=lines, add=True, without=("planet",))]


def test_a_full_cart_is_emptied_only_after_a_yes() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.CLEAR_CART))
    lines = [line(EGGS.model_copy(update={"variant_id": str(number)}), 1) for number in range(4)]
    assert keys(dialogue.handle(cart(*lines))) == ["clear_cart"]
    assert dialogue.handle(said(Intent.YES)) == [ChangeCart(lines=())]


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (CouponIs(taken=True), "coupon_taken"),
        (CouponIs(taken=False, reason="It has ended."), "coupon_refused"),
        (CouponIs(taken=False, tried=False), "coupon_needs_cart"),
        (CouponIs(taken=False, able=False), "no_coupons"),
    ],
)
def test_a_coupon_is_tried_and_what_the_shop_says_is_told(answer: CouponIs, key: str) -> None:
    dialogue = Dialogue()
    asked = said(Intent.USE_COUPON, code="SAVE10", subject="save ten")
    assert dialogue.handle(asked) == [KeepCoupon(readings=("SAVE10", "SAVE TEN"))]
    assert keys(dialogue.handle(answer)) == [key]


def test_an_amount_stands_on_the_list_as_it_was_said() -> None:
    assert Item(text="beef", amount=Decimal("1.5"), measure="pound").container == "1.5 pounds"
    bag = Item(text="coffee", quantity=2, unit="bag", amount=Decimal(12), measure="ounce")
    assert bag.container == "12 ounce bag"
