"""The names of the household's lists, apart from the one that every household has."""

from collections.abc import Sequence
from sqlite3 import Connection

from pydantic import BaseModel, ConfigDict

from assistant.shopping.database import Database
from assistant.shopping.names import folded
from intents.likeness import likeness

_SAME_NAME = 0.85
"""Likeness from which a name that was heard is that of a list."""


class NamedList(BaseModel):
    """A list, as people tell it from others."""

    model_config = ConfigDict(frozen=True)

    name: str
    """As it was said first; empty for the shopping list."""
    entries: int
    """How many things are on it."""


class ListNames:
    """Which lists there are. May be called from any thread.

    Args:
        database: the household's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str) -> bool:
        """Begin an empty list; False where there is one of that name already."""
        with self._database.writing() as connection:
            made = connection.execute(
                "INSERT INTO lists (folded, name) VALUES (?, ?) ON CONFLICT (folded) DO NOTHING",
                (_key(name), name),
            )
        return bool(made.rowcount)

    def delete(self, name: str) -> None:
        """Forget a list and all that is on it; nothing for one that there is not."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM lists WHERE folded = ?", (_key(name),))
            connection.execute("DELETE FROM entries WHERE list = ?", (name,))

    def all(self) -> tuple[NamedList, ...]:
        """Every list but the shopping list, in the order in which they were begun."""
        with self._database.reading() as connection:
            return tuple(
                NamedList(name=name, entries=_count(connection, name)) for name in _names(connection)
            )

    def find(self, said: str) -> str | None:
        """The list that was meant by a name, spelt right or nearly; None where there is no such list."""
        with self._database.reading() as connection:
            names = _names(connection)
        exact = next((name for name in names if _key(name) == _key(said)), None)
        return exact or _like(said, names)


def _like(said: str, names: Sequence[str]) -> str | None:
    best = max(names, key=lambda name: likeness(said, name), default=None)
    return best if best is not None and likeness(said, best) >= _SAME_NAME else None


def _key(name: str) -> str:
    return " ".join(folded(name)) or name.strip()


def _names(connection: Connection) -> list[str]:
    return [str(row["name"]) for row in connection.execute("SELECT name FROM lists ORDER BY rowid")]


def _count(connection: Connection, name: str) -> int:
    row = connection.execute("SELECT count(*) AS count FROM entries WHERE list = ?", (name,)).fetchone()
    return int(row["count"])
