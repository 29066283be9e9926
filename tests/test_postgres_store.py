"""A shop that several assistants share."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.errors import SettingsError
from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.shelves import read
from assistant.stores.embedded.stocking import next_mark, put
from assistant.stores.postgres.store import PostgresOptions, PostgresStore, open_postgres
from postgres_server import PostgresServer

THINGS, PIECES = 10, 8
HERE = Buyer(address="12 Elm Street")


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    """A shop that has few of each thing."""
    things = (
        f"  - {{id: thing{number}, title: Thing {number}, name: thing {number}, price: {100 + number},"
        f" stock: {PIECES}}}\n"
        for number in range(THINGS)
    )
    file = tmp_path / "kiosk.yaml"
    file.write_text("shop: {name: the kiosk}\nproducts:\n" + "".join(things))
    return file


def options(address: str, catalogue: Path | None = None, *, shop: str = "kiosk") -> PostgresOptions:
    return PostgresOptions(address=SecretStr(address), shop=shop, catalogue=catalogue)


@asynccontextmanager
async def assistants(count: int, address: str, catalogue: Path | None) -> AsyncIterator[list[PostgresStore]]:
    """So many assistants at one shop."""
    opening = (asyncio.to_thread(PostgresStore, options(address, catalogue)) for _ in range(count))
    stores = await asyncio.gather(*opening)
    yield list(stores)
    await asyncio.gather(*(store.close() for store in stores))


async def left(store: PostgresStore) -> Counter[str]:
    """How many there are of each thing."""
    products = [await store.product(f"thing{number}") for number in range(THINGS)]
    return Counter({product.id: product.variant.stock or 0 for product in products})


async def buy(store: PostgresStore, lines: list[LineRequest], key: str) -> PlacedOrder | None:
    """An order; None where somebody was quicker."""
    try:
        cart = await store.create_cart(lines, HERE, f"{key}-cart")
        checkout = await store.start_checkout(cart.id, HERE, f"{key}-checkout")
        return await store.place_order(checkout.id, "tok", checkout.total, key)
    except StoreError as error:
        if error.kind is not StoreErrorKind.CONFLICT:
            raise
        return None


def some_things(chance: random.Random) -> list[LineRequest]:
    numbers = chance.sample(range(THINGS), 2)
    return [LineRequest(variant_id=f"thing{number}", quantity=chance.randint(1, 2)) for number in numbers]


# --- one assistant


async def test_a_new_shop_has_what_its_bundled_catalogue_has(address: str) -> None:
    store = open_postgres({"address": address, "shop": "coffee"}, Path())
    found = await store.search(SearchQuery(text="large latte with soy milk"))
    assert found.items[0].name == "latte"
    await store.close()


async def test_what_was_bought_is_there_when_the_shop_is_opened_again(address: str, kiosk: Path) -> None:
    async with assistants(1, address, kiosk) as (store,):
        placed = await buy(store, [LineRequest(variant_id="thing3", quantity=2)], "key")
        assert placed
    async with assistants(1, address, None) as (again,):
        order = await again.order(placed.order_id)
        assert (order.number, order.total) == (placed.number, placed.total)
        assert (await left(again))["thing3"] == PIECES - 2


def test_an_option_that_is_none_is_told(address: str) -> None:
    with pytest.raises(SettingsError, match="store postgres"):
        open_postgres({"address": address, "server": "db"}, Path())


def test_the_address_is_not_shown() -> None:
    assert "hush" not in repr(options("postgresql://user:hush@server/shop"))


# --- several at once


async def test_nobody_fills_a_shop_anew_that_others_use(address: str) -> None:
    first = open_postgres({"address": address, "shop": "coffee"}, Path())
    with first.stocking() as session:
        session.change("UPDATE variants SET stock = 3 WHERE id = :id", id="latte")
    second = open_postgres({"address": address, "shop": "coffee"}, Path())
    assert (await second.product("latte")).variant.stock == 3
    await first.close()
    await second.close()


async def test_many_buyers_get_what_there_is_and_not_more(address: str, kiosk: Path) -> None:
    chance = random.Random(7)
    async with assistants(3, address, kiosk) as stores:
        wishes = [some_things(chance) for _ in range(48)]
        placed = await asyncio.gather(
            *(buy(stores[at % 3], lines, f"key{at}") for at, lines in enumerate(wishes))
        )
        bought = Counter[str]()
        for lines, order in zip(wishes, placed, strict=True):
            for line in lines if order else ():
                bought[line.variant_id] += line.quantity
        orders = await stores[0].orders(100)
        remaining = await left(stores[1])
        held = Counter[str]()
        with stores[2].stocking() as session:
            for row in session.rows("SELECT item, quantity FROM holds"):
                held[row["item"]] += row["quantity"]
    numbers = [order.number for order in placed if order]
    assert sorted(one.number for one in orders) == sorted(numbers)
    assert len(set(numbers)) == len(numbers) > 20
    assert {thing: bought[thing] + remaining[thing] + held[thing] for thing in remaining} == dict.fromkeys(
        remaining, PIECES
    )
    assert all(one.total.amount == sum(line.amount.amount for line in one.totals) for one in orders)


async def test_the_same_order_sent_through_two_assistants_is_placed_once(address: str, kiosk: Path) -> None:
    async with assistants(2, address, kiosk) as stores:
        cart = await stores[0].create_cart([LineRequest(variant_id="thing1", quantity=1)], HERE, "cart")
        checkout = await stores[0].start_checkout(cart.id, HERE, "checkout")
        placed = await asyncio.gather(
            *(stores[at % 2].place_order(checkout.id, "tok", checkout.total, "key") for at in range(8))
        )
        assert len({order.number for order in placed}) == 1
        assert len(await stores[1].orders(10)) == 1
        assert (await left(stores[1]))["thing1"] == PIECES - 1


async def test_goods_of_those_who_gave_up_come_back_once_whoever_sees_to_it(
    address: str, kiosk: Path
) -> None:
    async with assistants(3, address, kiosk) as stores:
        for number in range(THINGS):
            line = LineRequest(variant_id=f"thing{number}", quantity=PIECES)
            cart = await stores[0].create_cart([line], HERE, f"cart{number}")
            await stores[0].start_checkout(cart.id, HERE, f"checkout{number}")
        with stores[0].stocking() as session:
            session.change("UPDATE holds SET expires_at = 0")
        carts = [
            await store.create_cart([LineRequest(variant_id="thing0", quantity=1)], HERE, f"late{at}")
            for at, store in enumerate(stores)
        ]
        await asyncio.gather(
            *(store.start_checkout(carts[at].id, HERE, f"sweep{at}") for at, store in enumerate(stores))
        )
        remaining = await left(stores[0])
        assert remaining.pop("thing0") == PIECES - 3
        assert set(remaining.values()) == {PIECES}


async def test_stock_that_is_written_while_people_buy_is_not_sold_twice(address: str, kiosk: Path) -> None:
    chance = random.Random(3)
    async with assistants(2, address, kiosk) as (seller, clerk):
        finder = clerk.finder
        with clerk.stocking() as session:
            listings = [listing for _, listing in read(session)]

        def refill() -> None:
            for _ in range(10):
                with clerk.stocking() as session:
                    put(session, finder, listings, next_mark(session))

        async def wait_and_buy(at: int) -> None:
            cart = await seller.create_cart(some_things(chance), HERE, f"cart{at}")
            await seller.start_checkout(cart.id, HERE, f"checkout{at}")

        await asyncio.gather(asyncio.to_thread(refill), *map(wait_and_buy, range(12)))
        await asyncio.to_thread(refill)
        with clerk.stocking() as session:
            rows = session.rows(
                "SELECT stock + coalesce((SELECT CAST(sum(quantity) AS BIGINT) FROM holds"
                " WHERE item = variants.id), 0) AS pieces FROM variants"
            )
        assert {row["pieces"] for row in rows} == {PIECES}
