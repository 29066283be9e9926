"""From the checkout to the order, in two transactions: the payment service is asked between them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded import addresses, carts, checkouts, holds
from assistant.stores.embedded.idempotency import Request, claim, given, settle
from assistant.stores.embedded.records import insert, tell
from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.rules.agreeing import check_agreed, over
from assistant.stores.rules.placing import Draft, drafted, ordered
from assistant.stores.rules.quotes import Choices

GIVEN_UP_AFTER = 3600.0
"""Seconds after which a payment that nobody asks about any more is given up."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment that is to be authorised."""

    id: str
    """Its key at the payment service."""
    amount: Money


def begin(session: Session, checkout_id: str, expected: Money, request: Request) -> Begun | PlacedOrder:
    """Make ready to pay: check that the quote still holds, and hold what it is for until it is paid.

    A request that was begun before is begun again with the same payment; one that was answered has its
    answer.

    Raises:
        StoreError: if there is no such checkout, it cannot be ordered, or is not what was quoted any more.
    """
    # First, as whoever has the checkout may be about to answer the same request.
    row = checkouts.read(session, checkout_id)
    answered = session.row("SELECT key FROM idempotency WHERE key = :key", key=request.key)
    if answered is not None:
        placed: PlacedOrder = given(session, request, PlacedOrder)
        return placed
    under_way = session.row(
        "SELECT * FROM payments WHERE checkout_id = :id AND state = 'begun'", id=checkout_id
    )
    if under_way is not None and under_way["key"] == request.key:
        return _again(under_way, expected)
    if refused := over(row["status"]):
        raise refused
    return _begin(session, row, expected, request)


def finish(session: Session, begun: Begun, reference: str, request: Request) -> PlacedOrder:
    """Turn what is paid into an order: its goods are sold, and the cart is empty.

    Raises:
        StoreError: if the payment was given up in the meantime.
    """
    if not claim(session, request):
        before: PlacedOrder = given(session, request, PlacedOrder)
        return before
    payment = session.locked("SELECT * FROM payments WHERE id = :id", id=begun.id)
    if payment["state"] != "begun":
        raise StoreError(StoreErrorKind.CONFLICT, "The payment took too long.", "Check out again.")
    row = checkouts.read(session, payment["checkout_id"])
    placed = _order(session, payment, reference)
    holds.sold(session, row["id"])
    _status(session, row, CheckoutStatus.COMPLETED)
    addresses.ordered(session, row["id"])
    carts.empty(session, row["cart_id"])
    settle(session, request, placed.model_dump_json())
    return placed


def give_up(session: Session, payment_id: str, state: str) -> bool:
    """Note that nothing was paid; whether it was under way. The checkout can be ordered again.

    Args:
        session: the transaction.
        payment_id: which payment.
        state: "declined", or "abandoned", with which the goods are free again as well.
    """
    changed = session.change(
        "UPDATE payments SET state = :state, draft = '' WHERE id = :id AND state = 'begun'",
        state=state,
        id=payment_id,
    )
    if not changed:
        return False
    payment = session.row("SELECT checkout_id FROM payments WHERE id = :id", id=payment_id)
    row = checkouts.read(session, payment["checkout_id"])
    if state == "abandoned":
        holds.release(session, [row["id"]])
        _status(session, row, CheckoutStatus.CANCELED)
        addresses.forget(session, row["id"])
    else:
        _status(session, row, CheckoutStatus.READY)
        session.change(
            "UPDATE holds SET expires_at = :until WHERE checkout_id = :id",
            until=session.now + 60 * session.shop.hold,
            id=row["id"],
        )
    return True


def forgotten(session: Session) -> list[str]:
    """The payments that were begun and of which nobody has asked for long."""
    rows = session.rows(
        "SELECT id FROM payments WHERE state = 'begun' AND begun_at <= :before ORDER BY begun_at LIMIT 50",
        before=session.now - GIVEN_UP_AFTER,
    )
    return [row["id"] for row in rows]


# --- beginning


def _again(payment: Any, expected: Money) -> Begun:
    amount = Money(amount=payment["amount"], currency=payment["currency"])
    if amount != expected:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            "This request was sent before with other contents.",
            "Send it as a new one.",
        )
    return Begun(payment["id"], amount)


def _begin(session: Session, row: Any, expected: Money, request: Request) -> Begun:
    quoted = Checkout.model_validate_json(row["quote"])
    holds.release(session, [row["id"]], carts.wanted(session, row["cart_id"]))
    made, picked = checkouts.today(
        session, row["id"], row["cart_id"], Choices.model_validate_json(row["choices"])
    )
    check_agreed(made, quoted, expected)
    holds.take(session, row["id"], made.holds, session.now + GIVEN_UP_AFTER)
    _status(session, row, CheckoutStatus.IN_PROGRESS)
    begun = Begun(uuid4().hex, made.checkout.total)
    session.change(
        "INSERT INTO payments"
        " (id, checkout_id, order_id, state, reference, key, amount, currency, draft, begun_at) VALUES"
        " (:id, :checkout_id, :order_id, 'begun', '', :key, :amount, :currency, :draft, :now)",
        id=begun.id,
        checkout_id=row["id"],
        order_id=uuid4().hex,
        key=request.key,
        amount=begun.amount.amount,
        currency=begun.amount.currency,
        draft=drafted(made, picked).model_dump_json(),
        now=session.now,
    )
    return begun


def _status(session: Session, row: Any, status: CheckoutStatus) -> None:
    quoted = Checkout.model_validate_json(row["quote"]).model_copy(update={"status": status})
    checkouts.keep(session, quoted, Choices.model_validate_json(row["choices"]))


# --- finishing


def _order(session: Session, payment: Any, reference: str) -> PlacedOrder:
    draft = Draft.model_validate_json(payment["draft"])
    # The last numbers that are taken: whoever waits for them waits shortest.
    sequence = next_numbers(session, "orders")
    record, placed = ordered(draft, payment["order_id"], sequence - 1, session.shop, session.now)
    insert(session, record, sequence, payment["checkout_id"])
    session.change(
        "UPDATE payments SET state = 'authorised', reference = :reference, draft = '' WHERE id = :id",
        reference=reference,
        id=payment["id"],
    )
    tell(session, [placed])
    return PlacedOrder(order_id=record.id, number=record.number, total=record.total)
