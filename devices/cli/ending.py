"""Ending in the middle of things: an order that is on its way is waited for, and what came of it is told."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from assistant.dialogue.states import State
from assistant.events import Event, OrderConfirmed, Stage, StageFailed, StageTimed, StateChanged
from assistant.shopping.stores import StoreErrorKind

T = TypeVar("T")
_REFUSED = {
    StoreErrorKind.CONFLICT,
    StoreErrorKind.DECLINED,
    StoreErrorKind.NOT_FOUND,
    StoreErrorKind.UNAUTHORIZED,
}
_WAITING = "An order is being placed; waiting for the shop. (Ctrl-C again ends the waiting, not the order.)"
_OPEN = (
    "The shop has not answered. The order is written down, asked for before the next one, and not sent twice."
)


class OrderWatch:
    """An observer that knows whether an order is on its way.

    Args:
        tell: shows a sentence to the person.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._outcome: str | None = None
        self.placing = False
        """An order was sent, and no answer has come."""

    def saw(self, event: Event) -> None:
        """Follow the order."""
        match event:
            case StateChanged(after=State.PLACING):
                self.placing, self._outcome = True, None
            case OrderConfirmed():
                self._ended(f"The order is placed: {event.number}, {event.total} in all.")
            case StageFailed(stage=Stage.STORE) if self.placing:
                refused = event.message in _REFUSED
                self._ended("The shop has not taken the order; nothing was bought." if refused else _OPEN)
            case StateChanged(before=State.PLACING):
                self.placing = False

    def timed(self, timing: StageTimed) -> None:
        """Times do not matter here."""

    async def through(self, work: Coroutine[Any, Any, T]) -> T:
        """Do some work; when that is cancelled in mid-order, say so, wait, and say what came of the order.

        Args:
            work: ends by itself soon after it is cancelled, but not before the order has ended.
        """
        task = asyncio.create_task(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            waiting = self.placing
            if waiting:
                self._tell(_WAITING)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if waiting:
                self._tell(self._outcome or _OPEN)
            raise

    def _ended(self, outcome: str) -> None:
        self._outcome, self.placing = outcome, False
