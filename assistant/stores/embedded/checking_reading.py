"""Reads orders and checkouts part by part, as a shop may have more than fit into memory."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from assistant.shopping.checkout import Checkout
from assistant.stores.embedded.session import Session
from assistant.stores.rules.records import Record

_PART = 500


def order_parts(session: Session) -> Iterator[list[tuple[Any, Record | None]]]:
    """All orders in the order of their numbers, some at a time: the row, and what it says."""
    after = -1
    while rows := session.rows(
        "SELECT sequence, id, number, checkout_id, next_at, document FROM orders"
        " WHERE sequence > :after ORDER BY sequence LIMIT :most",
        after=after,
        most=_PART,
    ):
        yield [(row, _record(row["document"])) for row in rows]
        after = int(rows[-1]["sequence"])


def orders(session: Session) -> Iterator[Record]:
    """All orders that can be read."""
    for part in order_parts(session):
        yield from (record for _, record in part if record is not None)


def checkouts(session: Session) -> Iterator[tuple[Any, Checkout | None]]:
    """All checkouts: the row, and the quote if it can be read and adds up."""
    after = ""
    while rows := session.rows(
        "SELECT id, status, quote FROM checkouts WHERE id > :after ORDER BY id LIMIT :most",
        after=after,
        most=_PART,
    ):
        yield from ((row, _quote(row["quote"])) for row in rows)
        after = rows[-1]["id"]


def _record(document: str) -> Record | None:
    try:
        return Record.model_validate_json(document)
    except ValidationError:
        return None


def _quote(quote: str) -> Checkout | None:
    try:
        return Checkout.model_validate_json(quote)
    except ValidationError:
        return None
