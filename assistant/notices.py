"""Asks the shop what has happened to the household's orders, and keeps it until it is told."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from assistant.ports import Store
from assistant.reminders import Reminders
from assistant.shopping.aftersales import EventKind, OrderEvent
from assistant.shopping.household import Household
from assistant.shopping.notices import ABOUT_PARCELS, OWN_KINDS, Notice
from assistant.shopping.stores import Capability

_TOLD_OF = frozenset({*ABOUT_PARCELS, EventKind.REFUNDED})
"""What is worth a notice: not what the person has just done, nor that something was packed."""
_ASKED_AT_ONCE = 100
_STALE = timedelta(days=14)
"""What happened longer ago is no news."""
_utc_now = partial(datetime.now, UTC)


class NoticeWatch:
    """What happens to the household's orders at one shop.

    Args:
        store: the shop.
        household: remembers how far it was asked, and what was not told yet.
        now: the time, to tell how old something is.
    """

    def __init__(self, store: Store, household: Household, now: Callable[[], datetime] = _utc_now) -> None:
        self._store = store
        self._book = household.notices
        self._household = household
        self._now = now
        self._looking = asyncio.Lock()
        self._reminders = Reminders(store, household, now)

    async def look(self) -> tuple[Notice, ...]:
        """Ask the shop what happened since it was last asked; all that is still to be told, oldest first.

        Raises:
            StoreError: if the shop gives no answer.
            StorageError: if the household's file cannot be read or written.
        """
        if Capability.EVENTS in self._store.capabilities:
            async with self._looking:
                while await self._ask():
                    pass
        waiting = await asyncio.to_thread(self._book.waiting, self._store.name)
        return (*waiting, *await self._reminders.look())

    def told(self, notices: tuple[Notice, ...]) -> None:
        """Forget what was told. Writes to a file, but little.

        Raises:
            StorageError: if it cannot be written.
        """
        own = [notice for notice in notices if notice.kind in OWN_KINDS]
        of_orders = [notice for notice in notices if notice not in own]
        if of_orders:
            self._book.told(self._store.name, of_orders)
        if own:
            self._reminders.told(own)

    async def _ask(self) -> bool:
        """Take in what happened next; whether there may be more."""
        name = self._store.name
        if await asyncio.to_thread(self._household.unfinished, name):
            return False  # whether that order is the household's own is known only once it is settled
        cursor = await asyncio.to_thread(self._book.cursor, name)
        events = await self._store.events(cursor, _ASKED_AT_ONCE)
        if not events:
            return False
        own = await asyncio.to_thread(self._book.order_numbers, name)
        notices = [_notice(event) for event in events if event.order_number in own and self._is_news(event)]
        await asyncio.to_thread(self._book.take, name, notices, events[-1].sequence)
        return len(events) == _ASKED_AT_ONCE and events[-1].sequence > cursor

    def _is_news(self, event: OrderEvent) -> bool:
        return event.kind in _TOLD_OF and self._now() - event.at.astimezone(UTC) <= _STALE


def _notice(event: OrderEvent) -> Notice:
    return Notice(
        sequence=event.sequence,
        kind=str(event.kind),
        order_number=event.order_number,
        shipment_id=event.shipment_id,
        text=event.text,
        at=event.at,
    )
