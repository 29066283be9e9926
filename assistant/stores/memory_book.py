"""What the store in memory knows, and how it is changed: all of a change, or nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from assistant.ports import Clock
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.memory_state import State

T = TypeVar("T")


class Book:
    """Keeps the state; every change is made in a copy of it, which is kept if it succeeds.

    Args:
        state: what is known at first.
        clock: the time.
    """

    def __init__(self, state: State, clock: Clock) -> None:
        self.state = state
        self._clock = clock
        self._closed = False

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock.now()

    def close(self) -> None:
        """Answer nothing any more."""
        self._closed = True

    def open(self) -> State:
        """What is known now.

        Raises:
            StoreError: if it was closed.
        """
        if self._closed:
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop is closed.", "Start Aisle again.")
        return self.state

    def change(self, effect: Callable[[State], T]) -> T:
        """Change what is known.

        Raises:
            StoreError: if it was closed.
        """
        state = self.open().copied()
        done = effect(state)
        self.state = state
        return done

    def once(self, key: str, request: tuple[object, ...], effect: Callable[[State], T]) -> T:
        """Change what is known, once for a key.

        Raises:
            StoreError: if the key was used for another request, or it was closed.
        """
        before: Any = self.open().answers.get(key)
        if before is not None and before[0] != request:
            raise StoreError(
                StoreErrorKind.CONFLICT,
                "This request was sent before with other contents.",
                "Send it as a new one.",
            )
        if before is not None:
            answer: T = before[1]
            return answer

        def kept(state: State) -> T:
            done = effect(state)
            state.answers[key] = (request, done)
            return done

        return self.change(kept)
