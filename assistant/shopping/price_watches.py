"""Prices that a household waits for."""

from collections.abc import Iterable, Mapping
from json import dumps, loads

from pydantic import BaseModel, ConfigDict

from assistant.shopping.database import Database
from assistant.shopping.money import Money

WATCH_TABLES = """
CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    product_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    options TEXT NOT NULL,
    name TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    buy INTEGER NOT NULL,
    in_cart INTEGER NOT NULL DEFAULT 0,
    UNIQUE (store, variant_id)
);
"""


class PriceWatch(BaseModel):
    """A price that is waited for."""

    model_config = ConfigDict(frozen=True)

    id: int = 0
    """0 before it is kept."""
    store: str
    product_id: str
    variant_id: str
    options: Mapping[str, str] = {}
    name: str
    at_most: Money
    """The household is told at this price, or a lower one."""
    buy: bool = False
    """It is put into the cart then, and asked about; it is never ordered by itself."""
    in_cart: bool = False
    """It was put there."""


class WatchBook:
    """The price watches in the household's database. May be called from any thread.

    Args:
        database: the household's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, store: str) -> tuple[PriceWatch, ...]:
        """The watches at a shop, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM watches WHERE store = ? ORDER BY id", (store,))
            return tuple(
                PriceWatch(
                    **{name: row[name] for name in ("id", "store", "product_id", "variant_id", "name")},
                    options=loads(row["options"]),
                    at_most=Money(amount=row["amount"], currency=row["currency"]),
                    buy=bool(row["buy"]),
                    in_cart=bool(row["in_cart"]),
                )
                for row in rows
            )

    def keep(self, watch: PriceWatch) -> None:
        """Keep a watch; it takes the place of another one for the same variant."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO watches"
                " (store, product_id, variant_id, options, name, amount, currency, buy)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    watch.store,
                    watch.product_id,
                    watch.variant_id,
                    dumps(dict(watch.options)),
                    watch.name,
                    watch.at_most.amount,
                    watch.at_most.currency,
                    watch.buy,
                ),
            )

    def put_into_cart(self, ids: Iterable[int]) -> None:
        """Remember that what was watched is in the cart."""
        with self._database.writing() as connection:
            connection.executemany("UPDATE watches SET in_cart = 1 WHERE id = ?", [(each,) for each in ids])

    def remove(self, ids: Iterable[int]) -> None:
        """Watch no more."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM watches WHERE id = ?", [(each,) for each in ids])
