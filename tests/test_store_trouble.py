"""Databases that are full, locked, damaged or not to be written: a sentence, a fix, and nothing lost."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.shopping.carts import LineRequest
from assistant.shopping.products import Product
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.engine import SqliteEngine
from assistant.stores.sqlite import SqliteStore, open_market

MILK = SearchQuery(text="milk")
LINES = [LineRequest(variant_id="whole-milk", quantity=1)]


def connection_of(store: SqliteStore) -> sqlite3.Connection:
    engine = store._transactions._engine
    assert isinstance(engine, SqliteEngine)
    return engine.database._connection


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A market that nobody has been to; to copy it is quicker than to fill it."""
    folder = tmp_path_factory.mktemp("stocked")
    asyncio.run(open_market({}, folder).close())
    return folder


@pytest.fixture
async def store(stocked: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    shutil.copytree(stocked, tmp_path, dirs_exist_ok=True)
    store = open_market({"patience": 0}, tmp_path)
    yield store
    await store.close()


async def test_a_full_disk_is_told_and_what_was_written_before_is_kept(store: SqliteStore) -> None:
    cart = await store.create_cart(LINES, None, "before")
    connection = connection_of(store)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    everything = [LineRequest(variant_id=product.variant.id, quantity=1) for product in await all_of(store)]
    with pytest.raises(StoreError) as raised:
        await store.create_cart(everything, None, "full")

    assert raised.value.kind is StoreErrorKind.UNREACHABLE
    assert "no room left" in raised.value.what
    assert "Free some space" in raised.value.fix
    assert await store.cart(cart.id) == cart

    connection.execute("PRAGMA max_page_count = 100000")
    assert len((await store.create_cart(everything, None, "full")).lines) == len(everything)


async def all_of(store: SqliteStore) -> tuple[Product, ...]:
    pages = [await store.search(SearchQuery(text=each, limit=100)) for each in ("dairy", "pantry", "bread")]
    return tuple({product.id: product for page in pages for product in page.items}.values())


async def test_a_disk_that_is_full_at_the_start_is_told(tmp_path: Path) -> None:
    target = tmp_path / "data" / "market.db"
    target.parent.mkdir()
    target.symlink_to("/dev/full")
    with pytest.raises(StorageError, match="no room left") as raised:
        open_market({"patience": 0}, target.parent)
    assert raised.value.fix


async def test_a_file_that_another_program_holds_is_told_and_can_still_be_read(
    store: SqliteStore, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "market.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program") as raised:
        await store.create_cart(LINES, None, "key")

    assert raised.value.kind is StoreErrorKind.UNREACHABLE
    assert (await store.search(MILK)).total
    other.execute("ROLLBACK")
    other.close()
    assert await store.create_cart(LINES, None, "key")


def test_a_new_file_that_another_program_holds_is_told(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "market.db", isolation_level=None)
    other.execute("CREATE TABLE t (a)")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="Another program"):
        open_market({"patience": 0}, tmp_path)
    other.close()


async def test_a_file_that_must_not_be_written_is_told(store: SqliteStore) -> None:
    connection_of(store).execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="cannot be written") as raised:
        await store.create_cart(LINES, None, "key")
    assert "may write" in raised.value.fix


def junk(path: Path) -> None:
    path.write_bytes(b"This is a shopping list, not a database.\n" * 500)


def folder(path: Path) -> None:
    path.mkdir()


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "what"), [(junk, "is damaged"), (folder, "cannot be opened"), (newer, "newer Aisle")]
)
def test_a_file_that_is_no_store_is_told_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], None], what: str
) -> None:
    path = tmp_path / "market.db"
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StorageError, match=what) as raised:
        open_market({}, tmp_path)

    assert str(path) in raised.value.what
    assert raised.value.fix
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"folder .* cannot be made") as raised:
        open_market({}, tmp_path / "file" / "data")
    assert "data_dir" in raised.value.fix


async def test_a_file_damaged_in_its_middle_is_told(tmp_path: Path) -> None:
    await open_market({}, tmp_path).close()
    path = tmp_path / "market.db"
    intact = path.read_bytes()
    path.write_bytes(intact[:4096] + b"\xa5" * (len(intact) - 4096))

    with pytest.raises((StoreError, StorageError), match="is damaged"):
        await open_market({}, tmp_path).search(MILK)
