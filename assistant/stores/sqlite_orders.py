"""Checkouts and orders in the embedded store's tables."""

from datetime import datetime
from sqlite3 import Row
from uuid import uuid4

from pydantic import RootModel

from assistant.shopping.carts import Cart, CartLine
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores import sqlite_carts as carts
from assistant.stores.quotes import quote
from assistant.stores.sqlite_session import Session, local

_DAY = 24 * 60
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are heard and read as numbers."""
_PER_LETTER = 900
"""Numbers of three digits that do not begin with 0."""
_MOST_ORDERS = 1000


class _Lines(RootModel[tuple[CartLine, ...]]):
    """An order's lines as they stand in the orders' table."""


def start(session: Session, cart_id: str, *, address: bool) -> Checkout:
    """Quote what lies in a cart.

    Raises:
        StoreError: if there is no such cart, or nothing in it.
    """
    cart = carts.read(session, cart_id)
    if not cart.lines:
        raise _conflict("The cart is empty.")
    gone = [f"The {name} is no longer sold." for name in carts.no_longer_sold(session, cart_id)]
    short = [_shortage(line, left) for line in cart.lines if (left := _left(session, line)) is not None]
    checkout = quote(uuid4().hex, cart.lines, session.shop, address=address, messages=(*gone, *short))
    if short:
        # Nobody is asked to say yes to what the shop cannot deliver.
        checkout = checkout.model_copy(update={"status": CheckoutStatus.INCOMPLETE})
    session.connection.execute(
        "INSERT INTO checkouts (id, cart_id, quote, created_at) VALUES (?, ?, ?, ?)",
        (checkout.id, cart_id, checkout.model_dump_json(), session.now),
    )
    return checkout


def place(session: Session, checkout_id: str, expected: Money) -> PlacedOrder:
    """Turn a checkout into an order: its goods leave the shelf, and the cart is empty.

    Raises:
        StoreError: if there is no such checkout, it cannot be ordered, or is not what was quoted any more.
    """
    quoted, cart = _quoted(session, checkout_id)
    today = quote(checkout_id, cart.lines, session.shop, address=True)
    if today.total != expected:
        raise _conflict(f"The price has changed: the total is {today.total} now.")
    for line in today.lines:
        _take(session, line)
    _complete(session, quoted)
    carts.empty(session, cart.id)
    return _write(session, today)


def latest(session: Session, limit: int) -> list[Order]:
    """The latest orders, newest first."""
    rows = session.connection.execute(
        "SELECT * FROM orders ORDER BY sequence DESC LIMIT ?", (min(max(0, limit), _MOST_ORDERS),)
    )
    return [_order(session, row) for row in rows]


def find(session: Session, order_id: str) -> Order:
    """An order.

    Raises:
        StoreError: if there is no such order.
    """
    row = session.connection.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
    if row is None:
        raise StoreError(
            StoreErrorKind.NOT_FOUND, "The shop has no such order.", "Look at your latest orders."
        )
    return _order(session, row)


# --- placing


def _quoted(session: Session, checkout_id: str) -> tuple[Checkout, Cart]:
    """A checkout that can be ordered, and its cart, which is still what the quote was for."""
    row = session.connection.execute(
        "SELECT cart_id, quote FROM checkouts WHERE id = ?", (checkout_id,)
    ).fetchone()
    if row is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such checkout.", "Check out again.")
    quoted = Checkout.model_validate_json(row["quote"])
    if quoted.status is CheckoutStatus.COMPLETED:
        raise _conflict("This has been ordered already.", "Look at your latest orders.")
    if quoted.status is not CheckoutStatus.READY:
        raise _conflict("The shop does not know where to deliver to.", "Set the household's address.")
    cart = carts.read(session, row["cart_id"])
    if [line.request() for line in cart.lines] != [line.request() for line in quoted.lines]:
        raise _conflict("The cart has changed since.")
    return quoted, cart


def _take(session: Session, line: CartLine) -> None:
    taken = session.connection.execute(
        "UPDATE products SET stock = stock - :quantity"
        " WHERE id = :id AND (stock IS NULL OR stock >= :quantity)",
        {"quantity": line.quantity, "id": line.product_id},
    )
    if not taken.rowcount:
        raise _conflict(_shortage(line, _left(session, line) or 0), "Take fewer, or leave it out.")


def _left(session: Session, line: CartLine) -> int | None:
    """How many there are of something of which there are too few; None where there are enough."""
    row = session.connection.execute("SELECT stock FROM products WHERE id = ?", (line.product_id,)).fetchone()
    stock = row["stock"]
    return None if stock is None or stock >= line.quantity else int(stock)


def _shortage(line: CartLine, left: int) -> str:
    if left > 1:
        return f"There are only {left} of the {line.name} left."
    return f"There is only one of the {line.name} left." if left else f"The {line.name} is sold out."


def _complete(session: Session, quoted: Checkout) -> None:
    done = quoted.model_copy(update={"status": CheckoutStatus.COMPLETED})
    session.connection.execute(
        "UPDATE checkouts SET quote = ? WHERE id = ?", (done.model_dump_json(), quoted.id)
    )


def _write(session: Session, checkout: Checkout) -> PlacedOrder:
    last = session.connection.execute("SELECT coalesce(max(sequence), 0) FROM orders").fetchone()[0]
    order = PlacedOrder(order_id=uuid4().hex, number=said_number(last), total=checkout.total)
    minutes = session.shop.fulfilment.minutes
    row = {
        "sequence": last + 1,
        "id": order.order_id,
        "number": order.number,
        "checkout_id": checkout.id,
        "status": "placed",
        "lines": _Lines(checkout.lines).model_dump_json(),
        "amount": order.total.amount,
        "currency": order.total.currency,
        "placed_at": session.now,
        "due_at": session.now + 60 * minutes,
        "by_day": minutes >= _DAY,
    }
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    session.connection.execute(f"INSERT INTO orders ({names}) VALUES ({places})", row)  # noqa: S608 - the names above
    return order


def said_number(count: int) -> str:
    """The number of the order after `count` others, as it is said: "A 1 0 0"; after "Z 9 9 9" it has more."""
    size = _PER_LETTER
    while count >= len(_LETTERS) * size:
        count -= len(_LETTERS) * size
        size *= 10
    letter, digits = divmod(count, size)
    return " ".join(f"{_LETTERS[letter]}{size // 9 + digits}")


# --- reading


def _order(session: Session, row: Row) -> Order:
    return Order(
        id=row["id"],
        number=row["number"],
        status=row["status"],
        lines=_Lines.model_validate_json(row["lines"]).root,
        total=Money(amount=row["amount"], currency=row["currency"]),
        placed_at=local(row["placed_at"]),
        promise=promised(local(row["due_at"]), session.today, by_day=bool(row["by_day"])),
    )


def promised(due: datetime, now: datetime, *, by_day: bool) -> str:
    """When an order is to arrive, as it is said now: "tomorrow", "on Tuesday, June 3", "today at 10:25 AM".

    Args:
        due: when.
        now: when it is said.
        by_day: whether a day was promised, not a time of day.

    Returns:
        The promise; empty once its time is over.
    """
    days = (due.date() - now.date()).days
    if days < 0 or (due < now and not by_day):
        return ""
    day = {0: "today", 1: "tomorrow"}.get(days, f"on {due:%A}, {due:%B} {due.day}")
    return day if by_day else f"{day} at {due.hour % 12 or 12}:{due:%M} {due:%p}"


def _conflict(what: str, fix: str = "") -> StoreError:
    return StoreError(StoreErrorKind.CONFLICT, what, fix)
