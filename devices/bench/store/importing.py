"""How quickly feeds are taken into a shop, and how much room and memory that needs."""

import asyncio
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from assistant.errors import StorageError
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.importing import bring_in
from assistant.stores.feeds.reading import Feeds, Watcher
from assistant.stores.sqlite import SqliteStore
from devices.bench.store import searching
from devices.bench.store.feed_files import written

VERSION: Final = 1
_ALL = 100_000
"""Products up to which every format is measured; of larger shops only the first."""
_KIB = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts memory."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Import(_Table):
    """One import, with a process of its own."""

    products_per_second: float
    """From the opened shop to the closed transaction."""
    writer_us: float
    """Microseconds of processor time a product in the process that writes."""
    reader_us: float
    """The same in the process that reads; 0 where one does both."""
    peak_bytes: int
    """Memory of both processes at most."""


class Result(_Table):
    """A feed."""

    products: int
    format: str
    feed_bytes: int
    first: tuple[Import, ...]
    """Into empty shelves, run by run."""
    again: tuple[Import, ...]
    """The same feed once more, of which all is on the shelves."""
    bytes_per_product: float
    """On the disk, with the index of the search."""


class Report(_Table):
    """What was measured."""

    version: Literal[1] = VERSION
    seed: int
    cores: int
    imports: tuple[Result, ...]
    searches: tuple[searching.Result, ...]
    """In the same shops; empty where only imports were asked for."""


def rate(some: Sequence[Import]) -> float:
    """Products a second: the median of the runs."""
    return median(each.products_per_second for each in some)


def measured(
    sizes: Sequence[int],
    formats: Sequence[Format],
    runs: int,
    seed: int,
    *,
    tell: Callable[[str], None],
) -> tuple[Result, ...]:
    """Take feeds of made-up shops into shops on the disk.

    Args:
        sizes: products of the shops.
        formats: of the feeds.
        runs: how often each is taken in.
        seed: of the shops.
        tell: told what is done next.
    """
    return tuple(_results(sizes, formats, runs, seed, tell))


def _results(
    sizes: Sequence[int], formats: Sequence[Format], runs: int, seed: int, tell: Callable[[str], None]
) -> Iterator[Result]:
    for size in sizes:
        for chosen in formats if size <= _ALL else formats[:1]:
            with TemporaryDirectory() as folder:
                tell(f"{chosen}, {size:,} products: writing the feed")
                feeds = written(Path(folder), size, seed, chosen)
                yield _result(Path(folder), feeds, size, chosen, runs, tell)


def _result(
    folder: Path, feeds: Feeds, size: int, chosen: Format, runs: int, tell: Callable[[str], None]
) -> Result:
    first, again = [], []
    shop = folder / "shop.db"
    for run in range(runs):
        tell(f"{chosen}, {size:,} products: import {run + 1} of {runs}")
        for file in folder.glob("shop.db*"):
            file.unlink()
        first.append(_imported(feeds, shop))
        again.append(_imported(feeds, shop))
    return Result(
        products=size,
        format=chosen,
        feed_bytes=sum(file.stat().st_size for file in feeds.files),
        first=tuple(first),
        again=tuple(again),
        bytes_per_product=round(shop.stat().st_size / size, 1),
    )


def _imported(feeds: Feeds, shop: Path) -> Import:
    """Import in a process of its own, whose memory is its alone.

    Raises:
        StorageError: if it ends otherwise than by having imported all.
    """
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_import, args=(there, feeds, shop), name="import")
    process.start()
    there.close()
    with closing(here):
        try:
            done: Import = here.recv()
        except EOFError as error:
            raise StorageError("The import has broken off.", "See what was told above.") from error
        finally:
            process.join()
    return done


def _import(connection: Connection, feeds: Feeds, shop: Path) -> None:
    store = SqliteStore(shop)
    before, began = _used(), time.perf_counter()
    done = bring_in(store, feeds, datetime.now(UTC), Watcher())
    seconds = time.perf_counter() - began
    after = _used()
    asyncio.run(store.close())
    connection.send(
        Import(
            products_per_second=round(done.products / seconds, 1),
            writer_us=round(1e6 * (after[0] - before[0]) / done.products, 1),
            reader_us=round(1e6 * (after[1] - before[1]) / done.products, 1),
            peak_bytes=_KIB * sum(resource.getrusage(who).ru_maxrss for who in _WHO),
        )
    )


_WHO: Final = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _used() -> tuple[float, float]:
    """Seconds of processor time of this process and of those that it has started."""
    own, others = (resource.getrusage(who) for who in _WHO)
    return own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime


def cores() -> int:
    """Processors that may be used."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
