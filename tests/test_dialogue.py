"""The dialogue alone: what it is told, and what it wants done."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialogue.actions import (
    Action,
    AddToList,
    ChangeCart,
    FindProducts,
    LoadCart,
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
    Offer,
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
from assistant.shopping.carts import Cart, CartLine, LineRequest
from assistant.shopping.checkout import Checkout, CheckoutStatus, TotalLine
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.stores import StoreErrorKind
from intents.meaning import Choice, Intent, Item, NotUnderstood, Pick, Understood

OATLY = Offer(
    product_id="oatly", variant_id="oatly", name="Oatly oat milk", title="Oatly", price=Money(amount=499)
)
PLANET = Offer(
    product_id="planet", variant_id="planet", name="Planet oat milk", title="Planet", price=Money(amount=379)
)
EGGS = Offer(product_id="eggs", variant_id="eggs", name="eggs", title="eggs", price=Money(amount=299))
YES = Understood(intent=Intent.YES, text="yes")
NO = Understood(intent=Intent.NO, text="no")
CHECK_OUT = Understood(intent=Intent.CHECK_OUT, text="check out")


def said(intent: Intent, *items: Item, **more: Any) -> Said:
    return Said(meaning=Understood(intent=intent, text="...", items=items, **more))


def line(offer: Offer, quantity: int) -> CartLine:
    return CartLine(
        product_id=offer.product_id,
        variant_id=offer.variant_id,
        name=offer.name,
        quantity=quantity,
        unit_price=offer.price,
        total=offer.price * quantity,
    )


def cart(*lines: CartLine) -> CartIs:
    total = sum(each.total.amount for each in lines)
    return CartIs(cart=Cart(id="cart", lines=lines, subtotal=Money(amount=total)))


def changed(*lines: CartLine) -> CartChanged:
    return CartChanged(cart=cart(*lines).cart)


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


def spoken(action: Action) -> str:
    assert isinstance(action, Say)
    return action.key


def keys(actions: list[Action]) -> list[str]:
    return [action.key if isinstance(action, Say) else type(action).__name__ for action in actions]


def at_read_back(*, heard: bool = True) -> tuple[Dialogue, Checkout]:
    dialogue = Dialogue()
    dialogue.handle(Said(meaning=CHECK_OUT))
    dialogue.handle(cart(line(OATLY, 2)))
    checkout = quote(line(OATLY, 2))
    dialogue.handle(Quoted(checkout=checkout))
    dialogue.handle(ReplySpoken(key="read_back", complete=heard))
    return dialogue, checkout


def test_an_ambiguous_wish_is_asked_about_and_the_answer_goes_into_the_cart() -> None:
    dialogue = Dialogue()
    wish = Item(text="oat milk", quantity=2, unit="carton")
    assert dialogue.handle(said(Intent.ADD_TO_CART, wish)) == [FindProducts(items=(wish,))]
    asked = dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(PLANET, OATLY)),)))
    assert keys(asked) == ["which_one"]
    assert dialogue.memory.offers == (PLANET, OATLY)
    chosen = dialogue.handle(said(Intent.CHOOSE, choice=Choice(pick=Pick.CHEAPER)))
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
    [change] = dialogue.handle(said(Intent.CHOOSE, choice=Choice(ordinal=1)))
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
    [change] = dialogue.handle(said(Intent.CHOOSE, choice=Choice(ordinal=2)))
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


def test_where_nothing_was_asked_offered_or_said_there_is_nothing_to_answer_choose_or_end() -> None:
    dialogue = Dialogue()
    answers = {Intent.YES, Intent.CHOOSE, Intent.NO, Intent.STOP, Intent.REPEAT}
    assert dialogue.pointless == answers
    dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk")))
    dialogue.handle(ProductsFound(results=(Result(item=Item(text="oat milk"), offers=(PLANET, OATLY)),)))
    assert dialogue.state is State.CHOOSING
    assert not dialogue.pointless
    dialogue.handle(said(Intent.CHOOSE, choice=Choice(ordinal=2)))
    dialogue.handle(changed(line(OATLY, 1)))
    assert dialogue.pointless == {Intent.YES}


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


ITEMS = st.builds(
    Item, text=st.sampled_from(["oat milk", "eggs", "x"]), quantity=st.sampled_from([None, 0, 1, 500])
)
MEANINGS = st.one_of(
    st.builds(
        Understood,
        intent=st.sampled_from(list(Intent)),
        text=st.just("..."),
        items=st.lists(ITEMS, max_size=3).map(tuple),
        choice=st.sampled_from([None, Choice(ordinal=1), Choice(ordinal=9), Choice(pick=Pick.CHEAPER)]),
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
    if kind is ProductsFound:
        offers = st.sampled_from([(), (EGGS,), (OATLY, PLANET)])
        asked = dialogue.memory.asked.items if dialogue.memory.asked else ()
        return ProductsFound(results=tuple(Result(item=item, offers=draw(offers)) for item in asked))
    return draw(made[kind])


def fits(dialogue: Dialogue, happening: Happening) -> bool:
    """Errands answer what was asked: no cart comes where a list was asked for."""
    asked = dialogue.memory.asked
    if dialogue.state is not State.LOOKING_UP or asked is None or isinstance(happening, Failed | Abandoned):
        return True
    wanted: Any = {
        Intent.SEARCH: ProductsFound,
        Intent.ADD_TO_LIST: ListIs,
        Intent.READ_LIST: ListIs,
        Intent.REMOVE_FROM_LIST: ListIs,
        Intent.ORDER_STATUS: OrdersAre,
        Intent.NEWS: NoticesAre,
    }.get(asked.intent, CartIs | CartChanged)
    if asked.intent in {Intent.ADD_TO_CART, Intent.SEARCH, Intent.CHOOSE}:
        wanted = CartChanged if dialogue.memory.chosen else ProductsFound
    return isinstance(happening, wanted)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_sequence_of_events_leaves_the_table_or_orders_without_a_confirmed_read_back(
    data: st.DataObject,
) -> None:
    dialogue, replies = Dialogue(), Replies()
    for _ in range(data.draw(st.integers(1, 40))):
        before, memory = dialogue.state, dialogue.memory
        heard = memory.quote_spoken
        happening = data.draw(happenings(dialogue).filter(lambda each: fits(dialogue, each)))
        for action in dialogue.handle(happening):
            if isinstance(action, Say):
                assert replies.render(action).text
            if isinstance(action, PlaceOrder):
                assert before is State.CONFIRMING
                assert heard
                assert isinstance(happening, Said)
                assert isinstance(happening.meaning, Understood)
                assert happening.meaning.intent is Intent.YES
                assert happening.confidence > 0.5
