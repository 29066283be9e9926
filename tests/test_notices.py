"""News of orders: asked for while nobody talks, kept until they are told, and told politely."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import Engines, bootstrap
from assistant.dialogue.actions import ReadNotices, Say
from assistant.dialogue.happenings import NoticesAre, NoticesCame, OrdersAre, Said
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import TABLE, State
from assistant.events import EarconPlayed, LightsChanged, NoticesWaiting, Replied
from assistant.notices import NoticeWatch
from assistant.settings import Household as Buying
from assistant.settings import Notices, Settings, Sound
from assistant.shopping.aftersales import EventKind, OrderEvent
from assistant.shopping.household import Household
from assistant.shopping.money import Money
from assistant.shopping.notices import Notice
from assistant.shopping.orders import Order, PlacedOrder
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind
from assistant.stores.sqlite import SqliteStore, StoreOptions
from devices.recordings.room import Room
from fakes import (
    QUIET,
    FakeRecognizer,
    FakeStore,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Witness,
    sound,
)
from intents.meaning import Intent, Understood
from store_contract import DAY, KIOSK, HandClock
from talks import CALLED, SAID, Spoken, running

NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
OURS = "A100"


class NewsyStore(FakeStore):
    """A shop to whose orders things happen."""

    capabilities = FakeStore.capabilities | {Capability.EVENTS}

    def __init__(self) -> None:
        super().__init__()
        self.happened: list[OrderEvent] = []
        self.silent = False

    def happens(
        self, kind: EventKind, number: str = OURS, *, ago: timedelta = timedelta(), parcel: str = ""
    ) -> None:
        self.happened.append(
            OrderEvent(
                sequence=len(self.happened) + 1,
                order_id=number,
                order_number=number,
                kind=kind,
                at=NOW - ago,
                text=f"Order {number} {kind.value}.",
                shipment_id=parcel,
            )
        )

    async def events(self, after: int = 0, limit: int = 100) -> list[OrderEvent]:
        if self.silent:
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop is silent.")
        return [event for event in self.happened if event.sequence > after][:limit]


@pytest.fixture
def household(tmp_path: Path) -> Household:
    home = Household(tmp_path / "household.db")
    bought(home, OURS)
    return home


def bought(home: Household, number: str) -> None:
    entry = home.intend("fake", f"checkout {number}", Money(amount=100))
    home.placed(entry.key, PlacedOrder(order_id=number, number=number, total=Money(amount=100)))


def watch(store: FakeStore, home: Household) -> NoticeWatch:
    return NoticeWatch(store, home, lambda: NOW)


def texts(notices: tuple[Notice, ...]) -> list[str]:
    return [notice.text for notice in notices]


# --- what is kept


async def test_what_matters_of_the_households_own_orders_is_news(household: Household) -> None:
    store = NewsyStore()
    store.happens(EventKind.PLACED)
    store.happens(EventKind.PACKED)
    store.happens(EventKind.SHIPPED)
    store.happens(EventKind.SHIPPED, "B200")
    store.happens(EventKind.REFUNDED)
    assert texts(await watch(store, household).look()) == ["Order A100 shipped.", "Order A100 refunded."]


async def test_only_the_last_of_a_parcel_is_told_and_each_parcel_by_itself(household: Household) -> None:
    store = NewsyStore()
    for kind, parcel in [
        (EventKind.SHIPPED, "one"),
        (EventKind.SHIPPED, "two"),
        (EventKind.DELIVERED, "one"),
    ]:
        store.happens(kind, parcel=parcel)
    assert texts(await watch(store, household).look()) == ["Order A100 shipped.", "Order A100 delivered."]


async def test_nothing_is_told_twice_or_lost_over_a_restart(household: Household, tmp_path: Path) -> None:
    store = NewsyStore()
    store.happens(EventKind.SHIPPED)
    first = watch(store, household)
    await first.look()
    household.close()
    again = Household(tmp_path / "household.db")
    second = watch(store, again)
    found = await second.look()
    assert texts(found) == ["Order A100 shipped."]
    second.told(found)
    assert await second.look() == ()
    assert await watch(store, again).look() == ()
    store.happens(EventKind.DELIVERED)
    assert texts(await second.look()) == ["Order A100 delivered."]


async def test_two_who_ask_at_the_same_time_take_it_in_once(household: Household) -> None:
    store = NewsyStore()
    store.happens(EventKind.SHIPPED)
    one, other = watch(store, household), watch(store, household)
    found = await asyncio.gather(one.look(), other.look(), one.look())
    assert [texts(each) for each in found] == [["Order A100 shipped."]] * 3


async def test_many_events_are_asked_for_piece_by_piece(household: Household) -> None:
    store = NewsyStore()
    for _ in range(250):
        store.happens(EventKind.PACKED)
    store.happens(EventKind.DELIVERED)
    assert texts(await watch(store, household).look()) == ["Order A100 delivered."]
    assert household.notices.cursor("fake") == 251


async def test_what_happened_long_ago_is_no_news(household: Household) -> None:
    store = NewsyStore()
    store.happens(EventKind.DELIVERED, ago=timedelta(days=30))
    assert await watch(store, household).look() == ()


async def test_while_an_order_is_unsettled_the_shop_is_not_asked(household: Household) -> None:
    store = NewsyStore()
    household.intend("fake", "checkout B200", Money(amount=100))
    store.happens(EventKind.SHIPPED, "B200")
    assert await watch(store, household).look() == ()
    bought(household, "B200")
    assert texts(await watch(store, household).look()) == ["Order B200 shipped."]


async def test_a_shop_without_events_has_no_news(household: Household) -> None:
    assert await watch(FakeStore(), household).look() == ()


def test_a_household_of_before_gets_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "household.db"
    home = Household(path)
    home.add_to_list("eggs")
    home.close()
    with sqlite3.connect(path) as connection:
        connection.executescript("DROP TABLE notices; DROP TABLE cursors; PRAGMA user_version = 1;")
    connection.close()
    again = Household(path)
    assert again.notices.waiting("fake") == ()
    assert [entry.text for entry in again.read_list()] == ["eggs"]
    again.close()


# --- what is said


def notice(kind: EventKind, number: str = OURS, text: str = "It has happened.") -> Notice:
    return Notice(sequence=1, kind=kind, order_number=number, text=text, at=NOW)


def asked(intent: Intent) -> Said:
    return Said(meaning=Understood(intent=intent, text=""))


def said(say: object) -> str:
    assert isinstance(say, Say)
    return Replies("en").render(say).text


def test_news_are_told_when_asked_for() -> None:
    talk = Dialogue()
    assert talk.handle(asked(Intent.NEWS)) == [ReadNotices()]
    (say,) = talk.handle(NoticesAre(notices=(notice(EventKind.SHIPPED), notice(EventKind.LOST))))
    assert said(say) == "It has happened. It has happened."
    assert talk.state is State.IDLE


def test_that_there_are_none_is_told_too() -> None:
    talk = Dialogue()
    talk.handle(asked(Intent.NEWS))
    (say,) = talk.handle(NoticesAre(notices=()))
    assert said(say) == "There is nothing new about your orders."


def test_a_shop_that_gives_no_sentence_is_put_into_one() -> None:
    talk = Dialogue()
    talk.handle(asked(Intent.NEWS))
    (say,) = talk.handle(NoticesAre(notices=(notice(EventKind.OUT_FOR_DELIVERY, text=""),)))
    assert said(say) == "There is news of order A100: out for delivery."


def test_of_many_the_last_are_told_and_how_many_there_were() -> None:
    talk = Dialogue()
    talk.handle(asked(Intent.NEWS))
    (say,) = talk.handle(NoticesAre(notices=(notice(EventKind.REFUNDED, text="Money."),) * 7))
    assert said(say) == "Money. Money. Money. Money. Money. There were two more before that."


def test_who_asks_for_an_order_hears_what_is_new_of_the_others() -> None:
    talk = Dialogue()
    talk.handle(asked(Intent.ORDER_STATUS))
    order = Order(
        id="1",
        number=OURS,
        status="shipped",
        total=Money(amount=100),
        promise="today",
        placed_at=NOW,
        lines=(),
    )
    notices = (
        notice(EventKind.SHIPPED),
        notice(EventKind.DELIVERED, "B2", "B two is here."),
        notice(EventKind.REFUNDED, text="Money."),
    )
    (say,) = talk.handle(OrdersAre(orders=(order,), notices=notices))
    assert said(say).startswith("B two is here. Money. Your order A100 is shipped. Expect it today.")


def test_nobody_is_told_anything_unasked_in_the_middle_of_a_talk() -> None:
    assert [state for state, legal in TABLE.items() if NoticesCame in legal] == [State.IDLE]


# --- from the order to the notice


class Home(Spoken):
    """A spoken assistant at a kiosk whose carrier can be hurried."""

    def __init__(self, room: Room, witness: Witness, clock: HandClock) -> None:
        super().__init__(room, witness)
        self.clock = clock

    async def wait(self, seconds: float, until: str, count: int = 1) -> None:
        self.room.say(sound(QUIET, seconds))
        await self.witness.until(until, count)

    @property
    def replies(self) -> list[str]:
        return [event.text for event in self.told(Replied)]

    @property
    def counts(self) -> list[int]:
        return [event.count for event in self.told(NoticesWaiting)]

    @property
    def earcons(self) -> list[str]:
        return [event.name for event in self.told(EarconPlayed)]

    @property
    def lights(self) -> list[str]:
        return [event.pattern for event in self.told(LightsChanged)]


@asynccontextmanager
async def at_home(folder: Path, *says: str, aloud: bool = False) -> AsyncIterator[Home]:
    catalogue = folder / "kiosk.yaml"
    catalogue.write_text(KIOSK, encoding="utf-8")
    clock, room, witness = HandClock(time.time()), Room(), Witness()
    store = SqliteStore(folder / "kiosk.db", clock=clock, options=StoreOptions(catalogue=catalogue))
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(*says), FakeSynthesizer())
    settings = Settings(
        data_dir=folder,
        household=Buying.model_validate({"name": "Sam", "address": "12 Elm Street"}),
        notices=Notices(every=5, aloud=aloud),
        sound=Sound(earcons=True),
    )
    async with bootstrap(
        settings, room.source, room.sink, observers=[witness], engines=engines, store=store
    ) as pipeline:
        try:
            async with running(pipeline, room):
                yield Home(room, witness, clock)
        finally:
            await store.close()


BUYS = ("add plum jam to my cart", "check out", "yes")


async def test_an_order_is_placed_and_news_of_it_light_a_lamp_and_are_told_when_asked_for(
    tmp_path: Path,
) -> None:
    async with at_home(tmp_path, *BUYS, "any news", "any news") as home:
        await home.say(CALLED)
        await home.say(SAID)
        await home.say(SAID)
        await home.wait(8, "speaking_ended", 3)
        assert "order_confirmed" in home.witness.kinds
        assert home.counts == []
        home.clock.time += 3 * DAY
        await home.wait(16, "notices_waiting")
        assert home.counts == [1]
        assert home.lights[-1] == "notice"
        assert [event.name for event in home.witness.events if isinstance(event, EarconPlayed)][
            -1
        ] == "notice"
        assert len(home.replies) == 3
        await home.say(CALLED)
        await home.witness.until("notices_waiting", 2)
        assert home.replies[-1].endswith("has arrived.")
        assert home.counts == [1, 0]
        assert home.lights[-1] == "off"
        await home.say(CALLED)
        assert home.replies[-1] == "There is nothing new about your orders."


async def test_where_the_settings_say_so_news_are_told_at_once(tmp_path: Path) -> None:
    async with at_home(tmp_path, *BUYS, aloud=True) as home:
        await home.say(CALLED)
        await home.say(SAID)
        await home.say(SAID)
        home.clock.time += 3 * DAY
        await home.wait(30, "notices_waiting", 2)
        assert home.replies[-1].endswith("has arrived.")
        assert home.counts == [1, 0]


async def test_an_interrupted_notice_is_told_again(tmp_path: Path) -> None:
    async with at_home(tmp_path, *BUYS, "any news", "stop", "any news") as home:
        await home.say(CALLED)
        await home.say(SAID)
        await home.say(SAID)
        home.clock.time += 3 * DAY
        await home.wait(30, "notices_waiting")
        home.room.say(CALLED)
        await home.witness.until("speaking_started", 4)
        home.room.say(CALLED, over=True)
        await home.witness.until("replied", 5)
        await home.witness.until("speaking_ended", 5)
        assert home.counts == [1]
        await home.say(CALLED)
        await home.witness.until("notices_waiting", 2)
        assert home.replies[-1].endswith("has arrived.")
