"""What every store promises from the cart to the order."""

import asyncio
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
from assistant.shopping.payment import DeclineCode
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreErrorKind
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.memory import MemoryStore
from store_contract import HOME, HOUR, TOKEN, Opener, Shop, kinds, line

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


# --- what is held


async def test_a_quote_holds_its_goods_until_it_ends(shop: Shop) -> None:
    checkout = await shop.quoted(line("tea", 2), line("tea?size=large"))
    assert checkout.status is CheckoutStatus.READY
    assert await shop.stock("tea") == 0
    other = await shop.quoted(line("tea"))
    assert other.status is CheckoutStatus.INCOMPLETE
    canceled = await shop.store.cancel_checkout(checkout.id, shop.key())

    assert canceled.status is CheckoutStatus.CANCELED
    assert await shop.stock("tea") == 3
    assert (await shop.refused(checkout)).kind is StoreErrorKind.CONFLICT


async def test_what_is_held_too_long_can_be_had_by_others_and_still_be_bought_if_it_is_there(
    shop: Shop,
) -> None:
    slow = await shop.quoted(line("tea", 2))
    shop.later(HOUR)
    quick = await shop.quoted(line("tea", 2))
    assert quick.status is CheckoutStatus.READY
    await shop.store.cancel_checkout(quick.id, shop.key())

    assert await shop.placed(slow)
    assert await shop.stock("tea") == 1


async def test_a_changed_cart_gives_back_what_its_quote_held(shop: Shop) -> None:
    cart = await shop.cart(line("tea", 3))
    checkout = await shop.store.start_checkout(cart.id, HOME, shop.key())
    await shop.store.update_cart(cart.id, [line("tea")], shop.key())

    assert await shop.stock("tea") == 3
    refused = await shop.refused(checkout)
    assert (refused.kind, refused.what) == (StoreErrorKind.CONFLICT, "The cart has changed since.")


async def test_many_who_want_the_last_pieces_never_get_more_than_there_are(shop: Shop) -> None:
    quotes = [await shop.quoted(line("tea")) for _ in range(8)]
    answers = await asyncio.gather(*map(shop.placed, quotes), return_exceptions=True)

    assert kinds(answers) == [StoreErrorKind.CONFLICT] * 5
    assert len(await shop.store.orders(10)) == 3
    assert await shop.stock("tea") == 0


# --- placing


async def test_an_order_is_what_was_quoted(shop: Shop) -> None:
    checkout = await shop.quoted(line("tea", 2), line("cake"))
    order = await shop.store.order((await shop.placed(checkout)).order_id)

    assert order.total == checkout.total
    assert order.totals == checkout.totals
    assert [(each.name, each.quantity) for each in order.lines] == [("tea", 2), ("cake", 1)]
    assert sum(each.paid.amount for each in order.lines if each.paid) + 300 == order.total.amount
    assert order.status == "placed"
    assert await shop.stock("tea") == 1


@pytest.mark.parametrize("payment", ["", "  "])
async def test_without_a_payment_nothing_is_bought(shop: Shop, payment: str) -> None:
    checkout = await shop.quoted(line("cake"))

    assert (await shop.refused(checkout, token=payment)).kind is StoreErrorKind.UNAUTHORIZED
    assert await shop.store.orders(5) == []


async def test_another_total_than_the_agreed_one_is_refused(shop: Shop) -> None:
    checkout = await shop.quoted(line("cake"))
    for total in (Money(amount=699), Money(amount=701), Money(amount=700, currency="EUR")):
        refused = await shop.refused(checkout, total=total)
        assert (refused.kind, "$7.00" in refused.what) == (StoreErrorKind.CONFLICT, True)
    assert await shop.placed(checkout)


async def test_a_checkout_is_ordered_once_even_with_other_keys(shop: Shop) -> None:
    checkout = await shop.quoted(line("cake"))
    await shop.placed(checkout)

    assert (await shop.refused(checkout)).kind is StoreErrorKind.CONFLICT
    assert len(await shop.store.orders(5)) == 1


@pytest.mark.parametrize("code", list(DeclineCode))
async def test_a_declined_payment_buys_nothing_and_says_why(shop: Shop, code: DeclineCode) -> None:
    checkout = await shop.quoted(line("tea"))
    refused = await shop.refused(checkout, token=f"tok_{code}")

    assert (refused.kind, refused.code) == (StoreErrorKind.DECLINED, code)
    assert f"tok_{code}" not in str(refused)
    assert await shop.store.orders(5) == []
    assert await shop.placed(checkout)  # with something else to pay with


@pytest.mark.parametrize("trouble", ["unreachable", "unanswered"])
async def test_a_payment_service_without_answer_neither_loses_nor_doubles_the_order(
    shop: Shop, trouble: str
) -> None:
    checkout = await shop.quoted(line("tea"))
    setattr(shop.bank, trouble, 1)
    refused = await shop.refused(checkout, key="buy")
    assert refused.kind is StoreErrorKind.UNREACHABLE
    assert (await shop.refused(checkout)).kind is StoreErrorKind.CONFLICT  # it is being paid
    placed = await shop.placed(checkout, key="buy")

    assert [order.id for order in await shop.store.orders(5)] == [placed.order_id]
    assert await shop.stock("tea") == 2


@pytest.mark.parametrize("trouble", ["unreachable", "unanswered"])
async def test_an_order_that_is_never_asked_for_again_is_given_up_and_its_goods_are_free(
    shop: Shop, trouble: str
) -> None:
    checkout = await shop.quoted(line("tea"))
    setattr(shop.bank, trouble, 1)
    await shop.refused(checkout, key="buy")
    shop.later(3 * HOUR)

    assert await shop.store.orders(5) == []
    assert await shop.stock("tea") == 3
    assert (await shop.refused(checkout, key="buy")).kind is StoreErrorKind.CONFLICT


# --- each key once


async def test_the_same_request_again_gives_the_same_answer_and_changes_nothing(shop: Shop) -> None:
    store = shop.store
    cart = await store.create_cart([line("tea", 2)], HOME, "a")
    assert await store.create_cart([line("tea", 2)], HOME, "a") == cart
    changed = await store.update_cart(cart.id, [line("tea")], "b")
    assert await store.update_cart(cart.id, [line("tea")], "b") == changed
    checkout = await store.start_checkout(cart.id, HOME, "c")
    assert await store.start_checkout(cart.id, HOME, "c") == checkout
    chosen = await store.update_checkout(checkout.id, codes=["X"], key="d")
    assert await store.update_checkout(checkout.id, codes=["X"], key="d") == chosen
    placed = await store.place_order(checkout.id, TOKEN, chosen.total, "e")
    assert await store.place_order(checkout.id, "tok_other", chosen.total, "e") == placed
    assert await store.start_checkout(cart.id, HOME, "c") == checkout

    assert len(await store.orders(5)) == 1
    assert await shop.stock("tea") == 2


async def test_the_same_key_with_another_request_is_a_conflict(shop: Shop) -> None:
    store = shop.store
    cart = await store.create_cart([line("cake")], HOME, "a")
    checkout = await store.start_checkout(cart.id, HOME, "b")
    await store.place_order(checkout.id, TOKEN, checkout.total, "c")
    answers = await asyncio.gather(
        store.create_cart([line("tea")], HOME, "a"),
        store.create_cart([line("cake")], None, "a"),
        store.update_cart(cart.id, [line("cake")], "a"),
        store.start_checkout(cart.id, None, "b"),
        store.update_checkout(checkout.id, codes=[], key="b"),
        store.place_order(checkout.id, TOKEN, checkout.total + Money(amount=1), "c"),
        store.cancel_order("any", [], "", "c"),
        return_exceptions=True,
    )

    assert set(kinds(answers)) == {StoreErrorKind.CONFLICT}
    assert len(kinds(answers)) == 7
    assert len(await store.orders(5)) == 1


async def test_a_key_whose_request_failed_may_be_used_again(shop: Shop) -> None:
    checkout = await shop.quoted(line("cake"))
    await shop.refused(checkout, total=Money(amount=1), key="k")

    assert await shop.placed(checkout, key="k")


async def test_the_same_order_asked_for_many_times_at_once_is_one_order(shop: Shop) -> None:
    checkout = await shop.quoted(line("cake"))
    shop.bank.latency = 0.01
    answers = await asyncio.gather(*(shop.placed(checkout, key="k") for _ in range(6)))

    assert len({placed.order_id for placed in answers}) == 1
    assert len(await shop.store.orders(5)) == 1


# --- what is not there


async def test_what_there_is_not_is_not_found(shop: Shop) -> None:
    store = shop.store
    answers = await asyncio.gather(
        store.product("nothing"),
        store.cart("nothing"),
        store.update_cart("nothing", [], "a"),
        store.start_checkout("nothing", HOME, "b"),
        store.update_checkout("nothing", codes=[], key="c"),
        store.cancel_checkout("nothing", "d"),
        store.place_order("nothing", TOKEN, Money(amount=1), "e"),
        store.order("nothing"),
        store.cancel_order("nothing", [], "", "f"),
        store.request_return("nothing", [], "", "g"),
        store.price_history("nothing"),
        return_exceptions=True,
    )

    assert kinds(answers) == [StoreErrorKind.NOT_FOUND] * 11


async def test_a_closed_store_says_so_and_may_be_closed_again(shop: Shop) -> None:
    await shop.store.close()
    await shop.store.close()
    with pytest.raises(Exception, match="closed") as raised:
        await shop.cart(line("tea"))

    assert kinds([raised.value]) == [StoreErrorKind.UNREACHABLE]


def test_what_a_shop_says_beyond_our_words_is_kept_and_never_fatal() -> None:
    price = {"amount": 100, "currency": "USD"}
    told = {
        "id": "c",
        "status": "awaiting_moonrise",
        "lines": [
            {
                "product_id": "p",
                "variant_id": "v",
                "name": "p",
                "quantity": 1,
                "unit_price": price,
                "total": price,
            }
        ],
        "totals": [{"kind": "moon_tax", "amount": price, "phase": "full"}],
        "total": price,
        "fulfilment": {"id": "f", "name": "by owl", "price": {"amount": 0}, "kind": "owl"},
        "messages": [{"text": "Hoo.", "severity": "gentle", "code": "owl"}],
        "loyalty": {"points": 7},
    }
    checkout = Checkout.model_validate(told)
    again = Checkout.model_validate_json(checkout.model_dump_json())

    assert again == checkout
    assert (again.status, again.fulfilment.kind, again.messages[0].severity) == (
        "awaiting_moonrise",
        "owl",
        "gentle",
    )
    assert again.model_dump()["loyalty"] == {"points": 7}
    assert again.totals[0].model_dump()["phase"] == "full"


# --- where it goes

SAM = Buyer(
    name="Sam Hill",
    address="12 Elm Street\nUnit 4",
    city="Springfield",
    phone="555 0100",
    postal_code="94110",
)
PRIVATE = ("Sam Hill", "Elm", "Unit 4", "Springfield", "555 0100")


async def test_who_packs_an_order_is_told_where_it_goes(shop: Shop) -> None:
    store = packs(shop)
    placed = await shop.placed(await shop.quoted(line("cake"), buyer=SAM))
    known = await store.address(placed.order_id)
    assert known is not None
    assert (known.name, known.address, known.city, known.phone, known.postal_code) == (
        "Sam Hill",
        "12 Elm Street\nUnit 4",
        "Springfield",
        "555 0100",
        "94110",
    )
    assert await store.address("no such order") is None


async def test_another_address_takes_the_place_of_the_first_and_another_area_leaves_it(shop: Shop) -> None:
    store = packs(shop)
    checkout = await shop.quoted(line("cake"), buyer=SAM)
    for given in (Destination(address="1 Oak Road", city="Shelbyville"), Destination(postal_code="10001")):
        checkout = await shop.store.update_checkout(checkout.id, destination=given, key=shop.key())
    known = await store.address((await shop.placed(checkout)).order_id)
    assert known == Destination(address="1 Oak Road", city="Shelbyville", postal_code="10001")


async def test_an_address_is_in_nothing_that_the_shop_tells(shop: Shop) -> None:
    checkout = await shop.quoted(line("cake"), buyer=SAM)
    placed = await shop.placed(checkout)
    order = await shop.store.order(placed.order_id)
    told = [checkout, placed, order, *await shop.store.events(), *await shop.store.orders(5)]
    texts = [part.model_dump_json() for part in told] + [repr(SAM), repr(SAM.destination)]
    texts.append((await shop.store.search(SearchQuery(text="12 Elm Street Springfield"))).model_dump_json())
    # Of what was searched for, the page repeats the words.
    assert not [word for word in PRIVATE for text in texts[:-1] if word in text]
    assert "Sam Hill" not in texts[-1]


async def test_a_canceled_checkout_leaves_no_address(shop: Shop) -> None:
    checkout = await shop.quoted(line("cake"), buyer=SAM)
    await shop.store.cancel_checkout(checkout.id, shop.key())
    if isinstance(shop.store, MemoryStore):
        assert shop.store.book.state.addresses == {}
    else:
        assert isinstance(shop.store, EmbeddedStore)
        with shop.store.looking() as session:
            assert session.rows("SELECT checkout_id FROM addresses") == []


async def test_the_address_of_what_was_never_ordered_is_forgotten_in_time(shop: Shop) -> None:
    if not isinstance(shop.store, EmbeddedStore):
        pytest.skip("a shop in memory forgets everything in time")
    await shop.quoted(line("cake"), buyer=SAM)
    kept = await shop.placed(await shop.quoted(line("cake"), buyer=SAM))
    shop.later(8 * 24 * HOUR)
    await shop.quoted(line("tea"), buyer=None)
    with shop.store.looking() as session:
        assert len(session.rows("SELECT checkout_id FROM addresses")) == 1
    assert await shop.store.address(kept.order_id) is not None


def packs(shop: Shop) -> MemoryStore | EmbeddedStore:
    """The store as it is for those who pack."""
    assert isinstance(shop.store, MemoryStore | EmbeddedStore)
    return shop.store
