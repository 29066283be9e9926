"""A contestant in a process of its own, so that the memory it takes is its own."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from assistant.errors import AisleError, MissingPartError
from devices.bench.recognition.contestants import Contestant, Engine, Facts, Heard
from devices.bench.recognition.cuts import Cut
from devices.recordings.figures import peak_memory

_ENDING = 10.0
"""Seconds."""
_PATIENCE = 300.0
"""Seconds that loading an engine, or hearing a recording, may take."""


class Worker:
    """A loaded contestant; a context manager, at whose end the process has ended.

    Args:
        contestant: who.
        patience: seconds that loading it, or an answer, may take.

    Raises:
        SettingsError: if the recogniser or the shop is unknown, or an option does not fit.
        MissingPartError: if an engine is not installed, or does not answer.
    """

    def __init__(self, contestant: Contestant, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._name = contestant.kind.value
        context = get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, contestant), daemon=True)
        with _deaf_to_ctrl_c():
            self._process.start()
        other.close()
        self.facts = self._loaded()

    def hear(self, cut: Cut) -> Heard:
        """What the contestant hears."""
        self._tell(cut)
        heard = self._told()
        assert isinstance(heard, Heard)
        return heard

    def memory(self) -> int | None:
        """The most memory that it has had at once, in MB; None where the system does not tell."""
        self._tell(None)
        found = self._told()
        assert found is None or isinstance(found, int)
        return found

    def close(self) -> None:
        """End the process."""
        self._connection.close()
        self._process.join(_ENDING)
        if self._process.is_alive():
            self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _loaded(self) -> Facts:
        try:
            facts = self._told()
        except BaseException:
            self.close()
            raise
        assert isinstance(facts, Facts)
        return facts

    def _tell(self, what: Cut | None) -> None:
        with suppress(OSError):  # that it has ended is noticed when its answer is read
            self._connection.send(what)

    def _told(self) -> object:
        try:
            if not self._connection.poll(self._patience):
                raise MissingPartError(
                    f"The recogniser ({self._name}) has not answered for {self._patience:g} s.",
                    "See whether it works at all: aisle doctor",
                )
            told = self._connection.recv()
        except (EOFError, OSError) as error:
            raise MissingPartError(
                f"The process of the recogniser ({self._name}) ended by itself, perhaps for want of memory.",
                "See whether it works at all: aisle doctor",
            ) from error
        if isinstance(told, AisleError):
            raise told
        return told


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is begun in here never hears of Ctrl-C: the process that waits for it tells the person."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- in the process


def _work(connection: Connection, contestant: Contestant) -> None:
    from devices.bench.recognition.loading import loaded

    with suppress(EOFError, OSError), ExitStack() as stack:  # nobody is there any more
        try:
            engine, facts = loaded(contestant, stack)
        except AisleError as error:
            connection.send(error)
            return
        connection.send(facts)
        _answer(connection, engine)


def _answer(connection: Connection, engine: Engine) -> None:
    while True:
        asked = connection.recv()
        connection.send(peak_memory() if asked is None else engine.hear(asked))
