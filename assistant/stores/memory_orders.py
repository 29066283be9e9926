"""Paying and orders, in the store in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

from assistant.shopping.aftersales import OrderEvent
from assistant.shopping.checkout import CheckoutStatus
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.memory_buying import (
    found_desk,
    hold,
    let_go,
    let_go_lapsed,
    quoted,
    restock,
    set_status,
)
from assistant.stores.memory_state import Paying, State, Telling
from assistant.stores.paying import CAPTURE, REFUND, VOID
from assistant.stores.rules.agreeing import check_agreed, over
from assistant.stores.rules.placing import drafted, ordered
from assistant.stores.rules.records import Effects, Record

T = TypeVar("T")
GIVEN_UP_AFTER = 3600.0


def begin(state: State, checkout_id: str, expected: Money, key: str, now: float) -> Paying:
    """Make ready to pay."""
    desk = found_desk(state, checkout_id)
    for paying in state.payments.values():
        if paying.checkout_id == checkout_id and paying.key == key and paying.state == "begun":
            return paying
    if refused := over(desk.quote.status):
        raise refused
    let_go(state, [checkout_id])
    let_go_lapsed(state, now)
    made, picked = quoted(state, checkout_id, desk.cart_id, desk.choices, now)
    check_agreed(made, desk.quote, expected)
    hold(state, made, now + GIVEN_UP_AFTER)
    set_status(state, checkout_id, CheckoutStatus.IN_PROGRESS)
    draft = drafted(made, picked)
    paying = Paying(uuid4().hex, checkout_id, uuid4().hex, key, expected, now, draft)
    state.payments[paying.id] = paying
    return paying


def finish(state: State, paying: Paying, reference: str, now: float) -> PlacedOrder:
    """Turn what is paid into an order."""
    if state.payments[paying.id].state != "begun":
        raise StoreError(StoreErrorKind.CONFLICT, "The payment took too long.", "Check out again.")
    record, placed = ordered(paying.draft, paying.order_id, len(state.orders), state.shop, now)
    state.orders[record.id] = record
    state.payments[paying.id] = replace(paying, state="authorised", reference=reference)
    state.holds.pop(paying.checkout_id, None)
    set_status(state, paying.checkout_id, CheckoutStatus.COMPLETED)
    state.carts[state.checkouts[paying.checkout_id].cart_id] = {}
    _tell(state, [placed])
    return PlacedOrder(order_id=record.id, number=record.number, total=record.total)


def give_up(state: State, paying: Paying, status: CheckoutStatus, now: float) -> None:
    """Note that nothing was paid."""
    if state.payments[paying.id].state != "begun":
        return
    state.payments[paying.id] = replace(paying, state="given up")
    set_status(state, paying.checkout_id, status)
    if status is CheckoutStatus.CANCELED:
        let_go(state, [paying.checkout_id])
    else:
        state.holds[paying.checkout_id] = (state.holds[paying.checkout_id][0], now + 60 * state.shop.hold)


def change(state: State, order_id: str, action: Callable[[Record], tuple[Record, Effects, T]]) -> T:
    """Do something with an order, and what follows from it."""
    if order_id not in state.orders:
        raise StoreError(
            StoreErrorKind.NOT_FOUND, "The shop has no such order.", "Look at your latest orders."
        )
    state.orders[order_id], effects, answer = action(state.orders[order_id])
    for item, count in effects.restock.items():
        restock(state, item, count)
    wanted = [(CAPTURE, effects.capture, "")] if effects.capture else []
    wanted += [(REFUND, amount, adjustment) for adjustment, amount in effects.refunds]
    wanted += [(VOID, 0, "")] if effects.void else []
    state.tellings = [*state.tellings, *(Telling(uuid4().hex, order_id, *each) for each in wanted)]
    _tell(state, effects.events)
    return answer


def _tell(state: State, events: Sequence[OrderEvent]) -> None:
    first = len(state.events) + 1
    told = [
        event.model_copy(update={"sequence": sequence}) for sequence, event in enumerate(events, start=first)
    ]
    state.events = [*state.events, *told]
