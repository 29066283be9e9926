"""Whether an order is right: the product, how many, and every option, and nothing else."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from itertools import count
from types import TracebackType
from typing import Any, Self

from assistant.bootstrap import conversation
from assistant.events import CartUpdated, Event, StageTimed
from assistant.ports import Store, Transcript
from assistant.settings import Settings
from assistant.shopping.household import Household
from devices.bench.recognition.word_matching import WordMatching, sold
from devices.recordings.expectation import ExpectedLine
from devices.recordings.fresh import fresh_settings, rehearsal
from devices.recordings.matching import same_cart

Lines = Sequence[Mapping[str, Any]]


class Orders:
    """Puts what was heard into carts; a context manager.

    Args:
        settings: the shop, which must be one that can rehearse.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = ExitStack()
        self._numbers = count()
        self._known: dict[str, Lines] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._runner = stack.enter_context(asyncio.Runner())
            self._fresh = stack.enter_context(fresh_settings(self._settings))
            opened = AsyncExitStack()
            stack.callback(lambda: self._runner.run(opened.aclose()))
            self._store: Store = self._runner.run(opened.enter_async_context(rehearsal(self._fresh)))
            self._matching = WordMatching(self._runner.run(sold(self._store)), self._settings.language)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def understood(self, text: str, expected: Sequence[ExpectedLine]) -> bool:
        """Whether the assistant, with an empty cart, would have exactly this in it after the sentence.

        Args:
            text: the transcript.
            expected: all lines of the cart.
        """
        if text not in self._known:
            self._known[text] = self._runner.run(self._cart(text))
        return same_cart(expected, self._known[text])

    def matched(self, text: str, expected: Sequence[ExpectedLine]) -> bool:
        """Whether exactly this is found in the transcript by its words.

        Args:
            text: the transcript.
            expected: all lines of the cart.
        """
        return same_cart(expected, self._matching.lines(text))

    async def _cart(self, text: str) -> Lines:
        cart = _LastCart()
        home = Household(self._fresh.data_dir / f"household-{next(self._numbers)}.db")
        try:
            talking = conversation(self._fresh, observers=[cart], store=self._store, household=home)
            async with talking as talk:
                happening = talk.understood(Transcript(text=text, confidence=1.0))
                if happening is not None:
                    async for _ in talk.replies(happening):
                        pass
        finally:
            home.close()
        return cart.lines


class _LastCart:
    """Notes what is in the cart."""

    def __init__(self) -> None:
        self.lines: Lines = ()

    def saw(self, event: Event) -> None:
        if isinstance(event, CartUpdated):
            self.lines = event.lines

    def timed(self, timing: StageTimed) -> None:
        """Does not matter here."""
