"""What is found by what was said, in what order, and why."""

import pytest

from assistant.shopping.money import Money
from assistant.shopping.products import Relation
from assistant.shopping.searching import Filters, Range, ReasonKind, Sort
from assistant.shopping.stores import StoreError
from search_shop import SearchShop, listing

SHOP = (
    listing(
        "Harvest Lane oat milk", "oat milk", brand="Harvest Lane", category_path=("food", "dairy"), price=429
    ),
    listing(
        "Sunny Oat barista oat milk",
        "oat milk",
        brand="Sunny Oat",
        category_path=("food", "dairy"),
        price=499,
    ),
    listing("whole milk", "milk", category_path=("food", "dairy"), price=399, size="1 gal"),
    listing(
        "half and half",
        "creamer",
        category_path=("food", "dairy"),
        description="Half milk, half cream, for coffee.",
    ),
    listing(
        "white bread",
        "bread",
        category_path=("food", "bakery"),
        price=250,
        attributes=[("allergen", "wheat"), ("diet", "vegan")],
    ),
    listing(
        "rice bread",
        "bread",
        category_path=("food", "bakery"),
        price=650,
        attributes=[("diet", "gluten free"), ("free from", "wheat"), ("ingredients", "rice flour")],
    ),
    listing("flour tortillas", "tortillas", category_path=("food", "bakery")),
    listing("all purpose flour", "flour", category_path=("food", "pantry")),
    listing("paper towels", "kitchen roll", category_path=("home", "paper"), description="Strong sheets."),
    listing("toilet paper", "bath tissue", category_path=("home", "paper")),
    listing("dish soap", "washing up liquid", category_path=("home", "cleaning"), description="Cuts grease."),
    listing(
        "thermos",
        "insulated bottle",
        category_path=("home", "kitchen"),
        description="Keeps drinks hot for a day.",
    ),
    listing("ground coffee", "coffee", category_path=("food", "drinks")),
    listing("Oatly chocolate drink", brand="Oatly", category_path=("food", "drinks")),
)


@pytest.fixture(scope="module")
def shop() -> SearchShop:
    return SearchShop(SHOP)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("oat milk from harvest lane", "harvest-lane-oat-milk"),
        ("milk oat harvest", "harvest-lane-oat-milk"),
        ("barista milk", "sunny-oat-barista-oat-milk"),
        ("milk", "whole-milk"),
        ("half & half", "half-and-half"),
        ("papertowels", "paper-towels"),
        ("kitchen rolls", "paper-towels"),
        ("toilet papper", "toilet-paper"),
        ("flower tortillas", "flour-tortillas"),
        ("purpose: flur", "all-purpose-flour"),
        ("oat lee drink", "oatly-chocolate-drink"),
        ("harvist lain oat milk", "harvest-lane-oat-milk"),
        ("dishwashing liquid", "dish-soap"),
        ("something to keep coffee hot", "thermos"),
        ("stuff to clean greasy pans", "dish-soap"),
    ],
)
def test_what_was_said_finds_what_was_meant(shop: SearchShop, said: str, first: str) -> None:
    assert shop.found(said)[0] == first


def test_all_that_have_a_name_are_found_and_nothing_else(shop: SearchShop) -> None:
    assert sorted(shop.found("oat milk")) == ["harvest-lane-oat-milk", "sunny-oat-barista-oat-milk"]


@pytest.mark.parametrize(
    ("said", "unsold"),
    [
        ("snow shovel", ["snow", "shovel"]),
        ("zumbra", ["zumbra"]),
        ("a laptop computer", ["laptop", "computer"]),
        ("paper shredder", ["shredder"]),
    ],
)
def test_what_is_not_sold_is_not_found_and_named(shop: SearchShop, said: str, unsold: list[str]) -> None:
    page = shop.search(said)
    assert (page.items, page.total) == ((), 0)
    assert [dropped.said for dropped in page.dropped] == unsold


def kinds(shop: SearchShop, said: str) -> list[str]:
    return [str(reason.kind) for reason in shop.search(said).reasons[0]]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("whole milk", ReasonKind.NAME),
        ("bath tissue", ReasonKind.ALIAS),
        ("oatly drink", ReasonKind.BRAND),
        ("flower tortillas", ReasonKind.SOUND),
        ("tortillas of flower from food", ReasonKind.SOUND),
        ("paper kitchen towel", ReasonKind.WORDS),
        ("gluten free bread", ReasonKind.ATTRIBUTE),
        ("something to clean greasy pans", ReasonKind.NEED),
    ],
)
def test_each_hit_says_why(shop: SearchShop, said: str, kind: ReasonKind) -> None:
    page = shop.search(said)
    assert len(page.reasons) == len(page.items)
    assert kind in kinds(shop, said)


def test_a_reason_names_what_was_said_and_what_it_stands_for(shop: SearchShop) -> None:
    reasons = shop.search("flower tortillas").reasons[0]
    assert ("flower tortillas", "flour tortilla") in [(reason.said, reason.found) for reason in reasons]


def test_what_had_to_be_left_out_is_told(shop: SearchShop) -> None:
    page = shop.search("tropicana oat milk")
    assert page.items[0].id == "harvest-lane-oat-milk"
    assert [dropped.said for dropped in page.dropped] == ["tropicana"]


def test_what_was_left_out_never_makes_it_another_thing(shop: SearchShop) -> None:
    assert shop.found("milk frother") == []


# --- filters


def usd(amount: int) -> Money:
    return Money(amount=amount, currency="USD")


def test_a_price_that_is_said_or_given_is_kept(shop: SearchShop) -> None:
    assert shop.found("bread under three dollars") == ["white-bread"]
    assert shop.found("bread", filters=Filters(most=usd(300))) == ["white-bread"]
    assert shop.found("bread over five dollars") == ["rice-bread"]


def test_a_price_at_which_there_is_nothing_is_left_out_and_told(shop: SearchShop) -> None:
    page = shop.search("bread under one dollar")
    assert len(page.items) == 2
    assert [(dropped.said, dropped.filter) for dropped in page.dropped] == [("under one dollar", "most")]


def test_filters_restrict_what_is_found(shop: SearchShop) -> None:
    assert shop.found("milk", filters=Filters(brands=("sunny OAT",))) == ["sunny-oat-barista-oat-milk"]
    assert set(shop.found("paper", filters=Filters(category="home"))) == {"toilet-paper", "paper-towels"}
    assert shop.found("bread", filters=Filters(attributes={"diet": ("vegan",)})) == ["white-bread"]


def test_a_filter_alone_lists_what_fits(shop: SearchShop) -> None:
    assert set(shop.found("", filters=Filters(category="bakery"))) == {
        "white-bread",
        "rice-bread",
        "flour-tortillas",
    }
    assert shop.found("", filters=Filters(most=usd(300))) == ["white-bread"]
    assert shop.found("") == []


def test_an_allergen_is_never_left_in(shop: SearchShop) -> None:
    assert shop.found("bread without wheat") == ["rice-bread"]
    assert shop.found("bread", filters=Filters(without=("wheat",))) == ["rice-bread"]
    assert shop.found("flour tortillas without wheat") == []  # they do not say what is in them
    assert "white-bread" not in shop.found("white bread without wheat")


def test_a_diet_that_is_said_is_an_attribute_or_a_word(shop: SearchShop) -> None:
    assert shop.found("gluten-free bread")[0] == "rice-bread"
    page = shop.search("gluten free tortillas")
    assert page.items[0].id == "flour-tortillas"
    assert [dropped.said for dropped in page.dropped] == ["gluten free"]


def test_stock_offers_ratings_and_numbers_are_filters() -> None:
    shop = SearchShop(
        [
            listing("red mug", "mug", stock=0, rating=4.5),
            listing("blue mug", "mug", sale=199, rating=3.0),
            listing("green mug", "mug", rating=4.0),
        ]
    )
    assert shop.found("mug", filters=Filters(in_stock=True)) == ["blue-mug", "green-mug"]
    assert shop.found("mug on sale") == ["blue-mug"]
    assert shop.found("mug", filters=Filters(rating=4, in_stock=True)) == ["green-mug"]
    page = shop.search("mug", filters=Filters(ranges=(Range(attribute="height", most=4),)))
    assert [dropped.filter for dropped in page.dropped] == ["ranges"]


# --- order


def test_what_can_be_had_comes_first() -> None:
    shop = SearchShop([listing("red mug", "mug", stock=0, ratings=900), listing("blue mug", "mug")])
    assert shop.found("mug") == ["blue-mug", "red-mug"]
    assert shop.found("red mug")[0] == "red-mug"


def test_the_popular_come_first_and_the_usual_before_them() -> None:
    shop = SearchShop(
        [listing("red mug", "mug"), listing("blue mug", "mug", ratings=50), listing("mug rack")]
    )
    assert shop.found("mug")[:2] == ["blue-mug", "red-mug"]
    assert shop.found("mug", usual=("red-mug", "no-such-thing"))[:2] == ["red-mug", "blue-mug"]
    assert shop.found("blue mug", usual=("red-mug",))[0] == "blue-mug"


def test_an_order_that_is_asked_for_is_kept(shop: SearchShop) -> None:
    assert shop.found("the cheapest bread") == ["white-bread", "rice-bread"]
    assert shop.found("bread", sort=Sort.DEAREST) == ["rice-bread", "white-bread"]


def test_value_and_size_are_orders() -> None:
    shop = SearchShop(
        [
            listing("small rice", "rice", price=200, size="500 g"),
            listing("large rice", "rice", price=600, size="2 kg", rating=4),
            listing("loose rice", "rice", price=100),
        ]
    )
    assert shop.found("rice", sort=Sort.UNIT_PRICE)[:2] == ["large-rice", "small-rice"]
    assert shop.found("rice", sort=Sort.BIGGEST)[:2] == ["large-rice", "small-rice"]
    assert shop.found("best rated rice")[0] == "large-rice"


def test_a_page_begins_where_it_is_asked_to(shop: SearchShop) -> None:
    every = shop.found("milk")
    page = shop.search("milk", limit=1, offset=1)
    assert [product.id for product in page.items] == every[1:2]
    assert page.total == len(every)
    assert shop.found("milk", offset=100) == []


# --- relations


def test_relations_are_found() -> None:
    shop = SearchShop(
        [
            listing("small rice", "rice", price=300, size="500 g", substitutes=("couscous", "gone")),
            listing("large rice", "rice", price=600, size="2 kg"),
            listing("red rice", "rice", price=300, size="500 g", stock=0),
            listing("couscous", price=250, size="500 g", bought_with=("small-rice",)),
            listing("rice cakes", "snack", category_path=("food", "snacks")),
        ]
    )
    assert shop.related("small-rice", Relation.SUBSTITUTE)[:2] == ["couscous", "large-rice"]
    assert shop.related("small-rice", Relation.CHEAPER)[0] == "large-rice"  # for the same amount
    assert shop.related("small-rice", Relation.BIGGER) == ["large-rice"]
    assert "small-rice" in shop.related("large-rice", Relation.SMALLER)
    assert "red-rice" in shop.related("small-rice", Relation.SIMILAR)
    assert shop.related("couscous", Relation.BOUGHT_WITH) == ["small-rice"]
    with pytest.raises(StoreError):
        shop.related("gone", Relation.SIMILAR)


# --- the index follows the shelves


def test_what_changes_is_found_as_it_is_now() -> None:
    shop = SearchShop([listing("red mug", "mug", ratings=5), listing("tea pot")])
    before = shop.terms()
    shop.put(listing("red mug", "beaker", ratings=5000))
    assert shop.found("mug")[0] == "red-mug"  # still in its name
    assert shop.found("beaker") == ["red-mug"]
    shop.put(listing("red mug", "mug", ratings=5))
    assert shop.terms() == before
    assert shop.found("beaker") == []


def test_what_is_delisted_is_not_found() -> None:
    shop = SearchShop([listing("red mug"), listing("tea pot")])
    shop.put(listing("tea pot"), mark=2)
    shop.delist_all_but(2)
    assert shop.found("red mug") == []
    assert shop.terms().keys() == {"tea", "pot", "food"}
    assert len(shop.session.rows("SELECT doc FROM search_entries")) == 1
