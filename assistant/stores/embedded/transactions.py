"""Transactions of the embedded store, in threads: the event loop never waits for the disk."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from assistant.errors import StorageError
from assistant.ports import Clock
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.dialect import Connection
from assistant.stores.embedded.engine import Engine, OutrunError
from assistant.stores.embedded.idempotency import Request, once
from assistant.stores.embedded.session import Session, shop
from assistant.stores.terms import Shop

T = TypeVar("T")
_TRIES = 10
"""How often something is tried that another transaction was in the way of."""


class Transactions:
    """Runs work in transactions, each in a thread; what was begun is finished, even if nobody waits for it.

    Args:
        engine: the database.
        clock: the time.
        terms: changes the catalogue's terms to those of the settings.
    """

    def __init__(self, engine: Engine, clock: Clock, terms: Callable[[Shop], Shop]) -> None:
        self._engine = engine
        self._clock = clock
        self._terms = terms
        self._threads = ThreadPoolExecutor(engine.workers, thread_name_prefix="store")
        self._begun: list[Future[None]] = []
        self.are_open = True

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look at something.

        Raises:
            StoreError: if the database cannot be read, or was closed.
        """
        return await self._run(partial(self.read_here, work))

    async def write(self, work: Callable[[Session], T]) -> T:
        """Change something: all of it, or nothing.

        Raises:
            StoreError: if the database cannot be written, or was closed.
        """
        return await self._run(partial(self.write_here, work))

    async def once(self, request: Request, answer: Any, effect: Callable[[Session], T]) -> T:
        """Change something, once for a key.

        Args:
            request: what was asked, and its key.
            answer: the type of what is answered.
            effect: changes it.

        Raises:
            StoreError: if the key was used for another request, or the database cannot be written.
        """
        return await self.write(partial(once, request=request, answer=answer, effect=effect))

    def begin(self, work: Callable[[], None]) -> None:
        """Let a thread do some work that nobody waits for but the end."""
        self._begun.append(self._threads.submit(work))

    async def close(self) -> None:
        """Finish what was begun, and let go of the database."""
        if not self.are_open:
            return
        self.are_open = False
        if self._begun:
            await asyncio.wait(map(asyncio.wrap_future, self._begun))
        await asyncio.get_running_loop().run_in_executor(self._threads, self._engine.close)
        self._threads.shutdown()

    # in the thread of whoever asks

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that reads."""
        with self._engine.reading() as connection:
            yield self._session(connection)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes."""
        with self._engine.writing() as connection:
            yield self._session(connection)

    def read_here(self, work: Callable[[Session], T]) -> T:
        """Look at something; waits for the disk."""
        with self.reading() as session:
            return work(session)

    def write_here(self, work: Callable[[Session], T]) -> T:
        """Change something, again where another transaction was in the way; waits for the disk."""
        for _ in range(_TRIES - 1):
            with suppress(OutrunError), self.writing() as session:
                return work(session)
        with self.writing() as session:
            return work(session)

    def _session(self, connection: Connection) -> Session:
        return Session(connection, self._engine.dialect, self._terms(shop(connection)), self._clock.now())

    async def _run(self, work: Callable[[], T]) -> T:
        if not self.are_open:
            raise StoreError(StoreErrorKind.UNREACHABLE, "The shop is closed.", "Start Aisle again.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except StorageError as error:
            raise StoreError(StoreErrorKind.UNREACHABLE, error.what, error.fix) from error
