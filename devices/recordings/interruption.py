"""Ctrl-C: the first asks to stop and to keep what was done, the second ends at once."""

import signal
import threading
from multiprocessing import Pipe
from types import FrameType, TracebackType
from typing import Any, Self


class Interruption:
    """While it is entered, the first Ctrl-C raises nothing; it is noted here."""

    def __init__(self) -> None:
        self.connection, self._asking = Pipe(duplex=False)
        """Something can be read from it as soon as somebody asked."""
        self.asked = False
        self._before: Any = None

    def ask(self) -> None:
        """Ask for an end."""
        if not self.asked:
            self.asked = True
            self._asking.send_bytes(b"stop")

    def __enter__(self) -> Self:
        # Python lets only the main thread hear of signals.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        self.connection.close()
        self._asking.close()

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            signal.default_int_handler(number, frame)
        self.ask()
