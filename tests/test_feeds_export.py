"""What is written as a feed and read again is the same, in every format."""

import io
import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.shopping.attributes import Attribute
from assistant.shopping.content import Measure, content
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import Availability, OptionGroup, OptionValue
from assistant.stores.feeds.exporting import put
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.texts import clean
from feeds import NOW, products


def exported(products: Sequence[Listing], written: Format, currency: str = "USD") -> str:
    text = io.StringIO()
    put(iter(products), currency, text, written, NOW.timestamp())
    return text.getvalue()


def read_again(text: str, currency: str = "USD") -> list[Listing]:
    found, bad = products(text, currency=currency)
    assert bad == []
    return found


def by_id(products: Sequence[Listing]) -> dict[str, Listing]:
    return {product.id: product for product in products}


letters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
raw_texts = st.text(letters, max_size=60) | st.sampled_from(
    [
        'the "good" one, they say',
        "tab\there",
        "Robert'); DROP TABLE products;--",
        "<b>bold</b> & tasty",
        "a < b > c",
        "ünïcödé ☕ 日本語",
        "=1+1",
        "'quoted'",
        "back\\slash",
        "a:b:c",
        "x, y; z | w",
    ]
)
lines = raw_texts.map(clean)
names = lines.filter(bool)
ids = st.text(
    st.characters(codec="ascii", categories=["L", "N"]) | st.sampled_from("-_./:"), min_size=1, max_size=20
)
fact_names = st.sampled_from(["diet", "allergen", "material", "width", "made for"])
amounts = st.integers(1, 10**7)
moments = st.none() | st.integers(0, 4 * 10**9).map(float)
sizes = st.sampled_from(
    ["", "32 fl oz", "500 grams", "6 x 330 ml", "family size", "12 count", "half gallon", "2 meters"]
)


@st.composite
def prices(draw: st.DrawFn) -> dict[str, object]:
    price = draw(amounts)
    sale = draw(st.none() | st.integers(1, price - 1)) if price > 1 else None
    multi = draw(st.booleans())
    return {
        "price": price,
        "sale_price": sale,
        "sale_from": None if sale is None else draw(moments),
        "sale_until": None if sale is None else draw(moments),
        "multi_quantity": draw(st.integers(2, 20)) if multi else None,
        "multi_price": draw(amounts) if multi else None,
    }


@st.composite
def variants(draw: st.DrawFn, name: str, options: dict[str, str], usual: str) -> VariantListing:
    state = draw(st.sampled_from(Availability))
    sold_out = state in {Availability.OUT_OF_STOCK, Availability.DISCONTINUED}
    size = draw(st.just("") | sizes) if options else ""
    size = "" if size == usual else size
    own, plain = content(size), content(usual)
    fits = own is not None and (plain is None or plain.measure == own.measure)
    return VariantListing(
        id=name,
        options=options,
        content=size,
        amount=float(own.amount) if own is not None and fits else None,
        currency=draw(st.sampled_from(["", "", "EUR", "JPY", "KWD"])),
        stock=0 if sold_out else draw(st.none() | st.integers(0, 10**9)),
        availability=state,
        gtin=draw(st.sampled_from(["", "12345678", "4006381333931"])),
        history=tuple(
            sorted(draw(st.dictionaries(st.integers(0, 10**9).map(float), amounts, max_size=2)).items())
        ),
        **draw(prices()),  # type: ignore[arg-type]
    )


@st.composite
def listed(draw: st.DrawFn, name: str) -> Listing:
    size = draw(sizes)
    package = content(size)
    telling: tuple[OptionGroup, ...] = ()
    if draw(st.booleans()):
        values = draw(st.lists(names, min_size=1, max_size=3, unique=True))
        option = draw(st.sampled_from(["size", "color", "roast"]))
        sold = tuple(
            draw(variants(f"{name}+{place}", {option: value}, size)) for place, value in enumerate(values)
        )
        telling = (
            OptionGroup(name=option, values=tuple(OptionValue(value=v) for v in values), tells_variants=True),
        )
    else:
        sold = (draw(variants(name, {}, size)),)
    milk = OptionGroup(name="milk", values=(OptionValue(value="oat", surcharge=70), OptionValue(value="soy")))
    facts = draw(st.dictionaries(st.tuples(fact_names, names), st.none(), max_size=4))
    return Listing(
        id=name,
        title=draw(names),
        name=draw(names),
        variants=sold,
        aliases=tuple(draw(st.lists(names, max_size=3, unique=True))),
        brand=draw(lines),
        category_path=draw(
            st.sampled_from([(), ("Food",), ("Food", "Dairy, Eggs", "Milk"), ('"Fresh"', "Fish")])
        ),
        description=draw(lines),
        content=size,
        amount=float(package.amount) if package else None,
        measure=package.measure if package else None,
        pieces=package.pieces if package else 1,
        options=(*telling, milk) if draw(st.booleans()) else telling,
        attributes=tuple(Attribute(name=fact, value=value) for fact, value in facts),
        rating=draw(st.none() | st.integers(1, 500).map(lambda stars: stars / 100)),
        ratings=draw(st.integers(0, 10**6)),
        review=draw(st.none() | names.map(lambda text: {"text": text})),
        disclosures=tuple(draw(st.lists(names, max_size=2, unique=True))),
        substitutes=tuple(draw(st.lists(ids, max_size=2, unique=True))),
        bought_with=tuple(draw(st.lists(ids, max_size=2, unique=True))),
        handling_days=draw(st.integers(0, 30)),
        return_days=draw(st.none() | st.integers(0, 365)),
        link=draw(st.sampled_from(["", "https://shop.example/p/1?x=1&y=2"])),
        image=draw(st.sampled_from(["", "https://shop.example/i/1.jpg"])),
    )


@st.composite
def shops(draw: st.DrawFn) -> list[Listing]:
    found = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    return [draw(listed(name)) for name in found]


@pytest.mark.parametrize("written", Format)
@given(shop=shops())
@settings(max_examples=20, deadline=None)
def test_an_export_that_is_imported_gives_the_same_products(written: Format, shop: list[Listing]) -> None:
    assert by_id(read_again(exported(shop, written))) == by_id(shop)


TEE = Listing(
    id="tee",
    title="Classic Tee",
    name="Classic Tee",
    brand="Acme",
    category_path=("Apparel", "Shirts, tees"),
    content="500 grams",
    amount=500.0,
    measure=Measure.MASS,
    attributes=(Attribute(name="material", value="cotton"),),
    rating=4.5,
    ratings=12,
    link="https://shop.example/tee",
    image="https://shop.example/tee.jpg",
    options=(
        OptionGroup(
            name="color", values=(OptionValue(value="red"), OptionValue(value="blue")), tells_variants=True
        ),
    ),
    variants=(
        VariantListing(id="tee-red", price=2499, sale_price=1999, options={"color": "red"}, stock=3),
        VariantListing(id="tee-blue", price=2499, options={"color": "blue"}, stock=0, gtin="4006381333931"),
    ),
)


def test_product_data_is_written_as_google_names_it() -> None:
    header, red, _ = (line.split("\t") for line in exported([TEE], Format.TSV).splitlines())
    row = dict(zip(header, red, strict=True))
    assert row["id"] == "tee-red"
    assert row["title"] == "Classic Tee - red"
    assert (row["price"], row["sale_price"], row["availability"]) == ("24.99 USD", "19.99 USD", "in_stock")
    assert (row["item_group_id"], row["brand"], row["unit_pricing_measure"]) == ("tee", "Acme", "500 g")
    assert row["product_type"] == '"""Apparel > Shirts, tees"""'


def test_rss_has_googles_names_and_those_of_the_shop_apart() -> None:
    root = ET.fromstring(exported([TEE], Format.XML))
    item = root.findall("channel/item")[1]
    google, own = "{http://base.google.com/ns/1.0}", "{http://base.google.com/cns/1.0}"
    assert item.findtext(f"{google}price") == "24.99 USD"
    assert item.findtext(f"{own}quantity") == "0"
    assert item.find(f"{google}quantity") is None


def test_the_protocol_is_told_the_price_of_now_and_whether_it_can_be_had() -> None:
    product = json.loads(exported([TEE], Format.JSONL))
    red, blue = product["variants"]
    assert (product["id"], product["title"]) == ("tee", "Classic Tee")
    assert red["price"] == {"amount": 1999, "currency": "USD"}
    assert red["list_price"] == {"amount": 2499, "currency": "USD"}
    assert red["variant_options"] == [{"name": "color", "value": "red"}]
    assert blue["availability"] == {"available": False, "status": "in_stock"}
    assert blue["barcodes"] == [{"type": "GTIN", "value": "4006381333931"}]
    assert "list_price" not in blue


def test_schema_org_is_told_of_a_group_and_its_variants() -> None:
    (group,) = json.loads(exported([TEE], Format.JSON_LD))["@graph"]
    red, _ = group["hasVariant"]
    assert (group["@type"], group["productGroupID"]) == ("ProductGroup", "tee")
    assert group["variesBy"] == ["https://schema.org/color"]
    assert (red["@type"], red["sku"], red["color"]) == ("Product", "tee-red", "red")
    assert (red["offers"]["price"], red["offers"]["priceCurrency"]) == ("19.99", "USD")
    assert red["offers"]["priceSpecification"][0]["priceType"] == "https://schema.org/ListPrice"
    assert group["aggregateRating"] == {"@type": "AggregateRating", "ratingValue": 4.5, "reviewCount": 12}


@pytest.mark.parametrize("written", Format)
def test_an_empty_shop_gives_an_empty_feed(written: Format) -> None:
    assert len(exported([], written).splitlines()) <= 6
