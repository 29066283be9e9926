"""What the embedded store finds by what was said."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ports import Store
from assistant.shopping.searching import Filters, SearchQuery
from assistant.stores.sqlite import SqliteStore, open_coffee, open_market


@pytest.fixture
def market(shared: SqliteStore) -> SqliteStore:
    return shared


@pytest.fixture(scope="module")
def coffee(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = open_coffee({}, tmp_path_factory.mktemp("coffee"))
    yield store
    asyncio.run(store.close())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = open_market({}, tmp_path_factory.mktemp("shared"))
    yield store
    asyncio.run(store.close())


async def found(store: Store, text: str, limit: int = 10) -> list[str]:
    page = await store.search(SearchQuery(text=text, limit=limit))
    return [product.name for product in page.items]


async def test_a_general_name_finds_all_that_share_it_first(market: SqliteStore) -> None:
    assert sorted(await found(market, "oat milk")) == ["Harvest Lane oat milk", "Sunny Oat barista oat milk"]
    assert sorted((await found(market, "granola"))[:3]) == [
        "dark chocolate granola",
        "honey almond granola",
        "maple pecan granola",
    ]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("the Harvest Lane oat milk", "Harvest Lane oat milk"),
        ("oat milks", "Harvest Lane oat milk"),
        ("some barista oat milk please", "Sunny Oat barista oat milk"),
        ("a loaf of whole wheat bread", "whole wheat bread"),
        ("Salt & Pepper", "salt and pepper"),
        ("MAC AND CHEESE", "mac and cheese"),
        ("half and half", "half and half"),
        ("AA batteries", "double A batteries"),
        ("papertowels", "paper towels"),
        ("toilet papper", "toilet paper"),
        ("granolla with maple", "maple pecan granola"),
        ("something to feed the dog food", "dry dog food"),
    ],
)
async def test_what_was_said_finds_what_was_meant(market: SqliteStore, said: str, first: str) -> None:
    assert (await found(market, said))[0] == first


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("large light roast latte with soy milk", "latte"),
        ("can I get an iced mocha with lots of cream and a bit of brown sugar", "iced mocha"),
        ("coffee", "coffee"),
        ("house coffee twelve ounce", "house coffee"),
        ("americana", "americano"),
        ("medium expresso with almond milk", "espresso"),
        ("café latte", "latte"),
    ],
)
async def test_a_wish_with_options_in_it_finds_the_drink(coffee: SqliteStore, said: str, first: str) -> None:
    assert (await found(coffee, said))[0] == first


async def test_what_is_not_sold_is_not_found(market: SqliteStore) -> None:
    page = await market.search(SearchQuery(text="snow shovel"))
    assert (page.items, page.total) == ((), 0)
    assert [dropped.said for dropped in page.dropped] == ["snow", "shovel"]


async def test_a_page_holds_no_more_than_asked_for_and_says_how_many_there_are(market: SqliteStore) -> None:
    page = await market.search(SearchQuery(text="granola", limit=2))

    assert len(page.items) == 2
    assert page.total > 2


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "🥛",
        "🥛 oat milk 🥛",
        "'; DROP TABLE products; --",
        '"',
        '" OR "a"="a',
        "milk*",
        "name:milk",
        "NEAR(oat milk)",
        "oat AND milk OR NOT milk",
        "(((((",
        "^oat + milk - {a b} : *",
        "%_%",
        "\x00milk\x00",
        "the",
        "oat " * 10_000,
        "".join(f"word{number} " for number in range(10_000)),
    ],
)
async def test_nothing_that_can_be_said_breaks_the_search(market: SqliteStore, said: str) -> None:
    page = await market.search(SearchQuery(text=said, limit=100))

    assert len(page.items) <= page.total <= 60
    assert (await market.search(SearchQuery(text="oat milk"))).total == 2


OPERATORS = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR", "(", ")", '"', "*", "^", ":", "-", "+", "milk", "{", "}", ",", "\\"]
    )
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(said=st.text() | OPERATORS)
def test_any_text_gives_a_page(shared: SqliteStore, said: str) -> None:
    page = asyncio.run(shared.search(SearchQuery(text=said, limit=100)))

    assert len(page.items) == page.total
    assert len({product.id for product in page.items}) == len(page.items)


async def test_the_names_of_products_and_options_are_told_for_recognition(coffee: SqliteStore) -> None:
    names = await coffee.names()

    assert {"latte", "caffe latte"} <= set(names.products)
    assert {"large", "dark roast", "triple shot", "a bit of soy milk"} <= set(names.options)
    assert len(set(names.products)) == len(names.products)
    assert len(set(names.options)) == len(names.options)


async def test_a_department_has_the_names_that_people_use(market: SqliteStore) -> None:
    tree = await market.categories()
    named = {alias: tree.path(category.id) for category in tree.categories for alias in category.aliases}
    assert named["pop"] == named["soft drinks"] == ("drinks", "soda and sparkling water")
    page = await market.search(SearchQuery(text="", filters=Filters(category="pop"), limit=100))
    assert page.items
    assert {product.category for product in page.items} == {"soda and sparkling water"}
