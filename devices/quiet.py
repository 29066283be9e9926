"""Keeps what libraries print by themselves away from the terminal."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def quiet() -> Iterator[None]:
    """Within it nothing reaches the standard error output, of this process or of libraries in C.

    For short calls: what others print meanwhile is lost as well.
    """
    with _one_at_a_time():
        before, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)


@cache
def _one_at_a_time() -> threading.Lock:
    """Two threads at once would each put back what the other has changed."""
    return threading.Lock()
