"""What a shop decides: sums that add up, areas, sizes, offers, and money that is neither lost nor made."""

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.shopping.aftersales import LineQuantity
from assistant.shopping.carts import LineRequest
from assistant.shopping.categories import Category, CategoryTree
from assistant.shopping.content import content, unit_price
from assistant.shopping.fulfilment import Destination
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.money import Money, allotted
from assistant.shopping.offers import OfferKind
from assistant.shopping.products import OptionGroup, OptionValue, Product
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.catalogue import parse
from assistant.stores.gateway import EmbeddedGateway, MemoryLedger
from assistant.stores.memory import MemoryStore
from assistant.stores.rules.areas import best, settled
from assistant.stores.rules.lines import joined
from assistant.stores.rules.offering import as_variant, chosen, offered
from assistant.stores.rules.quotes import Basis, Choices, quote
from assistant.stores.terms import Area, CouponTerms, Shop, Tax, Terms
from store_contract import HOME, HandClock

KIOSK = Path("kiosk.yaml")

# --- money


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_an_amount_is_allotted_whole(amount: int, weights: list[int]) -> None:
    parts = allotted(amount, weights)

    assert sum(parts) == amount
    assert all(not part for part, weight in zip(parts, weights, strict=True) if not weight and any(weights))


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("4.99", "USD", 499),
        (" 5 ", "USD", 500),
        ("1.5", "KWD", 1500),
        ("350", "JPY", 350),
        ("-0.01", "EUR", -1),
    ],
)
def test_money_is_read_in_its_currency(written: str, currency: str, minor: int) -> None:
    assert Money.of(written, currency) == Money(amount=minor, currency=currency)


@pytest.mark.parametrize("written", ["", "4.999", "1e400", "NaN", "inf", "four", "1,50", "9" * 40])
def test_what_is_no_money_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"USD|amount of money"):
        Money.of(written)


# --- sizes


@pytest.mark.parametrize(
    ("written", "amount", "measure"),
    [
        ("500 g", 500, "g"),
        ("6 x 330 ml", 1980, "ml"),
        ("half gallon", "1892.705892", "ml"),
        ("one and a half pounds", "680.388555", "g"),
        ("a dozen", 12, "piece"),
        ("12 ct", 12, "piece"),
        ("10 oz bag", "283.49523125", "g"),
        ("forty five bags", 45, "piece"),
    ],
)
def test_a_size_is_read_as_it_is_written_or_said(written: str, amount: float | str, measure: str) -> None:
    found = content(written)

    assert found is not None
    assert (found.amount, found.measure) == (Decimal(amount), measure)


@given(st.text() | st.from_regex(r"[0-9]{0,40}[ x/.,-]{0,3}(g|oz|fl oz|x|dozen|m\^9)?", fullmatch=True))
def test_any_text_is_a_size_or_none(written: str) -> None:
    found = content(written)
    assert found is None or found.amount > 0


def test_a_unit_price_is_for_what_people_compare() -> None:
    small, large = content("32 fl oz"), content("500 g")
    assert small is not None
    assert large is not None

    assert str(unit_price(Money(amount=499), small)) == "$0.16 per fluid ounce"
    assert str(unit_price(Money(amount=250, currency="EUR"), large)) == "€5.00 per kilogram"


# --- categories


def test_a_category_that_is_in_itself_is_refused() -> None:
    first, second = Category(id="a", name="a", parent="b"), Category(id="b", name="b", parent="a")
    with pytest.raises(ValidationError, match="in itself"):
        CategoryTree(categories=(first, second))
    with pytest.raises(ValidationError, match="which there is not"):
        CategoryTree(categories=(first,))


# --- areas


def test_the_area_that_says_most_wins() -> None:
    shop = Shop(country="US", region="CA", postal_code="94110")
    country, region = Area(country="us"), Area(country="US", region="ca")
    town = Area(postal_codes=("900", "941"))

    assert best([country, region, town], settled(None, shop)) is town
    assert best([country, region, town], settled(Destination(postal_code="123"), shop)) is region
    assert best([country, region], settled(Destination(country="FR"), shop)) is None


# --- products as they are offered


def shirt(**changes: Any) -> Listing:
    groups = (
        OptionGroup(
            name="color", values=(OptionValue(value="red"), OptionValue(value="blue")), tells_variants=True
        ),
        OptionGroup(name="print", values=(OptionValue(value="name", surcharge=300),)),
    )
    red = VariantListing(id="red", price=1000, options={"color": "red"}, stock=0, **changes)
    blue = VariantListing(id="blue", price=1200, options={"color": "blue"}, stock=5)
    return Listing(id="shirt", title="Shirt", name="shirt", options=groups, variants=(red, blue))


def test_a_variant_is_told_by_some_options_and_made_by_others() -> None:
    product = chosen(offered(shirt(), "USD", 0), {"print": "name", "color": "blue"})

    assert product.variant.id == "blue?print=name"
    assert product.variant.options == {"color": "blue", "print": "name"}
    assert (product.price, product.variant.stock) == (Money(amount=1500), 5)
    assert as_variant(product, "blue?print=name") == product
    for wrong in ("blue?color=red", "green", "blue?print=red"):
        with pytest.raises(StoreError):
            as_variant(product, wrong)


@pytest.mark.parametrize(("now", "price"), [(99, 1000), (100, 800), (199, 800), (200, 1000)])
def test_a_sale_holds_from_its_beginning_and_not_at_its_end(now: float, price: int) -> None:
    product = offered(shirt(sale_price=800, sale_from=100, sale_until=200), "USD", now)

    assert product.price == Money(amount=price)
    assert (product.variant.list_price is not None) == (price == 800)
    assert [offer.kind for offer in product.variant.offers] == [OfferKind.SALE] * (price == 800)
    assert product.variant.sold_out


def test_currencies_do_not_mix_in_a_cart() -> None:
    euros = offered(shirt(currency="EUR"), "USD", 0)
    lines = [LineRequest(variant_id="red", quantity=1)]
    with pytest.raises(StoreError, match="EUR") as raised:
        joined(lines, "USD", {"red": euros})

    assert (raised.value.kind, raised.value.code) == (StoreErrorKind.CONFLICT, "mixed_currencies")


# --- quotes


def quoted(shop: Shop, *picked: tuple[Product, int], codes: tuple[str, ...] = ()) -> Any:
    choices = Choices(address=True, codes=codes)
    basis = Basis(checkout_id="c", picked=picked, shop=shop, choices=choices, now=0, taken={})
    return quote(basis)


def test_several_cost_less_together() -> None:
    bar = Listing(
        id="bar",
        title="Bar",
        name="bar",
        variants=(VariantListing(id="bar", price=150, multi_quantity=3, multi_price=400),),
    )
    bill = quoted(Shop(), (offered(bar, "USD", 0), 7)).checkout

    assert [(part.kind, part.amount.amount) for part in bill.totals[:2]] == [
        ("subtotal", 1050),
        ("discount", -100),
    ]
    assert bill.totals[1].text == "3 for $4.00 of the bar"


def test_what_must_be_told_before_it_is_bought_is_told() -> None:
    knife = Listing(
        id="knife",
        title="Knife",
        name="knife",
        variants=(VariantListing(id="knife", price=150),),
        disclosures=("Not sold to children.",),
    )
    checkout = quoted(Shop(), (offered(knife, "USD", 0), 1)).checkout

    assert [(str(message), message.disclosure) for message in checkout.messages] == [
        ("Not sold to children.", True)
    ]
    assert checkout.status == "ready"


SHOPS = st.builds(
    Shop,
    tax=st.sampled_from([0.0, 7.25, 8.875, 19.0, 99.0]),
    tax_included=st.booleans(),
    taxes=st.sampled_from(
        [
            (),
            (Tax(percent=5.5, categories=("a",)),),
            (Tax(percent=7, categories=("a",), included=True),),
        ]
    ),
    fulfilment=st.builds(Terms, fee=st.integers(0, 999), free_from=st.none() | st.integers(0, 5000)),
    coupons=st.just(
        (
            CouponTerms(code="P", percent=Decimal("33.3")),
            CouponTerms(code="A", kind="amount", amount=777),
            CouponTerms(code="F", kind="free_delivery"),
            CouponTerms(code="C", percent=Decimal(100), categories=("b",)),
        )
    ),
)


@settings(max_examples=200, deadline=None)
@given(
    shop=SHOPS,
    lines=st.lists(
        st.tuples(st.integers(0, 99_999), st.integers(1, 99), st.sampled_from("ab")), min_size=1, max_size=6
    ),
    codes=st.lists(st.sampled_from("PAFC"), max_size=4),
)
def test_every_bill_adds_up_and_nothing_costs_less_than_nothing(
    shop: Shop, lines: list[tuple[int, int, str]], codes: list[str]
) -> None:
    products = [
        offered(
            Listing(
                id=str(place),
                title="x",
                name="x",
                category_path=(category,),
                variants=(VariantListing(id=str(place), price=price),),
            ),
            "USD",
            0,
        )
        for place, (price, _, category) in enumerate(lines)
    ]
    counts = [count for _, count, _ in lines]
    made = quoted(shop, *zip(products, counts, strict=True), codes=tuple(codes))

    assert sum(part.amount.amount for part in made.checkout.totals) == made.checkout.total.amount
    assert all(paid >= 0 for paid in made.paid)
    inside = made.checkout.included_tax
    assert inside is None or 0 <= inside.amount <= sum(made.paid)
    delivery = made.checkout.part("delivery").amount if "F" not in made.checkout.codes else 0
    assert sum(made.paid) + delivery == made.checkout.total.amount


# --- money that moves

CATALOGUE = b"""
shop:
  tax: 8.875
  fulfilment: {fee: 333}
  returns: {fee: 50}
  carrier: {pieces: 3, delayed: 0.2, lost: 0.2}
  coupons: [{code: TEN, percent: 10}]
products:
  - {id: a, title: A, name: a, price: 101, stock: 500}
  - {id: b, title: B, name: b, price: 7, stock: 500, handling_days: 2}
  - id: c
    title: C
    name: c
    price: 999
    variants: [{id: c1, options: {size: s}, stock: 500}, {id: c2, options: {size: l}, price: 900, stock: 500}]
"""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "cancel", "return", "exchange", "lost answer"]),
        st.sampled_from(["1", "2", "3", "4"]),
        st.integers(1, 4),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(counts=st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 7)), steps=STEPS)
def test_whatever_happens_to_an_order_the_buyer_pays_what_it_says(
    counts: tuple[int, int, int], steps: list[tuple[str, str, int]]
) -> None:
    asyncio.run(_lives_through(counts, steps))


async def _lives_through(counts: tuple[int, int, int], steps: list[tuple[str, str, int]]) -> None:
    clock, ledger = HandClock(), MemoryLedger()
    gateway = EmbeddedGateway(ledger)
    store = MemoryStore(parse(CATALOGUE, KIOSK), clock, gateway)
    lines = [
        LineRequest(variant_id=name, quantity=n) for name, n in zip(("a", "b", "c1"), counts, strict=True)
    ]
    cart = await store.create_cart(lines, HOME, "cart")
    checkout = await store.start_checkout(cart.id, HOME, "checkout")
    checkout = await store.update_checkout(checkout.id, codes=["TEN"], key="codes")
    placed = await store.place_order(checkout.id, "tok", checkout.total, "buy")
    for number, (what, line_id, count) in enumerate(steps):
        pieces, key = LineQuantity(line_id=line_id, quantity=count), f"step {number}"
        if what == "wait":
            clock.time += count * 40_000
        elif what == "cancel":
            await store.cancel_order(placed.order_id, [pieces], "", key)
        elif what == "return":
            await store.request_return(placed.order_id, [pieces], "not_wanted", key)
        elif what == "exchange":
            await store.exchange(placed.order_id, pieces, "c2", "does_not_fit", key)
        else:
            gateway.behaviour.unanswered += 1
    for _ in range(2 + len(steps)):
        clock.time += 10 * 86_400
        order = await store.order(placed.order_id)

    (payment,) = ledger._payments.values()
    assert payment.captured - payment.refunded == order.balance
    assert payment.captured <= payment.amount == order.total
    assert all(adjustment.status == "completed" for adjustment in order.adjustments)
    assert payment.open.amount == 0
