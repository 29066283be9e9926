"""Checkouts in the embedded store's tables: quotes, and what is held for them."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from assistant.shopping.carts import Buyer
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.fulfilment import Destination
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded import addresses, carts
from assistant.stores.embedded.holds import release, take, taken
from assistant.stores.embedded.session import Session
from assistant.stores.rules.addresses import at_first, changed
from assistant.stores.rules.agreeing import over
from assistant.stores.rules.lines import Picked
from assistant.stores.rules.quotes import Basis, Choices, Quote, chosen_at_first, quote, rechosen


def start(session: Session, cart_id: str, buyer: Buyer | None) -> Checkout:
    """Quote what lies in a cart, and hold it.

    Raises:
        StoreError: if there is no such cart, or nothing in it.
    """
    carts.known(session, cart_id, for_update=True)
    carts.let_go(session, cart_id, carts.wanted(session, cart_id))
    checkout_id = uuid4().hex
    choices = chosen_at_first(buyer)
    made, _ = today(session, checkout_id, cart_id, choices)
    session.change(
        "INSERT INTO checkouts (id, cart_id, choices, quote, status, created_at)"
        " VALUES (:id, :cart_id, :choices, :quote, :status, :now)",
        id=checkout_id,
        cart_id=cart_id,
        choices=choices.model_dump_json(),
        quote=made.checkout.model_dump_json(),
        status=made.checkout.status,
        now=session.now,
    )
    addresses.keep(session, checkout_id, at_first(buyer))
    hold(session, made)
    return made.checkout


def update(
    session: Session,
    checkout_id: str,
    destination: Destination | None,
    option_id: str | None,
    codes: Sequence[str] | None,
) -> Checkout:
    """Quote it again with something else chosen; what is None stays as it is.

    Raises:
        StoreError: if there is no such checkout, or it is over.
    """
    row = found(session, checkout_id)
    choices = rechosen(Choices.model_validate_json(row["choices"]), destination, option_id, codes)
    release(session, [checkout_id], carts.wanted(session, row["cart_id"]))
    made, _ = today(session, checkout_id, row["cart_id"], choices)
    keep(session, made.checkout, choices)
    if destination is not None:
        known = addresses.known(session, checkout_id)
        addresses.keep(session, checkout_id, changed(known, destination))
    hold(session, made)
    return made.checkout


def cancel(session: Session, checkout_id: str) -> Checkout:
    """Let go of a checkout.

    Raises:
        StoreError: if there is no such checkout, or it is over.
    """
    row = found(session, checkout_id)
    release(session, [checkout_id])
    checkout = Checkout.model_validate_json(row["quote"])
    canceled = checkout.model_copy(update={"status": CheckoutStatus.CANCELED})
    keep(session, canceled, Choices.model_validate_json(row["choices"]))
    addresses.forget(session, checkout_id)
    return canceled


def found(session: Session, checkout_id: str) -> Any:
    """The row of a checkout that is not over, which nobody else may change.

    Raises:
        StoreError: if there is no such checkout, or it is over.
    """
    row = read(session, checkout_id)
    if refused := over(row["status"]):
        raise refused
    return row


def read(session: Session, checkout_id: str) -> Any:
    """The row of a checkout, which nobody else may change.

    Raises:
        StoreError: if there is no such checkout.
    """
    row = session.locked("SELECT * FROM checkouts WHERE id = :id", id=checkout_id)
    if row is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such checkout.", "Check out again.")
    return row


def today(
    session: Session, checkout_id: str, cart_id: str, choices: Choices
) -> tuple[Quote, tuple[Picked, ...]]:
    """The quote for a cart as it is now, and the products that it is for. What it wants is locked.

    Raises:
        StoreError: if nothing in the cart is sold.
    """
    picked, gone = carts.contents(session, cart_id)
    basis = Basis(
        checkout_id=checkout_id,
        picked=picked,
        gone=gone,
        shop=session.shop,
        choices=choices,
        now=session.now,
        taken=taken(session),
    )
    return quote(basis), picked


def hold(session: Session, made: Quote) -> None:
    """Hold what a quote is for, unless it cannot be ordered as it is."""
    if made.checkout.status in {CheckoutStatus.READY, CheckoutStatus.NEEDS_BUYER}:
        take(session, made.checkout.id, made.holds, session.now + 60 * session.shop.hold)


def keep(session: Session, checkout: Checkout, choices: Choices) -> None:
    """Write a checkout down."""
    session.change(
        "UPDATE checkouts SET choices = :choices, quote = :quote, status = :status WHERE id = :id",
        id=checkout.id,
        choices=choices.model_dump_json(),
        quote=checkout.model_dump_json(),
        status=checkout.status,
    )
