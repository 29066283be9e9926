"""The bench of the search: shops that are made up, contestants, tables and picture."""

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console
from typer.testing import CliRunner

from assistant.stores.catalogue import bundled, content, parse
from devices.bench.store.articles import made_listings, market
from devices.bench.store.assortment import made_products
from devices.bench.store.contestants import AllNames, Contestant, PlainFts5, StoreSearch, Tantivy
from devices.bench.store.search_picture import drawn
from devices.bench.store.search_tables import show
from devices.bench.store.searching import Report, measured
from devices.bench.store.spoken import STYLES, wishes
from devices.cli.app import build


def test_a_made_up_shop_is_the_same_for_the_same_seed_and_begins_like_a_larger_one() -> None:
    shop = list(made_products(300, seed=3))
    assert shop == list(islice(made_products(1000, seed=3), 300))
    assert shop != list(made_products(300, seed=4))


def test_a_made_up_shop_is_skewed_and_has_what_a_shop_has() -> None:
    shop = list(made_products(5000))
    ratings = sorted((product.ratings for product in shop), reverse=True)
    assert sum(ratings[:50]) > sum(ratings[2500:])
    assert len({product.category for product in shop}) > 30
    assert any(product.stock == 0 for product in shop)
    assert all(product.price > 0 and product.title for product in shop)


def test_wishes_are_of_all_styles_and_the_same_for_the_same_seed() -> None:
    shop = list(made_products(50))
    made = wishes(shop, 5, seed=1)
    assert made == wishes(shop, 5, seed=1)
    assert {wish.style for wish in made} == set(STYLES)
    assert all(wish.text for wish in made)


def test_the_markets_wishes_name_products_of_the_market() -> None:
    listings, judged = market()
    ids = {listing.id for listing in listings}
    assert len(judged) >= 400
    assert all(wish.right and wish.right <= ids for wish in judged)


@pytest.mark.parametrize("open_one", [StoreSearch, PlainFts5, Tantivy, lambda _: AllNames()])
def test_every_contestant_finds_what_it_was_given(
    open_one: Callable[[Path], Contestant], tmp_path: Path
) -> None:
    contestant = open_one(tmp_path)
    shop = list(made_listings(200, 0))
    contestant.fill(iter(shop))
    assert shop[7].id in contestant.search(shop[7].name)[:3]
    assert (contestant.size() or 1_000_000) > 1000
    contestant.close()


@pytest.fixture(scope="module")
def report() -> Report:
    return measured([300], 3, 0, peers=True, tell=lambda _: None)


def test_everything_is_measured_for_every_contestant(report: Report) -> None:
    assert [(result.shop, result.contestant) for result in report.results] == [
        (shop, name)
        for shop in ("the market", "made up")
        for name in ("Aisle", "FTS5, plain", "tantivy", "rapidfuzz, all names")
    ]
    for result in report.results:
        assert result.latency_ms.p50 <= result.latency_ms.p99 <= result.latency_ms.slowest
        assert result.products_per_second > 0
        assert all(style.first_three <= style.judged <= style.asked for style in result.styles)


def test_the_tables_show_it(report: Report) -> None:
    console = Console(record=True, width=200)
    show(console, report)
    text = console.export_text()
    assert "rapidfuzz" in text
    assert "misspelt" in text
    assert "%" in text


def test_the_picture_is_well_formed_and_has_every_contestant(report: Report) -> None:
    picture = drawn(report)
    assert ET.fromstring(picture).tag.endswith("svg")
    assert all(result.contestant in picture for result in report.results)


def test_the_command_writes_json_and_a_picture(tmp_path: Path) -> None:
    figures, picture = tmp_path / "figures.json", tmp_path / "curve.svg"
    done = CliRunner().invoke(
        build(),
        [
            *("bench", "store", "search", "--products", "200", "--wishes", "1", "--no-peers"),
            *("--json", str(figures), "--picture", str(picture)),
        ],
    )
    assert done.exit_code == 0, done.output
    assert json.loads(figures.read_text(encoding="utf-8"))["version"] == 1
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_sizes_that_are_no_numbers_are_refused() -> None:
    done = CliRunner().invoke(build(), ["bench", "store", "search", "--products", "many"])
    assert done.exit_code == 2


def test_what_the_market_is_searched_for_is_found_first_often_enough(tmp_path: Path) -> None:
    aims = {"exact": 0.95, "misspelt": 0.85, "need": 0.7}
    path = bundled("market")
    store = StoreSearch(tmp_path)
    store.fill(parse(content(path), path).listings())
    judged = market()[1]
    hits = [(wish.style, bool(wish.right.intersection(store.search(wish.text)[:3]))) for wish in judged]
    store.close()
    for style, aim in aims.items():
        some = [hit for kind, hit in hits if kind == style]
        assert sum(some) >= aim * len(some), style
