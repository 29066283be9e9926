"""What every store promises from the quote to the order."""

import asyncio

import pytest

from assistant.shopping.carts import Buyer
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.fulfilment import Destination
from assistant.shopping.money import Money
from assistant.shopping.payment import DeclineCode
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreErrorKind
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.memory import MemoryStore
from store_contract import HOME, HOUR, TOKEN, Shop, kinds, line

pytest_plugins = ("store_fixtures",)


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
