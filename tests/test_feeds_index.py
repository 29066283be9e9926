"""What imports leave behind: an index that fits the shelves, and what the engine plans its work by."""

import asyncio
from pathlib import Path

import pytest

from assistant.shopping.carts import LineRequest
from assistant.shopping.searching import SearchQuery
from assistant.stores.embedded.comparing import as_shelved
from assistant.stores.embedded.goods import goods
from assistant.stores.embedded.shelves import read
from assistant.stores.feeds.exporting import write
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.importing import Outcome, bring_in
from assistant.stores.feeds.reading import Feeds, Watcher
from assistant.stores.search import index
from assistant.stores.search.checking import faults
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.index import generation
from assistant.stores.sqlite import SqliteStore, open_market
from feeds import NOW, table

COLUMNS = ["id", "title", "price", "quantity", "brand", "product_type"]


def feed(folder: Path, *lines: list[str]) -> Path:
    path = folder / "feed.tsv"
    path.write_text(table(COLUMNS, *lines))
    return path


def teas(count: int, title: str = "Green tea number", price: str = "1 USD") -> list[list[str]]:
    return [
        [f"p{each}", f"{title} {each}", price, "5", f"Brand Number {each % 7}", f"Drinks > Tea {each % 3}"]
        for each in range(count)
    ]


def take(store: SqliteStore, path: Path, *, replaces: bool = False) -> Outcome:
    return bring_in(store, Feeds(files=[path]), NOW, Watcher(), replaces=replaces)


def wrong(store: SqliteStore) -> list[str]:
    with store.looking() as session:
        return list(faults(session, Fts5()))


def at(store: SqliteStore) -> int:
    with store.looking() as session:
        return generation(session)


@pytest.mark.parametrize(("products", "words"), [(10_000, 100_000), (70, 40)])
def test_the_index_fits_the_shelves_after_every_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, products: int, words: int
) -> None:
    monkeypatch.setattr(index, "_PRODUCTS", products)
    monkeypatch.setattr(index, "_WORDS", words)
    store = SqliteStore(tmp_path / "shop.db")
    for lines, replaces in (
        (teas(700), False),
        (teas(700, price="2 USD"), False),
        (teas(650, "Black tea number"), False),
        (teas(300, "Red-bush tea's number"), True),
        (teas(400), True),
    ):
        take(store, feed(tmp_path, *lines), replaces=replaces)
        assert wrong(store) == []
    found = asyncio.run(store.search(SearchQuery(text="green tea number 7")))
    assert found.items[0].id == "p7"
    asyncio.run(store.close())


def test_what_only_costs_something_else_now_is_not_indexed_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "shop.db")
    take(store, feed(tmp_path, *teas(20)))
    before = at(store)
    assert take(store, feed(tmp_path, *teas(20, price="3 USD"))).changed == 20
    assert at(store) == before
    take(store, feed(tmp_path, *teas(20, "White tea number")))
    assert at(store) > before
    asyncio.run(store.close())


def test_the_engine_knows_how_much_of_what_there_is_after_a_large_import(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "shop.db")
    with store.looking() as session:
        count = "SELECT count(*) AS known FROM sqlite_master WHERE name = 'sqlite_stat1'"
        assert session.row(count)["known"] == 0
    take(store, feed(tmp_path, *teas(1200)))
    with store.looking() as session:
        known = {row["tbl"] for row in session.rows("SELECT tbl FROM sqlite_stat1")}
    assert {"products", "variants", "search_vocabulary"} <= known
    asyncio.run(store.close())


def test_the_market_written_out_and_read_again_is_as_before(tmp_path: Path) -> None:
    store = open_market({}, tmp_path)
    path = tmp_path / "market.jsonl"
    count = write(store, path, Format.JSONL, NOW.timestamp())
    first = take(store, path)
    assert first.products == count
    assert take(store, path) == Outcome(rows=first.rows, same=count)
    assert wrong(store) == []
    asyncio.run(store.close())


def test_what_is_held_is_no_more_on_the_shelves(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "shop.db")
    take(store, feed(tmp_path, *teas(3)))

    def there() -> set[str]:
        return {name for name, found in as_is.items() if found.same}

    with store.looking() as session:
        given = [goods(listing, store.finder.entry) for _, listing in read(session)]
        as_is = as_shelved(session, given)
        assert there() == {"p0", "p1", "p2"}

    async def hold() -> None:
        cart = await store.create_cart([LineRequest(variant_id="p1", quantity=2)], None, "1")
        await store.start_checkout(cart.id, None, "2")

    asyncio.run(hold())
    with store.looking() as session:
        as_is = as_shelved(session, given)
    assert there() == {"p0", "p2"}
    assert take(store, feed(tmp_path, *teas(3))).changed == 1
    with store.looking() as session:
        stock = {listing.id: listing.variants[0].stock for _, listing in read(session)}
    assert stock == {"p0": 5, "p1": 3, "p2": 5}
    asyncio.run(store.close())
