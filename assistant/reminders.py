"""What the household wants to be told unasked: what is due again, and prices that were waited for."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.ports import Store
from assistant.shopping.household import Household
from assistant.shopping.notices import Notice, NoticeKind
from assistant.shopping.price_watches import PriceWatch
from assistant.shopping.standing_orders import StandingOrder
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind


class Reminders:
    """Standing orders that are due and prices that are reached, as notices.

    Args:
        store: asked for the present prices.
        household: keeps both.
        now: the time.
    """

    def __init__(self, store: Store, household: Household, now: Callable[[], datetime]) -> None:
        self._store = store
        self._household = household
        self._now = now

    async def look(self) -> tuple[Notice, ...]:
        """All that is to be told now.

        Raises:
            StoreError: if the shop gives no answer.
            StorageError: if the household's file cannot be read.
        """
        now, name = self._now(), self._store.name
        today = now.astimezone().date()
        orders = await asyncio.to_thread(self._household.standing.all, name)
        due = [_due(order, now) for order in orders if order.wanted(today)]
        if Capability.PRODUCT not in self._store.capabilities:
            return tuple(due)
        watches = await asyncio.to_thread(self._household.watches.all, name)
        reached = [await self._reached(watch, now) for watch in watches]
        return (*due, *filter(None, reached))

    def told(self, notices: Sequence[Notice]) -> None:
        """Remember what was told: what is due once a day, a price once.

        Raises:
            StorageError: if the household's file cannot be written.
        """
        watched = [
            each.sequence for each in notices if each.kind in {NoticeKind.PRICE_DROP, NoticeKind.PRICE_BUY}
        ]
        self._household.watches.remove(watched)
        due = {each.sequence for each in notices if each.kind == NoticeKind.STANDING_DUE}
        today = self._now().astimezone().date()
        orders = self._household.standing.all(self._store.name)
        # What was put into the cart meanwhile is due later, and is to be told then.
        self._household.standing.keep(
            order.model_copy(update={"reminded": today})
            for order in orders
            if order.id in due and order.due <= today
        )

    async def _reached(self, watch: PriceWatch, now: datetime) -> Notice | None:
        try:
            product = await self._store.product(watch.product_id, watch.options)
        except StoreError as error:
            if error.kind is not StoreErrorKind.NOT_FOUND:
                raise
            return None
        if product.price > watch.at_most or product.variant.sold_out:
            return None
        kind = NoticeKind.PRICE_BUY if watch.buy else NoticeKind.PRICE_DROP
        return _notice(kind, watch.id, watch.name, now).model_copy(update={"price": str(product.price)})


def _due(order: StandingOrder, now: datetime) -> Notice:
    notice = _notice(NoticeKind.STANDING_DUE, order.id, order.name, now)
    return notice.model_copy(update={"quantity": order.quantity})


def _notice(kind: NoticeKind, number: int, name: str, now: datetime) -> Notice:
    # Of the day and not of the second, so that the same news is the same notice whenever it is looked for.
    at = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Notice(sequence=number, kind=kind, order_number="", name=name, at=at)
