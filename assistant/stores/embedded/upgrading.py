"""Brings older files up to date: carts and orders stay.

Of a file of the first version the shelves are filled anew; later ones get the tables that they lack.
"""

import json
import re
from collections.abc import Iterator, Sequence
from sqlite3 import Connection
from typing import Any

from assistant.shopping.aftersales import ShipmentStatus
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money, allotted
from assistant.shopping.orders import OrderLine
from assistant.stores.rules.records import Parcel, Piece, PieceState, Record, Step

_OLD = ("facts", "products", "carts", "cart_lines", "checkouts", "orders", "idempotency")
_KEPT = """
INSERT INTO carts (id, created_at) SELECT id, created_at FROM old_carts;
INSERT INTO cart_lines (cart_id, position, variant_id, quantity)
    SELECT cart_id, position, variant_id, quantity FROM old_cart_lines;
INSERT INTO checkouts (id, cart_id, choices, quote, status, created_at)
    SELECT id, cart_id, '', '', 'canceled', created_at FROM old_checkouts;
UPDATE checkouts SET status = 'completed' WHERE id IN (SELECT checkout_id FROM old_orders);
INSERT INTO idempotency (key, operation, request_hash, answer, answered_at)
    SELECT key, operation, request_hash, answer, answered_at FROM old_idempotency
    WHERE operation = 'place_order';
INSERT INTO counters (name, value) SELECT 'orders', coalesce(max(sequence), 0) FROM old_orders
"""
"""What was quoted then can only be quoted again, hence the status."""
_PARCEL = "S1"


_MADE = re.compile(r"^\s*CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX) (?:IF NOT EXISTS )?(\w+)", re.MULTILINE)


def upgraded(connection: Connection, statements: Sequence[str]) -> None:
    """Make the tables of an older file those of today.

    Args:
        connection: in a transaction.
        statements: that make today's tables.
    """
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master")}
    if "product_words" in there:
        _from_the_first(connection, statements)
        return
    for statement in lacking(statements, there):
        connection.execute(statement)


def lacking(statements: Sequence[str], there: set[str]) -> Iterator[str]:
    """Those of some statements that make tables and indexes which there are not yet."""
    for statement in statements:
        made = _MADE.search(statement)
        if made and made[1] not in there:
            yield statement


def _from_the_first(connection: Connection, statements: Sequence[str]) -> None:
    # Otherwise what refers to a table would go on to refer to it under its old name.
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("DROP TABLE product_words")
    connection.execute("DROP INDEX idempotency_by_age")
    for table in _OLD:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for statement in (*statements, *_KEPT.split(";")):
        connection.execute(statement)
    for row in connection.execute("SELECT * FROM old_orders ORDER BY sequence").fetchall():
        _keep_order(connection, row)
    for table in reversed(_OLD):
        connection.execute(f"DROP TABLE old_{table}")
    connection.execute("PRAGMA legacy_alter_table = OFF")


def _keep_order(connection: Connection, row: Any) -> None:
    record = _record(row)
    connection.execute(
        "INSERT INTO orders (sequence, id, number, checkout_id, placed_at, next_at, document)"
        " VALUES (:sequence, :id, :number, :checkout_id, :placed_at, :next_at, :document)",
        {
            "sequence": row["sequence"],
            "id": record.id,
            "number": record.number,
            "checkout_id": row["checkout_id"],
            "placed_at": record.placed_at,
            "next_at": record.next_at,
            "document": record.model_dump_json(),
        },
    )
    # It was paid elsewhere: what is to go back cannot go back by itself.
    connection.execute(
        "INSERT INTO payments"
        " (id, checkout_id, order_id, state, reference, key, amount, currency, draft, begun_at)"
        " VALUES (:id, :checkout_id, :id, 'authorised', '', '', :amount, :currency, '', :placed_at)",
        {
            "id": record.id,
            "checkout_id": row["checkout_id"],
            "amount": record.total.amount,
            "currency": record.currency,
            "placed_at": record.placed_at,
        },
    )


def _record(row: Any) -> Record:
    """An order as it is kept today: on its way in one parcel until it was to be there."""
    lines = tuple(
        OrderLine.model_validate({**line, "id": str(place), "paid": line["total"]})
        for place, line in enumerate(json.loads(row["lines"]), start=1)
    )
    delivered = Step(at=row["due_at"], parcel=_PARCEL, status=ShipmentStatus.DELIVERED)
    total = Money(amount=row["amount"], currency=row["currency"])
    return Record(
        id=row["id"],
        number=row["number"],
        currency=row["currency"],
        lines=lines,
        totals=(),
        total=total,
        fulfilment=FulfilmentOption(id="usual", name="delivery", price=total * 0),
        placed_at=row["placed_at"],
        due_at=row["due_at"],
        by_day=bool(row["by_day"]),
        return_days={line.id: 0 for line in lines},
        pieces=tuple(_pieces(lines)),
        parcels=(Parcel(id=_PARCEL, status=ShipmentStatus.SHIPPED, due_at=row["due_at"]),),
        steps=(delivered,),
    )


def _pieces(lines: Sequence[OrderLine]) -> list[Piece]:
    return [
        Piece(line=line.id, price=price, parcel=_PARCEL, state=PieceState.SHIPPED, captured=True)
        for line in lines
        for price in allotted(line.total.amount, [1] * line.quantity)
    ]
