"""Calls to a shop over a bad line: what gets lost is asked for again with the same key."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.shopping.stores import StoreError, StoreErrorKind

T = TypeVar("T")
_TRIES = 8
_WAITS = 0.05
"""Seconds before it is asked again, twice as long each time."""
_LOST = 0.05
"""The share of answers that do not arrive."""


@dataclass(slots=True)
class Calls:
    """What became of some calls."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds on the wall, by the call."""
    refusals: Counter[str] = field(default_factory=Counter)
    """What the shop said no to, by the call and why."""
    retries: Counter[str] = field(default_factory=Counter)
    """What was asked again, by why."""
    faults: list[str] = field(default_factory=list)
    """What must not be."""

    def add(self, other: "Calls") -> None:
        """Add what became of others."""
        for name, some in other.times.items():
            self.times[name] += some
        self.refusals += other.refusals
        self.retries += other.retries
        self.faults += other.faults


class Line:
    """A bad line to a shop.

    Args:
        chance: what gets lost.
        calls: what becomes of the calls.
    """

    def __init__(self, chance: random.Random, calls: Calls) -> None:
        self._chance = chance
        self._calls = calls

    async def ask(self, name: str, call: Callable[[], Awaitable[T]], *, keyed: bool = True) -> T:
        """Ask until there is an answer.

        Args:
            name: of the call.
            call: asks, always with the same key.
            keyed: whether the answer must be the same each time.

        Raises:
            StoreError: if the shop says no; `UNREACHABLE` if it has never answered.
        """
        for tried in range(_TRIES):
            try:
                answer = await self._timed(name, call)
            except StoreError as error:
                if error.kind is not StoreErrorKind.UNREACHABLE or tried == _TRIES - 1:
                    self._calls.refusals[f"{name}: {error.code or error.what}"] += 1
                    raise
                self._calls.retries[error.what] += 1
                await asyncio.sleep(_WAITS * 2**tried)
            else:
                return await self._lost(name, call, answer) if keyed else answer
        raise AssertionError(name)

    async def _timed(self, name: str, call: Callable[[], Awaitable[T]]) -> T:
        start = time.perf_counter()
        try:
            return await call()
        finally:
            self._calls.times[name].append(1000 * (time.perf_counter() - start))

    async def _lost(self, name: str, call: Callable[[], Awaitable[T]], answer: T) -> T:
        """The answer; where it does not arrive, what comes when it is asked for again."""
        if self._chance.random() >= _LOST:
            return answer
        self._calls.retries["The answer was lost on its way."] += 1
        again = await self.ask(name, call, keyed=False)
        if again != answer:
            self._calls.faults.append(f"Asked twice with one key, {name} was answered differently.")
        return again
