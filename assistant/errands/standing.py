"""Keeps standing orders and price watches. Nothing here orders anything."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from assistant.dialogue.home_actions import (
    CancelStanding,
    ChangeStanding,
    KeepStanding,
    KeepWatch,
    ReadStanding,
    TakeDue,
)
from assistant.dialogue.home_happenings import (
    DueTaken,
    StandingAre,
    StandingCancelled,
    StandingChanged,
    StandingKept,
    WatchKept,
)
from assistant.errands.carts import CartErrands
from assistant.errands.workplace import Errands, Workplace
from assistant.offers import added
from assistant.shopping.carts import Cart, LineRequest
from assistant.shopping.due_days import date_of, due_after, first_due
from assistant.shopping.money import Money
from assistant.shopping.notices import Notice, NoticeKind
from assistant.shopping.price_watches import PriceWatch
from assistant.shopping.standing_orders import StandingOrder

_DAY = timedelta(days=1)


class StandingErrands:
    """What is done with standing orders and price watches."""

    def __init__(self, place: Workplace, carts: CartErrands) -> None:
        self._place = place
        self._carts = carts
        self._book = place.household.standing
        self._watches = place.household.watches

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {
            KeepStanding: self._keep,
            ReadStanding: self._read,
            ChangeStanding: self._change,
            CancelStanding: self._cancel,
            TakeDue: self._take,
            KeepWatch: self._watch,
        }

    async def fill_cart(self, notices: Sequence[Notice]) -> bool:
        """Put into the cart what was to be bought at a price that is reached; whether there was any."""
        reached = {notice.sequence for notice in notices if notice.kind == NoticeKind.PRICE_BUY}
        watches = await asyncio.to_thread(self._watches.all, self._place.store.name)
        wanted = [each for each in watches if each.id in reached and not each.in_cart]
        if wanted:
            await self._into_cart([LineRequest(variant_id=each.variant_id, quantity=1) for each in wanted])
            await asyncio.to_thread(self._watches.put_into_cart, [each.id for each in wanted])
        return bool(wanted)

    @property
    def _today(self) -> date:
        return self._place.now().astimezone().date()

    async def _orders(self, ids: Sequence[int] | None = None) -> tuple[StandingOrder, ...]:
        orders = await asyncio.to_thread(self._book.all, self._place.store.name)
        return tuple(order for order in orders if ids is None or order.id in ids)

    async def _keep(self, action: KeepStanding) -> StandingKept:
        today, recurrence = self._today, action.recurrence
        open_start = action.start is None and not recurrence.dated
        start = date_of(action.start, today) if action.start else today
        if recurrence.dated and action.start is None:
            start += _DAY
        first = first_due(recurrence, start)
        due = due_after(recurrence, first, today) if open_start else first
        orders = [
            StandingOrder(
                store=self._place.store.name,
                **wish.model_dump(exclude={"options"}),
                recurrence=recurrence,
                first=first,
                due=due,
            )
            for wish in action.wishes
        ]
        kept = await asyncio.to_thread(self._book.keep, orders)
        return StandingKept(orders=kept, today=today, open_start=open_start)

    async def _read(self, _action: ReadStanding) -> StandingAre:
        watches = await asyncio.to_thread(self._watches.all, self._place.store.name)
        return StandingAre(orders=await self._orders(), watches=watches, today=self._today)

    async def _change(self, action: ChangeStanding) -> StandingChanged:
        changed = [self._changed(order, action) for order in await self._orders(action.ids)]
        kept = await asyncio.to_thread(self._book.keep, changed)
        return StandingChanged(orders=kept, today=self._today)

    def _changed(self, order: StandingOrder, action: ChangeStanding) -> StandingOrder:
        today = self._today
        if action.skip:
            return order.model_copy(
                update={
                    "due": due_after(order.recurrence, order.first, max(order.due, today)),
                    "reminded": None,
                }
            )
        if action.recurrence is not None:
            # Counted on from when it would have come, so that a change does not bring it sooner.
            first = first_due(action.recurrence, max(today, order.due))
            return order.model_copy(update={"recurrence": action.recurrence, "first": first, "due": first})
        if action.paused is not None:
            until = date_of(action.until, today) if action.until else None
            return order.model_copy(
                update={"paused": action.paused, "resumes": until, "due": self._next(order)}
            )
        return order.model_copy(update={"quantity": action.quantity or order.quantity})

    def _next(self, order: StandingOrder) -> date:
        """When an order is due next; not in the past, of which nobody wants to be told."""
        today = self._today
        return order.due if order.due >= today else due_after(order.recurrence, order.first, today - _DAY)

    async def _cancel(self, action: CancelStanding) -> StandingCancelled:
        await asyncio.to_thread(self._book.remove, action.ids)
        await asyncio.to_thread(self._watches.remove, action.watches)
        return StandingCancelled()

    async def _take(self, action: TakeDue) -> DueTaken:
        orders, today = await self._orders(action.ids), self._today
        lines = [LineRequest(variant_id=order.variant_id, quantity=order.quantity) for order in orders]
        cart = await self._into_cart(lines)
        done = [
            order.model_copy(
                update={"due": due_after(order.recurrence, order.first, today), "reminded": None}
            )
            for order in orders
            if order.due <= today
        ]
        await asyncio.to_thread(self._book.keep, done)
        return DueTaken(cart=cart, names=tuple(order.name for order in orders))

    async def _into_cart(self, lines: Sequence[LineRequest]) -> Cart:
        cart = await self._carts.cart()
        whole = added(tuple(line.request() for line in cart.lines), lines)
        return await self._place.store.update_cart(cart.id, whole, uuid4().hex)

    async def _watch(self, action: KeepWatch) -> WatchKept:
        wish = action.wish
        price = (await self._place.store.product(wish.product_id, wish.options)).price
        limit = price.amount - 1 if action.at_most is None else action.at_most
        watch = PriceWatch(
            store=self._place.store.name,
            **wish.model_dump(exclude={"quantity"}),
            at_most=Money(amount=limit, currency=price.currency),
            buy=action.buy,
        )
        met = price <= watch.at_most
        if not met:
            await asyncio.to_thread(self._watches.keep, watch)
        return WatchKept(watch=watch, price=price, met=met)
