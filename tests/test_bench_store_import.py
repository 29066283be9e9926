"""The bench of imports: feeds of made-up shops, figures, table and picture."""

import asyncio
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console
from typer.testing import CliRunner

from assistant.stores.embedded.shelves import read
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.importing import bring_in
from assistant.stores.feeds.reading import Watcher
from assistant.stores.sqlite import SqliteStore
from devices.bench.store.articles import made_listings
from devices.bench.store.feed_files import FORMATS, written
from devices.bench.store.import_picture import drawn
from devices.bench.store.import_tables import show
from devices.bench.store.importing import Report, measured
from devices.bench.store.searching import in_made_up
from devices.cli.app import build
from feeds import NOW


@pytest.mark.parametrize("chosen", FORMATS)
def test_the_feed_of_a_made_up_shop_is_taken_in_whole(chosen: Format, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "shop.db")
    done = bring_in(store, written(tmp_path, 60, 1, chosen), NOW, Watcher())
    with store.looking() as session:
        found = {listing.id: listing for _, listing in read(session)}
    asyncio.run(store.close())
    assert (done.new, done.bad) == (60, 0)
    for made in made_listings(60, 1):
        there = found[made.id]
        assert (there.title, there.name, there.brand) == (made.title, made.name, made.brand)
        assert (there.variants[0].price, there.variants[0].stock) == (
            made.variants[0].price,
            made.variants[0].stock,
        )


@pytest.fixture(scope="module")
def report() -> Report:
    imports = measured([200], [Format.TSV], 1, 0, tell=lambda _: None)
    searches = in_made_up([200], 1, 0, peers=False, tell=lambda _: None)
    return Report(seed=0, cores=2, imports=imports, searches=tuple(searches))


def test_first_and_repeated_imports_are_measured(report: Report) -> None:
    (result,) = report.imports
    assert (result.products, result.format) == (200, "tsv")
    assert result.bytes_per_product > 100
    assert result.feed_bytes > 200 * 50
    for (one,) in (result.first, result.again):
        assert one.products_per_second > 0
        assert one.writer_us > 0
        assert one.peak_bytes > 1_000_000


def test_the_tables_show_it(report: Report) -> None:
    console = Console(record=True, width=200)
    show(console, report)
    text = console.export_text()
    assert "tsv" in text
    assert "Search, one core" in text


def test_the_picture_has_the_cost_of_imports_room_and_searches(report: Report) -> None:
    picture = drawn(report)
    assert ET.fromstring(picture).tag.endswith("svg")
    for title in ("First import", "The same feed again", "The database", "The slowest hundredth"):
        assert title in picture
    without = drawn(report.model_copy(update={"searches": ()}))
    assert "The slowest hundredth" not in without


def test_the_command_writes_json_and_a_picture(tmp_path: Path) -> None:
    figures, picture = tmp_path / "figures.json", tmp_path / "curve.svg"
    done = CliRunner().invoke(
        build(),
        [
            *("bench", "store", "import", "--sizes", "100", "--formats", "csv", "--runs", "1"),
            *("--no-search", "--json", str(figures), "--picture", str(picture)),
        ],
    )
    assert done.exit_code == 0, done.output
    assert json.loads(figures.read_text(encoding="utf-8"))["imports"][0]["format"] == "csv"
    assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("wrong", [("--sizes", "many"), ("--formats", "pdf")])
def test_sizes_and_formats_that_are_none_are_refused(wrong: tuple[str, str]) -> None:
    done = CliRunner().invoke(build(), ["bench", "store", "import", *wrong])
    assert done.exit_code == 2
