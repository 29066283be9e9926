"""Tests of several processes: beside each other, or one alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turnstile:
    """Lets many in at a time, or one who is to be alone.

    Args:
        folder: the same for all processes.
    """

    def __init__(self, folder: Path) -> None:
        self._entrance, self._room = (folder / name for name in ("entrance.lock", "room.lock"))

    @contextmanager
    def passed(self, *, alone: bool) -> Iterator[None]:
        """Be in: waits until those are out with whom one cannot be in."""
        with self._room.open("w") as room:
            # Whoever waits to be alone lets nobody else in meanwhile.
            with self._entrance.open("w") as entrance:
                fcntl.flock(entrance, fcntl.LOCK_EX)
                fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
