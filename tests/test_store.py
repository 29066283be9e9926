"""The embedded store through its port: variants, carts, and what its catalogue may become."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.checkout import CheckoutStatus
from assistant.shopping.money import Money
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.sqlite import SqliteStore, StoreOptions, open_coffee, open_market

HOME = Buyer(name="Sam", address="12 Elm Street")
KIOSK = """
shop:
  name: the kiosk
  fulfilment: {fee: 300, free_from: 2000}
options:
  size: {values: {small: 0, large: 50}}
products:
  - {id: tea, title: Tea, name: tea, price: 250, stock: 3, options: [size]}
  - {id: cake, title: Cake, name: cake, aliases: [pie], price: 400}
"""


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A market that nobody has been to; to copy it is quicker than to fill it."""
    folder = tmp_path_factory.mktemp("stocked")
    asyncio.run(open_market({}, folder).close())
    return folder


@pytest.fixture
async def market(stocked: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    shutil.copytree(stocked, tmp_path, dirs_exist_ok=True)
    store = open_market({}, tmp_path)
    yield store
    await store.close()


@pytest.fixture
async def coffee(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = open_coffee({}, tmp_path)
    yield store
    await store.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = open_market({}, tmp_path_factory.mktemp("shared"))
    yield store
    asyncio.run(store.close())


def kiosk(tmp_path: Path, catalogue: str = KIOSK) -> SqliteStore:
    file = tmp_path / "kiosk.yaml"
    file.write_text(catalogue)
    return open_market({"catalogue": str(file)}, tmp_path)


def line(variant_id: str, quantity: int = 1) -> LineRequest:
    return LineRequest(variant_id=variant_id, quantity=quantity)


# --- variants


@settings(max_examples=100, deadline=None)
@given(said=st.text() | st.from_regex(r"(latte|whole-milk)\?[a-z%=&+]*", fullmatch=True))
def test_any_text_as_a_variant_is_refused_by_the_store_and_by_nothing_else(
    shared: SqliteStore, said: str
) -> None:
    with pytest.raises(StoreError) as raised:
        asyncio.run(shared.create_cart([line(said + "?")], None, said))
    assert raised.value.kind is StoreErrorKind.NOT_FOUND


async def test_a_product_without_options_is_its_own_variant(market: SqliteStore) -> None:
    product = await market.product("whole-milk")

    assert (product.variant.id, product.variant.options) == ("whole-milk", {})
    assert product.price == Money(amount=399)


async def test_options_add_to_the_price_and_name_the_variant_in_any_order(coffee: SqliteStore) -> None:
    plain = await coffee.product("latte")
    one = await coffee.product("latte", {"size": "large", "milk": "soy milk"})
    other = await coffee.product("latte", {"milk": "soy milk", "size": "large"})

    assert one == other
    assert one.variant.options == {"milk": "soy milk", "size": "large"}
    assert one.price == plain.price + Money(amount=120 + 60)
    assert one.variant.id not in {
        plain.variant.id,
        (await coffee.product("latte", {"size": "large"})).variant.id,
    }


@pytest.mark.parametrize(
    ("selected", "named"),
    [({"colour": "red"}, "colour"), ({"size": "huge"}, "huge"), ({"milk": "large"}, "large")],
)
async def test_an_option_that_a_drink_does_not_have_is_named(
    coffee: SqliteStore, selected: dict[str, str], named: str
) -> None:
    with pytest.raises(StoreError, match=named) as raised:
        await coffee.product("latte", selected)
    assert raised.value.kind is StoreErrorKind.NOT_FOUND


@pytest.mark.parametrize(
    "unknown", ["nothing", "latte?", "latte?size", "latte?size=huge", "latte?size=small&size=large", "?", ""]
)
async def test_what_is_not_sold_cannot_be_put_into_a_cart(coffee: SqliteStore, unknown: str) -> None:
    with pytest.raises(StoreError) as raised:
        await coffee.create_cart([line(unknown)], None, "k")
    assert raised.value.kind is StoreErrorKind.NOT_FOUND


async def test_an_unknown_product_cart_checkout_or_order_is_not_found(market: SqliteStore) -> None:
    for asked in (
        market.product("nothing"),
        market.cart("nothing"),
        market.update_cart("nothing", [], "a"),
        market.start_checkout("nothing", HOME, "b"),
        market.place_order("nothing", "tok", Money(amount=1), "c"),
        market.order("nothing"),
    ):
        with pytest.raises(StoreError) as raised:
            await asked
        assert raised.value.kind is StoreErrorKind.NOT_FOUND
        assert raised.value.fix


# --- carts


async def test_a_cart_has_its_lines_priced_and_added_up(coffee: SqliteStore) -> None:
    large = (await coffee.product("latte", {"size": "large"})).variant.id
    cart = await coffee.create_cart([line("mocha"), line(large, 2)], None, "k")

    assert [(item.name, item.options, item.quantity, str(item.total)) for item in cart.lines] == [
        ("mocha", {}, 1, "$4.75"),
        ("latte", {"size": "large"}, 2, "$11.30"),
    ]
    assert str(cart.subtotal) == "$16.05"
    assert await coffee.cart(cart.id) == cart


async def test_lines_of_one_variant_become_one_line(coffee: SqliteStore) -> None:
    lines = [
        line("latte?milk=soy+milk&size=large"),
        line("mocha"),
        line("latte?size=large&milk=soy%20milk", 2),
    ]
    cart = await coffee.create_cart(lines, None, "k")

    assert [(item.name, item.quantity) for item in cart.lines] == [("latte", 3), ("mocha", 1)]


async def test_no_line_grows_beyond_what_a_line_may_hold(market: SqliteStore) -> None:
    with pytest.raises(StoreError, match="99") as raised:
        await market.create_cart([line("whole-milk", 60), line("whole-milk", 60)], None, "k")
    assert raised.value.kind is StoreErrorKind.CONFLICT


async def test_an_update_replaces_all_lines_and_may_leave_none(market: SqliteStore) -> None:
    cart = await market.create_cart([line("whole-milk"), line("bananas")], HOME, "a")
    changed = await market.update_cart(cart.id, [line("bagels", 2)], "b")
    emptied = await market.update_cart(cart.id, [], "c")

    assert [(item.product_id, item.quantity) for item in changed.lines] == [("bagels", 2)]
    assert (emptied.lines, emptied.subtotal) == ((), Money(amount=0))


async def test_a_refused_update_leaves_the_cart_as_it_was(market: SqliteStore) -> None:
    cart = await market.create_cart([line("whole-milk")], HOME, "a")
    with pytest.raises(StoreError):
        await market.update_cart(cart.id, [line("bananas"), line("nothing")], "b")

    assert await market.cart(cart.id) == cart


# --- catalogues that change


async def test_an_empty_catalogue_is_a_shop_without_products(tmp_path: Path) -> None:
    store = kiosk(tmp_path, "shop: {name: the empty kiosk}\nproducts:\n")

    assert store.name == "the empty kiosk"
    assert (await store.search(SearchQuery(text="milk"))).items == ()
    await store.close()


async def test_a_store_without_a_catalogue_is_empty(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "deep" / "bare.db", name="the bare shop", options=StoreOptions())

    assert store.name == "the bare shop"
    assert (await store.search(SearchQuery(text="milk"))).items == ()
    await store.close()


async def test_a_changed_catalogue_changes_the_shelf_and_keeps_the_cart(tmp_path: Path) -> None:
    store = kiosk(tmp_path)
    cart = await store.create_cart([line("tea?size=large"), line("cake")], HOME, "a")
    await store.close()
    store = kiosk(tmp_path, KIOSK.replace("price: 250", "price: 260").replace("id: cake", "id: bun"))

    assert [(item.name, str(item.total)) for item in (await store.cart(cart.id)).lines] == [("tea", "$3.10")]
    assert [product.id for product in (await store.search(SearchQuery(text="cake"))).items] == ["bun"]
    checkout = await store.start_checkout(cart.id, HOME, "b")
    assert [str(message) for message in checkout.messages] == ["The cake is no longer sold."]
    await store.close()


async def test_a_shelf_is_not_filled_up_again_while_the_catalogue_stays_the_same(tmp_path: Path) -> None:
    store = kiosk(tmp_path)
    cart = await store.create_cart([line("tea", 2)], HOME, "a")
    checkout = await store.start_checkout(cart.id, HOME, "b")
    await store.place_order(checkout.id, "tok", checkout.total, "c")
    await store.close()
    store = kiosk(tmp_path)

    assert (await store.product("tea")).variant.stock == 1
    assert len(await store.orders(5)) == 1
    await store.close()


async def test_settings_overrule_the_catalogue_on_delivery(tmp_path: Path) -> None:
    store = open_market({"delivery_fee": 150, "free_delivery_from": 500}, tmp_path)
    cart = await store.create_cart([line("whole-milk")], HOME, "a")
    dear = await store.create_cart([line("dog-food")], HOME, "b")

    assert (await store.start_checkout(cart.id, HOME, "c")).part("delivery") == Money(amount=150)
    assert (await store.start_checkout(dear.id, HOME, "d")).part("delivery") == Money(amount=0)
    await store.close()


async def test_a_closed_store_says_so_and_may_be_closed_again(tmp_path: Path) -> None:
    store = kiosk(tmp_path)
    await store.close()
    await store.close()

    with pytest.raises(StoreError, match="closed"):
        await store.search(SearchQuery(text="tea"))


async def test_a_shop_that_delivers_needs_an_address_and_one_that_does_not_needs_none(
    market: SqliteStore, coffee: SqliteStore
) -> None:
    delivered = await market.create_cart([line("whole-milk")], None, "a")
    picked_up = await coffee.create_cart([line("latte")], None, "b")

    assert (await market.start_checkout(delivered.id, None, "c")).status is CheckoutStatus.NEEDS_BUYER
    assert (
        await market.start_checkout(delivered.id, Buyer(name="Sam"), "d")
    ).status is CheckoutStatus.NEEDS_BUYER
    assert (await market.start_checkout(delivered.id, HOME, "e")).status is CheckoutStatus.READY
    assert (await coffee.start_checkout(picked_up.id, None, "f")).status is CheckoutStatus.READY
