"""A store's file that an earlier version wrote: its carts and orders stay."""

import json
import sqlite3
from pathlib import Path

import pytest

from assistant.shopping.carts import LineRequest
from assistant.shopping.money import Money
from assistant.shopping.stores import StoreError
from assistant.stores.embedded.idempotency import Request
from assistant.stores.sqlite import SqliteStore, StoreOptions
from store_contract import HOME, KIOSK, TOKEN, HandClock

VERSION_1 = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE products (
    id TEXT PRIMARY KEY, listed INTEGER NOT NULL DEFAULT 1, position INTEGER NOT NULL, title TEXT NOT NULL,
    name TEXT NOT NULL, aliases TEXT NOT NULL, brand TEXT NOT NULL, category TEXT NOT NULL,
    description TEXT NOT NULL, content TEXT NOT NULL, options TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0), stock INTEGER CHECK (stock >= 0)
);
CREATE VIRTUAL TABLE product_words USING fts5 (
    product_id UNINDEXED, name, aliases, brand, category, title, description, options,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE carts (id TEXT PRIMARY KEY, created_at REAL NOT NULL);
CREATE TABLE cart_lines (
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    variant_id TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (cart_id, variant_id)
);
CREATE TABLE checkouts (
    id TEXT PRIMARY KEY, cart_id TEXT NOT NULL REFERENCES carts (id), quote TEXT NOT NULL,
    created_at REAL NOT NULL
);
CREATE TABLE orders (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE,
    checkout_id TEXT NOT NULL UNIQUE REFERENCES checkouts (id), status TEXT NOT NULL, lines TEXT NOT NULL,
    amount INTEGER NOT NULL, currency TEXT NOT NULL, placed_at REAL NOT NULL, due_at REAL NOT NULL,
    by_day INTEGER NOT NULL
);
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY, operation TEXT NOT NULL, request_hash TEXT NOT NULL, answer TEXT NOT NULL,
    answered_at REAL NOT NULL
);
CREATE INDEX idempotency_by_age ON idempotency (answered_at);
PRAGMA user_version = 1;
"""
PRICE = {"amount": 250, "currency": "USD"}
LINE = {
    "product_id": "tea",
    "variant_id": "tea",
    "name": "tea",
    "options": {},
    "quantity": 1,
    "unit_price": PRICE,
    "total": PRICE,
}


def written_by_version_1(path: Path, now: float) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    connection.execute("INSERT INTO facts VALUES ('catalogue', 'old')")
    connection.execute(
        "INSERT INTO products VALUES ('tea', 1, 0, 'Tea', 'tea', '[]', '', '', '', '', '[]', 240, 9)"
    )
    connection.execute("INSERT INTO carts VALUES ('cart', ?)", (now,))
    connection.execute("INSERT INTO cart_lines VALUES ('cart', 0, 'tea?size=large', 2)")
    for checkout in ("done", "quoted"):
        connection.execute("INSERT INTO checkouts VALUES (?, 'cart', '{}', ?)", (checkout, now))
    connection.execute(
        "INSERT INTO orders VALUES (1, 'order', 'A 1 0 0', 'done', 'placed', ?, 550, 'USD', ?, ?, 1)",
        (json.dumps([LINE]), now, now + 3600),
    )
    request = Request.of("key", "place_order", "done", Money(amount=550))
    answer = json.dumps(
        {"order_id": "order", "number": "A 1 0 0", "total": {"amount": 550, "currency": "USD"}}
    )
    connection.execute(
        "INSERT INTO idempotency VALUES ('key', 'place_order', ?, ?, ?)", (request.hash, answer, now)
    )
    connection.commit()
    connection.close()


async def test_a_file_of_the_first_version_keeps_its_carts_and_orders(tmp_path: Path) -> None:
    clock = HandClock()
    written_by_version_1(tmp_path / "kiosk.db", clock.time)
    catalogue = tmp_path / "kiosk.yaml"
    catalogue.write_text(KIOSK)
    store = SqliteStore(tmp_path / "kiosk.db", clock=clock, options=StoreOptions(catalogue=catalogue))

    assert str((await store.cart("cart")).subtotal) == "$6.00"
    assert (await store.product("tea")).variant.stock == 3
    (order,) = await store.orders(5)
    assert (order.number, str(order.total), order.lines[0].name, order.promise) == (
        "A 1 0 0",
        "$5.50",
        "tea",
        "today",
    )
    again = await store.place_order("done", "tok", Money(amount=550), "key")
    assert again.order_id == "order"
    clock.time += 24 * 3600
    assert (await store.order("order")).status == "delivered"
    await store.close()

    connection = sqlite3.connect(tmp_path / "kiosk.db")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'old_%'").fetchall() == []
    connection.close()


async def test_what_was_not_ordered_then_cannot_be_ordered_by_its_old_quote(tmp_path: Path) -> None:
    clock = HandClock()
    written_by_version_1(tmp_path / "kiosk.db", clock.time)
    store = SqliteStore(tmp_path / "kiosk.db", clock=clock)
    with pytest.raises(StoreError, match="given up"):
        await store.place_order("quoted", "tok", Money(amount=550), "other")
    await store.close()


async def test_a_file_of_the_second_version_gets_what_it_lacks_and_keeps_the_rest(tmp_path: Path) -> None:
    catalogue = tmp_path / "kiosk.yaml"
    catalogue.write_text(KIOSK, encoding="utf-8")
    options = StoreOptions(catalogue=catalogue)
    store = SqliteStore(tmp_path / "shop.db", clock=HandClock(), options=options)
    cart = await store.create_cart([LineRequest(variant_id="cake", quantity=1)], None, "a")
    await store.close()
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.executescript("DROP TABLE addresses; PRAGMA user_version = 2;")
    connection.close()

    store = SqliteStore(tmp_path / "shop.db", clock=HandClock(), options=options)
    assert await store.cart(cart.id) == cart
    checkout = await store.start_checkout(cart.id, HOME, "b")
    placed = await store.place_order(checkout.id, TOKEN, checkout.total, "c")
    assert await store.address(placed.order_id) == HOME.destination
    await store.close()
