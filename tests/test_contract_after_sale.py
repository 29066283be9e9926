"""What every store promises about orders once they are placed."""

import pytest

from assistant.shopping.aftersales import (
    Adjustment,
    AdjustmentStatus,
    Done,
    HandOff,
    LineQuantity,
    Refusal,
    Refused,
    ReturnReason,
    ShipmentStatus,
)
from assistant.shopping.money import Money
from assistant.shopping.orders import Order, OrderStatus
from store_contract import DAY, HOUR, NOON, Opener, Shop, line

pytest_plugins = ("store_fixtures",)

BOUTIQUE = """
shop:
  name: the boutique
  tax: 10
  fulfilment: {fee: 300}
  returns: {days: 14, never: [food], fee: 100, minutes: 2880}
  coupons: [{code: TENOFF, percent: 10}]
  carrier: {name: Snail, pieces: 10}
products:
  - id: shirt
    title: Shirt
    name: shirt
    category: clothes/tops
    price: 2000
    variants:
      - {id: shirt-red, options: {color: red}, stock: 5}
      - {id: shirt-blue, options: {color: blue}, stock: 5}
      - {id: shirt-gold, options: {color: gold}, price: 5000, stock: 5}
      - {id: shirt-gray, options: {color: gray}, price: 1500, stock: 5}
      - {id: shirt-pink, options: {color: pink}, stock: 0}
  - {id: cheese, title: Cheese, name: cheese, category: food, price: 700, stock: 20}
  - {id: table, title: Table, name: table, category: furniture, price: 9999, stock: 3, handling_days: 3}
  - {id: nails, title: Nails, name: nails, category: tools, price: 5, stock: 90}
  - {id: saw, title: Saw, name: saw, category: tools, price: 1000, stock: 4, return_days: 0}
"""


@pytest.fixture
def boutique(open_shop: Opener) -> Shop:
    return open_shop(BOUTIQUE)


def pieces(line_id: str, quantity: int = 1) -> LineQuantity:
    return LineQuantity(line_id=line_id, quantity=quantity)


def paid(order: Order, line_id: str) -> int:
    found = next(each for each in order.lines if each.id == line_id)
    return found.paid.amount if found.paid else 0


async def delivered(shop: Shop, order: Order) -> Order:
    """The order after it has arrived."""
    shop.later(2 * DAY)
    return await shop.store.order(order.id)


# --- on its way


async def test_a_parcel_travels_as_time_goes_by_and_every_step_is_told_once(shop: Shop) -> None:
    order = await shop.bought(line("tea"))
    seen = [order.status]
    for _ in range(40):
        shop.later(HOUR)
        status = (await shop.store.orders(1))[0].status
        if status != seen[-1]:
            seen.append(status)

    assert seen == ["placed", "packed", "shipped", "out_for_delivery", "delivered"]
    assert await shop.told() == seen
    told = await shop.store.events()
    assert [event.sequence for event in told] == sorted({event.sequence for event in told})
    assert [event.kind for event in await shop.store.events(told[2].sequence)] == seen[3:]
    assert [event.kind for event in await shop.store.events(limit=2)] == seen[:2]
    assert told[2].text == "Order A 1 0 0 has shipped, and is to arrive tomorrow."


async def test_a_long_sleep_tells_all_that_was_missed(shop: Shop) -> None:
    order = await shop.bought(line("tea"), line("cake", 2))
    shop.later(30 * DAY)
    order = await shop.store.order(order.id)

    assert order.status is OrderStatus.DELIVERED
    assert [each.state for each in order.lines] == ["delivered", "delivered"]
    assert [event.kind for event in order.events][-1] == "delivered"
    assert order.promise == ""


async def test_what_is_made_elsewhere_and_what_is_too_much_for_a_parcel_travels_apart(boutique: Shop) -> None:
    order = await boutique.bought(line("nails", 15), line("table"))

    assert [[(part.line_id, part.quantity) for part in each.contents] for each in order.shipments] == [
        [("1", 10)],
        [("1", 5)],
        [("2", 1)],
    ]
    boutique.later(2 * DAY)
    order = await boutique.store.order(order.id)
    assert [each.status for each in order.shipments] == ["delivered", "delivered", "planned"]
    assert order.status is OrderStatus.PLACED
    assert [each.state for each in order.lines] == ["delivered", "processing"]
    assert order.promise.startswith("on ")
    boutique.later(3 * DAY)
    assert (await boutique.store.order(order.id)).status is OrderStatus.DELIVERED


async def test_a_delayed_parcel_says_so_and_comes_later(open_shop: Opener) -> None:
    shop = open_shop(BOUTIQUE.replace("pieces: 10", "delayed: 1.0, delay: 1440"))
    order = await shop.bought(line("nails"))
    shop.later(30 * HOUR)
    late = await shop.store.order(order.id)
    assert late.shipments[0].status is ShipmentStatus.DELAYED
    assert late.promise == "tomorrow"
    shop.later(2 * DAY)

    assert (await shop.store.order(order.id)).status is OrderStatus.DELIVERED
    assert "delayed" in await shop.told()


async def test_what_gets_lost_is_paid_back(open_shop: Opener) -> None:
    shop = open_shop(BOUTIQUE.replace("pieces: 10", "lost: 1.0"))
    order = await shop.bought(line("nails", 3))
    shop.later(5 * DAY)
    order = await shop.store.order(order.id)

    assert order.status is OrderStatus.LOST
    assert order.balance == Money(amount=0)
    assert (await shop.told())[-2:] == ["lost", "refunded"]
    assert [each.status for each in order.adjustments] == [AdjustmentStatus.COMPLETED]


async def test_what_is_picked_up_is_ready_first(open_shop: Opener) -> None:
    pickup = "{kind: pickup, name: pickup, promise: in ten minutes, minutes: 10}"
    shop = open_shop(BOUTIQUE.replace("{fee: 300}", pickup))
    order = await shop.bought(line("nails"))
    assert order.promise == "today at 12:10 PM"
    shop.later(700)
    assert (await shop.store.order(order.id)).status is OrderStatus.READY
    shop.later(HOUR)

    assert (await shop.store.order(order.id)).status is OrderStatus.DELIVERED
    assert await shop.told() == ["placed", "packed", "ready", "delivered"]


# --- cancelling


async def test_an_order_that_is_not_packed_can_be_cancelled_whole_and_costs_nothing(boutique: Shop) -> None:
    order = await boutique.bought(line("cheese", 2), line("shirt-red"))
    done = await boutique.store.cancel_order(order.id, [], "changed my mind", boutique.key())
    order = await boutique.store.order(order.id)

    assert isinstance(done, Done)
    assert done.amount == order.total
    assert (order.status, order.balance) == (OrderStatus.CANCELED, Money(amount=0))
    assert await boutique.stock("cheese") == 20
    boutique.later(5 * DAY)
    assert await boutique.told() == ["placed", "canceled"]


async def test_single_pieces_can_be_cancelled_and_the_amounts_add_up(boutique: Shop) -> None:
    checkout = await boutique.quoted(line("nails", 7), line("cheese"))
    checkout = await boutique.store.update_checkout(checkout.id, codes=["TENOFF"], key=boutique.key())
    order = await boutique.store.order((await boutique.placed(checkout)).order_id)
    for count in (1, 2, 4):
        done = await boutique.store.cancel_order(order.id, [pieces("1", count)], "", boutique.key())
        assert isinstance(done, Done)
    order = await boutique.store.order(order.id)

    off = -sum(each.amount.amount for each in order.adjustments)
    assert off == paid(order, "1")
    assert (order.lines[0].state, order.lines[1].state) == ("canceled", "processing")
    assert order.balance.amount == paid(order, "2") + 300
    assert await boutique.stock("nails") == 90


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([pieces("9")], Refusal.UNKNOWN_LINE),
        ([pieces("1", 3)], Refusal.TOO_MANY),
        ([pieces("1"), pieces("1", 2)], Refusal.TOO_MANY),
    ],
)
async def test_what_is_not_in_the_order_cannot_be_cancelled(
    boutique: Shop, lines: list[LineQuantity], reason: Refusal
) -> None:
    order = await boutique.bought(line("cheese", 2))
    refused = await boutique.store.cancel_order(order.id, lines, "", boutique.key())

    assert isinstance(refused, Refused)
    assert (refused.reason, (await boutique.store.order(order.id)).balance) == (reason, order.total)


async def test_what_is_packed_cannot_be_cancelled_any_more_but_the_rest_can(boutique: Shop) -> None:
    order = await boutique.bought(line("cheese"), line("table"))
    boutique.later(12 * HOUR)
    refused = await boutique.store.cancel_order(order.id, [pieces("1")], "", boutique.key())
    done = await boutique.store.cancel_order(order.id, [], "", boutique.key())
    again = await boutique.store.cancel_order(order.id, [], "", boutique.key())

    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.TOO_LATE
    assert isinstance(done, Done)
    assert isinstance(again, Refused)
    order = await boutique.store.order(order.id)
    assert [each.state for each in order.lines] == ["shipped", "canceled"]
    assert order.balance.amount == paid(order, "1") + 300


async def test_cancelling_twice_with_one_key_cancels_once(boutique: Shop) -> None:
    order = await boutique.bought(line("cheese", 2))
    done = [await boutique.store.cancel_order(order.id, [pieces("1")], "", "k") for _ in range(3)]

    assert done[0] == done[1] == done[2]
    assert (await boutique.store.order(order.id)).lines[0].canceled == 1
    assert await boutique.stock("cheese") == 19


# --- giving back


async def test_what_is_given_back_is_paid_back_once_it_has_arrived(boutique: Shop) -> None:
    order = await boutique.bought(line("shirt-red", 2), line("cheese"))
    order = await delivered(boutique, order)
    done = await boutique.store.request_return(
        order.id, [pieces("1")], ReturnReason.DOES_NOT_FIT, boutique.key()
    )
    waiting = await boutique.store.order(order.id)

    assert isinstance(done, Done)
    assert done.amount == Money(amount=2200 - 100)  # with its tax, without sending it back
    assert (waiting.balance, waiting.returns[0].status) == (order.total, "requested")
    assert (waiting.lines[0].returning, waiting.lines[0].returned) == (1, 0)
    boutique.later(2 * DAY)
    closed = await boutique.store.order(order.id)
    assert (closed.balance, closed.returns[0].status) == (order.total - Money(amount=2100), "closed")
    assert closed.lines[0].returned == 1
    assert (await boutique.told())[-3:] == ["return_started", "return_received", "refunded"]
    assert (await boutique.store.product("shirt", {"color": "red"})).variant.stock == 4


async def test_what_was_the_shops_fault_costs_nothing_and_is_not_sold_again(boutique: Shop) -> None:
    order = await delivered(boutique, await boutique.bought(line("cheese", 2)))
    kept = await boutique.store.request_return(order.id, [], ReturnReason.NOT_WANTED, boutique.key())
    done = await boutique.store.request_return(order.id, [pieces("1")], ReturnReason.DAMAGED, boutique.key())
    boutique.later(3 * DAY)

    assert isinstance(kept, Refused)
    assert kept.reason is Refusal.NOT_RETURNABLE
    assert isinstance(done, Done)
    assert done.amount == Money(amount=770)
    assert (await boutique.store.order(order.id)).balance == order.total - Money(amount=770)
    assert await boutique.stock("cheese") == 18


async def test_a_return_that_comes_too_early_too_late_or_is_too_much_is_refused(boutique: Shop) -> None:
    async def refusal(*lines: LineQuantity) -> Refusal | str:
        outcome = await boutique.store.request_return(order.id, lines, "not_wanted", boutique.key())
        assert isinstance(outcome, Refused)
        assert outcome.text
        return outcome.reason

    order = await boutique.bought(line("shirt-red", 2), line("saw"))
    assert await refusal() == Refusal.NOT_YET
    order = await delivered(boutique, order)
    assert await refusal(pieces("1", 3)) == Refusal.TOO_MANY
    assert await refusal(pieces("2")) == Refusal.NOT_RETURNABLE
    assert await refusal(pieces("7")) == Refusal.UNKNOWN_LINE
    boutique.later(15 * DAY)
    assert await refusal(pieces("1")) == Refusal.TOO_LATE
    assert (await boutique.store.order(order.id)).returns == ()


async def test_nothing_is_given_back_twice(boutique: Shop) -> None:
    order = await delivered(boutique, await boutique.bought(line("shirt-red", 3)))
    for _ in range(2):
        await boutique.store.request_return(order.id, [pieces("1", 2)], "damaged", boutique.key())
    await boutique.store.request_return(order.id, [], "damaged", boutique.key())
    boutique.later(5 * DAY)
    order = await boutique.store.order(order.id)

    assert order.lines[0].returned == 3
    assert order.status is OrderStatus.RETURNED
    assert order.balance == Money(amount=300)  # bringing it


async def test_a_shop_may_want_returns_elsewhere(open_shop: Opener) -> None:
    shop = open_shop(BOUTIQUE.replace("days: 14,", 'days: 14, url: "https://shop.example/returns",'))
    order = await delivered(shop, await shop.bought(line("shirt-red")))
    outcome = await shop.store.request_return(order.id, [], "not_wanted", shop.key())

    assert isinstance(outcome, HandOff)
    assert outcome.url == "https://shop.example/returns"


# --- exchanging


async def test_another_colour_is_sent_at_once_and_costs_nothing(boutique: Shop) -> None:
    order = await delivered(boutique, await boutique.bought(line("shirt-red", 2)))
    done = await boutique.store.exchange(
        order.id, pieces("1"), "shirt-blue", ReturnReason.DOES_NOT_FIT, boutique.key()
    )
    order = await boutique.store.order(order.id)

    assert isinstance(done, Done)
    assert done.amount is None
    assert [(each.id, each.options["color"], each.quantity, each.replaces) for each in order.lines] == [
        ("1", "red", 2, ""),
        ("2", "blue", 1, "1"),
    ]
    assert (await boutique.store.product("shirt", {"color": "blue"})).variant.stock == 4
    boutique.later(5 * DAY)
    order = await boutique.store.order(order.id)
    assert order.balance == order.total
    assert [each.state for each in order.lines] == ["delivered", "delivered"]
    assert (await boutique.store.product("shirt", {"color": "red"})).variant.stock == 4
    again = await boutique.store.request_return(order.id, [pieces("2")], "damaged", boutique.key())
    assert isinstance(again, Done)
    assert again.amount == Money(amount=2200)


async def test_what_the_other_one_costs_less_comes_back(boutique: Shop) -> None:
    order = await delivered(boutique, await boutique.bought(line("shirt-red")))
    done = await boutique.store.exchange(order.id, pieces("1"), "shirt-gray", "does_not_fit", boutique.key())
    boutique.later(5 * DAY)

    assert isinstance(done, Done)
    assert done.amount == Money(amount=500)
    assert (await boutique.store.order(order.id)).balance == order.total - Money(amount=500)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("shirt-gold", Refusal.COSTS_MORE),
        ("shirt-pink", Refusal.OUT_OF_STOCK),
        ("cheese", Refusal.NOT_OFFERED),
    ],
)
async def test_an_exchange_that_is_none_is_refused(boutique: Shop, wanted: str, reason: Refusal) -> None:
    order = await delivered(boutique, await boutique.bought(line("shirt-red")))
    outcome = await boutique.store.exchange(order.id, pieces("1"), wanted, "does_not_fit", boutique.key())

    assert isinstance(outcome, Refused)
    assert outcome.reason == reason
    assert (await boutique.store.order(order.id)).lines[0].state == "delivered"


# --- money


@pytest.mark.parametrize("trouble", ["unreachable", "unanswered"])
async def test_a_refund_that_gets_no_answer_is_made_later_and_once(boutique: Shop, trouble: str) -> None:
    order = await delivered(boutique, await boutique.bought(line("shirt-red")))
    await boutique.store.request_return(order.id, [], "damaged", boutique.key())
    boutique.later(3 * DAY)
    setattr(boutique.bank, trouble, 1)
    waiting = await boutique.store.order(order.id)
    assert [each.status for each in waiting.adjustments] == [AdjustmentStatus.PENDING]
    boutique.later(HOUR)
    order = await boutique.store.order(order.id)

    adjustments: tuple[Adjustment, ...] = order.adjustments
    assert [each.status for each in adjustments] == [AdjustmentStatus.COMPLETED]
    assert (await boutique.told()).count("refunded") == 1


# --- looking back


async def test_orders_are_told_newest_first_and_no_more_than_asked_for(shop: Shop) -> None:
    numbers = [(await shop.bought(line("cake"))).number for _ in range(3)]

    assert numbers == ["A 1 0 0", "A 1 0 1", "A 1 0 2"]
    assert [order.number for order in await shop.store.orders(2)] == ["A 1 0 2", "A 1 0 1"]
    assert await shop.store.orders(0) == await shop.store.orders(-1) == []
    assert len(await shop.store.orders(10**30)) == 3


async def test_what_was_spent_is_told_by_month_and_category(boutique: Shop) -> None:
    await boutique.bought(line("shirt-red"), line("cheese", 2))
    boutique.later(40 * DAY)
    july = boutique.clock.time
    order = await boutique.bought(line("cheese"))
    await boutique.store.cancel_order((await boutique.bought(line("table"))).id, [], "", boutique.key())
    spent = await boutique.store.spending()
    since = order.placed_at
    latest = await boutique.store.spending(since=since)
    before = await boutique.store.spending(until=since)

    assert spent.by_month == {"2025-06": Money(amount=4040), "2025-07": Money(amount=1070)}
    assert spent.total == Money(amount=5110)
    assert {name: amount.amount for name, amount in spent.by_category.items()} == {
        "clothes": 2200,
        "tops": 2200,
        "food": 1540 + 770,
        "delivery": 600,
    }
    assert latest.total + before.total == spent.total
    assert since.timestamp() == july
    assert since.month == NOON.month + 1
