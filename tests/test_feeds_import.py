"""Feeds are taken into a shop as a whole or not at all, while it goes on selling."""

import asyncio
import gzip
import json
import multiprocessing
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.errors import UnusableInputError
from assistant.shopping.carts import LineRequest
from assistant.shopping.listings import Listing
from assistant.shopping.searching import SearchQuery
from assistant.stores.embedded.shelves import read
from assistant.stores.feeds import reading_ahead
from assistant.stores.feeds.exporting import write
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.importing import Outcome, bring_in
from assistant.stores.feeds.reading import Feeds, Watcher
from assistant.stores.feeds.records import BadRow
from assistant.stores.sqlite import SqliteStore, StoreOptions
from commands import aisle
from feeds import NOW, table

COLUMNS = ["id", "title", "price", "quantity"]
SHOP = "shop: {name: the corner shop}\nproducts: []\n"


@contextmanager
def shop(path: Path, *, patience: float = 5) -> Iterator[SqliteStore]:
    store = SqliteStore(path, options=StoreOptions(patience=patience))
    try:
        yield store
    finally:
        asyncio.run(store.close())


def feed(folder: Path, *lines: Sequence[str], name: str = "feed.tsv") -> Path:
    path = folder / name
    path.write_text(table(COLUMNS, *lines))
    return path


def many(count: int, price: str = "1 USD") -> list[list[str]]:
    return [[f"p{number}", f"Tea number {number}", price, "5"] for number in range(count)]


def take(store: SqliteStore, *files: Path, replaces: bool = False, dry_run: bool = False) -> Outcome:
    return bring_in(store, Feeds(files=files), NOW, Watcher(), replaces=replaces, dry_run=dry_run)


def shelves(store: SqliteStore) -> dict[str, Listing]:
    with store.looking() as session:
        return {listing.id: listing for _, listing in read(session, 0, 10_000)}


def prices(store: SqliteStore) -> dict[str, int]:
    return {name: listing.variants[0].price for name, listing in shelves(store).items()}


def test_a_feed_fills_empty_shelves(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        lines = [["milk", "Oat Milk, 64 fl oz", "4.29 USD", "7"], ["tea", "Tea", "2 EUR", ""]]
        assert take(store, feed(tmp_path, *lines)) == Outcome(rows=2, new=2)
        found = asyncio.run(store.search(SearchQuery(text="oat milk")))
        assert [str(product.price) for product in found.items] == ["$4.29"]
        assert shelves(store)["tea"].variants[0].currency == "EUR"


def test_the_same_feed_again_changes_nothing(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        path = feed(tmp_path, *many(1200))
        assert take(store, path) == Outcome(rows=1200, new=1200)
        assert take(store, path) == Outcome(rows=1200, same=1200)
        assert take(store, path, replaces=True) == Outcome(rows=1200, same=1200)


def test_what_is_new_is_added_and_what_has_changed_is_changed(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        take(store, feed(tmp_path, *many(3)))
        done = take(store, feed(tmp_path, ["p1", "Tea number 1", "3 USD", "5"], ["new", "Soap", "1 USD", ""]))
        assert done == Outcome(rows=2, new=1, changed=1)
        assert prices(store) == {"p0": 100, "p1": 300, "p2": 100, "new": 100}
        history = asyncio.run(store.price_history("p1"))
        assert [point.price.amount for point in history.points] == [100, 300]


def test_what_a_feed_does_not_have_is_taken_off_the_shelves_only_if_that_is_wished(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        take(store, feed(tmp_path, *many(3)))
        only = feed(tmp_path, *many(2))
        assert take(store, only, dry_run=True, replaces=True) == Outcome(rows=2, same=2, gone=1)
        assert set(shelves(store)) == {"p0", "p1", "p2"}
        assert take(store, only, replaces=True) == Outcome(rows=2, same=2, gone=1)
        assert set(shelves(store)) == {"p0", "p1"}
        assert take(store, feed(tmp_path, *many(3))) == Outcome(rows=3, new=1, same=2)


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        path = feed(tmp_path, *many(3))
        assert take(store, path, dry_run=True) == Outcome(rows=3, new=3)
        assert shelves(store) == {}
        take(store, path)
        assert take(store, feed(tmp_path, *many(4, "2 USD")), dry_run=True) == Outcome(
            rows=4, new=1, changed=3
        )
        assert set(prices(store).values()) == {100}


def test_several_files_are_one_feed(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        more = tmp_path / "more.jsonl"
        more.write_text(json.dumps({"item_id": "x", "title": "Soap", "price": "1 USD"}) + "\n")
        assert take(store, feed(tmp_path, *many(2)), more) == Outcome(rows=3, new=3)


def test_a_department_is_the_same_however_its_name_is_written(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        for name in ("Pantry > Tea", "pantry > tea"):
            path = tmp_path / "feed.tsv"
            path.write_text(table(["id", "title", "price", "product_type"], ["1", "Tea", "1 USD", name]))
            done = take(store, path)
        assert done == Outcome(rows=1, same=1)


@pytest.mark.parametrize("stocked", [False, True])
def test_a_broken_feed_leaves_the_old_catalogue_whole(tmp_path: Path, stocked: bool) -> None:
    with shop(tmp_path / "shop.db") as store:
        if stocked:
            take(store, feed(tmp_path, *many(3)))
        before = shelves(store)
        packed = tmp_path / "broken.tsv.gz"
        packed.write_bytes(gzip.compress(table(COLUMNS, *many(3000, "9 USD")).encode())[:-30])
        with pytest.raises(UnusableInputError, match="packed, and broken"):
            take(store, packed, replaces=True)
        assert shelves(store) == before


@pytest.mark.parametrize("stocked", [False, True])
def test_a_feed_of_which_nothing_can_be_used_is_refused(tmp_path: Path, stocked: bool) -> None:
    with shop(tmp_path / "shop.db") as store:
        if stocked:
            take(store, feed(tmp_path, *many(3)))
        before = shelves(store)
        with pytest.raises(UnusableInputError, match="can be used"):
            take(store, feed(tmp_path, ["1", "", "1 USD", ""]), replaces=True)
        assert shelves(store) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.stores.feeds.importing import bring_in
from assistant.stores.feeds.reading import Feeds, Watcher
from assistant.stores.sqlite import SqliteStore
from datetime import datetime, UTC

class Killer(Watcher):
    def read(self, done): self.at("read")
    def put(self, done, total): self.at(f"put {done}")
    def at(self, moment):
        if moment == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)

store = SqliteStore(Path(sys.argv[1]))
bring_in(store, Feeds(files=[Path(sys.argv[2])]), datetime.now(UTC), Killer(), replaces=True)
"""


@pytest.mark.parametrize("moment", ["read", "put 500"])
def test_a_killed_import_leaves_the_old_catalogue_whole(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "shop.db"
    with shop(path) as store:
        take(store, feed(tmp_path, *many(700)))
        before = shelves(store)
    new = feed(tmp_path, *many(1500, "9 USD"), name="new.tsv")
    done = subprocess.run([sys.executable, "-c", KILLED, path, new, moment], check=False)
    assert done.returncode == -signal.SIGKILL
    with shop(path) as store:
        assert shelves(store) == before
        assert take(store, new, replaces=True) == Outcome(rows=1500, new=800, changed=700)


def test_the_shop_goes_on_selling_while_feeds_are_read(tmp_path: Path) -> None:
    class Buyer(Watcher):
        """Fills a cart whenever something has been read."""

        carts = 0

        def __init__(self, store: SqliteStore) -> None:
            self._store = store

        def read(self, done: int) -> None:
            lines = [LineRequest(variant_id="p1", quantity=1)]
            asyncio.run(self._store.create_cart(lines, None, f"key-{done}-{self.carts}"))
            self.carts += 1

    path = tmp_path / "shop.db"
    with shop(path) as store, shop(path, patience=0) as other:
        take(store, feed(tmp_path, *many(1200)))
        buyer = Buyer(other)
        done = bring_in(store, Feeds(files=[feed(tmp_path, *many(1200, "2 USD"))]), NOW, buyer)
        assert done == Outcome(rows=1200, changed=1200)
        assert buyer.carts == 3


class Listener(Watcher):
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.bytes = 0

    def read(self, done: int) -> None:
        assert done >= self.bytes
        self.bytes = done

    def left_out(self, file: Path, row: BadRow) -> None:
        self.told.append((file.name, str(row)))


class Killing(Watcher):
    """Ends the process that reads."""

    def left_out(self, file: Path, row: BadRow) -> None:  # noqa: ARG002 - of any row
        """A row cannot be used."""
        for process in multiprocessing.active_children():
            process.kill()


def test_bad_rows_are_told_with_their_file_and_line(tmp_path: Path) -> None:
    with shop(tmp_path / "shop.db") as store:
        files = [
            feed(tmp_path, *many(2), ["x", "Soap", "", "1"], name="a.tsv"),
            feed(tmp_path, ["p1", "Tea", "1 USD", ""], ["y", "Soap", "1 USD", "-1"], name="b.tsv"),
        ]
        listener = Listener()
        assert bring_in(store, Feeds(files=files), NOW, listener) == Outcome(rows=5, bad=3, new=2)
        assert sorted(listener.told) == [
            ("a.tsv", "line 4: there is no price (x)"),
            ("b.tsv", f"line 2: its id stands in line 3 of {files[0]} already (p1)"),
            ("b.tsv", "line 3: the quantity is -1, which is below zero (y)"),
        ]


def test_a_large_feed_is_read_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "LARGE", 0)
    path = feed(tmp_path, *many(1200), ["x", "Soap", "", ""])
    with shop(tmp_path / "shop.db") as store:
        seen = Listener()
        assert bring_in(store, Feeds(files=[path]), NOW, seen) == Outcome(rows=1201, bad=1, new=1200)
        assert seen.told == [("feed.tsv", "line 1202: there is no price (x)")]
        assert seen.bytes == path.stat().st_size
        before = shelves(store)
        path.write_bytes(gzip.compress(table(COLUMNS, *many(2000, "9 USD")).encode())[:-30])
        with pytest.raises(UnusableInputError, match="packed, and broken") as broken:
            take(store, path)
        assert broken.value.fix == "Fetch it again; the shop is as it was."
        assert shelves(store) == before


@pytest.mark.parametrize("few", [0, 1_000_000], ids=["by the reading process", "by the writing process"])
def test_products_are_found_whichever_process_has_analysed_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(reading_ahead, "LARGE", 0)
    monkeypatch.setattr(reading_ahead, "_FEW", few)
    with shop(tmp_path / "shop.db") as store:
        assert take(store, feed(tmp_path, *many(1200))).new == 1200
        with store.looking() as session:
            assert list(store.finder.faults(session)) == []


def test_a_reading_process_that_ends_too_early_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "LARGE", 0)
    path = feed(tmp_path, ["x", "Soap", "", ""], *many(40_000))  # more than is read ahead
    with shop(tmp_path / "shop.db") as store:
        with pytest.raises(UnusableInputError, match="has ended before its end"):
            bring_in(store, Feeds(files=[path]), NOW, Killing())
        assert shelves(store) == {}


@pytest.mark.parametrize("written", Format)
def test_an_export_of_a_shop_fills_another_with_the_same(tmp_path: Path, written: Format) -> None:
    path = tmp_path / "feed.out.gz"
    with shop(tmp_path / "one.db") as store:
        take(store, feed(tmp_path, *many(700)))
        before = shelves(store)
        assert write(store, path, written, NOW.timestamp()) == 700
        assert take(store, path, replaces=True) == Outcome(rows=700, same=700)
    with shop(tmp_path / "two.db") as store:
        take(store, path)
        assert shelves(store) == before


# --- the command line


def settings(folder: Path) -> Path:
    (folder / "shop.yaml").write_text(SHOP)
    path = folder / "aisle.toml"
    path.write_text(f'[store]\nname = "market"\noptions = {{catalogue = "{folder / "shop.yaml"}"}}\n')
    return path


def test_the_command_tells_what_has_become_of_a_feed(tmp_path: Path) -> None:
    file, toml = feed(tmp_path, *many(3), *[["x", "", "1 USD", ""]] * 25), settings(tmp_path)
    ended = aisle(tmp_path, "--settings", toml, "store", "import", file, "--bad", tmp_path / "bad.jsonl")
    assert (ended.code, ended.out) == (
        0,
        "28 rows read, 25 of them left out\n3 products new, 0 changed, 0 as before\n",
    )
    assert ended.err.splitlines()[0] == f"{file}, line 5: there is no title (x)"
    assert ended.err.splitlines()[-1] == "... and 5 more"
    assert len((tmp_path / "bad.jsonl").read_text().splitlines()) == 25
    found = aisle(tmp_path, "--settings", toml, "store", "search", "tea number 2", "--json")
    assert json.loads(found.out)["items"][0]["id"] == "p2"


def test_the_command_tries_without_changing_anything(tmp_path: Path) -> None:
    file, toml = feed(tmp_path, *many(3)), settings(tmp_path)
    ended = aisle(tmp_path, "--settings", toml, "store", "import", file, "--dry-run", "--json")
    assert (ended.code, json.loads(ended.out)["new"]) == (0, 3)
    found = aisle(tmp_path, "--settings", toml, "store", "search", "tea")
    assert "0 of 0 found" in found.out


def test_the_commands_write_and_read_every_format(tmp_path: Path) -> None:
    toml = settings(tmp_path)
    aisle(tmp_path, "--settings", toml, "store", "import", feed(tmp_path, *many(3)))
    for name in ("out.tsv", "out.xml", "out.jsonl", "out.json.gz", "out.csv"):
        ended = aisle(tmp_path, "--settings", toml, "store", "export", tmp_path / name)
        assert (ended.code, ended.out) == (0, f"Wrote 3 products to {tmp_path / name}\n")
        ended = aisle(tmp_path, "--settings", toml, "store", "import", tmp_path / name, "--replace")
        assert ended.out.endswith("0 products new, 0 changed, 3 as before\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "no.tsv"), "no.tsv cannot be read: No such file or directory."),
        (("import", "feed.tsv", "--format", "xlsx"), "There is no format called 'xlsx'."),
        (("import", "feed.tsv", "--mapping", "no.yaml"), "The mapping no.yaml cannot be read"),
        (("import", "feed.tsv", "--bad", "no/bad.jsonl"), "no/bad.jsonl cannot be written"),
        (("export", "out.xlsx"), "The name of out.xlsx does not say how to write it."),
        (("export", "no/out.tsv"), "no/out.tsv cannot be written"),
    ],
)
def test_what_the_commands_cannot_do_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    feed(tmp_path, *many(1))
    ended = aisle(tmp_path, "--settings", settings(tmp_path), "store", *arguments)
    assert ended.code in {2, 5}
    assert said in " ".join(ended.err.split())
