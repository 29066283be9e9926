"""What a household is still to be told of its orders, and up to where it has asked each shop."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from sqlite3 import Connection

from pydantic import BaseModel, ConfigDict

from assistant.shopping.aftersales import EventKind
from assistant.shopping.database import Database

ABOUT_PARCELS = (
    EventKind.SHIPPED,
    EventKind.OUT_FOR_DELIVERY,
    EventKind.DELAYED,
    EventKind.READY,
    EventKind.DELIVERED,
    EventKind.LOST,
)
"""Of these only the last one of a parcel matters: what has arrived need not be told to have shipped."""


class NoticeKind(StrEnum):
    """Notices that are not of a shop's events."""

    STANDING_DUE = "standing_due"
    PRICE_DROP = "price_drop"
    PRICE_BUY = "price_buy"
    """It was to be bought at that price: it is put into the cart when this is told."""


OWN_KINDS = frozenset(NoticeKind)
"""Kinds of notices that the household itself gives rise to."""


class Notice(BaseModel):
    """Something that happened to an order, to be told; or a standing order or price of the household's."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    """Of the shop's event; the standing order's or price watch's number."""
    kind: str
    order_number: str
    shipment_id: str = ""
    text: str = ""
    """A sentence of the shop's, as it is said; empty where it gave none."""
    name: str = ""
    """What a standing order or price watch is for."""
    quantity: int = 1
    price: str = ""
    at: datetime


class NoticeBook:
    """The notices in the household's database. May be called from any thread.

    A notice and the place from which the shop is asked next are written together, and a notice is taken out
    only once it was told: none is lost or told twice, whenever the power fails.

    Args:
        database: the household's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def cursor(self, store: str) -> int:
        """The sequence of the last event that the shop was asked for; 0 before the first."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT sequence FROM cursors WHERE store = ?", (store,)).fetchone()
        return 0 if row is None else int(row["sequence"])

    def order_numbers(self, store: str) -> frozenset[str]:
        """The numbers of the household's own orders at a shop; others may buy there, too."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT order_number FROM journal WHERE store = ? AND state = 'placed'", (store,)
            )
            return frozenset(str(row["order_number"]) for row in rows)

    def take(self, store: str, notices: Sequence[Notice], cursor: int) -> None:
        """Keep notices until they are told, and remember how far the shop was asked.

        Args:
            store: the shop's name.
            notices: those among its events up to the cursor.
            cursor: the sequence of the last event; one that was reached before changes nothing.
        """
        with self._database.writing() as connection:
            row = connection.execute("SELECT sequence FROM cursors WHERE store = ?", (store,)).fetchone()
            reached = 0 if row is None else int(row["sequence"])
            if cursor <= reached:  # another process was faster
                return
            connection.execute(
                "INSERT INTO cursors (store, sequence) VALUES (?, ?)"
                " ON CONFLICT (store) DO UPDATE SET sequence = excluded.sequence",
                (store, cursor),
            )
            for notice in notices:
                if notice.sequence > reached:
                    _keep(connection, store, notice)

    def waiting(self, store: str) -> tuple[Notice, ...]:
        """What is still to be told, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT sequence, kind, order_number, shipment_id, text, at FROM notices"
                " WHERE store = ? ORDER BY sequence",
                (store,),
            )
            return tuple(Notice.model_validate(dict(row)) for row in rows)

    def told(self, store: str, notices: Sequence[Notice]) -> None:
        """Take out what was told."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM notices WHERE store = ? AND sequence = ?",
                [(store, notice.sequence) for notice in notices],
            )


def _keep(connection: Connection, store: str, notice: Notice) -> None:
    if notice.kind in ABOUT_PARCELS:
        connection.executemany(
            "DELETE FROM notices WHERE store = ? AND order_number = ? AND shipment_id = ? AND kind = ?",
            [(store, notice.order_number, notice.shipment_id, kind) for kind in ABOUT_PARCELS],
        )
    connection.execute(
        "INSERT INTO notices (store, sequence, kind, order_number, shipment_id, text, at)"
        " VALUES (:store, :sequence, :kind, :order_number, :shipment_id, :text, :at)",
        {**notice.model_dump(mode="json"), "store": store},
    )
