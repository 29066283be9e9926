"""Standing orders and price watches in a real household file: what is due is told, and never ordered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.dialogue.actions import Action, PlaceOrder, ReadNotices
from assistant.dialogue.happenings import Happening, NoticesAre
from assistant.dialogue.home_actions import (
    CancelStanding,
    ChangeStanding,
    KeepStanding,
    KeepWatch,
    ReadStanding,
    TakeDue,
    Wish,
)
from assistant.dialogue.home_happenings import (
    DueTaken,
    StandingAre,
    StandingChanged,
    StandingKept,
    WatchKept,
)
from assistant.dialogue.states import TABLE, State
from assistant.errands import Errands
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.household import Household
from assistant.shopping.notices import NoticeKind
from fakes import SHELF, FakeStore, product
from intents.recurrence import Period, Recurrence

EGGS = Wish(product_id="eggs", variant_id="eggs", name="large brown eggs", quantity=2)
FORTNIGHTLY = Recurrence(period=Period.WEEK, every=2)


class Place:
    """A household, a shop and a clock that is set by hand."""

    def __init__(self, path: Path) -> None:
        self.now = datetime(2025, 6, 2, 12, tzinfo=UTC)
        self.home = Household(path)
        self.stock(329)

    def stock(self, price: int) -> None:
        """Let the eggs have a price."""
        self.store = FakeStore((*SHELF[:2], product("eggs", "large brown eggs", price)))
        self.errands = Errands(self.store, self.home, Buying(name="Sam"), Reporter(), lambda: self.now)

    async def run(self, action: Action) -> Happening:
        return await self.errands.run(action)

    async def told(self) -> list[str]:
        """Ask for news, and hear them to the end."""
        news = await self.run(ReadNotices())
        assert isinstance(news, NoticesAre)
        self.errands.notices.told(news.notices)
        return [notice.kind for notice in news.notices]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "household.db")
    yield place
    place.home.close()


async def kept(place: Place) -> StandingKept:
    happening = await place.run(KeepStanding(wishes=(EGGS,), recurrence=FORTNIGHTLY))
    assert isinstance(happening, StandingKept)
    return happening


async def test_what_is_due_is_told_once_a_day_until_it_is_taken(place: Place) -> None:
    order = (await kept(place)).orders[0]
    assert order.due == date(2025, 6, 16)
    assert await place.told() == []
    place.now += timedelta(days=14)
    assert await place.told() == [NoticeKind.STANDING_DUE]
    assert await place.told() == []
    place.now += timedelta(days=1)
    assert await place.told() == [NoticeKind.STANDING_DUE]
    taken = await place.run(TakeDue(ids=(order.id,)))
    assert isinstance(taken, DueTaken)
    assert [line.quantity for line in taken.cart.lines] == [2]
    place.now += timedelta(days=1)
    assert await place.told() == []
    assert place.home.standing.all("fake")[0].due == date(2025, 6, 30)
    assert place.store.placed == {}


async def test_the_same_thing_is_kept_once(place: Place) -> None:
    await kept(place)
    await place.run(KeepStanding(wishes=(EGGS,), recurrence=Recurrence(period=Period.MONTH)))
    assert [order.recurrence.period for order in place.home.standing.all("fake")] == [Period.MONTH]


async def test_a_change_a_pause_and_a_skip(place: Place) -> None:
    order = (await kept(place)).orders[0]
    skipped = await place.run(ChangeStanding(ids=(order.id,), skip=True))
    assert isinstance(skipped, StandingChanged)
    assert skipped.orders[0].due == date(2025, 6, 30)
    await place.run(ChangeStanding(ids=(order.id,), quantity=3))
    await place.run(ChangeStanding(ids=(order.id,), paused=True))
    place.now += timedelta(days=40)
    assert await place.told() == []
    resumed = await place.run(ChangeStanding(ids=(order.id,), paused=False))
    assert isinstance(resumed, StandingChanged)
    # What would have come meanwhile is not made up for.
    assert resumed.orders[0].due == date(2025, 7, 14)
    assert resumed.orders[0].quantity == 3
    await place.run(CancelStanding(ids=(order.id,)))
    left = await place.run(ReadStanding())
    assert isinstance(left, StandingAre)
    assert left.orders == ()


@pytest.mark.parametrize("buy", [False, True])
async def test_a_price_that_is_reached_is_told_once_and_bought_by_nobody(*, place: Place, buy: bool) -> None:
    waiting = await place.run(KeepWatch(wish=EGGS, at_most=300, buy=buy))
    assert isinstance(waiting, WatchKept)
    assert not waiting.met
    assert await place.told() == []
    place.stock(299)
    assert await place.told() == [NoticeKind.PRICE_BUY if buy else NoticeKind.PRICE_DROP]
    assert await place.told() == []
    assert place.store.placed == {}


async def test_what_was_told_halfway_is_not_put_into_the_cart_twice(place: Place) -> None:
    await place.run(KeepWatch(wish=EGGS, at_most=300, buy=True))
    place.stock(299)
    first, second = await place.run(ReadNotices()), await place.run(ReadNotices())
    assert isinstance(first, NoticesAre)
    assert isinstance(second, NoticesAre)
    assert (first.cart_filled, second.cart_filled) == (True, False)


def test_no_news_and_no_standing_order_leads_to_an_order() -> None:
    new: set[type[Happening]] = {DueTaken, StandingAre, StandingKept, StandingChanged, WatchKept}
    for state in State:
        for happening in new & TABLE[state].keys():
            assert not TABLE[state][happening] & {State.PLACING, State.CONFIRMING, State.QUOTING}
    assert not issubclass(TakeDue, PlaceOrder)
