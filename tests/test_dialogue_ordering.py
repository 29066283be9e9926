"""The dialogue alone, from the read-back to the order: nothing else leads to one."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialogue.actions import (
    Action,
    FindProducts,
    PlaceOrder,
    Quote,
    ReadBack,
    Say,
)
from assistant.dialogue.happenings import (
    Abandoned,
    CartChanged,
    CartIs,
    Failed,
    Happening,
    ListIs,
    NoticesAre,
    NoticesCame,
    Ordered,
    OrderRefused,
    OrdersAre,
    ProductsFound,
    Quoted,
    ReplySpoken,
    Result,
    Said,
    Silence,
    Unheard,
)
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import TABLE, IllegalMoveError, State
from assistant.shopping.carts import CartLine
from assistant.shopping.checkout import Checkout, CheckoutStatus, TotalLine
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.stores import StoreErrorKind
from dialogue_events import (
    ABOUT_PRODUCTS,
    CHECK_OUT,
    EGGS,
    OATLY,
    PLANET,
    YES,
    about_products,
    cart,
    changed,
    keys,
    line,
    said,
)
from intents.meaning import Choice, Intent, Item, NotUnderstood, Pick, Understood

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


# --- whatever happens


ITEMS = st.builds(
    Item, text=st.sampled_from(["oat milk", "eggs", "x"]), quantity=st.sampled_from([None, 0, 1, 500])
)
MEANINGS = st.one_of(
    st.builds(
        Understood,
        intent=st.sampled_from(list(Intent)),
        text=st.just("..."),
        items=st.lists(ITEMS, max_size=3).map(tuple),
        choices=st.sampled_from(
            [(), (Choice(ordinal=1),), (Choice(ordinal=9),), (Choice(pick=Pick.CHEAPER),)]
        ),
        quantity=st.sampled_from([None, 0, 2, 1000]),
        relative=st.booleans(),
    ),
    st.builds(NotUnderstood, text=st.text(max_size=8), reason=st.just("no template")),
)
LINES = st.sampled_from([(), (line(OATLY, 1),), (line(OATLY, 2), line(EGGS, 1))])
ORDER = Order(
    id="1",
    number="A 1",
    status="placed",
    lines=(),
    total=Money(amount=1),
    placed_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@st.composite
def happenings(draw: st.DrawFn, dialogue: Dialogue) -> Happening:
    """Something that the table allows now."""
    kind = draw(st.sampled_from(list(TABLE[dialogue.state])))
    made: dict[type[Happening], st.SearchStrategy[Happening]] = {
        Said: st.builds(Said, meaning=MEANINGS, confidence=st.sampled_from([0.1, 0.9])),
        Unheard: st.just(Unheard()),
        Silence: st.just(Silence()),
        Abandoned: st.just(Abandoned()),
        ReplySpoken: st.builds(
            ReplySpoken,
            key=st.just(dialogue.memory.last.key if dialogue.memory.last else ""),
            complete=st.booleans(),
        ),
        CartIs: LINES.map(lambda lines: cart(*lines)),
        CartChanged: LINES.map(lambda lines: changed(*lines)),
        ListIs: st.just(ListIs(entries=())),
        OrdersAre: st.sampled_from([OrdersAre(orders=()), OrdersAre(orders=(ORDER,))]),
        NoticesAre: st.just(NoticesAre(notices=())),
        NoticesCame: st.just(NoticesCame()),
        Failed: st.builds(
            Failed,
            kind=st.sampled_from(list(StoreErrorKind)),
            message=st.just("No."),
            unsettled=st.booleans(),
        ),
        Ordered: st.just(Ordered(order=PlacedOrder(order_id="1", number="A 1", total=Money(amount=1)))),
        OrderRefused: st.builds(OrderRefused, reason=st.just("No."), changed=st.booleans()),
        Quoted: st.builds(
            lambda lines, status: Quoted(checkout=quote(*lines, status=status)),
            LINES.filter(bool),
            st.sampled_from(list(CheckoutStatus)),
        ),
    }
    if kind in ABOUT_PRODUCTS.values():
        return draw(about_products(kind))
    if kind is ProductsFound:
        offers = st.sampled_from([(), (EGGS,), (OATLY, PLANET)])
        looked_for = dialogue.memory.looking or dialogue.memory.asked
        asked = looked_for.items if looked_for else ()
        return ProductsFound(results=tuple(Result(item=item, offers=draw(offers)) for item in asked))
    return draw(made[kind])


def fits(dialogue: Dialogue, waiting: Action | None, happening: Happening) -> bool:
    """Errands answer what was asked: no cart comes where a list was asked for."""
    asked = dialogue.memory.asked
    if (answer := ABOUT_PRODUCTS.get(type(waiting or Action()))) and dialogue.state is State.LOOKING_UP:
        return isinstance(happening, answer | Failed | Abandoned)
    if isinstance(waiting, FindProducts) and dialogue.state is State.LOOKING_UP:
        return isinstance(happening, ProductsFound | Failed | Abandoned)
    if dialogue.state is not State.LOOKING_UP or asked is None or isinstance(happening, Failed | Abandoned):
        return True
    wanted: Any = {
        Intent.ADD_TO_LIST: ListIs,
        Intent.READ_LIST: ListIs,
        Intent.REMOVE_FROM_LIST: ListIs,
        Intent.ORDER_STATUS: OrdersAre,
        Intent.NEWS: NoticesAre,
    }.get(asked.intent, CartIs | CartChanged)
    if asked.intent in {Intent.ADD_TO_CART, Intent.SEARCH, Intent.CHOOSE} or dialogue.memory.chosen:
        wanted = CartChanged if dialogue.memory.chosen else ProductsFound
    return isinstance(happening, wanted)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_sequence_of_events_leaves_the_table_or_orders_without_a_confirmed_read_back(
    data: st.DataObject,
) -> None:
    dialogue, replies = Dialogue(), Replies()
    waiting: Action | None = None
    for _ in range(data.draw(st.integers(1, 40))):
        before, memory = dialogue.state, dialogue.memory
        heard = memory.quote_spoken
        happening = data.draw(happenings(dialogue).filter(partial(fits, dialogue, waiting)))
        for action in dialogue.handle(happening):
            waiting = waiting if isinstance(action, Say) else action
            if isinstance(action, Say):
                assert replies.render(action).text
            if isinstance(action, PlaceOrder):
                assert before is State.CONFIRMING
                assert heard
                assert isinstance(happening, Said)
                assert isinstance(happening.meaning, Understood)
                assert happening.meaning.intent is Intent.YES
                assert happening.confidence > 0.5
