"""What is searched in the bench: products as every contestant is given them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assistant.shopping.listings import Listing, VariantListing
from assistant.stores.catalogue import bundled, content, parse
from devices.bench.store.assortment import MadeProduct, made_products

_WISHES = Path(__file__).parent / "wishes.jsonl"


@dataclass(frozen=True, slots=True)
class Judged:
    """A wish, and what is right."""

    style: str
    text: str
    right: frozenset[str]
    """Ids; empty where only the time is measured."""


def made_listings(count: int, seed: int) -> Iterator[Listing]:
    """A made-up catalogue."""
    return map(_listing, made_products(count, seed))


def made_sample(count: int, seed: int, most: int) -> list[MadeProduct]:
    """Products of a made-up catalogue, evenly from its beginning to its end."""
    return list(islice(made_products(count, seed), 0, None, max(1, count // most)))


def market() -> tuple[list[Listing], list[Judged]]:
    """The market that comes with Aisle, and wishes that people might have there."""
    path = bundled("market")
    wishes = map(json.loads, _WISHES.read_text(encoding="utf-8").splitlines())
    judged = [Judged(wish["kind"], wish["wish"], frozenset(wish["right"])) for wish in wishes]
    return list(parse(content(path), path).listings()), judged


def article_id(number: int) -> str:
    """The id of a made-up product."""
    return f"made-{number}"


def _listing(made: MadeProduct) -> Listing:
    name_id = article_id(made.number)
    return Listing(
        id=name_id,
        title=made.title,
        name=made.name,
        aliases=(made.alias,) if made.alias != made.name else (),
        brand=made.brand,
        category_path=(made.department, made.category),
        description=made.description,
        content=made.size,
        ratings=made.ratings,
        variants=(VariantListing(id=name_id, price=made.price, stock=made.stock),),
    )
