"""What the household keeps to itself: lists, its carts' numbers, the journal of its orders, its notices."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection, Row
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import StorageError, UnusableInputError
from assistant.shopping.database import PATIENCE, Database
from assistant.shopping.home import HomeBook
from assistant.shopping.household_tables import SCHEMA, VERSION, upgrade
from assistant.shopping.list_names import ListNames
from assistant.shopping.money import Money
from assistant.shopping.names import folded
from assistant.shopping.notices import NoticeBook
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.price_watches import WatchBook
from assistant.shopping.purchase_guard import PurchaseGuard
from assistant.shopping.standing_orders import StandingBook

HOUSEHOLD_FILE = "household.db"
"""Its name in the data folder."""
SHOPPING = "shopping"
"""The list that is meant where none is named."""
MOST_ON_A_LIST = 999
"""A list takes no more of one thing."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ListEntry(BaseModel):
    """Something on a list."""

    model_config = ConfigDict(frozen=True)

    text: str
    """As it was said first: "oat milk"."""
    quantity: int = Field(default=1, ge=1, le=MOST_ON_A_LIST)
    unit: str = ""
    """The container, in the singular: "carton"; empty where none or different ones were said."""


class JournalState(StrEnum):
    """What came of an intention to order."""

    INTENDED = "intended"
    """Nobody knows yet: it may or may not have reached the shop."""
    PLACED = "placed"
    REFUSED = "refused"


class JournalEntry(BaseModel):
    """An order as the household remembers it. Holds no address and no payment."""

    model_config = ConfigDict(frozen=True)

    key: str
    """The idempotency key with which it is sent, however often."""
    store: str
    checkout_id: str
    total: Money
    state: JournalState
    order_number: str = ""
    reason: str = ""
    """Why it was refused."""
    created_at: datetime


class Household:
    """The household's database. May be called from any thread.

    Args:
        path: the file; made where there is none.
        now: the time, for the journal.
        patience: seconds to wait for another process.

    Raises:
        StorageError: if the file cannot be opened. So do all methods where it cannot be read or written.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime] = _utc_now,
        patience: float = PATIENCE,
    ) -> None:
        self._database = Database(path, SCHEMA, VERSION, patience=patience, upgrade=upgrade)
        self.notices = NoticeBook(self._database)
        self.lists = ListNames(self._database)
        self.guard = PurchaseGuard(self._database)
        self.standing = StandingBook(self._database)
        self.watches = WatchBook(self._database)
        self.home = HomeBook(self._database)
        self._now = now

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # --- lists

    def add_to_list(
        self, text: str, quantity: int = 1, unit: str = "", list_name: str = SHOPPING
    ) -> ListEntry:
        """Put something on a list; what is on it already, be it one or many of it, becomes more.

        Returns:
            The entry as it is now.

        Raises:
            UnusableInputError: if the text is empty, or the quantity not what a list takes.
        """
        if not text.strip():
            raise UnusableInputError("There is nothing to put on the list.", "Say what you need.")
        with self._database.writing() as connection:
            before = _entry(connection, text, list_name)
            entry = _joined(before, text.strip(), quantity, unit)
            connection.execute(
                "INSERT INTO entries (list, folded, text, quantity, unit) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (list, folded)"
                " DO UPDATE SET quantity = excluded.quantity, unit = excluded.unit",
                (list_name, _name(text), entry.text, entry.quantity, entry.unit),
            )
        return entry

    def read_list(self, list_name: str = SHOPPING) -> tuple[ListEntry, ...]:
        """What is on a list, in the order in which it came there; nothing for a list that there is not."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM entries WHERE list = ? ORDER BY position", (list_name,))
            return tuple(map(_list_entry, rows))

    def remove_from_list(self, text: str, list_name: str = SHOPPING) -> ListEntry | None:
        """Take something off a list; None where it was not on it."""
        with self._database.writing() as connection:
            entry = _entry(connection, text, list_name)
            connection.execute("DELETE FROM entries WHERE list = ? AND folded = ?", (list_name, _name(text)))
        return entry

    def replace_list(self, entries: Sequence[ListEntry], list_name: str = SHOPPING) -> None:
        """Make a list what it is to be, whatever was on it."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM entries WHERE list = ?", (list_name,))
            connection.executemany(
                "INSERT INTO entries (list, folded, text, quantity, unit) VALUES (?, ?, ?, ?, ?)",
                [(list_name, _name(each.text), each.text, each.quantity, each.unit) for each in entries],
            )

    # --- the cart that is being filled

    def cart_id(self, store: str) -> str | None:
        """The number of the cart at a shop; None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT cart_id FROM carts WHERE store = ?", (store,)).fetchone()
        return None if row is None else str(row["cart_id"])

    def keep_cart(self, store: str, cart_id: str | None) -> None:
        """Remember the number of the cart at a shop; None forgets it."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM carts WHERE store = ?", (store,))
            if cart_id is not None:
                connection.execute("INSERT INTO carts (store, cart_id) VALUES (?, ?)", (store, cart_id))

    # --- the journal of orders

    def intend(self, store: str, checkout_id: str, total: Money) -> JournalEntry:
        """Write down that an order is about to be sent; on the disk before this returns.

        An intention for the same checkout whose end is unknown is given again, with its key: sent twice, it
        still buys once.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT * FROM journal WHERE store = ? AND checkout_id = ? AND amount = ? AND currency = ?"
                " AND state = 'intended'",
                (store, checkout_id, total.amount, total.currency),
            ).fetchone()
            return (
                self._new_intention(connection, store, checkout_id, total)
                if row is None
                else _journal_entry(row)
            )

    def placed(self, key: str, order: PlacedOrder) -> None:
        """Write down that the shop has taken an order.

        Raises:
            StorageError: if there is no intention with this key.
        """
        self._end(key, JournalState.PLACED, number=order.number)

    def refused(self, key: str, reason: str) -> None:
        """Write down that the shop has not taken an order.

        Raises:
            StorageError: if there is no intention with this key, or the shop has taken it before.
        """
        self._end(key, JournalState.REFUSED, reason=reason)

    def unfinished(self, store: str) -> tuple[JournalEntry, ...]:
        """The orders at a shop whose end is unknown, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM journal WHERE store = ? AND state = 'intended' ORDER BY sequence", (store,)
            )
            return tuple(map(_journal_entry, rows))

    def journal(self, limit: int = 20) -> tuple[JournalEntry, ...]:
        """The latest orders at all shops, whatever came of them, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM journal ORDER BY sequence DESC LIMIT ?", (max(0, limit),)
            )
            return tuple(map(_journal_entry, rows))

    def _new_intention(
        self, connection: Connection, store: str, checkout_id: str, total: Money
    ) -> JournalEntry:
        entry = JournalEntry(
            key=str(uuid4()),
            store=store,
            checkout_id=checkout_id,
            total=total,
            state=JournalState.INTENDED,
            created_at=self._now(),
        )
        connection.execute(
            "INSERT INTO journal (key, store, checkout_id, amount, currency, state, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                entry.key,
                store,
                checkout_id,
                total.amount,
                total.currency,
                entry.state,
                entry.created_at.isoformat(),
            ),
        )
        return entry

    def _end(self, key: str, state: JournalState, *, number: str = "", reason: str = "") -> None:
        with self._database.writing() as connection:
            ended = connection.execute(
                "UPDATE journal SET state = ?, order_number = ?, reason = ?"
                " WHERE key = ? AND state IN ('intended', ?)",
                (state, number, reason, key, state),
            )
        if not ended.rowcount:
            raise StorageError(
                f"The journal has no open order that could be {state}.", "Look at your orders."
            )


def _name(text: str) -> str:
    return " ".join(folded(text)) or text.strip()


def _entry(connection: Connection, text: str, list_name: str) -> ListEntry | None:
    row = connection.execute(
        "SELECT * FROM entries WHERE list = ? AND folded = ?", (list_name, _name(text))
    ).fetchone()
    return None if row is None else _list_entry(row)


def _joined(before: ListEntry | None, text: str, quantity: int, unit: str) -> ListEntry:
    entry = before or ListEntry(text=text, unit=unit)
    count = quantity + (before.quantity if before else 0)
    if quantity < 1 or count > MOST_ON_A_LIST:
        raise UnusableInputError(
            f"A list takes from one to {MOST_ON_A_LIST} of a thing.", "Say another number."
        )
    # Two cartons and a gallon are three, but of what is no longer known.
    units = {entry.unit, unit} - {""}
    return entry.model_copy(update={"quantity": count, "unit": units.pop() if len(units) == 1 else ""})


def _list_entry(row: Row) -> ListEntry:
    return ListEntry(text=row["text"], quantity=row["quantity"], unit=row["unit"])


def _journal_entry(row: Row) -> JournalEntry:
    return JournalEntry(
        key=row["key"],
        store=row["store"],
        checkout_id=row["checkout_id"],
        total=Money(amount=row["amount"], currency=row["currency"]),
        state=row["state"],
        order_number=row["order_number"],
        reason=row["reason"],
        created_at=row["created_at"],
    )
