"""The dialogue alone, from the read-back to the order: nothing else leads to one."""

import pytest

from assistant.dialogue.actions import (
    PlaceOrder,
    Quote,
    ReadBack,
    Say,
)
from assistant.dialogue.happenings import (
    Ordered,
    OrderRefused,
    Quoted,
    ReplySpoken,
    Said,
    Silence,
)
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import IllegalMoveError, State
from assistant.shopping.carts import CartLine
from assistant.shopping.checkout import Checkout, CheckoutStatus, TotalLine
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from dialogue_events import CHECK_OUT, OATLY, YES, cart, changed, keys, line, said
from intents.meaning import Intent, Understood

NO = Understood(intent=Intent.NO, text="no")


def quote(*lines: CartLine, status: CheckoutStatus = CheckoutStatus.READY) -> Checkout:
    subtotal = Money(amount=sum(each.total.amount for each in lines))
    delivery = Money(amount=399)
    return Checkout(
        id="checkout",
        status=status,
        lines=lines,
        totals=(TotalLine(kind="subtotal", amount=subtotal), TotalLine(kind="delivery", amount=delivery)),
        total=subtotal + delivery,
        fulfilment=FulfilmentOption(id="std", name="standard delivery", promise="tomorrow", price=delivery),
    )


def at_read_back(*, heard: bool = True) -> tuple[Dialogue, Checkout]:
    dialogue = Dialogue()
    dialogue.handle(Said(meaning=CHECK_OUT))
    dialogue.handle(cart(line(OATLY, 2)))
    checkout = quote(line(OATLY, 2))
    dialogue.handle(Quoted(checkout=checkout))
    dialogue.handle(ReplySpoken(key="read_back", complete=heard))
    return dialogue, checkout


# --- ordering


def test_an_order_needs_the_read_back_and_a_yes() -> None:
    dialogue, checkout = at_read_back()
    assert dialogue.handle(Said(meaning=YES)) == [PlaceOrder(read_back=ReadBack(checkout=checkout))]
    order = PlacedOrder(order_id="1", number="A 1 0 1", total=checkout.total)
    assert keys(dialogue.handle(Ordered(order=order))) == ["ordered"]


def test_the_read_back_tells_what_how_many_price_delivery_and_total() -> None:
    dialogue = Dialogue()
    dialogue.handle(Said(meaning=CHECK_OUT))
    assert dialogue.handle(cart(line(OATLY, 2))) == [Quote()]
    [say] = dialogue.handle(Quoted(checkout=quote(line(OATLY, 2))))
    assert isinstance(say, Say)
    text = Replies().render(say).text
    for told in ("two", "Oatly oat milk", "$4.99", "delivery", "$3.99", "$13.97"):
        assert told in text


def test_a_yes_over_an_interrupted_read_back_orders_nothing() -> None:
    dialogue, _ = at_read_back(heard=False)
    assert keys(dialogue.handle(Said(meaning=YES))) == ["read_back_again"]
    dialogue.handle(ReplySpoken(key="read_back_again", complete=True))
    assert keys(dialogue.handle(Said(meaning=YES))) == ["PlaceOrder"]


def test_a_mumbled_yes_orders_nothing() -> None:
    dialogue, _ = at_read_back()
    assert keys(dialogue.handle(Said(meaning=YES, confidence=0.2))) == ["confirm_again"]


@pytest.mark.parametrize("meaning", [NO, Understood(intent=Intent.STOP, text="stop")])
def test_a_no_leaves_the_cart_and_orders_nothing(meaning: Understood) -> None:
    dialogue, _ = at_read_back()
    assert keys(dialogue.handle(Said(meaning=meaning))) == ["left_confirming"]
    assert keys(dialogue.handle(Said(meaning=YES))) == ["yes_to_what"]


def test_asking_to_buy_again_is_no_yes() -> None:
    dialogue, _ = at_read_back()
    assert keys(dialogue.handle(Said(meaning=CHECK_OUT))) == ["confirm_again"]


def test_silence_at_the_read_back_orders_nothing() -> None:
    dialogue, _ = at_read_back()
    assert keys(dialogue.handle(Silence())) == ["left_confirming"]
    assert dialogue.state is State.IDLE


def test_a_changed_cart_needs_a_new_read_back() -> None:
    dialogue, _ = at_read_back()
    dialogue.handle(said(Intent.CHANGE_QUANTITY, quantity=3))
    assert dialogue.state is State.LOOKING_UP
    dialogue.handle(cart(line(OATLY, 2)))
    dialogue.handle(changed(line(OATLY, 3)))
    assert keys(dialogue.handle(Said(meaning=YES))) == ["yes_to_what"]


def test_a_price_that_changed_is_read_out_again() -> None:
    dialogue, _ = at_read_back()
    dialogue.handle(Said(meaning=YES))
    assert keys(dialogue.handle(OrderRefused(reason="The price changed.", changed=True))) == [
        "order_changed",
        "Quote",
    ]
    assert keys(dialogue.handle(Quoted(checkout=quote(line(OATLY, 3))))) == ["read_back_changed"]
    assert keys(dialogue.handle(Said(meaning=YES))) == ["read_back_again"]


def test_while_an_order_is_placed_nothing_else_may_happen() -> None:
    dialogue, _ = at_read_back()
    dialogue.handle(Said(meaning=YES))
    with pytest.raises(IllegalMoveError):
        dialogue.handle(Said(meaning=YES))
