import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SettingsError
from assistant.shopping.names import words
from assistant.shopping.products import Product, SearchQuery
from assistant.stores.catalogue import Catalogue, bundled, content, parse
from assistant.stores.sqlite import open_coffee, open_market

BARISTA = Path(__file__).parents[2] / "shared" / "data" / "barista" / "corpus.jsonl"
SHOP = "shop: {name: the kiosk}\n"
TEA = "{id: tea, title: Tea, name: tea, price: 250}"


def catalogue(name: str) -> Catalogue:
    return parse(content(bundled(name)), bundled(name))


@pytest.mark.parametrize(("name", "count"), [("market", 60), ("coffee", 10)])
def test_a_bundled_catalogue_has_its_products_each_under_its_own_id_name_and_title(
    name: str, count: int
) -> None:
    products = catalogue(name).products

    for field in ("id", "name", "title"):
        assert len({getattr(product, field) for product in products}) == count
    assert all(product.price > 0 and product.description and product.category for product in products)


def test_everything_in_the_market_is_counted_and_says_how_much_it_is() -> None:
    assert all(product.stock and product.content for product in catalogue("market").products)


@pytest.mark.parametrize(
    "generic", ["oat milk", "milk", "eggs", "bread", "granola", "peanut butter", "cheese"]
)
def test_a_general_name_in_the_market_is_shared_by_things_of_different_names(generic: str) -> None:
    assert len([product for product in catalogue("market").products if generic in product.aliases]) > 1


def test_one_oat_milk_is_cheaper() -> None:
    prices = [product.price for product in catalogue("market").products if "oat milk" in product.aliases]
    assert len(set(prices)) == len(prices) > 1


def test_the_market_is_searched_by_every_name_and_alias_and_finds_the_product(tmp_path: Path) -> None:
    async def missed() -> list[str]:
        store = open_market({}, tmp_path)
        names = [
            (item.id, name) for item in catalogue("market").products for name in (item.name, *item.aliases)
        ]
        pages = [(wanted, name, await store.search(SearchQuery(text=name))) for wanted, name in names]
        await store.close()
        return [name for wanted, name, page in pages if wanted not in {item.id for item in page.items[:4]}]

    assert asyncio.run(missed()) == []


def test_names_are_words_that_can_be_said() -> None:
    for name in ("market", "coffee"):
        for product in catalogue(name).products:
            assert words(product.name)
            assert product.name == product.name.strip()


# --- the coffee shop's options


def test_milk_comes_in_every_amount_of_every_kind() -> None:
    coffee = catalogue("coffee")
    milk = coffee.options["milk"].group("milk")
    values = [value.value for value in milk.values]

    assert len(values) == len(set(values)) == 6 * 7
    assert {"milk", "a bit of soy milk", "lots of cream", "a little bit of oat milk"} <= set(values)


def test_every_drink_takes_size_roast_shots_milk_and_sugar() -> None:
    for product in catalogue("coffee").products:
        assert product.options == ("size", "roast", "shots", "milk", "sugar")


@pytest.mark.skipif(not BARISTA.exists(), reason="the recorded orders are not part of the repository")
def test_the_coffee_shop_sells_everything_that_was_ordered_aloud(tmp_path: Path) -> None:
    carts = [json.loads(line)["expect"]["cart"] for line in BARISTA.read_text().splitlines()]
    lines: list[dict[str, Any]] = [line for cart in carts for line in cart]

    async def bought() -> list[Product]:
        store = open_coffee({}, tmp_path)
        pages = [await store.search(SearchQuery(text=line["product"])) for line in lines]
        products = [
            await store.product(page.items[0].id, line["options"])
            for page, line in zip(pages, lines, strict=True)
        ]
        await store.close()
        return products

    products = asyncio.run(bought())
    assert len(products) >= 151
    assert [(item.name, item.variant.options) for item in products] == [
        (line["product"], line["options"]) for line in lines
    ]


# --- files that do not fit


def fault(text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        parse(text.encode(), Path("mine.yaml"))
    assert raised.value.fix
    return raised.value.what


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["mine.yaml", "no shop"]),
        ("- a\n- b\n", ["mine.yaml", "no shop"]),
        ("products: []\n", ["mine.yaml", "shop: field required"]),
        ("shop: [\n", ["mine.yaml", "not valid YAML", "line"]),
        ("shop: {colour: red}\n", ["mine.yaml", "no setting called shop.colour"]),
        ("shop: {tax: -1}\n", ["mine.yaml", "shop.tax"]),
        (SHOP + "products: 3\n", ["mine.yaml", "products is not a list"]),
        (SHOP + "products: [3]\n", ["mine.yaml", "product number 1"]),
        (SHOP + f"products: [{TEA}, {{id: cake}}]\n", ["mine.yaml", "product cake", "price: field required"]),
        (SHOP + f"products: [{TEA}, {{name: cake}}]\n", ["product number 2", "id: field required"]),
        (SHOP + f"products: [{TEA.replace('250', '2.5')}]\n", ["product tea", "price", "valid integer"]),
        (SHOP + f"products: [{TEA.replace('id: tea', 'id: A Tea')}]\n", ["product A Tea", "id"]),
        (SHOP + f"products: [{TEA}, {TEA}]\n", ["mine.yaml", "two products tea"]),
        (SHOP + f"products: [{TEA[:-1]}, options: [size]}}]\n", ["product tea", "no option called 'size'"]),
        (SHOP + "options: {size: {values: {}}}\n", ["mine.yaml", "options.size.values"]),
    ],
)
def test_a_catalogue_that_does_not_fit_says_where(text: str, parts: list[str]) -> None:
    message = fault(text)
    for part in parts:
        assert part in message


def test_a_catalogue_that_is_no_text_says_so() -> None:
    with pytest.raises(SettingsError, match="not valid YAML"):
        parse(b"shop: \x00\x9c\xff", Path("mine.yaml"))


def test_a_catalogue_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: No such file"):
        open_market({"catalogue": tmp_path / "none.yaml"}, tmp_path)


@pytest.mark.parametrize("options", [{"catalogues": "x"}, {"delivery_fee": -1}, {"delivery_fee": "free"}])
def test_an_option_that_a_store_does_not_have_is_refused_by_name(
    options: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=next(iter(options))):
        open_market(options, tmp_path)
    assert not (tmp_path / "market.db").exists()
