"""However large a feed is, little of it is in memory."""

import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from assistant.shopping.listings import Listing
from assistant.stores.feeds import agentic, delimited, google_xml, grouping, schema_org
from assistant.stores.feeds.grouping import listings
from assistant.stores.feeds.opening import Feed
from assistant.stores.feeds.records import Row
from feeds import NOW, made_up

COUNT = 1_200
MOST = 5_000_000
"""Bytes; the feeds have more than as many."""
TEXT = "It is made of oats and water. " * 160


def _tsv() -> Iterator[str]:
    yield "id\ttitle\tprice\tdescription\n"
    yield from (f"{number}\tTea\t1 USD\t{TEXT}\n" for number in range(COUNT))


def _xml() -> Iterator[str]:
    yield '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
    tea = f"<title>Tea</title><g:price>1 USD</g:price><description>{TEXT}</description>"
    yield from (f"<item><g:id>{number}</g:id>{tea}</item>\n" for number in range(COUNT))
    yield "</channel></rss>"


def _variant(number: int) -> dict[str, object]:
    return {"id": str(number), "title": "Tea", "price": {"amount": 100, "currency": "USD"}}


def _jsonl() -> Iterator[str]:
    for number in range(COUNT):
        product = {"id": str(number), "description": {"plain": TEXT}, "variants": [_variant(number)]}
        yield json.dumps(product) + "\n"


def _one_document() -> Iterator[str]:
    yield '{"products": ['
    for number in range(COUNT):
        product = {"id": str(number), "description": {"plain": TEXT}, "variants": [_variant(number)]}
        yield json.dumps(product) + ("," if number < COUNT - 1 else "")
    yield "]}"


def _json_ld() -> Iterator[str]:
    yield '{"@context": "https://schema.org", "@graph": [\n'
    for number in range(COUNT):
        offer = {"@type": "Offer", "price": 1, "priceCurrency": "USD"}
        product = {
            "@type": "Product",
            "sku": str(number),
            "name": "Tea",
            "description": TEXT,
            "offers": offer,
        }
        yield json.dumps(product) + (",\n" if number < COUNT - 1 else "]}")


@pytest.mark.parametrize(
    ("read", "parts"),
    [
        (delimited.read, _tsv),
        (google_xml.read, _xml),
        (agentic.read, _jsonl),
        (agentic.read, _one_document),
    ],
)
def test_a_feed_is_read_piece_by_piece(
    read: Callable[[Feed, datetime, str], Iterator[Row]], parts: Callable[[], Iterator[str]]
) -> None:
    assert sum(map(len, parts())) > MOST
    tracemalloc.start()
    try:
        count = sum(1 for _ in read(made_up(parts()), NOW, ""))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == COUNT
    assert peak < MOST / 4


def test_of_a_graph_some_things_are_in_memory_as_they_may_name_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schema_org, "LOOKED_AHEAD", 20)
    tracemalloc.start()
    try:
        count = sum(1 for _ in schema_org.read(made_up(_json_ld()), NOW, ""))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == COUNT
    assert peak < MOST / 4


def test_what_is_grouped_lies_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "PART", 50)

    def variants() -> Iterator[str]:
        yield "id\ttitle\tprice\tdescription\titem_group_id\tsize\n"
        for size, number in itertools.product(("small", "large"), range(COUNT // 2)):
            yield f"{number}-{size}\tTea\t1 USD\t{TEXT}\tG{number}\t{size}\n"

    tracemalloc.start()
    try:
        found: Iterator[Listing] = listings(
            [("feed", delimited.read(made_up(variants()), NOW, ""))], "USD", print
        )
        count = sum(len(product.variants) for product in found)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == COUNT
    assert peak < MOST / 4
