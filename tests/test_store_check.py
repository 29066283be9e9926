"""What must hold in a shop's tables is looked at, and each breach of it is told."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.ports import Store
from assistant.shopping.carts import LineRequest
from assistant.stores.embedded.checking import Fault, Part, faults
from assistant.stores.embedded.checking_holds import Whereabouts, whereabouts
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.sqlite import SqliteStore, StoreOptions
from commands import aisle, settings
from store_contract import DAY, HOUR, HandClock, Maker, Shop, line, sqlite_store

pytest_plugins = ["store_fixtures"]
SHOP = """
shop:
  name: the kiosk
  tax: 8
  fulfilment: {fee: 300, free_from: 2000, minutes: 60, windows: {hours: ["14:00-16:00"], capacity: 9}}
  coupons: [{code: TEN, percent: 10, uses: 5}]
  returns: {fee: 50}
products:
  - {id: tea, title: Tea, name: tea, price: 250, stock: 30, category: drinks}
  - {id: cake, title: Cake, name: cake, aliases: [pie], price: 400, stock: 20, category: bakery}
"""


async def lived(shop: Shop) -> None:
    """Let everything happen that can: orders that are placed, canceled and given back, and what is held."""
    whole = await shop.bought(line("tea", 2), line("cake"))
    checkout = await shop.quoted(line("tea", 3))
    checkout = await shop.store.update_checkout(checkout.id, codes=["TEN"], key=shop.key())
    await shop.placed(checkout)
    gone = await shop.bought(line("cake", 2))
    await shop.store.cancel_order(gone.id, [], "changed my mind", shop.key())
    shop.later(2 * DAY)
    await shop.store.orders(3)
    await shop.store.request_return(whole.id, [], "not_wanted", shop.key())
    shop.later(5 * DAY)
    await shop.store.orders(3)
    await shop.quoted(line("cake", 4))


def opened(folder: Path, clock: HandClock) -> SqliteStore:
    return SqliteStore(folder / "shop.db", clock=clock, options=StoreOptions())


def found(store: Store) -> list[Fault]:
    assert isinstance(store, EmbeddedStore)
    with store.looking() as session:
        return list(faults(session, store.finder))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a shop in which all is in order."""
    folder = tmp_path_factory.mktemp("sound")

    async def made() -> None:
        clock = HandClock()
        store = sqlite_store(folder, SHOP.encode(), clock)
        await lived(Shop(store, clock, store.gateway.behaviour))  # type: ignore[attr-defined]
        await store.close()

    asyncio.run(made())
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """One that may be broken."""
    shutil.copy(sound / "shop.db", tmp_path / "shop.db")
    return tmp_path


def broken(folder: Path, *statements: str) -> list[Fault]:
    """What is found after somebody was at the tables."""
    with closing(sqlite3.connect(folder / "shop.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            changed = connection.execute(statement).rowcount
            assert changed or statement.startswith(("ALTER", "CREATE", "DROP", "PRAGMA")), statement

    async def looked() -> list[Fault]:
        store = opened(folder, HandClock())
        try:
            return found(store)
        finally:
            await store.close()

    return asyncio.run(looked())


async def test_after_all_that_can_happen_everything_is_in_order(
    kind_and_maker: tuple[str, Maker], tmp_path: Path
) -> None:
    kind, make = kind_and_maker
    if kind == "memory":
        pytest.skip("has no tables")
    clock = HandClock()
    store = make(tmp_path, SHOP.encode(), clock)
    await lived(Shop(store, clock, store.gateway.behaviour))  # type: ignore[attr-defined]
    assert found(store) == []
    assert isinstance(store, EmbeddedStore)
    with store.looking() as session:
        there = whereabouts(session)
    assert there == {"tea": Whereabouts(27, 0, 3), "cake": Whereabouts(16, 4, 0)}
    await store.close()


ANY_NUMBERS = (
    "PRAGMA legacy_alter_table = ON",
    "ALTER TABLE orders RENAME TO before",
    "CREATE TABLE orders (sequence PRIMARY KEY, id UNIQUE, number, checkout_id, at, next_at, document)",
    "INSERT INTO orders SELECT * FROM before",
)
"""Without what refuses two of one."""
ORDER = "(SELECT id FROM orders ORDER BY sequence LIMIT 1)"


def breach(name: str, part: Part, text: str, *statements: str) -> Any:
    """What is done to the tables, and what is told of it."""
    return pytest.param(part, text, statements, id=name)


BREACHES = [
    breach(
        "negative stock",
        Part.STOCK,
        "There are -1 of tea on the shelf.",
        "UPDATE variants SET stock = -1 WHERE id = 'tea'",
    ),
    breach(
        "a hold of a checkout that is over",
        Part.STOCK,
        "4 of the stock cake are held for a checkout that is canceled.",
        "UPDATE checkouts SET status = 'canceled' WHERE id IN (SELECT checkout_id FROM holds)",
    ),
    breach(
        "a hold of no checkout",
        Part.STOCK,
        "4 of the stock cake are held for no checkout.",
        "UPDATE holds SET checkout_id = 'x'",
    ),
    breach(
        "a window taken once too often",
        Part.STOCK,
        "is taken 4 times, but ordered or held 3 times.",
        "UPDATE uses SET taken = taken + 1 WHERE kind = 'window' AND taken = 3",
    ),
    breach(
        "a coupon taken once too often",
        Part.STOCK,
        "The coupon TEN is taken 2 times, but ordered or held 1 times.",
        "UPDATE uses SET taken = 2 WHERE kind = 'coupon'",
    ),
    breach(
        "a total that does not add up",
        Part.ORDERS,
        "its bill adds up to",
        f"UPDATE orders SET document = json_set(document, '$.total.amount', 1) WHERE id = {ORDER}",
    ),
    breach(
        "lines that do not add up",
        Part.ORDERS,
        "its lines add up to",
        f"UPDATE orders SET document = json_set(document, '$.lines[0].total.amount', 1) WHERE id = {ORDER}",
    ),
    breach(
        "a tax that is nobody's",
        Part.ORDERS,
        "which leaves no right fee",
        f"UPDATE orders SET document = json_set(document, '$.lines[0].paid.amount', 1) WHERE id = {ORDER}",
    ),
    breach(
        "a piece too few",
        Part.ORDERS,
        "Order A 1 0 0: there are 1 pieces of its tea, not 2.",
        f"UPDATE orders SET document = json_remove(document, '$.pieces[0]') WHERE id = {ORDER}",
    ),
    breach(
        "a piece that is canceled and not taken off",
        Part.ORDERS,
        "were taken off for pieces of",
        "UPDATE orders SET document = json_set(document, '$.pieces[0].state', 'canceled')"
        " WHERE number = 'A 1 0 1'",
    ),
    breach(
        "a return that did not come back as money",
        Part.ORDERS,
        "came back for the return R1",
        f"UPDATE orders SET document = json_set(document, '$.adjustments', json('[]')) WHERE id = {ORDER}",
    ),
    breach(
        "an order that cannot be read",
        Part.ORDERS,
        "Order A 1 0 0 cannot be read.",
        f"UPDATE orders SET document = '' WHERE id = {ORDER}",
    ),
    breach(
        "an order under another's number",
        Part.ORDERS,
        "Order Z 9: its row is that of order A 1 0 0.",
        f"UPDATE orders SET number = 'Z 9' WHERE id = {ORDER}",
    ),
    breach(
        "a quote that does not add up",
        Part.ORDERS,
        "The quote of a checkout that is ready does not add up",
        "UPDATE checkouts SET quote = json_set(quote, '$.total.amount', 1) WHERE status = 'ready'",
    ),
    breach(
        "a checkout that is paid by nobody",
        Part.ORDERS,
        "1 checkouts are in_progress without a payment under way",
        "UPDATE checkouts SET status = 'in_progress', quote = json_set(quote, '$.status', 'in_progress')"
        " WHERE status = 'ready'",
    ),
    breach(
        "two orders of one number",
        Part.ORDERS,
        "Several orders have the number A 1 0 0.",
        *ANY_NUMBERS,
        "UPDATE orders SET number = 'A 1 0 0'",
    ),
    breach(
        "a checkout that is ordered twice",
        Part.ORDERS,
        "The checkout of order A 1 0 0 was ordered more than once.",
        *ANY_NUMBERS,
        "UPDATE orders SET checkout_id = (SELECT checkout_id FROM orders WHERE number = 'A 1 0 0')",
    ),
    breach(
        "an order of which nobody was told",
        Part.ORDERS,
        "Nobody was told of order A 1 0 0.",
        f"DELETE FROM events WHERE order_id = {ORDER}",
    ),
    breach(
        "an order that is paid twice",
        Part.MONEY,
        "Order A 1 0 0: it was paid 2 times.",
        "INSERT INTO payments SELECT 'again', checkout_id, order_id, state, reference, key, amount,"
        f" currency, draft, begun_at FROM payments WHERE order_id = {ORDER}",
    ),
    breach(
        "an order that is not paid",
        Part.MONEY,
        "Order A 1 0 0: it was paid 0 times.",
        f"UPDATE payments SET state = 'declined' WHERE order_id = {ORDER}",
    ),
    breach(
        "too little that is paid",
        Part.MONEY,
        "$0.01 were agreed to be paid.",
        f"UPDATE payments SET amount = 1 WHERE order_id = {ORDER}",
    ),
    breach(
        "money that was taken for nothing",
        Part.MONEY,
        "were taken for pieces of",
        "UPDATE payment_tasks SET amount = amount + 1 WHERE kind = 'capture'",
    ),
    breach(
        "money that was given back for nothing",
        Part.MONEY,
        "were given back, not",
        "UPDATE payment_tasks SET amount = amount + 1 WHERE kind = 'refund'",
    ),
    breach(
        "a refund that failed",
        Part.MONEY,
        "the payment service refused a refund.",
        "UPDATE payment_tasks SET state = 'failed' WHERE kind = 'refund'",
    ),
    breach(
        "money that moved twice",
        Part.MONEY,
        "of what was to be moved by capture",
        "UPDATE gateway_payments SET payment = json_set(payment, '$.captured.amount',"
        " 2 * json_extract(payment, '$.captured.amount'))",
    ),
    breach(
        "a payment of which the service does not know",
        Part.MONEY,
        "the payment service does not know its payment.",
        "UPDATE payments SET reference = 'x'",
    ),
    breach(
        "money that is held for no order",
        Part.MONEY,
        "The payment service holds $9.99 for no order.",
        "INSERT INTO gateway_payments SELECT 'x', json_set(payment, '$.id', 'x', '$.amount.amount', 999,"
        " '$.voided', json('false')) FROM gateway_payments LIMIT 1",
    ),
    breach(
        "a payment for no order",
        Part.MONEY,
        "1 payments are for orders that there are not.",
        f"UPDATE payments SET order_id = 'x' WHERE order_id = {ORDER}",
    ),
    breach(
        "a key that was never answered",
        Part.REQUESTS,
        "requests (place_order) were taken, and never answered.",
        "UPDATE idempotency SET answer = '' WHERE operation = 'place_order'",
    ),
    breach(
        "a key that was answered with another order",
        Part.REQUESTS,
        "was told, and another or none was placed with its key.",
        "UPDATE idempotency SET answer = (SELECT max(answer) FROM idempotency"
        " WHERE operation = 'place_order') WHERE operation = 'place_order'",
    ),
    breach(
        "an order without a key",
        Part.REQUESTS,
        "Order A 1 0 0 has 0 answered requests, not one.",
        f"UPDATE payments SET key = 'x' WHERE order_id = {ORDER}",
    ),
    breach(
        "a product that is not ranked",
        Part.SEARCH,
        "The product tea cannot be found: it is not ranked.",
        "DELETE FROM search_entries WHERE called = 'tea'",
    ),
    breach(
        "a product that is not indexed",
        Part.SEARCH,
        "The product tea cannot be found: it is not indexed.",
        "INSERT INTO search_terms (search_terms) VALUES ('delete-all')",
        "INSERT INTO search_terms (rowid, called, kind, about) SELECT doc, called,"
        " '\N{MIDDLE DOT}every', '' FROM search_entries WHERE called <> 'tea'",
    ),
    breach(
        "a product that is found and not on the shelves",
        Part.SEARCH,
        "as it is not on the shelves.",
        "UPDATE products SET listed = FALSE WHERE id = 'tea'",
    ),
    breach(
        "a product whose name has changed",
        Part.SEARCH,
        'Indexed for "tisane" are 0 products, not the 1 that have it.',
        "UPDATE products SET name = 'tisane' WHERE id = 'tea'",
    ),
    breach(
        "a word that is counted wrongly",
        Part.SEARCH,
        'The search counts 7 products with "cake", not 1.',
        "UPDATE search_vocabulary SET products = 7 WHERE term = 'cake'",
    ),
    breach(
        "a vector of nothing",
        Part.SEARCH,
        "1 vectors are of products that are not on the shelves.",
        "INSERT INTO search_meanings VALUES (7, x'00')",
    ),
    breach(
        "a reference to nothing",
        Part.TABLES,
        "A row of the table events refers to one of orders that there is not.",
        "UPDATE events SET order_id = 'x' WHERE sequence = 1",
    ),
    breach(
        "a counter that is behind",
        Part.TABLES,
        "The next number of orders would be 2, and 3 is taken.",
        "UPDATE counters SET value = 1 WHERE name = 'orders'",
    ),
    breach(
        "a product without a variant",
        Part.TABLES,
        "The product tea is on the shelves, but has no plain variant.",
        "UPDATE variants SET position = 1 WHERE id = 'tea'",
    ),
    breach(
        "an index that lacks a row",
        Part.TABLES,
        "The file is damaged: wrong # of entries in index orders_by_next",
        "PRAGMA writable_schema = ON",
        "DROP INDEX orders_by_time",
        "UPDATE sqlite_master SET sql = sql || ' WHERE next_at < 0' WHERE name = 'orders_by_next'",
        "PRAGMA writable_schema = RESET",
        "DELETE FROM events WHERE order_id = 'none' OR sequence > 0",
    ),
]


@pytest.mark.parametrize(("part", "text", "statements"), BREACHES)
def test_a_breach_is_told(folder: Path, part: Part, text: str, statements: tuple[str, ...]) -> None:
    told = [fault.text for fault in broken(folder, *statements) if fault.part is part]
    assert any(text in each for each in told), told


def test_the_command_says_that_all_is_in_order_or_what_is_not(tmp_path: Path) -> None:
    mine = settings(tmp_path, f'data_dir = "{tmp_path}"\n')
    ended = aisle(tmp_path, "--settings", mine, "store", "check", "--store", "coffee")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == "the tables: in order"
    with closing(sqlite3.connect(tmp_path / "coffee.db", isolation_level=None)) as connection:
        connection.execute("UPDATE search_vocabulary SET products = products + 1 WHERE products > 0")
    ended = aisle(tmp_path, "--settings", mine, "store", "check", "--store", "coffee")
    assert ended.code == 1
    assert "the search: wrong" in ended.out
    assert "--json tells them all" in ended.out
    ended = aisle(tmp_path, "--settings", mine, "store", "check", "--store", "coffee", "--json")
    assert ended.code == 1
    assert {each["part"] for each in json.loads(ended.out)["faults"]} == {"search"}


def test_what_is_held_is_cut_when_there_is_less_than_that(tmp_path: Path) -> None:
    """Else more would come back to the shelves than came into the shop."""

    async def left() -> tuple[Whereabouts, Whereabouts]:
        clock = HandClock()
        store = sqlite_store(tmp_path, SHOP.encode(), clock)
        assert isinstance(store, SqliteStore)
        shop = Shop(store, clock, store.gateway.behaviour)  # type: ignore[attr-defined]
        await shop.quoted(LineRequest(variant_id="tea", quantity=8))
        shop.later(60)
        await shop.quoted(LineRequest(variant_id="tea", quantity=9))
        await store.close()
        store = sqlite_store(tmp_path, SHOP.replace("stock: 30", "stock: 10").encode(), clock)
        assert isinstance(store, SqliteStore)
        with store.looking() as session:
            held = whereabouts(session)["tea"]
        shop = Shop(store, clock, shop.bank, _keys=100)
        shop.later(HOUR)
        await shop.quoted(LineRequest(variant_id="cake", quantity=1))
        with store.looking() as session:
            lapsed = whereabouts(session)["tea"]
        await store.close()
        return held, lapsed

    assert asyncio.run(left()) == (Whereabouts(0, 10, 0), Whereabouts(10, 0, 0))
