"""The embedded payment service. It behaves like a real one, and moves no money.

It declines what a token named after a `DeclineCode` pays: "tok_insufficient_funds".
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Protocol
from uuid import uuid4

from pydantic import RootModel

from assistant.shopping.money import Money
from assistant.shopping.payment import DeclineCode, Declined, Payment, PaymentError, PaymentInstrument

_SENTENCES = {
    DeclineCode.INSUFFICIENT_FUNDS: "There is not enough money on the card.",
    DeclineCode.EXPIRED: "The card has expired.",
    DeclineCode.LIMIT: "The card's limit is reached.",
    DeclineCode.TRY_AGAIN: "The bank does not answer. Try again later.",
}
_DECLINED = "The payment was declined."


class Answer(RootModel[Payment | Declined]):
    """What was answered, as it is kept."""


class Book(Protocol):
    """The books within one transaction."""

    def claim(self, key: str, body: str) -> bool:
        """Take a key for a request, unless it is taken; another transaction that takes it is waited for."""

    def answer(self, key: str) -> tuple[str, str] | None:
        """What was asked with a key, and what was answered; None where nothing was."""

    def keep(self, key: str, answer: str) -> None:
        """Keep what is answered to a key that was taken."""

    def payment(self, payment_id: str) -> Payment | None:
        """A payment as it stands."""

    def put(self, payment: Payment) -> None:
        """Change a payment."""


class Ledger(Protocol):
    """The books of a payment service."""

    def opened(self) -> AbstractContextManager[Book]:
        """A transaction; undone if the block raises."""


@dataclass(slots=True)
class Behaviour:
    """How the service behaves; may be changed while it runs."""

    latency: float = 0.0
    """Seconds that it takes."""
    unreachable: int = 0
    """So many of the next requests never get there."""
    unanswered: int = 0
    """So many of the next requests are done, but the answer gets lost."""


class MemoryLedger:
    """Books that are gone with the process."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[str, str]] = {}
        self._payments: dict[str, Payment] = {}
        self._lock = Lock()

    @contextmanager
    def opened(self) -> Iterator[Book]:
        """A transaction; undone if the block raises."""
        with self._lock:
            before = dict(self._answers), dict(self._payments)
            try:
                yield self
            except BaseException:
                self._answers, self._payments = before
                raise

    def claim(self, key: str, body: str) -> bool:
        """Take a key for a request, unless it is taken."""
        new = key not in self._answers
        self._answers.setdefault(key, (body, ""))
        return new

    def answer(self, key: str) -> tuple[str, str] | None:
        """What was asked with a key, and what was answered; None where nothing was."""
        return self._answers.get(key)

    def keep(self, key: str, answer: str) -> None:
        """Keep what is answered to a key that was taken."""
        self._answers[key] = (self._answers[key][0], answer)

    def payment(self, payment_id: str) -> Payment | None:
        """A payment as it stands."""
        return self._payments.get(payment_id)

    def put(self, payment: Payment) -> None:
        """Change a payment."""
        self._payments[payment.id] = payment


class EmbeddedGateway:
    """A payment service in the same process.

    Args:
        ledger: where it keeps its books.
        behaviour: how it behaves.
    """

    def __init__(self, ledger: Ledger, behaviour: Behaviour | None = None) -> None:
        self._ledger = ledger
        self.behaviour = behaviour or Behaviour()

    async def authorise(self, amount: Money, instrument: PaymentInstrument, key: str) -> Payment | Declined:
        """Hold money, to be taken later."""
        token = instrument.token.get_secret_value()

        def held(book: Book) -> Payment | Declined:
            code = _decline(token, amount)
            if code is not None:
                return Declined(code=code, text=_SENTENCES.get(code, _DECLINED))
            nothing = amount * 0
            payment = Payment(id=uuid4().hex, amount=amount, captured=nothing, refunded=nothing)
            book.put(payment)
            return payment

        return await self._ask(key, f"authorise {amount.amount} {amount.currency}", held)

    async def find(self, key: str) -> Payment | Declined | None:
        """What came of the authorisation that was asked for with a key; None where it never was."""
        await self._travel()
        return await asyncio.to_thread(self._found, key)

    async def capture(self, payment_id: str, amount: Money, key: str) -> Payment:
        """Take some of what is held, or all."""

        def taken(payment: Payment) -> Payment:
            if amount > payment.open:
                raise PaymentError("more is to be taken than is held", retry=False)
            return payment.model_copy(update={"captured": payment.captured + amount})

        return await self._change(payment_id, key, f"capture {payment_id} {amount.amount}", taken)

    async def void(self, payment_id: str, key: str) -> Payment:
        """Let go of what is held and not taken, if there is any."""

        def freed(payment: Payment) -> Payment:
            return payment.model_copy(update={"voided": True})

        return await self._change(payment_id, key, f"void {payment_id}", freed)

    async def refund(self, payment_id: str, amount: Money, key: str) -> Payment:
        """Give back some of what was taken, or all."""

        def back(payment: Payment) -> Payment:
            if payment.refunded + amount > payment.captured:
                raise PaymentError("more is to be given back than was taken", retry=False)
            return payment.model_copy(update={"refunded": payment.refunded + amount})

        return await self._change(payment_id, key, f"refund {payment_id} {amount.amount}", back)

    async def _change(
        self, payment_id: str, key: str, body: str, change: Callable[[Payment], Payment]
    ) -> Payment:
        def changed(book: Book) -> Payment:
            payment = book.payment(payment_id)
            if payment is None:
                raise PaymentError("there is no such payment", retry=False)
            book.put(change(payment))
            return change(payment)

        done = await self._ask(key, body, changed)
        assert isinstance(done, Payment)
        return done

    async def _ask(
        self, key: str, body: str, effect: Callable[[Book], Payment | Declined]
    ) -> Payment | Declined:
        await self._travel()
        answer = await asyncio.to_thread(self._once, key, body, effect)
        if self.behaviour.unanswered > 0:
            self.behaviour.unanswered -= 1
            raise PaymentError("the answer got lost", retry=True)
        return answer

    async def _travel(self) -> None:
        if self.behaviour.latency:
            await asyncio.sleep(self.behaviour.latency)
        if self.behaviour.unreachable > 0:
            self.behaviour.unreachable -= 1
            raise PaymentError("the payment service is not reachable", retry=True)

    def _once(self, key: str, body: str, effect: Callable[[Book], Payment | Declined]) -> Payment | Declined:
        with self._ledger.opened() as book:
            if book.claim(key, body):
                answer = effect(book)
                book.keep(key, Answer(answer).model_dump_json())
                return answer
            asked, answered = book.answer(key) or ("", "")
            if asked != body:
                raise PaymentError("the key came before with another request", retry=False)
            return Answer.model_validate_json(answered).root

    def _found(self, key: str) -> Payment | Declined | None:
        with self._ledger.opened() as book:
            before = book.answer(key)
            return None if before is None else Answer.model_validate_json(before[1]).root


def _decline(token: str, amount: Money) -> DeclineCode | None:
    if amount.amount < 0:
        return DeclineCode.GENERIC
    return next((code for code in DeclineCode if token == f"tok_{code}"), None)
