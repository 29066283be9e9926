"""How often Python looks for objects that hold each other."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY = 50_000
"""More objects than a part of a feed is made of: after each, most are gone by themselves."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Hardly look for cycles within the block: rows have none, and to look through them takes time."""
    before = gc.get_threshold()
    gc.set_threshold(_MANY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
