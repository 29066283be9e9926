"""Orders at the embedded store: the agreed total, the stock, each key once, and what is told afterwards."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant.shopping.carts import Buyer, Cart, LineRequest
from assistant.shopping.checkout import Checkout
from assistant.shopping.money import Money
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.sqlite import SqliteStore, StoreOptions

HOME = Buyer(name="Sam", address="12 Elm Street")
TOKEN = "tok_a_secret_of_the_house"
KIOSK = """
shop:
  name: the kiosk
  fulfilment: {fee: 300, free_from: 2000}
options:
  size: {values: {small: 0, large: 50}}
products:
  - {id: tea, title: Tea, name: tea, price: 250, stock: 3, options: [size]}
  - {id: cake, title: Cake, name: cake, price: 400}
"""
NOON = datetime(2025, 6, 2, 12, 0)  # noqa: DTZ001 - noon wherever the test runs


class HandClock:
    def __init__(self) -> None:
        self.time = NOON.timestamp()

    def now(self) -> float:
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def store(tmp_path: Path, clock: HandClock) -> AsyncIterator[SqliteStore]:
    store = opened(tmp_path, clock)
    yield store
    await store.close()


def opened(tmp_path: Path, clock: HandClock, catalogue: str = KIOSK) -> SqliteStore:
    file = tmp_path / "kiosk.yaml"
    file.write_text(catalogue)
    return SqliteStore(tmp_path / "kiosk.db", clock=clock, options=StoreOptions(catalogue=file))


def line(variant_id: str, quantity: int = 1) -> LineRequest:
    return LineRequest(variant_id=variant_id, quantity=quantity)


def on_disk(tmp_path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in tmp_path.glob("kiosk.db*"))


async def quoted(store: SqliteStore, *lines: LineRequest, key: str = "k") -> tuple[Cart, Checkout]:
    cart = await store.create_cart(lines, HOME, f"{key}-cart")
    return cart, await store.start_checkout(cart.id, HOME, f"{key}-checkout")


async def refusal(
    store: SqliteStore, checkout: Checkout, total: Money | None = None, key: str = "buy"
) -> StoreError:
    with pytest.raises(StoreError) as raised:
        await store.place_order(checkout.id, TOKEN, total or checkout.total, key)
    return raised.value


async def test_an_order_is_what_was_quoted_and_leaves_an_empty_cart_and_less_on_the_shelf(
    store: SqliteStore,
) -> None:
    cart, checkout = await quoted(store, line("tea", 2), line("cake"))
    placed = await store.place_order(checkout.id, TOKEN, checkout.total, "buy")
    order = await store.order(placed.order_id)

    assert checkout.total == placed.total == order.total == Money(amount=2 * 250 + 400 + 300)
    assert [(line.name, line.quantity, line.total) for line in order.lines] == [
        (line.name, line.quantity, line.total) for line in checkout.lines
    ]
    assert order.totals == checkout.totals
    assert (order.number, order.status, order.promise) == (placed.number, "placed", "tomorrow")
    assert order.placed_at.timestamp() == NOON.timestamp()
    assert (await store.cart(cart.id)).lines == ()
    assert (await store.product("tea")).variant.stock == 1


async def test_an_empty_cart_cannot_be_checked_out(store: SqliteStore) -> None:
    cart = await store.create_cart([], HOME, "a")
    with pytest.raises(StoreError, match=r"^The cart is empty\.$") as raised:
        await store.start_checkout(cart.id, HOME, "b")
    assert raised.value.kind is StoreErrorKind.CONFLICT


@pytest.mark.parametrize("payment", ["", "  "])
async def test_without_a_payment_nothing_is_bought(store: SqliteStore, payment: str) -> None:
    _, checkout = await quoted(store, line("cake"))
    with pytest.raises(StoreError) as raised:
        await store.place_order(checkout.id, payment, checkout.total, "buy")

    assert raised.value.kind is StoreErrorKind.UNAUTHORIZED
    assert await store.orders(5) == []


async def test_without_an_address_nothing_is_bought(store: SqliteStore) -> None:
    cart = await store.create_cart([line("cake")], None, "a")
    checkout = await store.start_checkout(cart.id, None, "b")

    assert (await refusal(store, checkout)).kind is StoreErrorKind.CONFLICT
    assert await store.orders(5) == []


async def test_another_total_than_the_agreed_one_is_refused(store: SqliteStore) -> None:
    _, checkout = await quoted(store, line("cake"))

    for total in (Money(amount=699), Money(amount=701), Money(amount=700, currency="EUR")):
        refused = await refusal(store, checkout, total)
        assert refused.kind is StoreErrorKind.CONFLICT
        assert "$7.00" in refused.what
    assert await store.orders(5) == []


async def test_a_price_that_changed_after_the_quote_is_refused(tmp_path: Path, clock: HandClock) -> None:
    store = opened(tmp_path, clock)
    _, checkout = await quoted(store, line("cake"))
    await store.close()
    store = opened(tmp_path, clock, KIOSK.replace("price: 400", "price: 450"))

    refused = await refusal(store, checkout)
    assert (refused.kind, str(refused)) == (
        StoreErrorKind.CONFLICT,
        "The price has changed: the total is $7.50 now.",
    )
    await store.close()


async def test_a_cart_that_changed_after_the_quote_is_not_ordered_and_not_emptied(store: SqliteStore) -> None:
    cart, checkout = await quoted(store, line("cake"))
    changed = await store.update_cart(cart.id, [line("cake"), line("tea")], "more")

    assert (await refusal(store, checkout)).kind is StoreErrorKind.CONFLICT
    assert await store.cart(cart.id) == changed


async def test_more_than_there_is_may_be_in_a_cart_but_not_be_ordered(store: SqliteStore) -> None:
    cart, checkout = await quoted(store, line("tea?size=large", 2), line("tea", 2), line("cake"))

    assert len(cart.lines) == 3
    assert (await refusal(store, checkout)).what == "There is only one of the tea left."
    assert (await store.product("tea")).variant.stock == 3
    assert await store.cart(cart.id) == cart
    assert await store.orders(5) == []


async def test_a_quote_says_that_there_is_too_little(store: SqliteStore) -> None:
    _, first = await quoted(store, line("tea", 4), key="a")
    _, second = await quoted(store, line("tea", 3), key="b")
    await store.place_order(second.id, TOKEN, second.total, "buy")
    _, third = await quoted(store, line("tea"), key="c")

    assert [str(message) for message in first.messages] == ["There are only 3 of the tea left."]
    assert second.messages == ()
    assert [str(message) for message in third.messages] == ["The tea is sold out."]


async def test_a_checkout_is_ordered_once_even_with_different_keys(store: SqliteStore) -> None:
    _, checkout = await quoted(store, line("cake"))
    await store.place_order(checkout.id, TOKEN, checkout.total, "buy")

    assert (await refusal(store, checkout, key="again")).kind is StoreErrorKind.CONFLICT
    assert len(await store.orders(5)) == 1


async def test_many_orders_at_once_never_sell_what_is_not_there(store: SqliteStore) -> None:
    quotes = [(await quoted(store, line("tea"), key=str(number)))[1] for number in range(8)]
    answers = await asyncio.gather(
        *(store.place_order(quote.id, TOKEN, quote.total, f"buy-{quote.id}") for quote in quotes),
        return_exceptions=True,
    )

    assert len([answer for answer in answers if isinstance(answer, StoreError)]) == 5
    assert len(await store.orders(10)) == 3
    assert (await store.product("tea")).variant.stock == 0


# --- each key once


async def test_the_same_request_again_gives_the_same_answer_and_changes_nothing(store: SqliteStore) -> None:
    for _ in range(2):
        cart, checkout = await quoted(store, line("tea", 2))
        changed = await store.update_cart(cart.id, [line("tea")], "update")
        again = await store.start_checkout(cart.id, HOME, "again")
    first = [await store.place_order(again.id, TOKEN, again.total, "buy") for _ in range(3)]

    assert changed.lines[0].quantity == 1
    assert checkout.lines[0].quantity == 2
    assert first[0] == first[1] == first[2]
    assert len(await store.orders(5)) == 1
    assert (await store.product("tea")).variant.stock == 2


async def test_an_order_asked_for_again_with_a_new_token_is_the_same_order(store: SqliteStore) -> None:
    _, checkout = await quoted(store, line("cake"))
    first = await store.place_order(checkout.id, TOKEN, checkout.total, "buy")
    assert await store.place_order(checkout.id, "tok_other", checkout.total, "buy") == first


async def test_the_same_key_with_another_request_is_a_conflict(store: SqliteStore) -> None:
    cart, checkout = await quoted(store, line("cake"))
    await store.place_order(checkout.id, TOKEN, checkout.total, "buy")
    for other in (
        store.create_cart([line("tea")], HOME, "k-cart"),
        store.create_cart([line("cake")], None, "k-cart"),
        store.update_cart(cart.id, [line("cake")], "k-cart"),
        store.start_checkout(cart.id, None, "k-checkout"),
        store.place_order(checkout.id, TOKEN, checkout.total + Money(amount=1), "buy"),
    ):
        with pytest.raises(StoreError) as raised:
            await other
        assert raised.value.kind is StoreErrorKind.CONFLICT
    assert len(await store.orders(5)) == 1


async def test_a_key_whose_request_failed_may_be_used_again(store: SqliteStore) -> None:
    _, checkout = await quoted(store, line("cake"))
    await refusal(store, checkout, Money(amount=1))

    assert await store.place_order(checkout.id, TOKEN, checkout.total, "buy")


async def test_an_order_is_remembered_by_its_key_when_other_answers_are_long_forgotten(
    store: SqliteStore, clock: HandClock
) -> None:
    cart, checkout = await quoted(store, line("cake"))
    placed = await store.place_order(checkout.id, TOKEN, checkout.total, "buy")
    clock.time += 40 * 24 * 3600
    await store.update_cart(cart.id, [line("tea")], "much later")

    assert await store.place_order(checkout.id, TOKEN, checkout.total, "buy") == placed
    assert await store.create_cart([line("cake")], HOME, "k-cart") != cart


async def test_a_cancelled_task_leaves_the_order_whole(store: SqliteStore) -> None:
    _, checkout = await quoted(store, line("cake"))
    task = asyncio.create_task(store.place_order(checkout.id, TOKEN, checkout.total, "buy"))
    asyncio.get_running_loop().call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task
    placed = await store.place_order(checkout.id, TOKEN, checkout.total, "buy")

    assert [order.number for order in await store.orders(5)] == [placed.number]


async def test_the_payment_is_not_on_the_disk_and_the_address_in_one_place_only(
    store: SqliteStore, tmp_path: Path
) -> None:
    _, checkout = await quoted(store, line("cake"))
    await store.place_order(checkout.id, TOKEN, checkout.total, "buy")

    written = on_disk(tmp_path)
    assert b"cake" in written
    assert TOKEN.encode() not in written
    with sqlite3.connect(tmp_path / "kiosk.db") as other:
        tables = [
            name for (name,) in other.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")
        ]
        holding = [
            name
            for name in tables
            if any(
                "Elm Street" in str(value) for row in other.execute(f"SELECT * FROM {name}") for value in row
            )
        ]
    other.close()
    assert holding == ["addresses"]


async def test_an_order_and_its_key_are_written_in_one_transaction(
    store: SqliteStore, tmp_path: Path
) -> None:
    _, checkout = await quoted(store, line("cake"))
    with sqlite3.connect(tmp_path / "kiosk.db") as other:
        other.execute(
            "CREATE TRIGGER no_key BEFORE INSERT ON idempotency BEGIN SELECT RAISE(ABORT, 'no key'); END"
        )
    with pytest.raises(StoreError):
        await store.place_order(checkout.id, TOKEN, checkout.total, "buy")

    assert await store.orders(5) == []


# --- afterwards


async def test_orders_are_told_newest_first_and_no_more_than_asked_for(store: SqliteStore) -> None:
    numbers = []
    for key in ("a", "b", "c"):
        _, checkout = await quoted(store, line("cake"), key=key)
        numbers.append((await store.place_order(checkout.id, TOKEN, checkout.total, f"{key}-buy")).number)

    assert numbers == ["A 1 0 0", "A 1 0 1", "A 1 0 2"]
    assert [order.number for order in await store.orders(2)] == ["A 1 0 2", "A 1 0 1"]
    assert await store.orders(0) == await store.orders(-1) == []
    assert len(await store.orders(10**30)) == 3


async def test_a_promise_is_told_as_of_the_day_of_asking(store: SqliteStore, clock: HandClock) -> None:
    _, checkout = await quoted(store, line("cake"))
    await store.place_order(checkout.id, TOKEN, checkout.total, "buy")
    promises = []
    for _ in range(3):
        promises.append((await store.orders(1))[0].promise)
        clock.time += 24 * 3600

    assert promises == ["tomorrow", "today", ""]
