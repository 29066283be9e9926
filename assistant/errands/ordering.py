"""From the quote to the order, with the journal that makes it safe."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from assistant.dialogue.actions import ChangeQuote, CheckPin, Quote, ReadBack
from assistant.dialogue.happenings import Failed, Happening, Ordered, OrderRefused, PinChecked, Quoted
from assistant.errands.carts import CartErrands
from assistant.errands.failing import REFUSALS, failure
from assistant.errands.home import barred
from assistant.errands.workplace import Errands, Workplace
from assistant.errors import AisleError
from assistant.events import OrderConfirmed, Stage
from assistant.shopping.checkout import Checkout
from assistant.shopping.household import JournalEntry
from assistant.shopping.stores import StoreError, StoreErrorKind

_ASKED_AGAIN = timedelta(days=1)


class OrderErrands:
    """What buys."""

    def __init__(self, place: Workplace, carts: CartErrands) -> None:
        self._place = place
        self._carts = carts
        self._placing: asyncio.Task[Happening] | None = None

    @property
    def errands(self) -> Errands:
        """What this area does; but for the order itself, which is placed with `place`."""
        return {Quote: self._quote, ChangeQuote: self._change_quote, CheckPin: self._check_pin}

    async def settled(self) -> None:
        """Wait until an order that is being placed is placed or refused."""
        if self._placing is not None and not self._placing.done():
            await asyncio.wait([self._placing])

    async def recover(self) -> tuple[Happening, ...]:
        """Finish orders that a crash or a silent shop left between the intention and the answer.

        The same idempotency key is sent again, so an order that went through is not placed twice. After a
        day it is not: the yes is too old, and a shop may have forgotten the key.

        Returns:
            What came of each, oldest first: `Ordered`, `OrderRefused`, or `Failed`, `unsettled` where
            it will be asked for again.

        Raises:
            StorageError: if the journal cannot be read or written.
        """
        unfinished = await asyncio.to_thread(self._place.household.unfinished, self._place.store.name)
        return tuple([await self._settle(intended) for intended in unfinished])

    async def _settle(self, intended: JournalEntry) -> Happening:
        if self._place.now() - intended.created_at <= _ASKED_AGAIN:
            return await self._send(intended)
        await asyncio.to_thread(self._place.household.refused, intended.key, "too old to be asked for again")
        return Failed(kind=StoreErrorKind.UNREACHABLE, message="")

    async def _quote(self, _action: Quote) -> Happening:
        """The quote; but none as long as an order has no answer, lest the same cart be bought twice."""
        if await asyncio.to_thread(self._place.household.unfinished, self._place.store.name):
            return Failed(kind=StoreErrorKind.UNREACHABLE, message="", unsettled=True)
        if (bar := await barred(self._place)) is not None:
            return bar
        cart = await self._carts.cart()
        checkout = await self._place.store.start_checkout(cart.id, self._place.buyer, uuid4().hex)
        if self._carts.codes:
            checkout = await self._place.store.update_checkout(
                checkout.id, codes=self._carts.codes, key=uuid4().hex
            )
        return await self._quoted(checkout)

    async def _change_quote(self, action: ChangeQuote) -> Happening:
        return await self._quoted(
            await self._place.store.update_checkout(
                action.checkout_id, option_id=action.option_id, key=uuid4().hex
            )
        )

    async def _quoted(self, checkout: Checkout) -> Happening:
        """The quote with its terms, if the household lets this much be spent."""
        if (bar := await barred(self._place, checkout.total)) is not None:
            return bar
        return Quoted(
            checkout=checkout,
            at=self._place.now().astimezone(),
            payments=tuple(self._place.buying.payments),
            pin=await asyncio.to_thread(lambda: self._place.household.guard.has_pin),
        )

    async def _check_pin(self, action: CheckPin) -> PinChecked:
        digits = action.digits.get_secret_value()
        return PinChecked(right=await asyncio.to_thread(self._place.household.guard.is_pin, digits))

    async def place(self, read_back: ReadBack) -> Happening:
        """Run the order in a task of its own: cancelling the turn does not cancel the order."""
        self._placing = asyncio.create_task(self._place_order(read_back))
        return await asyncio.shield(self._placing)

    async def _place_order(self, read_back: ReadBack) -> Happening:
        try:
            checkout = read_back.checkout
            # Without the journal nothing is sent.
            intended = await asyncio.to_thread(
                self._place.household.intend, self._place.store.name, checkout.id, checkout.total
            )
            await asyncio.to_thread(self._place.household.guard.pay_with, intended.key, read_back.payment)
            with self._place.reporter.timing(Stage.STORE):
                return await self._send(intended)
        except AisleError as error:
            return failure(self._place.reporter, error)

    async def _send(self, intended: JournalEntry) -> Happening:
        name = await asyncio.to_thread(self._place.household.guard.paid_with, intended.key)
        payment = self._place.buying.token(name).get_secret_value()
        try:
            order = await self._place.store.place_order(
                intended.checkout_id, payment, intended.total, intended.key
            )
        except StoreError as error:
            return await self._not_placed(intended, error)
        try:
            await asyncio.to_thread(self._place.household.placed, intended.key, order)
        except AisleError as error:
            # The order stands; the journal still says "intended", and asking again by key is harmless.
            self._place.reporter.failed(Stage.STORE, error)
        self._carts.codes = ()
        self._place.reporter.saw(OrderConfirmed, number=order.number, total=str(order.total))
        return Ordered(order=order)

    async def _not_placed(self, intended: JournalEntry, error: StoreError) -> Happening:
        if error.kind not in REFUSALS:
            return failure(self._place.reporter, error, unsettled=True)
        try:
            await asyncio.to_thread(self._place.household.refused, intended.key, error.kind.value)
        finally:
            # Told only then: what was told is to be found in the journal, even if the power fails now.
            self._place.reporter.failed(Stage.STORE, error)
        return OrderRefused(reason=str(error), changed=error.kind is StoreErrorKind.CONFLICT)
