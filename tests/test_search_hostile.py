"""Nothing that can be said or written breaks the search, and each has a defined result."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.shopping.searching import Filters
from search_shop import SearchShop, listing

SHOP = (
    listing("oat milk", "barista milk"),
    listing("whole milk", "milk"),
    listing("Robert'); DROP TABLE products;--", "bobby tables"),
    listing("<b>bold</b> crackers", description="<script>alert(1)</script>"),
    listing("抹茶アイス", "抹茶"),
    listing("김치 라면"),
    listing("квас", "русский квас"),
    listing("crème brûlée"),
)


@pytest.fixture(scope="module")
def shop() -> SearchShop:
    return SearchShop(SHOP)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "🥛",
        "🥛🍞🧀",
        "*",
        "%_%",
        '"',
        "''",
        "(((((",
        "^:+-{}",
        "\x00",
        "\u202e",
        "\u0301",
        "NEAR()",
    ],
)
def test_what_has_no_word_finds_nothing(shop: SearchShop, said: str) -> None:
    page = shop.search(said)
    assert (page.items, page.total) == ((), 0)


@pytest.mark.parametrize(
    "said",
    [
        "🥛 oat milk 🥛",
        "oat* milk*",
        '"oat milk"',
        "oat 'milk'",
        "OAT MILK",
        "oat:milk",
        "^oat + milk",
        "(oat milk",
        "oat\x00milk",
        "oat\tmilk\n",
        "öat mílk",
        "oat milk " * 100,
    ],
)
def test_signs_do_not_matter(shop: SearchShop, said: str) -> None:
    assert shop.found(said)[0] == "oat-milk"


@pytest.mark.parametrize(
    "said", ["'; DROP TABLE products; --", "x' OR '1'='1", '" OR "a"="a', "milk UNION SELECT 1"]
)
def test_sql_is_words(shop: SearchShop, said: str) -> None:
    shop.search(said, limit=100)
    assert shop.found("oat milk")[0] == "oat-milk"


def test_sql_and_html_in_names_are_words(shop: SearchShop) -> None:
    assert shop.found("bobby tables") == ["robert');-drop-table-products;--"]
    assert shop.found("bold crackers") == ["<b>bold</b>-crackers"]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("抹茶アイス", "抹茶アイス"),
        ("抹茶", "抹茶アイス"),
        ("라면", "김치-라면"),
        ("русский", "квас"),
        ("creme brulee", "crème-brûlée"),
    ],
)
def test_other_scripts_are_found_as_they_are_written(shop: SearchShop, said: str, first: str) -> None:
    assert shop.found(said)[0] == first


@pytest.mark.parametrize("said", ["شاي", "ชาเขียว", "חלב", "xyz"])
def test_words_that_the_shop_does_not_have_find_nothing(shop: SearchShop, said: str) -> None:
    assert shop.found(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "".join(f"word{number} " for number in range(10_000)),
        "milk " * 10_000,
        "a" * 1_000_000,
        "under " * 10_000,
        "without milk " * 1_000,
        "9" * 5_000,
    ],
)
def test_of_a_long_wish_the_beginning_counts(shop: SearchShop, said: str) -> None:
    page = shop.search(said, limit=100)
    assert len(page.items) <= page.total <= len(SHOP)


def test_filters_may_hold_anything(shop: SearchShop) -> None:
    odd = "\"' OR 1=1 --"
    filters = Filters(
        brands=(odd,), category=odd, attributes={odd: (odd,)}, without=(odd,), options={odd: odd}
    )
    assert shop.found("milk", filters=filters) == []


SIGNS = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR", "(", ")", '"', "*", "^", ":", "-", "+", "milk", "{", "}", ",", "\\"]
    )
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(said=st.text() | SIGNS)
def test_any_text_gives_a_page(said: str) -> None:
    page = _SHARED.search(said, limit=100)
    assert len(page.items) == len({product.id for product in page.items}) <= page.total
    assert len(page.reasons) == len(page.items)


_SHARED = SearchShop(SHOP)
