"""Asks the shop how the orders stand, and what is to become of them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import uuid4

from assistant.dialogue.actions import (
    CancelPieces,
    ExchangePieces,
    ReadHistory,
    ReadNotices,
    ReadOrders,
    ReadSpending,
    ReadVariants,
    ReturnPieces,
)
from assistant.dialogue.happenings import (
    HistoryIs,
    NoticesAre,
    OrdersAre,
    Settled,
    SpendingIs,
    Unable,
    VariantsAre,
)
from assistant.dialogue.periods import span
from assistant.errands.standing import StandingErrands
from assistant.errands.workplace import Errands, Workplace
from assistant.notices import NoticeWatch
from assistant.shopping.orders import Order
from assistant.shopping.stores import Capability

_LATEST = 3
_HISTORY = 50
_USUAL_TIME = "this month"


class AfterSaleErrands:
    """What is asked about orders."""

    def __init__(self, place: Workplace, notices: NoticeWatch, standing: StandingErrands) -> None:
        self._place = place
        self._notices = notices
        self._standing = standing

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {
            ReadOrders: self._orders,
            ReadNotices: self._news,
            ReadHistory: self._history,
            ReadSpending: self._spending,
            ReadVariants: self._variants,
            CancelPieces: self._cancel,
            ReturnPieces: self._return,
            ExchangePieces: self._exchange,
        }

    async def _orders(self, _action: ReadOrders) -> OrdersAre:
        orders = tuple(await self._place.store.orders(limit=_LATEST))
        return OrdersAre(
            orders=orders, notices=tuple(each for each in await self._notices.look() if each.order_number)
        )

    async def _news(self, _action: ReadNotices) -> NoticesAre:
        notices = await self._notices.look()
        return NoticesAre(notices=notices, cart_filled=await self._standing.fill_cart(notices))

    async def _history(self, _action: ReadHistory) -> HistoryIs | Unable:
        if missing := self._missing(Capability.LIST_ORDERS):
            return missing
        orders: Sequence[Order] = await self._place.store.orders(limit=_HISTORY)
        return HistoryIs(orders=tuple(orders), now=self._now)

    async def _spending(self, action: ReadSpending) -> SpendingIs | Unable:
        if missing := self._missing(Capability.SPENDING):
            return missing
        days = span(action.period or _USUAL_TIME, self._now.date())
        since, until = (self._midnight(day) for day in days) if days else (None, None)
        return SpendingIs(spending=await self._place.store.spending(since, until))

    async def _variants(self, action: ReadVariants) -> VariantsAre:
        return VariantsAre(product=await self._place.store.product(action.product_id))

    async def _cancel(self, action: CancelPieces) -> Settled | Unable:
        if missing := self._missing(Capability.CANCEL_ORDER):
            return missing
        outcome = await self._place.store.cancel_order(action.order_id, action.lines, "", uuid4().hex)
        return Settled(outcome=outcome)

    async def _return(self, action: ReturnPieces) -> Settled | Unable:
        if missing := self._missing(Capability.RETURN_ORDER):
            return missing
        outcome = await self._place.store.request_return(
            action.order_id, action.lines, action.reason, uuid4().hex
        )
        return Settled(outcome=outcome)

    async def _exchange(self, action: ExchangePieces) -> Settled | Unable:
        if missing := self._missing(Capability.EXCHANGE):
            return missing
        outcome = await self._place.store.exchange(
            action.order_id, action.line, action.variant_id, action.reason, uuid4().hex
        )
        return Settled(outcome=outcome)

    def _missing(self, capability: Capability) -> Unable | None:
        """What is said of a service that the shop does not have."""
        return None if capability in self._place.store.capabilities else Unable(capability=capability)

    @property
    def _now(self) -> datetime:
        """Where the household is."""
        return self._place.now().astimezone()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time()).astimezone()
