"""What every store promises about what it sells."""

import pytest

from assistant.shopping.money import Money
from assistant.shopping.products import Relation
from assistant.shopping.searching import Filters, SearchPage, SearchQuery, Sort
from assistant.shopping.stores import StoreError, StoreErrorKind
from store_contract import DAY, Opener, Shop, line

pytest_plugins = ("store_fixtures",)

DELI = """
shop: {name: the deli}
categories:
  - {category: dairy/cheese, aliases: [cheeses, curd things]}
  - {category: dairy, aliases: [milk products]}
options:
  cut: {values: {whole: 0, sliced: 25}}
products:
  - id: gouda
    title: Old Windmill Gouda, 8 oz
    name: gouda cheese
    brand: Old Windmill
    category: dairy/cheese
    content: 8 oz
    price: 599
    stock: 0
    options: [cut]
    diet: [vegetarian]
    allergens: [milk]
    substitutes: [edam, brie]
    bought_with: [crackers]
    rating: 4.5
    ratings: 10
    history: {2025-01-01: 499, 2025-03-01: 549}
  - id: edam
    title: Edam
    name: edam cheese
    brand: Old Windmill
    category: dairy/cheese
    content: 1 lb
    price: 1499
    allergens: [milk]
    rating: 3.5
    ratings: 4
  - id: brie
    title: Brie
    name: brie cheese
    category: dairy/cheese
    content: 4 oz
    price: 450
    sale_price: 199
    stock: 9
    allergens: [milk]
    diet: [vegetarian]
  - id: tofu
    title: Tofu
    name: tofu cheese
    category: dairy/vegan
    content: 8 oz
    price: 299
    stock: 4
    diet: [vegan, vegetarian]
    allergens: [soy]
    attributes: {free from: [milk]}
  - {id: crackers, title: Crackers, name: crackers, aliases: [biscuits], category: snacks, price: 250}
  - id: mug
    title: Mug
    name: mug
    category: household
    price: 700
    variants:
      - {id: mug-red, options: {color: red}, stock: 2}
      - {id: mug-big, options: {color: blue}, price: 900, stock: 0, content: 2 pieces}
"""


@pytest.fixture
def deli(open_shop: Opener) -> Shop:
    return open_shop(DELI)


async def found(
    shop: Shop, text: str, sort: Sort = Sort.RELEVANCE, filters: Filters | None = None
) -> list[str]:
    query = SearchQuery(text=text, filters=filters or Filters(), sort=sort)
    return [product.id for product in (await shop.store.search(query)).items]


# --- products


async def test_a_product_is_told_with_all_that_is_known_of_it(deli: Shop) -> None:
    gouda = await deli.store.product("gouda")

    assert (gouda.name, gouda.brand, gouda.category_path, gouda.category) == (
        "gouda cheese",
        "Old Windmill",
        ("dairy", "cheese"),
        "cheese",
    )
    assert gouda.variant.sold_out
    assert str(gouda.variant.unit_price) == "$0.75 per ounce"
    assert gouda.rating is not None
    assert (gouda.rating.average, gouda.rating.count) == (4.5, 10)
    assert {(each.name, each.value) for each in gouda.attributes} >= {
        ("diet", "vegetarian"),
        ("allergen", "milk"),
    }


async def test_options_add_to_the_price_in_any_order_and_others_are_named(deli: Shop) -> None:
    sliced = await deli.store.product("gouda", {"cut": "sliced"})
    assert sliced.price == Money(amount=624)
    assert sliced.variant.options == {"cut": "sliced"}
    for wrong, named in (({"cut": "diced"}, "diced"), ({"age": "old"}, "age")):
        with pytest.raises(StoreError, match=named) as raised:
            await deli.store.product("gouda", wrong)
        assert raised.value.kind is StoreErrorKind.NOT_FOUND


async def test_a_variant_has_a_price_and_stock_of_its_own(deli: Shop) -> None:
    plain = await deli.store.product("mug")
    blue = await deli.store.product("mug", {"color": "blue"})

    assert (plain.variant.id, plain.variant.stock) == ("mug-red", 2)
    assert (blue.variant.id, blue.price, blue.content) == ("mug-big", Money(amount=900), "2 pieces")
    assert blue.variant.sold_out
    assert [variant.id for variant in blue.variants] == ["mug-red", "mug-big"]
    cart = await deli.cart(line("mug-big"), line("mug-red", 2))
    assert [(each.variant_id, each.total.amount) for each in cart.lines] == [
        ("mug-big", 900),
        ("mug-red", 1400),
    ]


async def test_what_is_on_sale_tells_its_usual_price(deli: Shop) -> None:
    brie = await deli.store.product("brie")

    assert (brie.price, brie.variant.list_price) == (Money(amount=199), Money(amount=450))
    assert [offer.kind for offer in brie.variant.offers] == ["sale"]


async def test_prices_of_before_are_told_oldest_first(deli: Shop) -> None:
    history = await deli.store.price_history("gouda?cut=sliced")

    assert [point.price.amount for point in history.points] == [499, 549, 599]
    assert history.lowest is not None
    assert history.lowest.price == Money(amount=499)
    assert [point.since for point in history.points] == sorted(point.since for point in history.points)


async def test_the_departments_are_a_tree(deli: Shop) -> None:
    tree = await deli.store.categories()

    assert {tree.path(category.id) for category in tree.categories} == {
        ("dairy",),
        ("dairy", "cheese"),
        ("dairy", "vegan"),
        ("snacks",),
        ("household",),
    }
    (dairy,) = [category for category in tree.categories if category.name == "dairy"]
    assert len(tree.below(dairy.id)) == 3
    assert (dairy.aliases, dairy.products) == (("milk products",), 4)


async def test_names_are_told_for_recognition_each_once(deli: Shop) -> None:
    names = await deli.store.names()

    assert {"gouda cheese", "crackers", "biscuits"} <= set(names.products)
    assert {"whole", "sliced", "red", "blue"} == set(names.options)
    assert len(set(names.products)) == len(names.products)


# --- search


async def test_what_is_called_so_is_found_and_what_is_not_sold_is_not(deli: Shop) -> None:
    assert (await found(deli, "some biscuits please"))[0] == "crackers"
    assert (await found(deli, "the Old Windmill gouda"))[0] == "gouda"
    assert (await deli.store.search(SearchQuery(text="snow shovel"))).items == ()
    assert (await deli.store.search(SearchQuery(text=""))) == SearchPage()


async def test_every_hit_says_why_and_a_page_how_many_there_are(deli: Shop) -> None:
    page = await deli.store.search(SearchQuery(text="cheese", limit=2))
    rest = await deli.store.search(SearchQuery(text="cheese", limit=2, offset=2))

    assert (len(page.items), page.total) == (2, 4)
    assert len(page.reasons) == 2
    assert all(page.reasons)
    assert {product.id for product in (*page.items, *rest.items)} == {"gouda", "edam", "brie", "tofu"}


async def test_what_had_to_be_left_out_of_a_wish_is_told(deli: Shop) -> None:
    page = await deli.store.search(SearchQuery(text="gouda cheese with unicorn"))

    assert page.items[0].id == "gouda"
    assert [dropped.said for dropped in page.dropped] == ["unicorn"]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"brands": ("old windmill",)}, {"gouda", "edam"}),
        ({"category": "cheese"}, {"gouda", "edam", "brie"}),
        ({"category": "Dairy"}, {"gouda", "edam", "brie", "tofu"}),
        ({"category": "curd thing"}, {"gouda", "edam", "brie"}),
        ({"category": "Milk Products"}, {"gouda", "edam", "brie", "tofu"}),
        ({"most": Money(amount=450)}, {"brie", "tofu"}),
        ({"least": Money(amount=600)}, {"edam"}),
        ({"in_stock": True}, {"edam", "brie", "tofu"}),
        ({"on_offer": True}, {"brie"}),
        ({"rating": 4.0}, {"gouda"}),
        ({"attributes": {"diet": ("vegetarian",)}}, {"gouda", "brie", "tofu"}),
        ({"without": ("milk",)}, {"tofu"}),
        ({"options": {"cut": "sliced"}}, {"gouda"}),
    ],
)
async def test_what_must_be_so_is_so(deli: Shop, filters: dict[str, object], ids: set[str]) -> None:
    assert set(await found(deli, "cheese", filters=Filters.model_validate(filters))) == ids


@pytest.mark.parametrize(
    ("sort", "first"),
    [(Sort.CHEAPEST, "brie"), (Sort.DEAREST, "edam"), (Sort.UNIT_PRICE, "tofu"), (Sort.BIGGEST, "edam")],
)
async def test_what_comes_first_can_be_chosen(deli: Shop, sort: Sort, first: str) -> None:
    assert (await found(deli, "cheese", sort))[0] == first


async def test_among_equals_what_the_household_buys_comes_first(deli: Shop) -> None:
    query = SearchQuery(text="cheese", filters=Filters(category="cheese", in_stock=True))
    for usual in ("edam", "brie"):
        page = await deli.store.search(query.model_copy(update={"usual": (usual,)}))
        assert page.items[0].id == usual


@pytest.mark.parametrize(
    "said",
    [
        "'; DROP TABLE products; --",
        '"',
        "milk*",
        "name:milk",
        "(((",
        "%_%",
        "\x00",
        "\ud800",
        "🧀",
        "乳酪",
        "a " * 10_000,
    ],
)
async def test_nothing_that_can_be_said_breaks_the_search(deli: Shop, said: str) -> None:
    page = await deli.store.search(SearchQuery(text=said))

    assert len(page.items) <= page.total <= 6
    assert (await found(deli, "gouda"))[0] == "gouda"


# --- related


@pytest.mark.parametrize(
    ("relation", "ids"),
    [
        (Relation.BOUGHT_WITH, ["crackers"]),
        (Relation.SUBSTITUTE, ["edam", "brie"]),
        (Relation.CHEAPER, ["brie"]),
        (Relation.BIGGER, ["edam"]),
        (Relation.SMALLER, ["brie"]),
    ],
)
async def test_what_is_related_is_told(deli: Shop, relation: Relation, ids: list[str]) -> None:
    page = await deli.store.related("gouda", relation)

    assert [product.id for product in page.items][: len(ids)] == ids


async def test_what_is_sold_out_is_no_substitute(deli: Shop) -> None:
    await deli.bought(line("brie", 9))
    deli.later(DAY)

    assert [product.id for product in (await deli.store.related("gouda", Relation.SUBSTITUTE)).items][:1] == [
        "edam"
    ]
    assert "brie" not in [
        product.id for product in (await deli.store.related("gouda", Relation.SUBSTITUTE)).items
    ]
