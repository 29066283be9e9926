"""What a household wants again and again. None of it orders by itself: what is due is only told."""

from collections.abc import Iterable, Mapping
from datetime import date
from sqlite3 import Connection, Row
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.carts import MOST_OF_ONE
from assistant.shopping.database import Database
from intents.recurrence import Recurrence

STANDING_TABLES = """
CREATE TABLE standing (
    id INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    product_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    recurrence TEXT NOT NULL,
    first TEXT NOT NULL,
    due TEXT NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0,
    resumes TEXT,
    reminded TEXT,
    UNIQUE (store, variant_id)
);
"""
_COLUMNS = ("store", "product_id", "variant_id", "name", "quantity", "recurrence", "first", "due", "paused")
_LATER = ("resumes", "reminded")


class StandingOrder(BaseModel):
    """Something that is wanted again and again."""

    model_config = ConfigDict(frozen=True)

    id: int = 0
    """0 before it is kept."""
    store: str
    product_id: str
    variant_id: str
    name: str
    quantity: int = Field(default=1, ge=1, le=MOST_OF_ONE)
    recurrence: Recurrence
    first: date
    """From which its days are counted."""
    due: date
    """When it is wanted next."""
    paused: bool = False
    resumes: date | None = None
    """Until when it is paused; None for until it is resumed."""
    reminded: date | None = None
    """When the household was last told that it is due."""

    def wanted(self, today: date) -> bool:
        """Whether it is due and the household is still to be told so today."""
        resting = self.paused and (self.resumes is None or self.resumes > today)
        return not resting and self.due <= today and self.reminded != today


class StandingBook:
    """The standing orders in the household's database. May be called from any thread.

    Args:
        database: the household's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, store: str) -> tuple[StandingOrder, ...]:
        """The standing orders at a shop, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM standing WHERE store = ? ORDER BY id", (store,))
            return tuple(map(_order, rows))

    def keep(self, orders: Iterable[StandingOrder]) -> tuple[StandingOrder, ...]:
        """Keep orders, new or changed; another one for the same variant takes the place of the first.

        Returns:
            Them with their numbers.
        """
        with self._database.writing() as connection:
            return tuple([_kept(connection, order) for order in orders])

    def remove(self, ids: Iterable[int]) -> None:
        """Forget orders."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM standing WHERE id = ?", [(each,) for each in ids])


def _kept(connection: Connection, order: StandingOrder) -> StandingOrder:
    names = (*_COLUMNS, *_LATER)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    places = ", ".join(f":{name}" for name in names)
    row = connection.execute(
        f"INSERT INTO standing ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - only names of columns
        f" ON CONFLICT (store, variant_id) DO UPDATE SET {changes} RETURNING *",
        _values(order),
    ).fetchone()
    return _order(row)


def _values(order: StandingOrder) -> Mapping[str, Any]:
    values = order.model_dump(mode="json", exclude={"id"})
    return {**values, "recurrence": order.recurrence.model_dump_json()}


def _order(row: Row) -> StandingOrder:
    return StandingOrder.model_validate(
        {
            **dict(row),
            "recurrence": Recurrence.model_validate_json(row["recurrence"]),
            "paused": bool(row["paused"]),
        }
    )
