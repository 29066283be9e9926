"""What every store promises of carts and quotes."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.fulfilment import Destination
from assistant.shopping.messages import Severity
from assistant.shopping.money import Money
from assistant.shopping.offers import CouponRefusal
from assistant.shopping.stores import StoreErrorKind
from store_contract import HOUR, Opener, Shop, kinds, line

pytest_plugins = ("store_fixtures",)
TERMS = """
shop:
  name: the corner shop
  region: CA
  tax: 10
  taxes:
    - {region: CA, percent: 0, categories: [food]}
    - {region: NY, percent: 20}
  minimum: 500
  fulfilment:
    fee: 300
    free_from: 2000
    zones:
      - {region: AK, refused: true}
      - {region: NY, fee: 900, minutes: 4320, promise: in three days}
  more_fulfilment:
    - {id: pickup, kind: pickup, name: pickup, promise: in an hour, minutes: 60}
    - id: evening
      name: evening delivery
      fee: 500
      windows: {hours: ["17:00-19:00", "19:00-21:00"], days: 2, capacity: 1}
  coupons:
    - {code: TENOFF, percent: 10}
    - {code: FIVER, kind: amount, amount: 500, minimum: 1500}
    - {code: FREESHIP, kind: free_delivery}
    - {code: SOAPY, percent: 50, categories: [household]}
    - {code: OLD, percent: 10, valid_until: "2025-01-01T00:00:00Z"}
    - {code: SOON, percent: 10, valid_from: "2026-01-01T00:00:00Z"}
    - {code: ONCE, percent: 20, uses: 1}
    - {code: ALONE, percent: 20, alone: true}
products:
  - {id: bread, title: Bread, name: bread, price: 333, category: food}
  - {id: soap, title: Soap, name: soap, price: 999, stock: 10, category: household}
"""


def added_up(checkout: Checkout) -> int:
    return sum(part.amount.amount for part in checkout.totals)


@pytest.fixture
def corner(open_shop: Opener) -> Shop:
    return open_shop(TERMS)


# --- carts


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**9, 2.5, "2", None])
def test_a_quantity_that_is_no_quantity_cannot_even_be_asked_for(quantity: object) -> None:
    with pytest.raises(ValidationError):
        LineRequest.model_validate({"variant_id": "tea", "quantity": quantity})


async def test_a_cart_adds_up_and_is_found_again(shop: Shop) -> None:
    cart = await shop.cart(line("tea?size=large", 2), line("cake"), line("cake", 2))

    assert [(each.name, each.quantity, each.total.amount) for each in cart.lines] == [
        ("tea", 2, 600),
        ("cake", 3, 1200),
    ]
    assert cart.subtotal == Money(amount=1800)
    assert await shop.store.cart(cart.id) == cart


@pytest.mark.parametrize(
    "unknown", ["nothing", "tea?", "tea?size=huge", "tea?size=small&size=large", "?", ""]
)
async def test_what_is_not_sold_is_not_found_and_changes_nothing(shop: Shop, unknown: str) -> None:
    cart = await shop.cart(line("cake"))
    with pytest.raises(Exception, match=r".") as raised:
        await shop.store.update_cart(cart.id, [line("tea"), line(unknown)], shop.key())

    assert kinds([raised.value]) == [StoreErrorKind.NOT_FOUND]
    assert await shop.store.cart(cart.id) == cart


async def test_amounts_are_in_the_shops_currency(open_shop: Opener) -> None:
    shop = open_shop("shop: {currency: EUR}\nproducts: [{id: tea, title: Tea, name: tea, price: 1}]\n")
    cart = await shop.cart(line("tea"))

    assert cart.subtotal == Money(amount=1, currency="EUR")


# --- quotes


async def test_the_lines_of_the_bill_add_up_whatever_is_chosen(corner: Shop) -> None:
    checkout = await corner.quoted(line("bread", 3), line("soap", 2))
    changes: list[Mapping[str, Any]] = [
        {"codes": ["tenoff"]},
        {"codes": ["TENOFF", "FREESHIP", "SOAPY"]},
        {"option_id": "pickup"},
        {"destination": Destination(address="1 Way", region="NY")},
        {"codes": []},
    ]
    for change in changes:
        checkout = await corner.store.update_checkout(checkout.id, key=corner.key(), **change)
        assert added_up(checkout) == checkout.total.amount
        assert checkout.total.amount > 0


VAT = """
shop:
  name: the bookshop
  currency: EUR
  country: DE
  tax: 19
  tax_included: true
  taxes:
    - {country: DE, percent: 7, categories: [books], included: true}
    - {country: FR, percent: 20, included: true}
    - {country: "NO", percent: 25}
products:
  - {id: pen, title: Pen, name: pen, price: 1190, category: office}
  - {id: book, title: Book, name: book, price: 1070, category: books}
"""


@pytest.mark.parametrize(
    ("country", "included", "on_top"),
    [
        ("DE", 190 + 70, 0),
        ("FR", 377, 0),  # 20 % of what both are without it
        ("NO", None, 565),  # 25 % of 22.60
        ("US", None, 429),  # no rule: the shop's own tax, on top
    ],
)
async def test_tax_in_the_prices_is_told_and_not_added(
    open_shop: Opener, country: str, included: int | None, on_top: int
) -> None:
    shop = open_shop(VAT)
    checkout = await shop.quoted(
        line("pen"), line("book"), buyer=Buyer(name="Sam", address="1 Way", country=country)
    )
    inside = None if included is None else Money(amount=included, currency="EUR")
    assert checkout.included_tax == inside
    assert checkout.part("tax") == Money(amount=on_top, currency="EUR")
    assert checkout.total.amount == added_up(checkout) == 2260 + on_top
    order = await shop.store.order((await shop.placed(checkout)).order_id)
    assert (order.included_tax, order.total) == (inside, checkout.total)


async def test_a_discount_makes_the_tax_in_the_prices_less(open_shop: Opener) -> None:
    shop = open_shop(VAT.replace("products:", "  coupons: [{code: TENOFF, percent: 10}]\nproducts:"))
    checkout = await shop.quoted(line("pen"))
    changed = await shop.store.update_checkout(checkout.id, codes=("TENOFF",), key=shop.key())
    assert changed.included_tax == Money(amount=171, currency="EUR")


async def test_tax_depends_on_what_is_bought_and_where_it_goes(corner: Shop) -> None:
    at_home = await corner.quoted(line("bread", 3), line("soap"))
    away = await corner.store.update_checkout(
        at_home.id, destination=Destination(address="1 Way", region="NY"), key=corner.key()
    )

    assert at_home.part("tax") == Money(amount=100)  # 10 % of the soap, food is free of it
    assert away.part("tax") == Money(amount=400)  # 20 % of 1998
    assert away.part("delivery") == Money(amount=900)
    assert away.fulfilment.promise == "in three days"


async def test_where_nothing_is_delivered_nothing_can_be_ordered(corner: Shop) -> None:
    checkout = await corner.quoted(line("soap", 2))
    away = await corner.store.update_checkout(
        checkout.id, destination=Destination(address="1 Way", region="AK"), option_id="", key=corner.key()
    )

    assert away.status is CheckoutStatus.READY  # there is still pickup
    assert away.fulfilment.id == "pickup"


async def test_an_order_below_the_minimum_says_how_much_is_missing(corner: Shop) -> None:
    checkout = await corner.quoted(line("bread"))

    assert checkout.status is CheckoutStatus.INCOMPLETE
    (message,) = checkout.messages
    assert (message.severity, message.code) == (Severity.ERROR, "minimum_order")
    assert "$1.67" in message.text
    assert (await corner.refused(checkout)).kind is StoreErrorKind.CONFLICT


async def test_it_is_told_how_much_is_missing_to_free_delivery(corner: Shop) -> None:
    near = await corner.quoted(line("soap", 2))
    there = await corner.quoted(line("soap", 3))

    assert [hint.code for hint in near.hints] == ["free_delivery"]
    assert "$0.02" in near.hints[0].text
    assert there.hints == ()
    assert there.part("delivery") == Money(amount=0)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (["NOPE"], CouponRefusal.UNKNOWN),
        (["OLD"], CouponRefusal.EXPIRED),
        (["SOON"], CouponRefusal.NOT_YET),
        (["FIVER"], CouponRefusal.MINIMUM),
        (["SOAPY"], CouponRefusal.NOT_FOR_THESE),
        (["TENOFF", "ALONE"], CouponRefusal.NOT_TOGETHER),
        (["ALONE", "TENOFF"], CouponRefusal.NOT_TOGETHER),
    ],
)
async def test_a_coupon_that_does_not_hold_says_why_and_costs_nothing(
    corner: Shop, codes: list[str], reason: CouponRefusal
) -> None:
    checkout = await corner.quoted(line("bread", 2))
    checkout = await corner.store.update_checkout(checkout.id, codes=codes, key=corner.key())

    assert [message.reason for message in checkout.messages] == [reason]
    assert checkout.messages[0].text
    assert checkout.status is CheckoutStatus.READY
    assert set(checkout.codes) == set(codes[:-1])


async def test_coupons_take_off_what_they_say(corner: Shop) -> None:
    checkout = await corner.quoted(line("bread", 3), line("soap"))
    ten = await corner.store.update_checkout(checkout.id, codes=[" ten off "], key=corner.key())
    soapy = await corner.store.update_checkout(checkout.id, codes=["soapy", "freeship"], key=corner.key())

    assert (ten.part("discount"), ten.codes) == (Money(amount=-200), ("TENOFF",))
    assert ten.part("tax") == Money(amount=90)
    assert soapy.part("discount") == Money(amount=-(500 + 300))
    assert soapy.messages == ()


async def test_a_coupon_that_can_be_used_once_is_used_once(corner: Shop) -> None:
    first = await corner.quoted(line("soap"))
    second = await corner.quoted(line("soap"))
    first = await corner.store.update_checkout(first.id, codes=["ONCE"], key=corner.key())
    second = await corner.store.update_checkout(second.id, codes=["ONCE"], key=corner.key())

    assert first.codes == ("ONCE",)
    assert second.codes == ()
    assert second.messages[0].reason == CouponRefusal.USED_UP
    await corner.store.cancel_checkout(first.id, corner.key())
    third = await corner.store.update_checkout(second.id, codes=["once"], key=corner.key())
    assert third.codes == ("ONCE",)


async def test_a_window_that_is_full_cannot_be_chosen_any_more(corner: Shop) -> None:
    first = await corner.quoted(line("soap"))
    windows = [option for option in first.options if option.window is not None]
    assert [option.promise for option in windows] == [
        "today between 5 and 7 PM",
        "today between 7 and 9 PM",
        "tomorrow between 5 and 7 PM",
        "tomorrow between 7 and 9 PM",
    ]
    chosen = windows[1].id
    taken = await corner.store.update_checkout(first.id, option_id=chosen, key=corner.key())
    assert taken.fulfilment.id == chosen
    second = await corner.quoted(line("soap"))
    late = await corner.store.update_checkout(second.id, option_id=chosen, key=corner.key())

    assert chosen not in [option.id for option in second.options]
    assert late.fulfilment.id != chosen
    assert [message.code for message in late.messages] == ["window_full"]
    order = await corner.store.order((await corner.placed(taken)).order_id)
    assert order.promise == "today at 9:00 PM"


async def test_a_window_that_has_begun_is_not_offered(corner: Shop) -> None:
    corner.later(5 * HOUR)
    checkout = await corner.quoted(line("soap"))

    promises = [option.promise for option in checkout.options if option.window]
    assert promises[0] == "today between 7 and 9 PM"
