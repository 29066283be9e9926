"""How quickly and how well products are found, in shops of several sizes, beside others."""

import gc
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from assistant.shopping.listings import Listing
from devices.bench.store.articles import Judged, article_id, made_listings, made_sample, market
from devices.bench.store.contestants import AllNames, Contestant, PlainFts5, StoreSearch, Tantivy
from devices.bench.store.spoken import wishes
from devices.bench.tails import Tail, tail

VERSION: Final = 1
_SAMPLE = 2000
_FIRST = 3
"""Right is what is among the first three."""
_WARM = 20
_MOST = 60.0
"""Seconds that a contestant may search in one shop; the wishes come mixed: the rest is much the same."""
MARKET = "the market"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Style(_Table):
    """Wishes of one kind."""

    name: str
    asked: int
    judged: int
    """Those of which it is known what is right."""
    first_three: int
    """Those with what is right among the first three."""
    latency_ms: Tail
    """As below."""


class Result(_Table):
    """One contestant in one shop."""

    shop: str
    products: int
    contestant: str
    products_per_second: float
    """As they were taken in, in one thread, without making them."""
    bytes_per_product: float | None
    """On the disk; None where all is in memory."""
    latency_ms: Tail
    """Milliseconds of a core for a wish, until the first ten products are there.

    Of processor time, so that what else the machine does counts little; nothing waits for a disk.
    """
    styles: tuple[Style, ...]


class Report(_Table):
    """What was measured."""

    version: Literal[1] = VERSION
    seed: int
    results: tuple[Result, ...]


def measured(
    sizes: Sequence[int], count: int, seed: int, *, peers: bool, tell: Callable[[str], None]
) -> Report:
    """Let all search in the market and in made-up shops.

    Args:
        sizes: products of the made-up shops.
        count: wishes of each style.
        seed: of shops and wishes.
        peers: whether others search, too.
        tell: told what is done next.
    """
    results = list(_in_market(seed, peers=peers, tell=tell))
    results += in_made_up(sizes, count, seed, peers=peers, tell=tell)
    return Report(seed=seed, results=tuple(results))


def in_made_up(
    sizes: Sequence[int], count: int, seed: int, *, peers: bool, tell: Callable[[str], None]
) -> list[Result]:
    """Let all search in made-up shops. Arguments as for `measured`."""
    return [result for size in sizes for result in _in_made(size, count, seed, peers=peers, tell=tell)]


def _in_market(seed: int, *, peers: bool, tell: Callable[[str], None]) -> Iterator[Result]:
    listings, judged = market()
    yield from _all(MARKET, len(listings), lambda: iter(listings), judged, seed, peers, tell)


def _in_made(
    size: int, count: int, seed: int, *, peers: bool, tell: Callable[[str], None]
) -> Iterator[Result]:
    judged = [
        Judged(
            wish.style,
            wish.text,
            frozenset() if wish.number is None else frozenset({article_id(wish.number)}),
        )
        for wish in wishes(made_sample(size, seed, _SAMPLE), count, seed)
    ]
    yield from _all("made up", size, lambda: made_listings(size, seed), judged, seed, peers, tell)


def _all(
    shop: str,
    size: int,
    listings: Callable[[], Iterator[Listing]],
    judged: Sequence[Judged],
    seed: int,
    peers: bool,
    tell: Callable[[str], None],
) -> Iterator[Result]:
    mixed = list(judged)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - no secret
    for open_one in (StoreSearch, PlainFts5, Tantivy, lambda _: AllNames()) if peers else (StoreSearch,):
        with TemporaryDirectory() as folder, closing(open_one(Path(folder))) as contestant:
            tell(f"{contestant.name}, {size} products")
            yield _one(contestant, shop, size, listings, mixed)
        gc.collect()


def _one(
    contestant: Contestant,
    shop: str,
    size: int,
    listings: Callable[[], Iterator[Listing]],
    judged: Sequence[Judged],
) -> Result:
    rate = _filled(contestant, listings)
    for wish in judged[:_WARM]:
        contestant.search(wish.text)
    times: defaultdict[str, list[float]] = defaultdict(list)
    right: defaultdict[str, list[bool]] = defaultdict(list)
    began = time.process_time()
    for wish in judged:
        start = time.process_time()
        found = contestant.search(wish.text)
        end = time.process_time()
        times[wish.style].append(1000 * (end - start))
        if wish.right:
            right[wish.style].append(bool(wish.right.intersection(found[:_FIRST])))
        if end - began > _MOST:
            break
    used = contestant.size()
    return Result(
        shop=shop,
        products=size,
        contestant=contestant.name,
        products_per_second=rate,
        bytes_per_product=None if used is None else round(used / size, 1),
        latency_ms=tail([each for some in times.values() for each in some]),
        styles=tuple(
            Style(
                name=style,
                asked=len(some),
                judged=len(right[style]),
                first_three=sum(right[style]),
                latency_ms=tail(some),
            )
            for style, some in times.items()
        ),
    )


def _filled(contestant: Contestant, listings: Callable[[], Iterator[Listing]]) -> float:
    """Let it take products in; how many a second, without the time in which they are made."""
    making = 0.0
    count = 0

    def timed() -> Iterator[Listing]:
        nonlocal making, count
        made = listings()
        while True:
            start = time.process_time()
            one = next(made, None)
            making += time.process_time() - start
            if one is None:
                return
            count += 1
            yield one

    began = time.process_time()
    contestant.fill(timed())
    return round(count / (time.process_time() - began - making), 0)
