"""The catalogues that come with Aisle, and the wishes that their search is measured with."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.ports import Store
from assistant.shopping.carts import Cart, LineRequest
from assistant.shopping.content import Measure
from assistant.shopping.listings import Listing
from assistant.shopping.names import folded, words
from assistant.shopping.searching import SearchQuery
from assistant.stores.catalogue import Catalogue, bundled, content, parse
from assistant.stores.sqlite import open_coffee, open_market

BARISTA = Path(__file__).parents[2] / "shared" / "data" / "barista" / "corpus.jsonl"


WISHES = Path(__file__).parents[1] / "devices" / "bench" / "store" / "wishes.jsonl"
OF_FIXED_PRICE = {
    "harvest-lane-oat-milk": 429,
    "sunny-oat-barista-oat-milk": 499,
    "brown-eggs": 529,
    "bananas": 159,
    "coffee-filters": 279,
    "whole-milk": 399,
}
"""What the demonstration and the recorded trips buy."""


def catalogue(name: str) -> Catalogue:
    return parse(content(bundled(name)), bundled(name))


def listings(name: str) -> list[Listing]:
    return list(catalogue(name).listings())


# --- the market


@pytest.mark.parametrize(("name", "least"), [("market", 500), ("coffee", 20)])
def test_a_bundled_catalogue_has_its_products_each_under_its_own_id_name_and_title(
    name: str, least: int
) -> None:
    products = catalogue(name).products

    assert len(products) >= least
    for field in ("id", "name", "title"):
        assert len({getattr(product, field) for product in products}) == len(products)
    assert all(product.price > 0 and product.description and product.category for product in products)


def test_the_market_has_many_categories_in_departments_each_with_products() -> None:
    paths = {listing.category_path for listing in listings("market")}

    assert len(paths) >= 40
    assert all(len(path) == 2 for path in paths)
    assert len({path[-1] for path in paths}) == len(paths)
    assert {path[:1] for path in paths} | paths == {each.path for each in catalogue("market").departments()}


def test_everything_in_the_market_is_counted_and_says_how_much_it_is() -> None:
    for listing in listings("market"):
        assert listing.content or (listing.amount, listing.measure) == (1, Measure.PIECES)
        assert all(variant.stock is not None for variant in listing.variants)
    # A bunch of parsley or a mop with its bucket cannot be measured.
    unmeasured = [listing.content for listing in listings("market") if listing.amount is None]
    assert set(unmeasured) == {"a bunch", "one set"}


def test_prices_are_whole_cents_and_those_of_before_are_near_those_of_today() -> None:
    for listing in listings("market"):
        for variant in listing.variants:
            assert type(variant.price) is int
            assert variant.price > 0
            for _, earlier in variant.history:
                assert type(earlier) is int
                assert 0.6 < earlier / variant.price < 1.6
        dated = [since for since, _ in listing.variants[0].history]
        assert dated == sorted(dated)


def test_everything_in_the_market_is_reviewed_and_most_of_it_tells_its_diet_or_attributes() -> None:
    found = listings("market")

    assert all(listing.rating and listing.ratings and listing.review for listing in found)
    assert sum(bool(listing.attributes) for listing in found) > 0.9 * len(found)
    assert sum(bool(listing.variants[0].history) for listing in found) > 0.9 * len(found)
    assert sum(len(listing.variants) > 1 for listing in found) >= 40
    assert sum(variant.sale_price is not None for listing in found for variant in listing.variants) >= 30


def test_what_goes_with_a_product_is_something_else() -> None:
    for product in catalogue("market").products:
        assert product.id not in {*product.substitutes, *product.bought_with}
        assert not set(product.substitutes) & set(product.bought_with)


def test_what_is_sold_out_in_the_market_has_a_substitute_that_is_not() -> None:
    products = {product.id: product for product in catalogue("market").products}
    sold_out = [product for product in products.values() if product.stock == 0]

    assert sold_out
    for product in sold_out:
        assert any(products[other].stock for other in product.substitutes)


@pytest.mark.parametrize(
    "generic", ["oat milk", "milk", "eggs", "bread", "granola", "peanut butter", "cheese"]
)
def test_a_general_name_in_the_market_is_shared_by_things_of_different_names(generic: str) -> None:
    assert len([product for product in catalogue("market").products if generic in product.aliases]) > 1


def test_one_oat_milk_is_cheaper() -> None:
    prices = [product.price for product in catalogue("market").products if "oat milk" in product.aliases]
    assert len(set(prices)) == len(prices) > 1


def test_what_the_demonstration_buys_costs_what_its_recordings_say() -> None:
    prices = {product.id: product.price for product in catalogue("market").products}
    assert {name: prices[name] for name in OF_FIXED_PRICE} == OF_FIXED_PRICE


def test_no_name_in_the_market_is_another_one_in_other_words() -> None:
    products = catalogue("market").products
    said = [tuple(sorted(folded(product.name))) for product in products]
    assert len(set(said)) == len(said)

    names = {" ".join(folded(product.name)): product.id for product in products}
    for product in products:
        for alias in product.aliases:
            assert names.get(" ".join(folded(alias)), product.id) == product.id, (product.id, alias)


def test_the_market_is_searched_by_every_name_and_finds_the_product(tmp_path: Path) -> None:
    async def missed() -> list[str]:
        store = open_market({}, tmp_path)
        names = [(item.id, item.name) for item in catalogue("market").products]
        pages = [
            (wanted, name, await store.search(SearchQuery(text=name, limit=4))) for wanted, name in names
        ]
        await store.close()
        return [name for wanted, name, page in pages if wanted not in {item.id for item in page.items}]

    assert asyncio.run(missed()) == []


def test_names_are_words_that_can_be_said() -> None:
    for name in ("market", "coffee"):
        for product in catalogue(name).products:
            assert words(product.name)
            assert product.name == product.name.strip()
            assert len(product.name.split()) <= 5


def test_wishes_are_for_different_products_that_the_market_sells() -> None:
    wishes = [json.loads(line) for line in WISHES.read_text(encoding="utf-8").splitlines()]
    sold = {product.id for product in catalogue("market").products}

    assert len(wishes) == len({wish["wish"] for wish in wishes}) == len({wish["right"][0] for wish in wishes})
    assert Counter(wish["kind"] for wish in wishes) == {"exact": 200, "misspelt": 120, "need": 80}
    assert all(set(wish["right"]) <= sold for wish in wishes)


# --- the coffee shop


def test_milk_comes_in_every_amount_of_every_kind() -> None:
    coffee = catalogue("coffee")
    milk = coffee.options["milk"].group("milk")
    values = [value.value for value in milk.values]

    assert len(values) == len(set(values)) == 6 * 7
    assert {"milk", "a bit of soy milk", "lots of cream", "a little bit of oat milk"} <= set(values)


def test_every_drink_with_coffee_takes_size_roast_shots_milk_and_sugar() -> None:
    with_coffee = [product for product in catalogue("coffee").products if "shots" in product.options]

    assert len(with_coffee) == 10
    for product in with_coffee:
        assert product.options == ("size", "roast", "shots", "milk", "sugar")


def test_the_coffee_shop_has_something_to_eat_tea_and_beans_to_take_home() -> None:
    departments = Counter(product.category for product in catalogue("coffee").products)
    assert {"hot drinks", "cold drinks", "tea", "pastries", "beans"} == set(departments)


@pytest.mark.skipif(not BARISTA.exists(), reason="the recorded orders are not part of the repository")
def test_the_coffee_shop_sells_everything_that_was_ordered_aloud(tmp_path: Path) -> None:
    ordered = [json.loads(line)["expect"]["cart"] for line in BARISTA.read_text().splitlines()]

    async def bought() -> list[Cart]:
        store = open_coffee({}, tmp_path)
        carts = [
            await store.create_cart([await wanted(store, line) for line in lines], None, f"cart {number}")
            for number, lines in enumerate(ordered)
        ]
        await store.close()
        return carts

    carts = asyncio.run(bought())
    assert len(carts) >= 151
    assert [
        [{"product": line.name, "quantity": line.quantity, "options": line.options} for line in cart.lines]
        for cart in carts
    ] == ordered


async def wanted(store: Store, line: Mapping[str, Any]) -> LineRequest:
    found = (await store.search(SearchQuery(text=line["product"]))).items[0]
    product = await store.product(found.id, line["options"])
    return LineRequest(variant_id=product.variant.id, quantity=line["quantity"])
