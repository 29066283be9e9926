"""The process in which the power is cut; reads the part to perform from its input."""

import asyncio
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from assistant.errors import AisleError
from assistant.ports import Store
from assistant.shopping.orders import PlacedOrder
from devices.recordings.fresh import rehearsal
from devices.recordings.room import Room
from devices.recordings.scenarios.actor import Actor
from devices.recordings.scenarios.books import Books
from devices.recordings.scenarios.log import End, Log
from devices.recordings.scenarios.model import AtOrder, PowerCutTurn
from devices.recordings.scenarios.power_cut import ASSISTANT, LOG, PERSON, Part
from devices.recordings.session import run


def main() -> None:
    """Read a part, and perform it until the power is cut."""
    given = sys.stdin.buffer
    # From the process that began this one, over a pipe that only the two of them have.
    sys.path[:] = pickle.load(given)  # noqa: S301 - see above
    part: Part = pickle.load(given)  # noqa: S301 - see above
    threading.Thread(target=_end_with_parent, daemon=True).start()
    log = Log(part.folder / LOG, time.perf_counter)
    try:
        asyncio.run(_performed(part, log))
    except AisleError as error:
        log.trouble(error)


def _end_with_parent() -> None:
    # Not by way of `sys.stdin`, whose lock Python needs where this process ends first.
    while os.read(0, 1 << 16):
        pass
    os._exit(1)


async def _performed(part: Part, log: Log) -> None:
    room = Room()
    engines = await part.load(part.settings)
    async with Books(part.settings) as books, rehearsal(part.settings) as shop:
        log.books = books
        actor = Actor(room, part.cues, log, taken=part.taken, cut=partial(_cut, part, room, log))
        store = _told_of_orders(part, shop, actor)
        await run(part.settings, engines, room, actor, (log, actor), store=store)
    if actor.broken_off:
        _keep(part, room, log, End.BROKEN_OFF)


def _keep(part: Part, room: Room, log: Log, end: End) -> None:
    (part.folder / PERSON).write_bytes(room.person)
    (part.folder / ASSISTANT).write_bytes(room.assistant)
    log.end(end)


def _cut(part: Part, room: Room, log: Log) -> NoReturn:
    """Keep what is the harness's own, and end as without power: nothing of the assistant's is closed."""
    _keep(part, room, log, End.CUT)
    os.kill(os.getpid(), signal.SIGKILL)
    while True:
        # The signal is on its way.
        time.sleep(1)


def _told_of_orders(part: Part, shop: Store, actor: Actor) -> Store:
    """The shop, which tells when it is asked for an order where the power is to be cut then."""
    turn = part.cues[-1].turn
    if not (isinstance(turn, PowerCutTurn) and isinstance(turn.at, AtOrder)):
        return shop
    telling: Any = _TellingStore(shop, actor.order)
    store: Store = telling
    return store


class _TellingStore:
    """The shop, which tells when an order was sent to it and when it has taken one."""

    def __init__(self, store: Store, told: Callable[[AtOrder], None]) -> None:
        self._store = store
        self._told = told

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def place_order(self, *arguments: Any) -> PlacedOrder:
        self._told(AtOrder(order="sent"))
        placed = await self._store.place_order(*arguments)
        self._told(AtOrder(order="taken"))
        return placed


if __name__ == "__main__":
    main()
