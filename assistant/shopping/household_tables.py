"""The tables of the household's database, and how an older file gets them."""

import re
from collections.abc import Sequence
from sqlite3 import Connection

from assistant.shopping.home import HOME_TABLES
from assistant.shopping.price_watches import WATCH_TABLES
from assistant.shopping.standing_orders import STANDING_TABLES

VERSION = 3
SCHEMA = """
CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    list TEXT NOT NULL,
    folded TEXT NOT NULL,
    text TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit TEXT NOT NULL,
    UNIQUE (list, folded)
);
CREATE TABLE lists (folded TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE carts (store TEXT PRIMARY KEY, cart_id TEXT NOT NULL);
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    store TEXT NOT NULL,
    checkout_id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    order_number TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
);
CREATE TABLE cursors (store TEXT PRIMARY KEY, sequence INTEGER NOT NULL);
CREATE TABLE notices (
    store TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    order_number TEXT NOT NULL,
    shipment_id TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (store, sequence)
);
CREATE TABLE pins (id INTEGER PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE order_payments (key TEXT PRIMARY KEY, name TEXT NOT NULL);
"""
SCHEMA += STANDING_TABLES + WATCH_TABLES + HOME_TABLES
_TABLE = re.compile(r"\s*CREATE TABLE (\w+)")


def upgrade(connection: Connection, statements: Sequence[str]) -> None:
    """Make the tables that an older file does not have; those that it has are as they were.

    Args:
        connection: to the file.
        statements: that would make all tables of a new file.
    """
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    there = {row["name"] for row in rows}
    for statement in statements:
        found = _TABLE.match(statement)
        if found and found[1] not in there:
            connection.execute(statement)
