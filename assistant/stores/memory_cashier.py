"""Paying, and what happens by itself, in the store in memory."""

from functools import partial

from assistant.ports import PaymentGateway
from assistant.shopping.checkout import CheckoutStatus
from assistant.shopping.money import Money
from assistant.shopping.payment import PaymentInstrument
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores import memory_orders as paid
from assistant.stores import paying
from assistant.stores.memory_book import Book
from assistant.stores.memory_state import Paying, State, Telling
from assistant.stores.rules.advancing import advanced
from assistant.stores.rules.returning import refunded


class MemoryCashier:
    """Speaks to the payment service.

    Args:
        book: what the store knows.
        gateway: the payment service.
    """

    def __init__(self, book: Book, gateway: PaymentGateway) -> None:
        self._book = book
        self._gateway = gateway

    async def held(self, begun: Paying, paid_with: PaymentInstrument) -> str:
        """Hold the money; the reference under which it is held.

        Raises:
            StoreError: if it is not.
        """
        try:
            return await paying.held(self._gateway, begun.amount, paid_with, begun.id)
        except StoreError as error:
            if error.kind is StoreErrorKind.DECLINED:
                self._book.change(
                    lambda state: paid.give_up(state, begun, CheckoutStatus.READY, self._book.now)
                )
            raise

    async def catch_up(self) -> None:
        """Do what is due by now: parcels that go on, payments that nobody asks for any more."""
        now = self._book.now
        for record in list(self._book.open().orders.values()):
            if record.next_at is not None and record.next_at <= now:
                self._book.change(partial(_advance, order_id=record.id, now=now))
        await self.settle()
        for begun in list(self._book.state.payments.values()):
            forgotten = begun.state == "begun" and begun.begun_at + paid.GIVEN_UP_AFTER <= now
            if forgotten and await paying.freed(self._gateway, begun.id):
                self._book.change(
                    partial(paid.give_up, paying=begun, status=CheckoutStatus.CANCELED, now=now)
                )

    async def settle(self) -> None:
        """Tell the payment service what it is still to be told."""
        payments = {each.order_id: each for each in self._book.state.payments.values()}
        for telling in list(self._book.state.tellings):
            payment = payments[telling.order_id]
            amount = Money(amount=telling.amount, currency=payment.amount.currency)
            done = await paying.tell(self._gateway, telling.kind, payment.reference, amount, telling.id)
            if done is None:
                return
            self._note(telling, done=done)

    def _note(self, telling: Telling, *, done: bool) -> None:
        def noted(state: State) -> None:
            if telling not in state.tellings:
                return
            state.tellings.remove(telling)
            if telling.adjustment_id:
                paid.change(
                    state,
                    telling.order_id,
                    lambda record: (
                        *refunded(record, telling.adjustment_id, self._book.now, done=done),
                        None,
                    ),
                )

        self._book.change(noted)


def _advance(state: State, order_id: str, now: float) -> None:
    paid.change(state, order_id, lambda record: (*advanced(record, now), None))
