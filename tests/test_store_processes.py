"""Several processes on one store, and one that dies between sending an order and noting the answer."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.household import Household, JournalState
from assistant.shopping.orders import Order
from assistant.stores.sqlite import SqliteStore, StoreOptions, open_market
from store_contract import HandClock

KIOSK = """
shop: {name: the kiosk}
products:
  - {id: tea, title: Tea, name: tea, price: 250, stock: 1}
  - {id: cake, title: Cake, name: cake, price: 400}
"""
BUYS_THE_LAST = """
import asyncio, sys
from pathlib import Path
from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.stores import StoreError
from assistant.stores.sqlite import SqliteStore

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    cart = await store.create_cart([LineRequest(variant_id="tea", quantity=1)], None, sys.argv[2] + "-cart")
    checkout = await store.start_checkout(cart.id, Buyer(address="here"), sys.argv[2] + "-checkout")
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        order = await store.place_order(checkout.id, "tok", checkout.total, sys.argv[2])
    except StoreError as error:
        print(error.kind.value, error.what)
    else:
        print("placed", order.number)
    await store.close()

asyncio.run(main())
"""
DIES_AFTER_THE_INTENTION = """
import asyncio, os, sys
from pathlib import Path
from assistant.shopping.household import Household
from assistant.shopping.money import Money
from assistant.stores.sqlite import SqliteStore

async def main():
    household = Household(Path(sys.argv[1]) / "household.db")
    entry = household.intend("kiosk", sys.argv[2], Money(amount=int(sys.argv[3])))
    store = SqliteStore(Path(sys.argv[1]) / "kiosk.db")
    if sys.argv[4] == "sent":
        await store.place_order(entry.checkout_id, "tok", entry.total, entry.key)
    os._exit(9)

asyncio.run(main())
"""


DIES_WHILE_PAYING = """
import asyncio, os, sys
from pathlib import Path
from assistant.shopping.money import Money
from assistant.stores.sqlite import SqliteStore

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    gateway, authorise = store.gateway, store.gateway.authorise
    async def dies(*arguments):
        if sys.argv[4] == "held":
            await authorise(*arguments)
        os._exit(9)
    gateway.authorise = dies
    await store.place_order(sys.argv[2], "tok", Money(amount=int(sys.argv[3])), "buy")

asyncio.run(main())
"""


def kiosk(tmp_path: Path, clock: HandClock | None = None) -> SqliteStore:
    file = tmp_path / "kiosk.yaml"
    file.write_text(KIOSK)
    return SqliteStore(tmp_path / "kiosk.db", clock=clock, options=StoreOptions(catalogue=file))


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_of_two_processes_that_want_the_last_piece_exactly_one_gets_it(tmp_path: Path) -> None:
    asyncio.run(kiosk(tmp_path).close())
    buyers = [run(BUYS_THE_LAST, tmp_path / "kiosk.db", name) for name in ("one", "other")]
    for buyer in buyers:
        assert buyer.stdout is not None
        assert buyer.stdout.readline() == "ready\n"
    outcomes = sorted(buyer.communicate("go\n", timeout=60)[0].strip() for buyer in buyers)

    assert outcomes == ["conflict The tea is sold out.", "placed A 1 0 0"]


def test_processes_that_make_a_new_store_at_once_all_find_it_filled(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path\n"
        "from assistant.shopping.searching import SearchQuery\n"
        "from assistant.stores.sqlite import open_market\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "store = open_market({}, Path(sys.argv[1]))\n"
        "print(asyncio.run(store.search(SearchQuery(text='granola'))).total)\n"
    )
    openers = [run(code, tmp_path / "new") for _ in range(3)]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"

    found = [opener.communicate("go\n", timeout=60)[0].strip() for opener in openers]
    assert len(set(found)) == 1
    assert int(found[0]) > 2


@pytest.mark.parametrize("died", ["before it was sent", "sent"])
def test_an_order_whose_process_died_is_sent_again_and_bought_once(tmp_path: Path, died: str) -> None:
    async def recovered() -> list[Order]:
        store = kiosk(tmp_path)
        cart = await store.create_cart([LineRequest(variant_id="cake", quantity=2)], None, "a")
        checkout = await store.start_checkout(cart.id, Buyer(address="here"), "b")
        dead = run(DIES_AFTER_THE_INTENTION, tmp_path, checkout.id, checkout.total.amount, died)
        await asyncio.to_thread(dead.communicate, timeout=60)
        assert dead.returncode == 9
        assert len(await store.orders(5)) == (died == "sent")

        household = Household(tmp_path / "household.db")
        (unfinished,) = household.unfinished("kiosk")
        for _ in range(2):
            placed = await store.place_order(unfinished.checkout_id, "tok", unfinished.total, unfinished.key)
        household.placed(unfinished.key, placed)
        assert household.unfinished("kiosk") == ()
        assert [entry.state for entry in household.journal()] == [JournalState.PLACED]
        household.close()
        orders = await store.orders(5)
        assert (await store.cart(cart.id)).lines == ()
        await store.close()
        return orders

    (order,) = asyncio.run(recovered())
    assert [(line.name, line.quantity) for line in order.lines] == [("cake", 2)]


@pytest.mark.parametrize("died", ["before the payment service was asked", "held"])
@pytest.mark.parametrize("asked_again", [True, False])
def test_an_order_whose_process_died_while_paying_is_bought_once_or_given_up(
    tmp_path: Path, died: str, *, asked_again: bool
) -> None:
    async def ended() -> tuple[int, int | None, list[str]]:
        clock = HandClock(time.time())  # that of the process that dies
        store = kiosk(tmp_path, clock)
        cart = await store.create_cart([LineRequest(variant_id="tea", quantity=1)], None, "a")
        checkout = await store.start_checkout(cart.id, Buyer(address="here"), "b")
        arguments = (tmp_path / "kiosk.db", checkout.id, checkout.total.amount, died)
        dead = run(DIES_WHILE_PAYING, *arguments)
        await asyncio.to_thread(dead.communicate, timeout=60)
        assert dead.returncode == 9
        assert await store.orders(5) == []
        assert (await store.product("tea")).variant.stock == 0
        if asked_again:
            await store.place_order(checkout.id, "tok", checkout.total, "buy")
        clock.time += 3 * 3600
        orders = await store.orders(5)
        stock = (await store.product("tea")).variant.stock
        await store.close()
        with sqlite3.connect(tmp_path / "kiosk.db") as books:
            payments = [json.loads(row[0]) for row in books.execute("SELECT payment FROM gateway_payments")]
        books.close()
        held = [payment["id"] for payment in payments if not payment["voided"]]
        return len(orders), stock, held

    orders, stock, held = asyncio.run(ended())
    assert (orders, stock, len(held)) == ((1, 0, 1) if asked_again else (0, 1, 0))


def test_two_stores_on_one_file_see_each_others_carts(tmp_path: Path) -> None:
    async def seen() -> bool:
        one, other = open_market({}, tmp_path), open_market({}, tmp_path)
        cart = await one.create_cart([LineRequest(variant_id="bananas", quantity=1)], None, "a")
        same = await other.cart(cart.id) == cart
        await one.close()
        await other.close()
        return same

    assert asyncio.run(seen())
