"""A shop with little to sell and a hurried clock, for buyers who hammer at it from several processes."""

import json
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.stores import memory_buying
from assistant.stores.catalogue import parse
from assistant.stores.embedded.holds import lock
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import numbered
from assistant.stores.embedded.stocking import next_mark, put
from assistant.stores.embedded.store import EmbeddedStore
from assistant.stores.memory import MemoryStore
from assistant.stores.memory_state import State
from assistant.stores.postgres.store import PostgresOptions, PostgresStore
from assistant.stores.sqlite import SqliteStore, StoreOptions

FASTER = 60.0
"""A second of a bench is a minute of its shop."""
MOST_PRODUCTS = 100
COUPON = "TENOFF"
_COLORS = ("red", "green", "blue", "yellow", "purple", "orange", "black", "white", "silver", "golden")
_THINGS = ("kettle", "lamp", "basket", "ladder", "pillow", "hammer", "bucket", "mirror", "blanket", "clock")
_ONE_IN_SIZES = 3
_FIRST_STOCK = 30


@dataclass(slots=True)
class HurriedClock:
    """A clock that is the same in all processes, and goes faster than the wall's."""

    began: float
    """Seconds since 1970."""
    ahead: float = 0.0
    """Seconds by which it is put forward."""
    faster: float = FASTER

    def now(self) -> float:
        """Seconds since 1970, in the shop."""
        return self.began + (time.time() - self.began) * self.faster + self.ahead


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shop is, for every process to open."""

    kind: str
    """sqlite, memory or postgres."""
    folder: Path
    products: int
    address: str = ""
    """Of the PostgreSQL database."""
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Scarce:
    """Something of which there is not much."""

    product_id: str
    name: str
    variants: tuple[str, ...]


class HammeredMemory(MemoryStore):
    """A store in memory to whose shelves something can be brought."""

    def restock(self, variant_id: str, count: int) -> int:
        """Bring so many pieces, or take so many away that nobody holds; how many it were."""

        def brought(state: State) -> int:
            some = max(count, -(state.stock[variant_id] or 0))
            memory_buying.restock(state, variant_id, some)
            return some

        return self.book.change(brought)


HammeredStore = EmbeddedStore | HammeredMemory


def assortment(count: int) -> tuple[Scarce, ...]:
    """What the shop sells."""
    names = [f"{color} {thing}" for thing, color in product(_THINGS, _COLORS)]
    # Not all of one colour, nor all of one thing.
    chosen = [names[(place * 11) % len(names)] for place in range(count)]
    return tuple(_scarce(place, name) for place, name in enumerate(chosen))


def stock_at_first(place: Place) -> dict[str, int]:
    """How many there are of each variant when the shop opens."""
    return {name: _FIRST_STOCK for each in assortment(place.products) for name in each.variants}


def opened(place: Place, clock: HurriedClock) -> HammeredStore:
    """Open a shop; the first who does so fills it.

    Args:
        place: where it is.
        clock: that of the shop.

    Raises:
        AisleError: if it cannot be opened.
    """
    file = place.folder / "shop.yaml"
    if not file.exists():
        file.write_text(json.dumps(_catalogue(place.products)), encoding="utf-8")
    if place.kind == "memory":
        return HammeredMemory(parse(file.read_bytes(), file), clock)
    if place.kind == "sqlite":
        return SqliteStore(place.folder / "shop.db", clock=clock, options=StoreOptions(catalogue=file))
    options = PostgresOptions(address=SecretStr(place.address), shop=place.schema, catalogue=file)
    return PostgresStore(options, clock=clock)


def restock(store: HammeredStore, variant_id: str, count: int) -> Counter[str]:
    """Bring so many pieces to the shop's shelves, as a feed does that tells the new stock.

    Args:
        store: the shop.
        variant_id: of what.
        count: how many; negative to take so many away that nobody holds.

    Returns:
        Variant to pieces that came. What was sold since its hold was looked at has come back by that: a feed
        does not know of it.

    Raises:
        StorageError: if the shop cannot be used.
    """
    if isinstance(store, HammeredMemory):
        return Counter({variant_id: store.restock(variant_id, count)})
    with store.stocking() as session:
        return _brought(session, store, variant_id, count)


def _brought(session: Session, store: EmbeddedStore, variant_id: str, count: int) -> Counter[str]:
    mark = next_mark(session)
    row = session.row("SELECT product FROM variants WHERE id = :id", id=variant_id)
    number = int(row["product"])
    names = [each["id"] for each in session.rows("SELECT id FROM variants WHERE product = :id", id=number)]
    lock(session, names)
    before = {name: _there(session, name) for name in names}
    stock = {name: shelf + held for name, (shelf, held) in before.items()}
    stock[variant_id] += max(count, -before[variant_id][0])
    ((_, listing),) = numbered(session, [number])
    variants = tuple(replace(each, stock=stock[each.id]) for each in listing.variants)
    put(session, store.finder, [replace(listing, variants=variants)], mark)
    return Counter({name: _there(session, name)[0] - shelf for name, (shelf, _) in before.items()})


def _there(session: Session, variant_id: str) -> tuple[int, int]:
    """How many are on the shelf, and how many are held."""
    row = session.row(
        "SELECT stock, (SELECT CAST(coalesce(sum(quantity), 0) AS BIGINT) FROM holds"
        " WHERE kind = 'stock' AND item = variants.id) AS held FROM variants WHERE id = :id",
        id=variant_id,
    )
    return int(row["stock"]), int(row["held"])


# --- the catalogue


def _scarce(place: int, name: str) -> Scarce:
    own = name.replace(" ", "-")
    sizes = (f"{own}-large", f"{own}-small") if place % _ONE_IN_SIZES == 1 else (own,)
    return Scarce(own, name, sizes)


def _catalogue(count: int) -> dict[str, Any]:
    return {
        "shop": {
            "name": "the scarce shop",
            "tax": 8.25,
            "hold": 2,
            "fulfilment": {"fee": 399, "free_from": 9000, "minutes": 4, "promise": "in four minutes"},
            "more_fulfilment": [
                {"id": "pickup", "kind": "pickup", "name": "pickup", "minutes": 2, "promise": "soon"},
                {
                    "id": "evening",
                    "name": "evening delivery",
                    "fee": 599,
                    "windows": {"hours": ["17:00-19:00", "19:00-21:00"], "capacity": 40},
                },
            ],
            "coupons": [{"code": COUPON, "percent": 10, "uses": 100}],
            "returns": {"days": 30, "fee": 150, "minutes": 2},
            "carrier": {"pieces": 3, "delayed": 0.1, "delay": 2, "lost": 0.05},
        },
        "products": [_article(place, each) for place, each in enumerate(assortment(count))],
    }


def _article(place: int, each: Scarce) -> dict[str, Any]:
    article: dict[str, Any] = {"id": each.product_id, "title": each.name.title(), "name": each.name}
    article |= {"price": 333 + 257 * place % 5000, "category": each.name.rsplit(maxsplit=1)[-1]}
    if len(each.variants) == 1:
        return article | {"stock": _FIRST_STOCK}
    large, small = each.variants
    sizes = (("large", large, article["price"]), ("small", small, article["price"] - 80))
    variants = [
        {"id": name, "options": {"size": size}, "stock": _FIRST_STOCK, "price": price}
        for size, name, price in sizes
    ]
    return article | {"variants": variants}
