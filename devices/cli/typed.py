"""A talk with typed words and printed replies: the spoken assistant's own turns, without the sound."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from assistant.audio import Frame
from assistant.bootstrap import conversation
from assistant.conversation import Conversation
from assistant.playback import Playback
from assistant.ports import EngineTraits, Observer, Store, Transcript
from assistant.reporting import Reporter
from assistant.settings import Settings
from assistant.turn import Outcome, Turn
from devices.cli.ending import OrderWatch


class Mute:
    """A voice that makes no sound."""

    traits = EngineTraits(name="mute", streaming=True)

    async def speak(self, text: str) -> AsyncIterator[Frame]:  # noqa: ARG002 - the port's
        """No frames."""
        silence: tuple[Frame, ...] = ()
        for frame in silence:
            yield frame

    async def warm_up(self) -> None:
        """There is nothing to warm."""


class Nowhere:
    """A sink for the voice that makes no sound."""

    heard = 0

    async def play(self, frame: Frame) -> None:
        """Drop a frame."""

    def pause(self) -> None:
        """Nothing plays."""

    def resume(self) -> None:
        """Nothing plays."""

    def clear(self) -> None:
        """Nothing is queued."""

    async def drained(self) -> None:
        """Nothing is queued."""


class TypedTalk:
    """A context manager in which sentences are said one after the other.

    Args:
        settings: the shop and the household's.
        observers: told of everything.
        tell: shows a sentence to the person, if it ends in mid-order.
        store: instead of the settings' shop.

    Raises:
        SettingsError: on entering, if a setting does not fit.
        StorageError: on entering, if a database cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        observers: Sequence[Observer],
        tell: Callable[[str], None],
        *,
        store: Store | None = None,
    ) -> None:
        self._settings = settings
        self._orders = OrderWatch(tell)
        self._reporter = Reporter((*observers, self._orders))
        self._store = store
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._conversation: Conversation

    def __enter__(self) -> Self:
        opening = conversation(self._settings, reporter=self._reporter, store=self._store)
        try:
            self._conversation = self._runner.run(self._stack.enter_async_context(opening))
        except BaseException:
            self._runner.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._runner:
            self._runner.run(self._stack.aclose())

    def say(self, text: str) -> Outcome:
        """Say a sentence and wait for the end of the answer.

        Interrupted by Ctrl-C, it first waits for an order that is being placed.
        """
        return self._runner.run(self._orders.through(self._turn(text)))

    async def _turn(self, text: str) -> Outcome:
        turn = Turn(self._conversation, Playback(Mute(), Nowhere()), self._reporter)
        turn.answer_typed(Transcript(text=text, confidence=1.0))
        try:
            return await turn.outcome()
        except asyncio.CancelledError:
            await turn.interrupt()
            raise
