"""Takes orders and payments forward, a transaction at a time: the payment service is asked in between."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from assistant.ports import PaymentGateway
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.payment import PaymentInstrument
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores import paying
from assistant.stores.embedded import buying, holds, tasks, upkeep
from assistant.stores.embedded.idempotency import Request
from assistant.stores.embedded.session import Session

_AT_ONCE = 8
"""What the payment service is asked at the same time."""
Transaction = Callable[[Callable[[Session], Any]], Awaitable[Any]]
"""Does some work in a transaction of its own."""


class Cashier:
    """Takes orders and payments forward.

    Args:
        gateway: the payment service.
        read: does work that changes nothing.
        write: does work that changes something.
    """

    def __init__(self, gateway: PaymentGateway, read: Transaction, write: Transaction) -> None:
        self._gateway = gateway
        self._read = read
        self._write = write

    async def place(
        self, checkout_id: str, paid_with: PaymentInstrument, expected: Money, key: str
    ) -> PlacedOrder:
        """Buy.

        Raises:
            StoreError: if the shop or the payment service does not take it.
        """
        # Not the payment: an order asked for again after its token was changed is still the same order.
        request = Request.of(key, "place_order", checkout_id, expected)
        begin = partial(buying.begin, checkout_id=checkout_id, expected=expected, request=request)
        await self.tidy()
        begun: buying.Begun | PlacedOrder = await self._write(begin)
        if isinstance(begun, PlacedOrder):
            return begun
        reference = await self._held(begun, paid_with)
        placed: PlacedOrder = await self._write(
            partial(buying.finish, begun=begun, reference=reference, request=request)
        )
        return placed

    async def tidy(self) -> None:
        """Give back what was held for too long."""
        if await self._read(holds.anything_lapsed):
            await self._write(holds.release_lapsed)

    async def catch_up(self) -> None:
        """See to what has happened by itself since somebody last asked."""
        if not await self._read(upkeep.anything_due):
            return
        while await self._write(upkeep.advance):
            continue
        await self.settle()
        for payment_id in await self._read(buying.forgotten):
            if await paying.freed(self._gateway, payment_id):
                await self._write(partial(buying.give_up, payment_id=payment_id, state="abandoned"))

    async def settle(self) -> None:
        """Tell the payment service what it is still to be told."""
        # Of each payment there is but one, so that nothing is told before what comes first.
        while await self._read(tasks.anything_due):
            due = await self._write(partial(tasks.take_on, limit=_AT_ONCE))
            await asyncio.gather(*map(self._tell, due))

    async def _held(self, begun: buying.Begun, paid_with: PaymentInstrument) -> str:
        try:
            return await paying.held(self._gateway, begun.amount, paid_with, begun.id)
        except StoreError as error:
            if error.kind is StoreErrorKind.DECLINED:
                await self._write(partial(buying.give_up, payment_id=begun.id, state="declined"))
            raise

    async def _tell(self, task: tasks.Task) -> None:
        amount = Money(amount=task.amount, currency=task.currency)
        done = await paying.tell(self._gateway, task.kind, task.reference, amount, task.id)
        if done is None:
            await self._write(partial(tasks.put_off, task=task))
        else:
            await self._write(partial(upkeep.settled, task=task, done=done))
