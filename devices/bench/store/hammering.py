"""Buyers hammer at a shop of which little is left, from several processes, and their books are compared."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from assistant.errors import AisleError, SettingsError
from devices.bench.store.hammering_audit import audited
from devices.bench.store.hammering_shop import MOST_PRODUCTS, HurriedClock, Place, opened, stock_at_first
from devices.bench.store.hammering_work import Shift, Worked, hammer, work
from devices.bench.store.processes import prepared
from devices.recordings.figures import percentile

VERSION: Final = 1
KINDS = ("sqlite", "memory", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a shop is hammered at."""

    kind: str = "sqlite"
    buyers: int = 32
    products: int = 10
    seconds: float = 60.0
    processes: int = 8
    """Over which the buyers are spread; a store in memory is for one."""
    latency: float = 0.02
    """Seconds that the payment service takes."""
    seed: int = 0
    address: str = ""
    """Of the PostgreSQL database."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class CallTimes(_Table):
    """Milliseconds on the wall that a call takes, waiting for others included."""

    name: str
    count: int
    p50: float
    p95: float
    p99: float
    slowest: float


class Report(_Table):
    """What came of it."""

    version: Literal[1] = VERSION
    store: str
    buyers: int
    processes: int
    products: int
    seconds: float
    seed: int
    trips: int
    orders: int
    orders_per_second: float
    pieces: int
    """That came into the shop."""
    sold: int
    """Those of them that were ordered, be they cancelled or given back later."""
    calls: tuple[CallTimes, ...]
    refusals: Mapping[str, int]
    """What the shop said no to, by the call and why."""
    retries: Mapping[str, int]
    """What was asked again, by why."""
    faults: tuple[str, ...]
    """What must not be: oversold, lost, doubled, or does not add up."""


def hammered(plan: Plan, tell: Callable[[str], None]) -> Report:
    """Let buyers hammer at a shop.

    Args:
        plan: how.
        tell: told what is done next.

    Raises:
        SettingsError: if the plan cannot be followed.
        AisleError: if the shop cannot be opened, or one of the processes ends too early.
    """
    _check(plan)
    with TemporaryDirectory(prefix="aisle-hammer-") as folder:
        place = _place(plan, Path(folder))
        clock = HurriedClock(time.time())
        worked, faults = asyncio.run(_hammered(plan, place, clock, tell))
    return _report(plan, place, worked, faults)


def _check(plan: Plan) -> None:
    if plan.kind not in KINDS:
        fix = f"There are: {', '.join(KINDS)}."
        raise SettingsError(f"There is no kind of store called {plan.kind!r}.", fix)
    if not 1 <= plan.products <= MOST_PRODUCTS:
        raise SettingsError(f"The shop can have 1 to {MOST_PRODUCTS} products.", "Choose another number.")
    if plan.kind == "postgres" and not plan.address:
        raise SettingsError(
            "The database has no address.", "Name it: --address postgresql://user@server/name"
        )


def _place(plan: Plan, folder: Path) -> Place:
    """Where a new shop is to be."""
    schema = f"hammered_{secrets.token_hex(4)}" if plan.kind == "postgres" else ""
    return Place(plan.kind, folder, plan.products, plan.address, schema)


def _drop(place: Place) -> None:
    if place.kind != "postgres":
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(place.address, autocommit=True) as connection:
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(place.schema)))


async def _hammered(
    plan: Plan, place: Place, clock: HurriedClock, tell: Callable[[str], None]
) -> tuple[Worked, list[str]]:
    tell("The shop opens")
    store = opened(place, clock)
    try:
        told = f"{plan.buyers} buyers for {plan.seconds:g} s"
        if plan.kind == "memory":
            tell(told)
            worked = await hammer(store, place, _shifts(plan, 1)[0], plan.seconds)
        else:
            worked = await asyncio.to_thread(_in_processes, plan, place, clock.began, lambda: tell(told))
        tell("The books are compared")
        return worked, await audited(store, place, clock, worked)
    finally:
        await store.close()
        _drop(place)


def _shifts(plan: Plan, processes: int) -> list[Shift]:
    return [
        Shift(range(number, plan.buyers, processes), plan.seed, plan.latency, brings=number == 0)
        for number in range(processes)
    ]


# --- processes


def _in_processes(plan: Plan, place: Place, began: float, tell: Callable[[], None]) -> Worked:
    context = prepared("devices.bench.store.hammering_work")
    shifts = _shifts(plan, min(plan.processes, plan.buyers))
    workers: list[tuple[Connection, BaseProcess]] = []
    worked = Worked()
    try:
        for shift in shifts:
            here, there = context.Pipe()
            process = context.Process(target=work, args=(there, place, began, shift), daemon=True)  # type: ignore[attr-defined]
            process.start()
            there.close()
            workers.append((here, process))
        for connection, _ in workers:
            _received(connection)
        tell()
        for connection, _ in workers:
            connection.send(plan.seconds)
        for connection, _ in workers:
            done = _received(connection)
            assert isinstance(done, Worked)
            worked.add(done)
    finally:
        for connection, process in workers:
            connection.close()
            process.join(timeout=10)
            process.kill()
    return worked


def _received(connection: Connection) -> object:
    try:
        told = connection.recv()
    except EOFError as error:
        raise AisleError("One of the buyers' processes has ended too early.", "Try again.") from error
    if isinstance(told, AisleError):
        raise told
    return told


# --- the report


def _report(plan: Plan, place: Place, worked: Worked, faults: list[str]) -> Report:
    bought = worked.books.bought
    return Report(
        store=plan.kind,
        buyers=plan.buyers,
        processes=1 if plan.kind == "memory" else min(plan.processes, plan.buyers),
        products=plan.products,
        seconds=plan.seconds,
        seed=plan.seed,
        trips=worked.books.trips,
        orders=len(bought),
        orders_per_second=round(len(bought) / plan.seconds, 1),
        pieces=sum(stock_at_first(place).values()) + worked.brought.total(),
        sold=sum(sum(each.lines.values()) for each in bought),
        calls=tuple(_times(name, sorted(some)) for name, some in worked.calls.times.items()),
        refusals=dict(worked.calls.refusals.most_common()),
        retries=dict(worked.calls.retries.most_common()),
        faults=tuple(faults),
    )


def _times(name: str, ordered: list[float]) -> CallTimes:
    p50, p95, p99 = (round(percentile(ordered, percent), 1) for percent in (50, 95, 99))
    return CallTimes(name=name, count=len(ordered), p50=p50, p95=p95, p99=p99, slowest=round(ordered[-1], 1))
