"""Asks the shop how the orders stand."""

from assistant.dialogue.actions import ReadNotices, ReadOrders
from assistant.dialogue.happenings import NoticesAre, OrdersAre
from assistant.errands.standing import StandingErrands
from assistant.errands.workplace import Errands, Workplace
from assistant.notices import NoticeWatch

_LATEST = 3


class AfterSaleErrands:
    """What is asked about orders."""

    def __init__(self, place: Workplace, notices: NoticeWatch, standing: StandingErrands) -> None:
        self._place = place
        self._notices = notices
        self._standing = standing

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {ReadOrders: self._orders, ReadNotices: self._news}

    async def _orders(self, _action: ReadOrders) -> OrdersAre:
        orders = tuple(await self._place.store.orders(limit=_LATEST))
        return OrdersAre(
            orders=orders, notices=tuple(each for each in await self._notices.look() if each.order_number)
        )

    async def _news(self, _action: ReadNotices) -> NoticesAre:
        notices = await self._notices.look()
        return NoticesAre(notices=notices, cart_filled=await self._standing.fill_cart(notices))
