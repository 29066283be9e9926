"""The Agentic Commerce Protocol's `products.jsonl`, and schema.org in files and pages."""

import json
from typing import Any

import pytest

from assistant.errors import UnusableInputError
from assistant.shopping.products import Availability
from assistant.stores.feeds.records import BadRow, FeedRecord
from feeds import products, reason, record, rows

VARIANT = {
    "id": "sku-red-s",
    "title": "Classic Tee - Red / Small",
    "url": "https://shop.example/tee?v=red-s",
    "barcodes": [{"type": "GTIN", "value": "00012345600012"}],
    "price": {"amount": 1999, "currency": "USD"},
    "list_price": {"amount": 2499, "currency": "USD"},
    "availability": {"available": True, "status": "in_stock"},
    "categories": [
        {"value": "1604", "taxonomy": "google_product_category"},
        {"value": "Apparel > Shirts", "taxonomy": "merchant"},
    ],
    "unit_price": {
        "amount": 499,
        "currency": "USD",
        "measure": {"value": 12, "unit": "oz"},
        "reference": {"value": 1, "unit": "oz"},
    },
    "condition": ["new"],
    "variant_options": [{"name": "Color", "value": "Red"}, {"name": "Size", "value": "Small"}],
    "media": [
        {"type": "video", "url": "https://x.example/v"},
        {"type": "image", "url": "https://x.example/i"},
    ],
    "seller": {"name": "Example Merchant"},
}
TEE = {
    "id": "tee",
    "title": "Classic Tee",
    "description": {"html": "<p>Soft.</p>", "plain": "Soft."},
    "url": "https://shop.example/tee",
    "variants": [VARIANT],
}


def line(**changes: Any) -> str:
    """A product of one variant, of which something is otherwise."""
    return json.dumps({**TEE, "variants": [{**VARIANT, **changes}]}) + "\n"


def test_a_product_of_the_protocol_says_all_that_is_in_it() -> None:
    assert record(line()) == FeedRecord(
        line=1,
        id="sku-red-s",
        title="Classic Tee - Red / Small",
        price=2499,
        currency="USD",
        sale_price=1999,
        description="Soft.",
        gtin="00012345600012",
        link="https://shop.example/tee?v=red-s",
        image="https://x.example/i",
        categories=("Apparel", "Shirts"),
        group="tee",
        group_title="Classic Tee",
        options=(("Color", "Red"), ("Size", "Small")),
        content="12 ounces",
        siblings=1,
    )


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"available": True, "status": "limited_stock"}, Availability.IN_STOCK),
        ({"available": True, "status": "something_new"}, Availability.IN_STOCK),
        ({"available": False, "status": "something_new"}, Availability.OUT_OF_STOCK),
        ({"available": False, "status": "in_stock"}, Availability.OUT_OF_STOCK),
        ({"status": "discontinued"}, Availability.DISCONTINUED),
        ({"available": False, "status": "discontinued"}, Availability.DISCONTINUED),
        ({"status": "preorder"}, Availability.PREORDER),
        (None, Availability.IN_STOCK),
    ],
)
def test_states_that_are_unknown_are_taken_by_whether_it_can_be_bought(
    told: dict[str, object] | None, state: Availability
) -> None:
    assert record(line(availability=told)).availability is state


def test_variants_of_one_line_are_one_product() -> None:
    blue = {**VARIANT, "id": "sku-blue", "variant_options": [{"name": "Color", "value": "Blue"}]}
    (found,), bad = products(json.dumps({**TEE, "variants": [VARIANT, blue]}) + "\n")
    assert bad == []
    assert (found.id, found.title) == ("tee", "Classic Tee")
    assert [(each.id, each.options) for each in found.variants] == [
        ("sku-red-s", {"Color": "Red", "Size": "Small"}),
        ("sku-blue", {"Color": "Blue"}),
    ]
    assert [(group.name, [value.value for value in group.values]) for group in found.options] == [
        ("Color", ["Red", "Blue"]),
        ("Size", ["Small"]),
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"price": None}, "there is no price"),
        ({"price": {"amount": 19.99, "currency": "USD"}}, "has no amount in minor units"),
        ({"price": {"amount": True, "currency": "USD"}}, "has no amount in minor units"),
        ({"price": {"amount": -5, "currency": "USD"}}, "below zero"),
        ({"price": {"amount": 10**12, "currency": "USD"}}, "too high"),
        ({"price": {"amount": 5}}, "names no currency"),
        ({"id": ""}, "there is no id"),
        ({"id": "a?b"}, "question mark"),
        ({"availability": {"status": "something_new"}}, "the availability “something_new” is unknown"),
    ],
)
def test_variants_that_cannot_be_used_are_left_out(changes: dict[str, object], why: str) -> None:
    assert why in reason(line(list_price=None, **changes))


def test_broken_lines_are_left_out_and_the_others_read() -> None:
    found = rows(line() + '{"id": "x",\n' + "\n[1]\n" + '{"id": "y", "variants": []}\n' + line(id="sku-2"))
    assert [str(row) for row in found if isinstance(row, BadRow)] == [
        "line 2: it is no JSON: Expecting property name enclosed in double quotes, in column 12",
        "line 4: it is no product",
        "line 5: it has no variants (y)",
    ]
    assert [row.id for row in found if isinstance(row, FeedRecord)] == ["sku-red-s", "sku-2"]


def test_json_that_is_a_trap_is_left_out() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    found = rows(line() + f'{{"id": {deep}}}\n{{"id": NaN}}\n{{"id": {"9" * 5000}}}\n' + line(id="sku-2"))
    assert [row.line for row in found if isinstance(row, BadRow)] == [2, 3, 4]
    assert [row.line for row in found if isinstance(row, FeedRecord)] == [1, 5]


def test_letters_that_are_none_are_left_out() -> None:
    assert reason(line(title="Tea \ud800")) == "its letters are not in the file's encoding"
    assert reason(line().encode().replace(b"Classic Tee - Red", b"Tea \xff")) == reason(
        line(title="Tea \ud800")
    )


def test_the_flat_rows_that_came_before_are_read() -> None:
    found = record(
        json.dumps(
            {
                "item_id": "SKU1",
                "title": "Trail Shoe",
                "url": "https://shop.example/1",
                "image_url": "https://shop.example/1.jpg",
                "price": "99.99 USD",
                "sale_price": "79.99 USD",
                "availability": "in_stock",
                "brand": "Runner",
                "product_category": "Apparel > Shoes",
                "group_id": "SHOE",
                "variant_dict": {"color": "Black", "size": "10"},
                "star_rating": 4.6,
                "review_count": 254,
                "inventory_quantity": 5,
                "is_eligible_search": True,
                "weight": None,
            }
        )
        + "\n"
    )
    assert (found.id, found.price, found.sale_price, found.stock) == ("SKU1", 9999, 7999, 5)
    assert (found.options, found.group) == ((("color", "Black"), ("size", "10")), "SHOE")
    assert (found.rating, found.reviews, found.categories) == (4.6, 254, ("Apparel", "Shoes"))


def test_a_document_with_a_list_of_products_is_read() -> None:
    document = json.dumps({"target_country": "US", "products": [TEE, {**TEE, "id": "x"}]}, indent=1)
    second = document[: document.index('"id": "x"')].count("\n")
    assert [row.line for row in rows(document)] == [4, second]
    with pytest.raises(UnusableInputError, match="no whole JSON document"):
        rows(document[:-20])


# --- schema.org


OFFER = {
    "@type": "Offer",
    "price": "4.29",
    "priceCurrency": "USD",
    "availability": "https://schema.org/InStock",
    "inventoryLevel": {"@type": "QuantitativeValue", "value": 12},
    "priceSpecification": [
        {"@type": "UnitPriceSpecification", "price": 5, "priceType": "https://schema.org/ListPrice"},
        {
            "@type": "UnitPriceSpecification",
            "price": 4.29,
            "priceCurrency": "USD",
            "referenceQuantity": {"@type": "QuantitativeValue", "value": 750, "unitCode": "MLT"},
        },
    ],
    "priceValidUntil": "2026-12-31",
    "hasMerchantReturnPolicy": {"@type": "MerchantReturnPolicy", "merchantReturnDays": 30},
}
MILK = {
    "@context": "https://schema.org",
    "@type": "Product",
    "sku": "milk",
    "name": "Oat Milk",
    "description": "Creamy.",
    "brand": {"@type": "Brand", "name": "Sunny Oat"},
    "gtin13": "4006381333931",
    "category": "Dairy > Milk",
    "url": "https://shop.example/milk",
    "image": ["https://shop.example/milk.jpg"],
    "color": "white",
    "offers": OFFER,
    "aggregateRating": {"@type": "AggregateRating", "ratingValue": "9", "bestRating": "10", "reviewCount": 3},
    "additionalProperty": [{"@type": "PropertyValue", "name": "diet", "value": "vegan"}],
}
WHOLE_MILK = FeedRecord(
    line=1,
    id="milk",
    title="Oat Milk",
    price=500,
    currency="USD",
    sale_price=429,
    sale_until=1798761600.0,
    stock=12,
    description="Creamy.",
    brand="Sunny Oat",
    gtin="4006381333931",
    link="https://shop.example/milk",
    image="https://shop.example/milk.jpg",
    categories=("Dairy", "Milk"),
    content="750 milliliters",
    rating=4.5,
    reviews=3,
    attributes=(("color", "white"), ("diet", "vegan")),
    return_days=30,
)


def test_a_product_of_schema_org_says_all_that_is_in_it() -> None:
    assert record(json.dumps(MILK)) == WHOLE_MILK


@pytest.mark.parametrize(
    "around",
    [
        lambda product: [product],
        lambda product: {"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, product]},
        lambda product: {"@type": "WebPage", "@graph": [{"@type": "ItemPage", "mainEntity": product}]},
        lambda product: {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": product}]},
        lambda product: {**product, "@type": ["Product", "Thing"]},
        lambda product: {**product, "@type": "http://schema.org/Product"},
    ],
)
def test_a_product_is_found_wherever_it_is(around: Any) -> None:
    assert record(json.dumps(around(MILK)))._replace(line=1) == WHOLE_MILK


def test_a_page_is_read_for_its_scripts() -> None:
    page = (
        "<!DOCTYPE html>\n<html><head>\n"
        '<script type="application/ld+json">{"@type": "Organization"}</script>\n'
        f'<script type="application/ld+json">\n<!-- {json.dumps(MILK)} -->\n</script>\n'
        '<script>var x = "<script type=application/ld+json>";</script>\n'
        '<script type="application/ld+json">{"@type": "Product", </script>\n'
        "</head></html>\n"
    )
    found = rows(page)
    assert found[0] == WHOLE_MILK._replace(line=4)
    assert [str(row) for row in found[1:]] == [
        "line 8: its JSON-LD is broken: Expecting property name enclosed in double quotes"
    ]


def test_things_that_stand_elsewhere_are_found_by_their_ids() -> None:
    graph = [
        {**MILK, "@id": "#milk", "brand": {"@id": "#brand"}, "offers": {"@id": "#offer"}},
        {"@id": "#brand", "@type": "Brand", "name": "Sunny Oat"},
        {"@id": "#offer", **OFFER},
    ]
    assert record(json.dumps({"@graph": graph}))._replace(line=1) == WHOLE_MILK


@pytest.mark.parametrize("apart", [False, True])
def test_the_variants_of_a_group_are_one_product(apart: bool) -> None:
    sizes = [
        {
            "@type": "Product",
            "@id": f"#{size}",
            "sku": f"milk-{size}",
            "name": f"Oat Milk {size}",
            "size": size,
            "offers": OFFER,
            "additionalProperty": {"name": "roast", "value": f"{size} roast"},
        }
        for size in ("small", "large")
    ]
    group = {
        "@type": "ProductGroup",
        "productGroupID": "milk",
        "name": "Oat Milk",
        "brand": {"name": "Sunny Oat"},
        "variesBy": ["https://schema.org/size", "roast"],
        "hasVariant": [{"@id": each["@id"]} for each in sizes] if apart else sizes,
    }
    (found,), bad = products(json.dumps({"@graph": [group, *(sizes if apart else [])]}))
    assert bad == []
    assert (found.id, found.title, found.brand) == ("milk", "Oat Milk", "Sunny Oat")
    assert [(each.id, each.options) for each in found.variants] == [
        ("milk-small", {"size": "small", "roast": "small roast"}),
        ("milk-large", {"size": "large", "roast": "large roast"}),
    ]


def test_things_that_are_in_each_other_in_a_circle_are_left_alone() -> None:
    group = {"@id": "#g", "@type": "ProductGroup", "productGroupID": "g", "hasVariant": {"@id": "#v"}}
    variant = {"@id": "#v", "@type": "Product", "sku": "v", "name": "Tea", "isVariantOf": {"@id": "#g"}}
    offered = {**variant, "offers": {"price": 1, "priceCurrency": "USD"}}
    (found,), bad = products(json.dumps({"@graph": [group, offered]}))
    assert (bad, found.id, [each.id for each in found.variants]) == ([], "g", ["v"])


@pytest.mark.parametrize(
    ("offers", "why"),
    [
        (None, "there is no price"),
        ([], "there is no price"),
        (
            {"@type": "AggregateOffer", "lowPrice": 1, "highPrice": 9, "priceCurrency": "USD"},
            "a span of prices",
        ),
        ({"price": "4,29", "priceCurrency": "EUR"}, "is no price"),
        ({**OFFER, "availability": "https://schema.org/Maybe"}, "is unknown"),
        ({**OFFER, "inventoryLevel": {"value": -3}}, "below zero"),
    ],
)
def test_offers_that_cannot_be_used_are_told(offers: object, why: str) -> None:
    assert why in reason(json.dumps({**MILK, "offers": offers}))


def test_offers_that_are_bundled_are_taken_apart() -> None:
    single = {"@type": "AggregateOffer", "lowPrice": 3, "highPrice": 3, "priceCurrency": "USD"}
    assert record(json.dumps({**MILK, "offers": single})).price == 300
    bundle = {"@type": "AggregateOffer", "lowPrice": 1, "highPrice": 9, "offers": [{"@type": "Offer"}, OFFER]}
    assert record(json.dumps({**MILK, "offers": bundle})).sale_price == 429
