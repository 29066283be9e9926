"""When a process that serves a shop is killed, and the parts of it that go past such moments."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.ports import Clock, PaymentGateway
from assistant.shopping.household import Household, JournalEntry
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.payment import Declined, Payment, PaymentInstrument
from assistant.stores.embedded.session import Session
from assistant.stores.feeds.reading import Watcher
from assistant.stores.sqlite import SqliteStore, StoreOptions

_SOON = 0.004
"""Seconds in which a write is done, as a rule."""


class Moment(StrEnum):
    """When it is killed."""

    ANY = "at any moment"
    BEGINNING = "while it opens the shop and recovers"
    COMMITTING = "while the shop commits"
    INTENDING = "while the order is written into the journal"
    INTENDED = "between the journal and the order"
    ASKING = "while the payment service is asked to hold money"
    HELD = "between the authorisation and the order"
    CAPTURING = "while money is taken"
    CAPTURED = "after money was taken, before that is noted"
    PLACED = "between the order and the journal"
    IMPORTING = "while a feed is put on the shelves"


@dataclass(slots=True)
class Doom:
    """Kills this process at a moment.

    May be used from any thread.
    """

    moment: Moment
    countdown: int
    """The how-manieth of such moments it is."""
    delay: float
    """Seconds after its begin."""

    @classmethod
    def drawn(cls, chance: random.Random) -> "Doom":
        """One by lot."""
        moment = chance.choice(list(Moment))
        often = {Moment.COMMITTING: 40, Moment.IMPORTING: 6, Moment.CAPTURED: 3, Moment.CAPTURING: 3}
        delay = chance.choice((0.0, chance.uniform(0, _SOON)))
        return cls(moment, chance.randint(1, often.get(moment, 2)), delay)

    @classmethod
    def never(cls) -> "Doom":
        """That of a process that ends by itself."""
        return cls(Moment.ANY, 0, 0.0)

    def near(self, moment: Moment) -> None:
        """Such a moment has come."""
        if moment is not self.moment:
            return
        self.countdown -= 1
        if self.countdown == 0 and self.delay:
            threading.Thread(target=self._later, daemon=True).start()
        elif self.countdown == 0:
            _die()

    def _later(self) -> None:
        time.sleep(self.delay)
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


Tell = Callable[..., None]
"""Tells the one who watches, who outlives this process."""


class MortalStore(SqliteStore):
    """A shop in a file whose commits may be the last thing that happens.

    Args:
        path: the file.
        clock: the time.
        options: with its catalogue.
        gateway: the payment service.
        doom: of this process.
    """

    def __init__(
        self, path: Path, clock: Clock, options: StoreOptions, gateway: PaymentGateway, doom: Doom
    ) -> None:
        self._doom = doom
        super().__init__(path, clock=clock, options=options, gateway=gateway)

    @contextmanager
    def stocking(self) -> Iterator[Session]:
        """A transaction in which something is written."""
        with super().stocking() as session:
            yield session
            self._doom.near(Moment.COMMITTING)


class MortalHousehold(Household):
    """A household whose journal may be the last thing that is written.

    Args:
        path: the file.
        doom: of this process.
        tell: told what stands in the journal.
    """

    def __init__(self, path: Path, doom: Doom, tell: Tell) -> None:
        super().__init__(path)
        self._doom = doom
        self._tell = tell

    def intend(self, store: str, checkout_id: str, total: Money) -> JournalEntry:
        """Write down that an order is about to be sent."""
        self._doom.near(Moment.INTENDING)
        entry = super().intend(store, checkout_id, total)
        self._tell("intended", entry.key)
        self._doom.near(Moment.INTENDED)
        return entry

    def placed(self, key: str, order: PlacedOrder) -> None:
        """Write down that the shop has taken an order."""
        self._doom.near(Moment.PLACED)
        super().placed(key, order)
        self._tell("placed", key, order.number)


class MortalGateway:
    """A payment service that goes on, whoever asks it and dies.

    Args:
        service: does it.
        doom: of the process that asks.
    """

    def __init__(self, service: PaymentGateway, doom: Doom) -> None:
        self._service = service
        self._doom = doom

    async def authorise(self, amount: Money, instrument: PaymentInstrument, key: str) -> Payment | Declined:
        """Hold money, to be taken later."""
        self._doom.near(Moment.ASKING)
        answer = await self._service.authorise(amount, instrument, key)
        self._doom.near(Moment.HELD)
        return answer

    async def find(self, key: str) -> Payment | Declined | None:
        """What came of an authorisation."""
        return await self._service.find(key)

    async def capture(self, payment_id: str, amount: Money, key: str) -> Payment:
        """Take some of what is held, or all."""
        self._doom.near(Moment.CAPTURING)
        payment = await self._service.capture(payment_id, amount, key)
        self._doom.near(Moment.CAPTURED)
        return payment

    async def void(self, payment_id: str, key: str) -> Payment:
        """Let go of what is held and not taken."""
        return await self._service.void(payment_id, key)

    async def refund(self, payment_id: str, amount: Money, key: str) -> Payment:
        """Give back some of what was taken, or all."""
        return await self._service.refund(payment_id, amount, key)


class MortalWatcher(Watcher):
    """Watches an import.

    Args:
        doom: of this process.
    """

    def __init__(self, doom: Doom) -> None:
        self._doom = doom

    def put(self, done: int, total: int) -> None:  # noqa: ARG002 - as all watchers are told
        """So many products are on the shelves."""
        self._doom.near(Moment.IMPORTING)
