"""Google's product data as tab-separated text, and a shop's own tables with a mapping."""

import gzip
from pathlib import Path

import pytest

from assistant.errors import SettingsError, UnusableInputError
from assistant.shopping.products import Availability
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.mapping import ColumnMapping, load
from assistant.stores.feeds.records import BadRow, FeedRecord
from feeds import one, reason, record, rows, table

GOOGLE = {
    "id": "A1",
    "title": "Oat Milk, 64 fl oz",
    "description": "Creamy.",
    "link": "https://shop.example/a1",
    "image_link": "https://shop.example/a1.jpg",
    "availability": "in_stock",
    "price": "4.29 USD",
    "sale_price": "3.99 USD",
    "sale_price_effective_date": "2026-11-01T00:00+0100/2026-11-30",
    "brand": "Sunny Oat",
    "gtin": "4006381333931",
    "google_product_category": "Food > Drinks",
    "product_type": "Dairy > Milk",
    "item_group_id": "G1",
    "size": "64 oz",
    "color": "blue",
    "unit_pricing_measure": "64fl oz",
    "gender": "unisex",
}


def test_a_row_of_product_data_says_all_that_is_in_it() -> None:
    assert record(one(**GOOGLE)) == FeedRecord(
        line=2,
        id="A1",
        title="Oat Milk, 64 fl oz",
        price=429,
        currency="USD",
        sale_price=399,
        sale_from=1793487600.0,
        sale_until=1796083200.0,
        description="Creamy.",
        brand="Sunny Oat",
        gtin="4006381333931",
        link="https://shop.example/a1",
        image="https://shop.example/a1.jpg",
        categories=("Dairy", "Milk"),
        group="G1",
        options=(("size", "64 oz"), ("color", "blue")),
        content="64 fluid ounces",
        attributes=(("gender", "unisex"),),
    )


def test_columns_are_known_however_their_names_are_written() -> None:
    assert record(table(["ID [id]", "Title", "g:price"], ["7", "Tea", "1 USD"])).id == "7"
    assert record(
        table(["item_id", "title", "price", "Image Link"], ["7", "Tea", "1 USD", "http://x.example/i"])
    ).image


def test_a_byte_order_mark_and_other_line_ends_do_not_matter() -> None:
    text = one()
    assert record(b"\xef\xbb\xbf" + text.encode()).id == "1"
    assert record(text.encode("utf-16")).title == "Oat Milk"
    assert record(text.replace("\n", "\r\n")).title == "Oat Milk"


def test_commas_and_semicolons_may_stand_between_columns() -> None:
    for mark in ",;|":
        assert record(table(["id", "title", "price"], ["1", "Tea", "2.50 EUR"], mark=mark)).price == 250


def test_a_feed_may_be_packed() -> None:
    assert record(gzip.compress(one().encode())).title == "Oat Milk"


def test_quoted_values_may_hold_tabulators_line_ends_and_quotation_marks() -> None:
    found = record('id\ttitle\tprice\n1\t"12"" pan\twith\na lid"\t9 USD\n')
    assert found.title == '12" pan with a lid'


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("12.99 USD", 1299, "USD"),
        ("12.99USD", 1299, "USD"),
        ("USD 12.99", 1299, "USD"),
        ("$12.99", 1299, "USD"),
        ("1,299.00 USD", 129900, "USD"),
        ("1 299.00 EUR", 129900, "EUR"),
        ("15 usd", 1500, "USD"),
        ("1500 JPY", 1500, "JPY"),
        ("1.250 KWD", 1250, "KWD"),
        ("12.9900 USD", 1299, "USD"),
    ],
)
def test_prices_are_read_to_the_minor_unit(written: str, amount: int, currency: str) -> None:
    found = record(one(price=written))
    assert (found.price, found.currency) == (amount, currency)


def test_a_price_without_currency_is_in_that_of_the_shop() -> None:
    assert record(one(price="3.50"), currency="EUR").currency == "EUR"
    assert reason(one(price="3.50")) == "the price “3.50” names no currency"


def test_a_sale_price_that_is_the_price_is_no_sale() -> None:
    assert record(one(sale_price="4.29 USD")).sale_price is None


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("in_stock", Availability.IN_STOCK),
        ("in stock", Availability.IN_STOCK),
        ("", Availability.IN_STOCK),
        ("Out of Stock", Availability.OUT_OF_STOCK),
        ("preorder", Availability.PREORDER),
        ("pre_order", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
        ("https://schema.org/LimitedAvailability", Availability.IN_STOCK),
    ],
)
def test_availability_is_understood_in_all_its_spellings(written: str, state: Availability) -> None:
    assert record(one(availability=written)).availability is state


def test_what_is_sold_out_has_no_stock_whatever_the_feed_counts() -> None:
    assert record(one(availability="out_of_stock", quantity="7")).stock == 0
    assert record(one(quantity="7")).stock == 7
    assert record(one(quantity="7.0")).stock == 7
    assert record(one()).stock is None


def test_the_first_of_several_categories_counts() -> None:
    assert record(one(product_type="Food > Tea, Gifts > Tea")).categories == ("Food", "Tea")
    assert record(one(product_type='"""Food, fresh > Tea"",""Gifts > Tea"""')).categories == (
        "Food, fresh",
        "Tea",
    )
    assert record(one(product_type="Food, fresh > Tea")).categories == ("Food, fresh", "Tea")
    assert record(one(google_product_category="Food > Drinks")).categories == ("Food", "Drinks")
    assert record(one(google_product_category="2271")).categories == ()


def test_a_size_is_an_option_of_a_variant_and_a_fact_of_a_product_without_variants() -> None:
    assert record(one(size="L")).attributes == (("size", "L"),)
    assert record(one(size="L", item_group_id="G")).options == (("size", "L"),)


def test_product_details_are_facts() -> None:
    found = record(one(product_detail='Food:Diet:vegan,":Ingredients:oats, water",broken'))
    assert found.attributes == (("Diet", "vegan"), ("Ingredients", "oats, water"))


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("750ml", "750 milliliters"),
        ("1.5 kg", "1.5 kilograms"),
        ("1 l", "1 liter"),
        ("64 fl oz", "64 fluid ounces"),
        ("12 ct", "12 count"),
        ("2 Rollen", "2 Rollen"),
        ("0 g", ""),
        ("g", ""),
    ],
)
def test_contents_are_as_they_are_said(measure: str, said: str) -> None:
    assert record(one(unit_pricing_measure=measure)).content == said


def test_what_cannot_be_read_of_a_feed_is_not_used() -> None:
    with pytest.raises(UnusableInputError, match="no column for the price"):
        rows("id\ttitle\n1\tTea\n")
    with pytest.raises(UnusableInputError, match="is empty"):
        rows("")
    with pytest.raises(UnusableInputError, match="packed, and broken"):
        rows(gzip.compress(one().encode() * 1000)[:-20])


# --- a mapping


OWN = table(
    ["Nr", "Bezeichnung", "Preis", "Farbe", "Bio", "Inhalt", "Einheit", "Lager", "Bestand"],
    ["7", "Grüner Tee", "1.299,50", "grün", "ja", "100", "Gr", "lieferbar", "5"],
    mark=";",
)
MAPPING = ColumnMapping(
    columns={
        "Nr": "id",
        "Bezeichnung": "title",
        "Preis": "price",
        "Farbe": "option.color",
        "Bio": "attribute.organic",
        "Inhalt": "content_amount",
        "Einheit": "content_unit",
        "Lager": "availability",
        "Bestand": "quantity",
    },
    defaults={"brand": "Hausmarke", "item_group_id": "tee"},
    values={"availability": {"lieferbar": "in_stock"}},
    units={"Gr": "g"},
    currency="EUR",
    decimal=",",
)


def test_a_mapping_says_what_a_shops_own_columns_mean() -> None:
    found = record(OWN, mapping=MAPPING)
    assert (found.id, found.title, found.price, found.currency) == ("7", "Grüner Tee", 129950, "EUR")
    assert found.options == (("color", "grün"),)
    assert found.attributes == (("organic", "ja"),)
    assert (found.content, found.brand, found.group, found.stock) == ("100 grams", "Hausmarke", "tee", 5)


def test_a_mapping_may_say_the_encoding_and_the_delimiter() -> None:
    mapping = MAPPING.model_copy(update={"encoding": "latin-1", "delimiter": ";"})
    assert record(OWN.encode("latin-1"), mapping=mapping).title == "Grüner Tee"


def test_prices_may_be_in_minor_units() -> None:
    mapping = ColumnMapping(prices="minor", currency="USD")
    assert record(one(price="1299"), mapping=mapping).price == 1299
    assert reason(one(price="12.99"), mapping=mapping) == "“12.99” is no price in minor units"


def test_columns_that_a_mapping_does_not_name_are_known_by_their_names() -> None:
    mapping = ColumnMapping(columns={"vegan": "attribute.diet", "title": ""}, defaults={"title": "Thing"})
    found = record(one(vegan="yes"), mapping=mapping)
    assert (found.title, found.attributes) == ("Thing", (("diet", "yes"),))


def test_a_mapping_that_names_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(UnusableInputError, match="no column “Preis”; there are: “id”, “title”, “price”"):
        rows(one(), mapping=ColumnMapping(columns={"Preis": "price"}))


def test_a_mapping_fits_only_tables() -> None:
    with pytest.raises(SettingsError, match="A mapping says what columns mean"):
        rows("<rss/>", written=Format.XML, mapping=ColumnMapping())


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("- 1", "names no columns"),
        ("columns: {Preis: cost}", "'Preis' cannot be 'cost'"),
        ("units: {Stk: smoot}", "no unit"),
        ("prices: minor", "need a currency"),
        ("colums: {}", "no setting called colums"),
        ("columns: [", "not valid YAML"),
    ],
)
def test_a_mapping_file_that_does_not_fit_is_told(tmp_path: Path, written: str, why: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(written)
    with pytest.raises(SettingsError, match=why):
        load(path)


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text('columns: {Preis: price}\ncurrency: EUR\ndecimal: ","\ndelimiter: "\\t"\n')
    assert load(path) == ColumnMapping(
        columns={"Preis": "price"}, currency="EUR", decimal=",", delimiter="\t"
    )


# --- rows of the wrong form


def test_a_quotation_mark_that_is_not_closed_costs_one_row() -> None:
    lines = ["1\tOat Milk\t4 USD", '2\t"Pan 12\t9 USD', "3\tTea\t2 USD", "4\tSoap\t3 USD"]
    found = rows("id\ttitle\tprice\n" + "\n".join(lines) + "\n")
    assert [row.id for row in found] == ["1", "", "3", "4"]
    assert found[1] == BadRow(3, "a quotation mark is not closed, or stands where none may be")
    assert [row.line for row in found] == [2, 3, 4, 5]


def test_rows_with_more_or_fewer_values_than_columns_are_left_out() -> None:
    found = rows("id\ttitle\tprice\n1\tTea\n2\tTea\t1 USD\textra\n3\tTea\t1 USD\t\t\n\n4\tTea\t1 USD\n")
    assert [str(row) for row in found if isinstance(row, BadRow)] == [
        "line 2: there are 2 values for 3 columns",
        "line 3: there are 4 values for 3 columns",
    ]
    assert [row.id for row in found if isinstance(row, FeedRecord)] == ["3", "4"]


def test_a_value_of_a_megabyte_is_left_out_and_the_next_row_read() -> None:
    found = rows(table(["id", "title", "price"], ["1", "x" * 2**20, "1 USD"], ["2", "Tea", "1 USD"]))
    assert [row.line for row in found] == [2, 3]
    assert isinstance(found[0], BadRow)
    assert found[0].reason == "a value has more than 131,072 characters"
    assert found[1].id == "2"
