"""Compares the buyers' books with the shop's."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.orders import Order
from assistant.stores.embedded.checking import faults
from assistant.stores.embedded.store import EmbeddedStore
from devices.bench.store.hammering_buyer import Books, Bought, HammeringBuyer
from devices.bench.store.hammering_calls import Calls
from devices.bench.store.hammering_shop import (
    HammeredStore,
    HurriedClock,
    Place,
    assortment,
    stock_at_first,
)
from devices.bench.store.hammering_work import Worked, behaviour

_DAY = 24 * 3600.0
_DAYS = 10
"""After so many everything has arrived, gone back and been paid."""


async def audited(store: HammeredStore, place: Place, clock: HurriedClock, worked: Worked) -> list[str]:
    """What is wrong after the buyers have gone.

    Args:
        store: the shop, whose clock it is.
        place: where it is.
        clock: is put forward, until nothing is under way any more.
        worked: what the buyers say; settled here.
    """
    await _come_to_rest(store, place, clock, worked.books)
    orders = {each.placed.order_id: await store.order(each.placed.order_id) for each in worked.books.bought}
    found = [*worked.calls.faults]
    for bought in worked.books.bought:
        found += _apart(bought, orders[bought.placed.order_id])
    found += _doubled(worked.books.bought)
    found += await _lost(store, list(orders.values()))
    found += await _pieces(store, place, worked.brought, list(orders.values()))
    if isinstance(store, EmbeddedStore):
        with store.looking() as session:
            found += [fault.text for fault in faults(session, store.finder)]
    return found


async def _come_to_rest(store: HammeredStore, place: Place, clock: HurriedClock, books: Books) -> None:
    bank = behaviour(store)
    bank.unreachable = bank.unanswered = 0
    bank.latency = 0.0
    goods = assortment(place.products)
    buyer = HammeringBuyer(store, bank, goods, "the last one", Calls())
    buyer.books = books
    await buyer.settle()
    for _ in range(_DAYS):
        clock.ahead += _DAY
        await store.orders(1)
    # Whoever checks out gives back what has lapsed.
    cart = await store.create_cart([LineRequest(variant_id=goods[0].variants[0], quantity=1)], None, "last")
    checkout = await store.start_checkout(cart.id, Buyer(), "last checkout")
    await store.cancel_checkout(checkout.id, "no, not last")


# --- one order


def _apart(bought: Bought, order: Order) -> Iterator[str]:
    placed = bought.placed
    if (order.number, order.total) != (placed.number, placed.total):
        yield f"Order {placed.number} of {placed.total} is now {order.number} of {order.total}."
    first = [line for line in order.lines if not line.replaces]
    later = [line for line in order.lines if line.replaces]
    for name, told, shops in (
        ("bought", bought.lines, {line.variant_id: line.quantity for line in first}),
        ("canceled", bought.canceled, {line.id: line.canceled for line in order.lines}),
        ("given back", bought.returned, {line.id: line.returned for line in order.lines}),
        ("exchanged", bought.exchanged, _summed((line.variant_id, line.quantity) for line in later)),
    ):
        mine, theirs = +Counter(dict(told)), +Counter(dict(shops))
        if mine != theirs:
            yield f"Of order {placed.number} its buyer has {name} {dict(mine)}, says the shop {dict(theirs)}."


def _summed(pairs: Iterator[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, count in pairs:
        found[name] += count
    return found


# --- all orders


def _doubled(bought: Sequence[Bought]) -> Iterator[str]:
    for what, some in (
        ("order", Counter(each.placed.order_id for each in bought)),
        ("number", Counter(each.placed.number for each in bought)),
    ):
        yield from (f"{count} buyers have the {what} {name}." for name, count in some.items() if count > 1)


async def _lost(store: HammeredStore, orders: Sequence[Order]) -> list[str]:
    found = []
    spending = await store.spending()
    if spending.orders != len(orders):
        found.append(f"The shop has {spending.orders} orders, and the buyers {len(orders)}.")
    balance = sum(order.balance.amount for order in orders)
    if spending.total.amount != balance:
        found.append(f"The shop has earned {spending.total.amount}, and the buyers paid {balance}.")
    return found


async def _pieces(
    store: HammeredStore, place: Place, brought: Mapping[str, int], orders: Sequence[Order]
) -> list[str]:
    """Whether what came into the shop lies there or is with the buyers."""
    out: Counter[str] = Counter()
    for order in orders:
        for line in order.lines:
            out[line.variant_id] += line.quantity - line.canceled - line.returned
    found = []
    shelf = await _shelf(store, place)
    for name, first in stock_at_first(place).items():
        came, there = first + brought.get(name, 0), shelf[name] + out[name]
        if came != there:
            found.append(f"{came} of {name} came into the shop, {shelf[name]} are there, {out[name]} sold.")
        if shelf[name] < 0:
            found.append(f"There are {shelf[name]} of {name}.")
    return found


async def _shelf(store: HammeredStore, place: Place) -> dict[str, int]:
    shelf = {}
    for each in assortment(place.products):
        product = await store.product(each.product_id)
        for variant in product.variants or (product.variant,):
            shelf[variant.id] = variant.stock or 0
    return shelf
