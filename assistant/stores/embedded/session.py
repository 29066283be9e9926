"""What everything that is done in one transaction at the embedded store needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.shopping.money import Money
from assistant.stores.embedded.dialect import Connection, Dialect
from assistant.stores.rules.times import local
from assistant.stores.terms import Shop


@dataclass(frozen=True, slots=True)
class Session:
    """One transaction."""

    connection: Connection
    dialect: Dialect
    shop: Shop
    """The terms that hold now."""
    now: float
    """Seconds since 1970."""

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """The rows that a statement gives."""
        return self.connection.execute(statement, values).fetchall()

    def row(self, statement: str, **values: Any) -> Any:
        """The first row that a statement gives; None where it gives none."""
        return self.connection.execute(statement, values).fetchone()

    def locked(self, select: str, **values: Any) -> Any:
        """The first row that a SELECT gives, which nobody else may change now; None where it gives none."""
        return self.row(select + self.dialect.for_update, **values)

    def change(self, statement: str, **values: Any) -> int:
        """Run a statement; how many rows it changed."""
        return self.connection.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[Mapping[str, Any]] | Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of some rows; where it has "?" for its values, these are sequences."""
        self.connection.executemany(statement, rows)

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], ending: str = ""
    ) -> None:
        """Put rows into a table, each a sequence of the columns' values."""
        if rows:
            marks = ", ".join("?" * len(columns))
            named = ", ".join(columns)
            statement = f"INSERT INTO {table} ({named}) VALUES ({marks}) {ending}"  # noqa: S608 - all three are named in this code
            self.connection.executemany(statement, rows)

    def update(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Change rows of a table, each a sequence of the columns' values with the row's number at its end."""
        if rows:
            settings = ", ".join(f"{column} = ?" for column in columns)
            self.connection.executemany(f"UPDATE {table} SET {settings} WHERE number = ?", rows)  # noqa: S608 - likewise

    def among(self, select: str, column: str, values: Sequence[Any], ending: str = "") -> list[Any]:
        """The rows of a SELECT, which ends before its condition, whose column has one of some values."""
        return self.rows(self._among(select, column, ending), among_these=self.dialect.list(values))

    def change_among(self, statement: str, column: str, values: Sequence[Any]) -> int:
        """Change or delete the rows whose column has one of some values; how many."""
        return self.change(self._among(statement, column), among_these=self.dialect.list(values))

    def _among(self, statement: str, column: str, ending: str = "") -> str:
        return " ".join((statement, self.dialect.among(column, "among_these"), ending))

    def money(self, amount: int) -> Money:
        """An amount, in minor units, of the shop's currency."""
        return Money(amount=amount, currency=self.shop.currency)

    @property
    def today(self) -> datetime:
        """The time where the shop is."""
        return local(self.now)


def shop(connection: Connection) -> Shop:
    """The shop's terms as its catalogue has them; plain ones for a shop without a catalogue."""
    terms = fact(connection, "shop")
    return Shop() if terms is None else Shop.model_validate_json(terms)


def fact(connection: Connection, name: str) -> str | None:
    """Something that the file says about itself; None where it does not."""
    row = connection.execute("SELECT value FROM facts WHERE name = :name", {"name": name}).fetchone()
    return None if row is None else str(row["value"])


def keep_fact(connection: Connection, name: str, value: str) -> None:
    """Let the file say something about itself."""
    connection.execute(
        "INSERT INTO facts (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": name, "value": value},
    )


def next_numbers(session: Session, name: str, count: int = 1) -> int:
    """The first of so many numbers that nobody else is given, one after the other from 1 on."""
    session.change(
        "INSERT INTO counters (name, value) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING", name=name
    )
    row = session.row(
        "UPDATE counters SET value = value + :count WHERE name = :name RETURNING value",
        name=name,
        count=count,
    )
    return int(row["value"]) - count + 1
