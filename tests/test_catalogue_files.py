"""Catalogue files: what their products become, shelves, and how everything that does not fit is told."""

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SettingsError
from assistant.shopping.content import Measure
from assistant.shopping.listings import Listing
from assistant.stores.catalogue import content, parse
from assistant.stores.sqlite import open_market

SHOP = "shop: {name: the kiosk}\n"
TEA = "{id: tea, title: Tea, name: tea, price: 250}"
MINT = "{id: mint, options: {flavor: mint}}"
LARGE = "{id: large, options: {size: large}}"


# --- what a file's product becomes


def listed(text: str) -> Listing:
    (listing,) = parse(f"{SHOP}products: [{text}]".encode(), Path("mine.yaml")).listings()
    return listing


def test_a_product_goes_into_the_shop_with_all_that_the_file_says() -> None:
    listing = listed(
        "{id: tea, title: Tea, name: tea, price: 250, sale_price: 200, category: drinks/hot tea,"
        " content: twelve cans, package: 12 x 12 fl oz, stock: 3, multi_buy: {quantity: 2, price: 380},"
        " history: {2025-05-01: 260, 2025-01-01: 240}, rating: 4.5, ratings: 10, review: Good.,"
        " disclosures: [Hot.], handling_days: 1, return_days: 0}"
    )
    (variant,) = listing.variants

    assert listing.category_path == ("drinks", "hot tea")
    assert (listing.content, listing.measure, listing.pieces) == ("twelve cans", Measure.VOLUME, 12)
    assert listing.amount == pytest.approx(12 * 12 * 29.5735, rel=1e-4)
    assert (variant.id, variant.price, variant.sale_price, variant.stock) == ("tea", 250, 200, 3)
    assert (variant.multi_quantity, variant.multi_price) == (2, 380)
    assert variant.history == ((1735689600.0, 240), (1746057600.0, 260))
    assert (listing.rating, listing.ratings, listing.review) == (4.5, 10, {"text": "Good."})
    assert (listing.disclosures, listing.handling_days, listing.return_days) == (("Hot.",), 1, 0)


def test_diet_allergens_and_other_attributes_are_told_alike_with_their_numbers() -> None:
    listing = listed(
        TEA[:-1]
        + ", diet: [vegan], allergens: [soy], attributes: {Free from: [dye, fragrance], width: 8.5 inches,"
        " capacity: 2 feet, age from: '3', use: 2 cups a day}}"
    )

    assert [(each.name, each.value, each.number, each.unit) for each in listing.attributes] == [
        ("diet", "vegan", None, ""),
        ("allergen", "soy", None, ""),
        ("free from", "dye", None, ""),
        ("free from", "fragrance", None, ""),
        ("width", "8.5 inches", 8.5, "inch"),
        ("capacity", "2 feet", 2, "foot"),
        ("age from", "3", 3, ""),
        ("use", "2 cups a day", None, ""),
    ]


def test_variants_have_prices_and_stock_of_their_own_and_tell_what_there_is_to_choose() -> None:
    listing = listed(
        TEA[:-1] + ", history: {2025-01-01: 240}, variants: ["
        "{id: tea-mint, options: {flavor: mint, size: small}, stock: 2},"
        " {id: tea-lemon, options: {flavor: lemon, size: small}, price: 300, stock: 0},"
        " {id: tea-box, options: {flavor: mint, size: box}, content: 24 ct, price: 900, sale_price: 800}]}"
    )

    assert [(each.name, [value.value for value in each.values]) for each in listing.options] == [
        ("flavor", ["mint", "lemon"]),
        ("size", ["small", "box"]),
    ]
    assert all(group.tells_variants for group in listing.options)
    assert [(each.id, each.price, each.sale_price, each.stock) for each in listing.variants] == [
        ("tea-mint", 250, None, 2),
        ("tea-lemon", 300, None, 0),
        ("tea-box", 900, 800, None),
    ]
    assert [len(each.history) for each in listing.variants] == [1, 0, 0]
    assert listing.variants[2].amount == 24


# --- shelves

SHELF = (
    "category: hot drinks\naliases: [warm drinks]\nproducts: [{id: tea, title: Tea, name: tea, price: 250}]\n"
)


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    (tmp_path / "shelves").mkdir()
    (tmp_path / "shelves" / "drinks.yaml").write_text(SHELF)
    (tmp_path / "shelves" / "cakes.yaml").write_text(
        "category: cakes\nproducts: [{id: pie, title: Pie, name: pie, price: 400, bought_with: [tea]}]"
    )
    file = tmp_path / "corner.yaml"
    file.write_text(SHOP + "shelves: [shelves/*.yaml, shelves/drinks.yaml]")
    return file


def test_shelves_hold_the_products_of_a_category_each_and_are_read_once(corner: Path) -> None:
    read = parse(content(corner), corner)

    assert [(product.id, product.category) for product in read.products] == [
        ("pie", "cakes"),
        ("tea", "hot drinks"),
    ]
    assert [(each.path, each.aliases) for each in read.departments()] == [
        (("cakes",), ()),
        (("hot drinks",), ("warm drinks",)),
    ]


def test_what_changes_on_a_shelf_changes_the_catalogue(corner: Path) -> None:
    before = content(corner)
    shelf = corner.parent / "shelves" / "drinks.yaml"
    shelf.write_text(SHELF.replace("250", "260"))

    assert content(corner) != before
    assert parse(content(corner), corner).products[1].price == 260


@pytest.mark.parametrize(
    ("shelf", "parts"),
    [
        ("products: []", ["drinks.yaml", "category: field required"]),
        ("- a", ["drinks.yaml", "no category"]),
        ("category: [", ["drinks.yaml", "not valid YAML", "line 2"]),
        (SHELF.replace("250", "cheap"), ["drinks.yaml, product tea", "price"]),
        (SHELF.replace("}]", "}, {id: pie, title: P, name: p, price: 1}]"), ["two products pie"]),
        (SHELF + "shop: {name: mine}", ["drinks.yaml", "no setting called shop"]),
        ("category: cakes", ["product pie", "no product tea"]),
    ],
)
def test_a_shelf_that_does_not_fit_is_named(corner: Path, shelf: str, parts: list[str]) -> None:
    (corner.parent / "shelves" / "drinks.yaml").write_text(shelf)
    with pytest.raises(SettingsError) as raised:
        parse(content(corner), corner)
    for part in parts:
        assert part in raised.value.what


@pytest.mark.parametrize(
    "pattern", ["none/*.yaml", "../*.yaml", "/etc/passwd", "''", "3", "'a**'", "shelves"]
)
def test_a_shelf_that_is_not_there_or_elsewhere_is_refused(corner: Path, pattern: str) -> None:
    corner.write_text(SHOP + f"shelves: [{pattern}]")
    with pytest.raises(SettingsError, match=r"there is no shelf|cannot be read") as raised:
        content(corner)
    assert raised.value.fix


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
        (SHOP + f"products: [{TEA[:-1]}, substitutes: [mate]}}]\n", ["product tea", "no product mate"]),
        (SHOP + f"products: [{TEA[:-1]}, sale_price: 250}}]\n", ["product tea", "sale price is not below"]),
        (SHOP + f"products: [{TEA[:-1]}, rating: 6}}]\n", ["product tea", "rating"]),
        (SHOP + f"products: [{TEA[:-1]}, history: {{2025-02-30: 1}}}}]\n", ["mine.yaml", "not valid YAML"]),
        (SHOP + f"products: [{TEA[:-1]}, history: {{May: 1}}}}]\n", ["product tea", "history"]),
        (
            SHOP + f"products: [{TEA[:-1]}, stock: 1, variants: [{MINT}]}}]\n",
            ["product tea", "no stock of its own"],
        ),
        (SHOP + f"products: [{TEA[:-1]}, variants: [{MINT}, {MINT}]}}]\n", ["two variants"]),
        (
            SHOP + f"products: [{TEA[:-1]}, variants: [{MINT}, {LARGE}]}}]\n",
            ["product tea", "differ in what tells"],
        ),
        (
            SHOP
            + f"products: [{TEA[:-1]}, variants: [{MINT}]}}, {{id: mint, title: M, name: m, price: 1}}]\n",
            ["two products mint"],
        ),
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
