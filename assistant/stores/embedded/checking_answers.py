"""Whether every key was answered once, and every order has the one key that it was placed with."""

from collections.abc import Iterator

from pydantic import ValidationError

from assistant.shopping.orders import PlacedOrder
from assistant.stores.embedded.session import Session


def faults(session: Session) -> Iterator[str]:
    """What does not hold."""
    yield from _unanswered(session)
    yield from _strange(session)
    yield from _without_key(session)


def _unanswered(session: Session) -> Iterator[str]:
    for row in session.rows(
        "SELECT operation, count(*) AS found FROM idempotency WHERE answer = '' GROUP BY operation"
    ):
        yield f"{row['found']} requests ({row['operation']}) were taken, and never answered."


def _strange(session: Session) -> Iterator[str]:
    """Answers that speak of an order which there is not, or another than what was paid with the key."""
    for row in session.rows(
        "SELECT idempotency.answer AS answer, orders.id AS id, orders.number AS number,"
        " payments.amount AS amount FROM idempotency"
        " LEFT JOIN payments ON payments.key = idempotency.key AND payments.state = 'authorised'"
        " LEFT JOIN orders ON orders.id = payments.order_id"
        " WHERE idempotency.operation = 'place_order' AND idempotency.answer <> ''"
    ):
        try:
            told = PlacedOrder.model_validate_json(row["answer"])
        except ValidationError:
            yield "An answer to a request for an order cannot be read."
            continue
        if (told.order_id, told.number, told.total.amount) != (row["id"], row["number"], row["amount"]):
            yield f"Order {told.number} was told, and another or none was placed with its key."


def _without_key(session: Session) -> Iterator[str]:
    for row in session.rows(
        "SELECT orders.number AS number, count(idempotency.key) AS keys FROM orders"
        " LEFT JOIN payments ON payments.order_id = orders.id AND payments.state = 'authorised'"
        " LEFT JOIN idempotency ON idempotency.key = payments.key"
        " AND idempotency.operation = 'place_order'"
        " GROUP BY orders.number HAVING count(idempotency.key) <> 1"
    ):
        yield f"Order {row['number']} has {row['keys']} answered requests, not one."
