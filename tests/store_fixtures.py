"""Opens the stores that the contract's tests are put to; a plugin of theirs."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.ports import Store
from assistant.stores.gateway import EmbeddedGateway
from postgres_server import PostgresServer
from store_contract import KIOSK, MAKERS, HandClock, Maker, Opener, Shop, postgres_store


@pytest.fixture(scope="session")
def postgres_maker(postgres: PostgresServer) -> Maker:
    """Makes stores in databases of their own, each a copy of one that has the tables already."""
    tables = postgres.new_database()
    asyncio.run(postgres_store(tables, None, HandClock()).close())

    def make(folder: Path, catalogue: bytes, clock: HandClock) -> Store:
        file = folder / "shop.yaml"
        file.write_bytes(catalogue)
        return postgres_store(postgres.new_database(like=tables), file, clock)

    return make


@pytest.fixture(params=[*MAKERS, "postgres"])
def kind_and_maker(request: pytest.FixtureRequest) -> tuple[str, Maker]:
    """A kind of store."""
    kind = str(request.param)
    return kind, MAKERS[kind] if kind in MAKERS else request.getfixturevalue("postgres_maker")


@pytest.fixture
async def open_shop(kind_and_maker: tuple[str, Maker], tmp_path: Path) -> AsyncIterator[Opener]:
    """Opens a store of some kind with a catalogue."""
    kind, make = kind_and_maker
    opened: list[Shop] = []

    def opener(catalogue: str = KIOSK) -> Shop:
        clock = HandClock()
        store = make(tmp_path, catalogue.encode(), clock)
        gateway = getattr(store, "gateway", None)
        assert isinstance(gateway, EmbeddedGateway)
        opened.append(Shop(store, clock, gateway.behaviour, kind))
        return opened[-1]

    yield opener
    for shop in opened:
        await shop.store.close()


@pytest.fixture
def shop(open_shop: Opener) -> Shop:
    """A kiosk of every kind of store."""
    return open_shop(KIOSK)
