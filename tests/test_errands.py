"""What the dialogue wants done, done at a store and in a real household file."""

import asyncio
import pickle
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Conversation
from assistant.dialogue.actions import ChangeCart, FindProducts, LoadCart, PlaceOrder, Quote, ReadBack
from assistant.dialogue.happenings import (
    CartChanged,
    CartIs,
    Failed,
    Ordered,
    OrderRefused,
    ProductsFound,
    Quoted,
)
from assistant.dialogue.replies import Replies
from assistant.errands import Errands
from assistant.events import Event, StageFailed
from assistant.ports import Transcript
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.carts import LineRequest
from assistant.shopping.household import Household, JournalEntry, JournalState
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.stores import StoreError, StoreErrorKind
from fakes import FakeStore, Witness
from intents.meaning import Item
from intents.parser import Parser

MILK = LineRequest(variant_id="oatly", quantity=2)


@pytest.fixture
async def household(tmp_path: Path) -> AsyncIterator[Household]:
    home = Household(tmp_path / "household.db")
    yield home
    home.close()


@pytest.fixture
def witness() -> Witness:
    return Witness()


def errands(store: FakeStore, household: Household, witness: Witness) -> Errands:
    return Errands(store, household, Buying(name="Sam"), Reporter([witness]))


async def quoted(does: Errands) -> PlaceOrder:
    await does.run(ChangeCart(lines=(MILK,), add=True))
    quote = await does.run(Quote())
    assert isinstance(quote, Quoted)
    return PlaceOrder(read_back=ReadBack(checkout=quote.checkout))


async def test_one_fitting_product_is_found_and_several_offered(
    household: Household, witness: Witness
) -> None:
    does = errands(FakeStore(), household, witness)
    found = await does.run(FindProducts(items=(Item(text="eggs"), Item(text="oat milk"), Item(text="piano"))))
    assert isinstance(found, ProductsFound)
    assert [len(result.offers) for result in found.results] == [1, 2, 0]


async def test_adding_raises_what_is_there_up_to_a_limit(household: Household, witness: Witness) -> None:
    does = errands(FakeStore(), household, witness)
    await does.run(ChangeCart(lines=(MILK,), add=True))
    cart = await does.run(ChangeCart(lines=(LineRequest(variant_id="oatly", quantity=98),), add=True))
    assert isinstance(cart, CartChanged)
    assert [line.quantity for line in cart.cart.lines] == [99]
    assert witness.kinds == ["cart_updated", "cart_updated"]


async def test_the_cart_is_the_same_after_a_restart(household: Household, witness: Witness) -> None:
    store = FakeStore()
    await errands(store, household, witness).run(ChangeCart(lines=(MILK,), add=True))
    cart = await errands(store, household, witness).run(LoadCart())
    assert isinstance(cart, CartIs)
    assert cart.cart.count == 2


async def test_an_order_is_journalled_before_it_is_sent_and_settled_after(
    household: Household, witness: Witness
) -> None:
    store = FakeStore()
    does = errands(store, household, witness)
    order = await quoted(does)
    store.gate = asyncio.Event()
    placing = asyncio.create_task(does.run(order))
    await store.asked.wait()
    assert [entry.state for entry in household.unfinished("fake")] == [JournalState.INTENDED]
    store.gate.set()
    assert isinstance(await placing, Ordered)
    assert household.unfinished("fake") == ()
    assert "order_confirmed" in witness.kinds


async def test_cancelling_the_turn_does_not_cancel_the_order(household: Household, witness: Witness) -> None:
    store = FakeStore()
    does = errands(store, household, witness)
    order = await quoted(does)
    store.gate = asyncio.Event()
    turn = asyncio.create_task(does.run(order))
    await store.asked.wait()
    turn.cancel()
    await asyncio.wait({turn})
    store.gate.set()
    await does.settled()
    assert len(store.placed) == 1
    assert household.unfinished("fake") == ()


async def test_an_order_whose_answer_was_lost_is_asked_for_again_and_placed_once(
    household: Household, witness: Witness
) -> None:
    store = FakeStore()
    does = errands(store, household, witness)
    order = await quoted(does)
    store.answers_get_lost = True
    lost = await does.run(order)
    assert isinstance(lost, Failed)
    assert lost.unsettled
    store.answers_get_lost = False
    # As long as nobody knows what became of it, nothing else is ordered.
    quote = await does.run(Quote())
    assert isinstance(quote, Failed)
    assert quote.unsettled
    assert [type(outcome) for outcome in await does.recover()] == [Ordered]
    assert len(store.placed) == 1


async def test_a_restart_settles_what_a_crash_left_open(household: Household, witness: Witness) -> None:
    store = FakeStore()
    order = await quoted(errands(store, household, witness))
    checkout = order.read_back.checkout
    household.intend("fake", checkout.id, checkout.total)
    talk = Conversation(Parser(), errands(store, household, witness), Replies(), Reporter())
    for complete in (False, True):
        happening = talk.understood(Transcript(text="help", confidence=1))
        assert happening is not None
        [reply] = [reply async for reply in talk.replies(happening)]
        # It is told with the answer, and again if it was not heard to its end.
        assert "it went through" in reply.text
        assert "check out" in reply.text
        talk.spoken(reply, complete=complete)
    assert len(store.placed) == 1
    happening = talk.understood(Transcript(text="help", confidence=1))
    assert happening is not None
    assert ["it went through" in reply.text async for reply in talk.replies(happening)] == [False]


async def test_an_order_without_an_answer_is_not_asked_for_again_after_a_day(
    household: Household, witness: Witness
) -> None:
    store = FakeStore()
    checkout = (await quoted(errands(store, household, witness))).read_back.checkout
    household.intend("fake", checkout.id, checkout.total)
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    late = Errands(store, household, Buying(), Reporter([witness]), now=lambda: tomorrow)
    [outcome] = await late.recover()
    assert isinstance(outcome, Failed)
    assert store.placed == {}
    assert await late.recover() == ()


async def test_a_price_that_changed_is_no_order(household: Household, witness: Witness) -> None:
    store = FakeStore()
    does = errands(store, household, witness)
    order = await quoted(does)
    store.trouble = StoreError(StoreErrorKind.CONFLICT, "The price has changed.")
    refused = await does.run(order)
    assert refused == OrderRefused(reason="The price has changed.", changed=True)
    assert household.unfinished("fake") == ()


async def test_an_order_that_was_refused_is_in_the_journal_before_anybody_is_told(
    household: Household,
) -> None:
    class Looking(Witness):
        def saw(self, event: Event) -> None:
            super().saw(event)
            if isinstance(event, StageFailed):
                unfinished.append(household.unfinished("fake"))

    unfinished: list[tuple[JournalEntry, ...]] = []
    store = FakeStore()
    does = errands(store, household, Looking())
    order = await quoted(does)
    store.trouble = StoreError(StoreErrorKind.CONFLICT, "The price has changed.")
    await does.run(order)
    assert unfinished == [()]


async def test_a_refusal_that_cannot_be_journalled_is_told_with_the_reason(
    household: Household, witness: Witness
) -> None:
    class Closing(FakeStore):
        async def place_order(self, *arguments: Any) -> PlacedOrder:
            household.close()
            return await super().place_order(*arguments)

    store = Closing()
    does = errands(store, household, witness)
    order = await quoted(does)
    store.trouble = StoreError(StoreErrorKind.CONFLICT, "The price has changed.")
    assert isinstance(await does.run(order), Failed)
    failed = [event.code for event in witness.events if isinstance(event, StageFailed)]
    assert failed == ["StoreError", "StorageError"]


async def test_without_a_journal_nothing_is_sent(household: Household, witness: Witness) -> None:
    store = FakeStore()
    does = errands(store, household, witness)
    order = await quoted(does)
    household.close()
    assert isinstance(await does.run(order), Failed)
    assert store.placed == {}
    assert not store.asked.is_set()


async def test_a_failure_is_told_without_what_was_said(household: Household, witness: Witness) -> None:
    does = errands(FakeStore(), household, witness)
    household.close()
    assert isinstance(await does.run(LoadCart()), Failed)
    [failed] = [event for event in witness.events if isinstance(event, StageFailed)]
    assert failed.code == "StorageError"


async def test_what_only_engineers_understand_is_not_spoken(household: Household, witness: Witness) -> None:
    store = FakeStore()
    does = errands(store, household, witness)
    order = await quoted(does)
    store.trouble = StoreError(StoreErrorKind.UNREACHABLE, "Another program is using /var/shop.db.")
    failed = await does.run(order)
    assert failed == Failed(kind=StoreErrorKind.UNREACHABLE, message="", unsettled=True)


def test_a_store_error_comes_whole_out_of_another_process() -> None:
    sent = StoreError(StoreErrorKind.CONFLICT, "The price has changed.", "Ask for a new quote.")
    error = pickle.loads(pickle.dumps(sent))
    assert (type(error), error.kind, error.what, error.fix) == (StoreError, sent.kind, sent.what, sent.fix)
