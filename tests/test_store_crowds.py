"""Several assistants on one shop do not do each other's work again, nor stand in each other's way."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.shopping.database import Database
from assistant.shopping.money import Money
from assistant.shopping.payment import Declined, Payment, PaymentInstrument
from assistant.stores.embedded.holds import anything_lapsed
from assistant.stores.gateway import EmbeddedGateway, MemoryLedger
from assistant.stores.sqlite import SqliteStore, StoreOptions
from store_contract import DAY, KIOSK, HandClock, Shop, line

TABLE = "CREATE TABLE facts (name TEXT)"


class CountingGateway:
    """A payment service that knows how often it was told something."""

    def __init__(self) -> None:
        self._service = EmbeddedGateway(MemoryLedger())
        self.behaviour = self._service.behaviour
        self.told: list[str] = []

    async def authorise(self, amount: Money, instrument: PaymentInstrument, key: str) -> Payment | Declined:
        return await self._service.authorise(amount, instrument, key)

    async def find(self, key: str) -> Payment | Declined | None:
        return await self._service.find(key)

    async def capture(self, payment_id: str, amount: Money, key: str) -> Payment:
        self.told.append("capture")
        await asyncio.sleep(0)
        return await self._service.capture(payment_id, amount, key)

    async def void(self, payment_id: str, key: str) -> Payment:
        self.told.append("void")
        return await self._service.void(payment_id, key)

    async def refund(self, payment_id: str, amount: Money, key: str) -> Payment:
        self.told.append("refund")
        return await self._service.refund(payment_id, amount, key)


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[tuple[list[Shop], CountingGateway]]:
    """Three assistants on one file."""
    clock, gateway = HandClock(), CountingGateway()
    file = tmp_path / "shop.yaml"
    file.write_text(KIOSK)
    stores = [
        SqliteStore(tmp_path / "shop.db", clock=clock, options=StoreOptions(catalogue=file), gateway=gateway)
        for _ in range(3)
    ]
    yield [Shop(store, clock, gateway.behaviour, _keys=1000 * n) for n, store in enumerate(stores)], gateway
    for store in stores:
        await store.close()


async def test_what_the_payment_service_is_to_be_told_is_told_by_one_of_them(
    crowd: tuple[list[Shop], CountingGateway],
) -> None:
    shops, gateway = crowd
    for _ in range(4):
        await shops[0].bought(line("cake"))
    shops[0].later(3 * DAY)
    await asyncio.gather(*(shop.store.orders(5) for shop in shops))
    assert sorted(gateway.told) == ["capture"] * 4 + ["void"] * 4


async def test_what_is_let_go_of_is_let_go_of_once(crowd: tuple[list[Shop], CountingGateway]) -> None:
    (shop, *_), gateway = crowd
    order = await shop.bought(line("cake"))
    for _ in range(20):
        shop.later(DAY / 4)
        await shop.store.orders(1)
    await shop.store.request_return(order.id, [], "not_wanted", shop.key())
    shop.later(9 * DAY)
    await shop.store.orders(1)
    assert gateway.told == ["capture", "void", "refund"]


async def test_what_one_took_on_and_never_told_another_tells_a_minute_later(
    crowd: tuple[list[Shop], CountingGateway],
) -> None:
    (one, other, _), gateway = crowd
    await one.bought(line("cake"))
    one.later(3 * DAY)
    gateway.behaviour.unreachable = 1
    await one.store.orders(1)
    gateway.told.clear()
    await other.store.orders(1)
    assert gateway.told == []
    other.later(61)
    await other.store.orders(1)
    assert gateway.told[0] == "capture"


async def test_goods_that_lapse_while_somebody_checks_out_are_theirs(
    crowd: tuple[list[Shop], CountingGateway],
) -> None:
    (one, other, _), _ = crowd
    await one.quoted(line("tea", 3))
    store = other.store
    assert isinstance(store, SqliteStore)
    cart = await other.cart(line("tea", 2))
    one.later(16 * 60)
    with store.looking() as session:
        assert anything_lapsed(session)
    checkout = await store.start_checkout(cart.id, None, "late")
    assert not [message for message in checkout.messages if message.code == "out_of_stock"]
    assert await other.stock("tea") == 1


def test_who_waits_to_write_has_its_turn_soon_after_the_other_is_done(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", TABLE, 1)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def write() -> None:
        with database.writing() as connection:
            waited.append(time.monotonic())
            connection.execute("INSERT INTO facts VALUES ('done')")

    writer = threading.Thread(target=write)
    writer.start()
    writer.join(0.2)
    assert not waited
    other.execute("COMMIT")
    writer.join(10)
    other.close()
    assert len(waited) == 1
    database.close()


def test_who_waits_too_long_says_that_another_program_is_at_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", TABLE, 1, patience=0.05)
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="Another program"), database.writing():
            raise AssertionError
        other.execute("ROLLBACK")
        with database.writing() as connection:
            connection.execute("INSERT INTO facts VALUES ('done')")
    database.close()
