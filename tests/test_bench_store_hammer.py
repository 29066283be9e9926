"""Many buy the little that there is: nothing is oversold, lost or doubled; and what would be is noticed."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import AisleError, SettingsError
from assistant.shopping.stores import StoreError, StoreErrorKind
from commands import aisle
from devices.bench.store.hammering import Plan, Report, hammered
from devices.bench.store.hammering_audit import audited
from devices.bench.store.hammering_calls import Calls, Line
from devices.bench.store.hammering_shop import HurriedClock, Place, assortment, opened
from devices.bench.store.hammering_work import Shift, Worked, hammer
from postgres_server import PostgresServer

Tamper = Callable[[Worked], object]


def quiet(_: str) -> None:
    """Nobody is told."""


def check(report: Report) -> None:
    assert report.faults == ()
    assert report.orders > 5
    assert report.trips > report.orders
    assert {call.name for call in report.calls} >= {"search", "start checkout", "place order"}
    assert report.retries["The answer was lost on its way."] > 0
    assert report.sold <= report.pieces


def test_processes_that_buy_from_one_file_leave_it_in_order() -> None:
    check(hammered(Plan(buyers=8, processes=2, seconds=2, latency=0.005, seed=3), quiet))


def test_buyers_of_a_store_in_memory_leave_it_in_order() -> None:
    check(hammered(Plan(kind="memory", buyers=8, seconds=1, latency=0.005), quiet))


def test_assistants_that_share_a_postgresql_shop_leave_it_in_order(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    report = hammered(
        Plan(kind="postgres", buyers=8, processes=2, seconds=2, latency=0.005, address=address), quiet
    )
    check(report)
    import psycopg

    with psycopg.connect(address) as connection:
        left = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'hammered%'"
        ).fetchall()
    assert left == []


def lose(worked: Worked) -> None:
    worked.books.bought.pop()


def double(worked: Worked) -> None:
    worked.books.bought.append(worked.books.bought[0])


def miscount(worked: Worked) -> None:
    worked.books.bought[0].lines.popitem()


def uncancel(worked: Worked) -> None:
    worked.books.bought[0].canceled["1"] += 1


def steal(worked: Worked) -> None:
    worked.brought[assortment(10)[0].variants[0]] += 1


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lose, "orders, and the buyers"),
        (double, "2 buyers have the number"),
        (miscount, "its buyer has bought"),
        (uncancel, "its buyer has canceled"),
        (steal, "came into the shop"),
    ],
)
def test_books_that_do_not_agree_are_told(tmp_path: Path, tamper: Tamper, told: str) -> None:
    async def faults() -> list[str]:
        place, clock = Place("memory", tmp_path, 10), HurriedClock(time.time())
        store = opened(place, clock)
        worked = await hammer(store, place, Shift(range(4), 1, 0.0, brings=True), 0.3)
        tamper(worked)
        return await audited(store, place, clock, worked)

    found = asyncio.run(faults())
    assert any(told in each for each in found), found


async def test_an_answer_that_is_another_the_second_time_is_told() -> None:
    answers = iter(range(1000))

    async def count() -> int:
        return next(answers)

    calls = Calls()
    line = Line(random.Random(1), calls)
    for _ in range(200):
        await line.ask("count", count)
    assert calls.faults[0] == "Asked twice with one key, count was answered differently."


async def test_what_is_not_reachable_is_asked_again_and_what_is_refused_is_not() -> None:
    asked: list[int] = []

    async def fail() -> None:
        asked.append(1)
        kind = StoreErrorKind.UNREACHABLE if len(asked) == 1 else StoreErrorKind.CONFLICT
        raise StoreError(kind, "No.", code="no")

    calls = Calls()
    with pytest.raises(StoreError):
        await Line(random.Random(1), calls).ask("fail", fail)
    assert (len(asked), calls.retries, calls.refusals) == (2, {"No.": 1}, {"fail: no": 1})


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan(kind="paper"), "There are: sqlite, memory, postgres"),
        (Plan(kind="postgres"), "--address"),
        (Plan(products=1000), "1 to 100 products"),
    ],
)
def test_what_cannot_be_hammered_at_is_told(plan: Plan, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        hammered(plan, quiet)


def test_a_database_that_is_not_there_is_told() -> None:
    with pytest.raises(AisleError, match="cannot be reached"):
        hammered(Plan(kind="postgres", address="host=/nowhere dbname=none", seconds=0.1), quiet)


def test_the_command_shows_tables_and_writes_json(tmp_path: Path) -> None:
    ended = aisle(
        tmp_path,
        *(
            "bench",
            "store",
            "hammer",
            "--store",
            "memory",
            "--buyers",
            "4",
            "--seconds",
            "0.4",
            "--json",
            "-",
        ),
    )
    assert ended.code == 0
    assert json.loads(ended.out)["store"] == "memory"
    assert "Nothing was oversold, lost or doubled" in ended.err
    assert "place order" in ended.err
