"""A database that holds the embedded store's tables."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from assistant.errors import StorageError
from assistant.shopping.database import PATIENCE, Database
from assistant.stores.embedded.dialect import Connection, Dialect, SqliteDialect, written
from assistant.stores.embedded.upgrading import upgraded

_SCHEMA = Path(__file__).parent / "schema.sql"
VERSION = 3
_CACHE = "PRAGMA cache_size = -65536"
"""KiB that pages may take in memory: an import goes back to the same ones again and again."""


class OutrunError(StorageError):
    """Another transaction was in the way: what was to be done can be done again."""


class Engine(Protocol):
    """A database with the tables in it. Its methods raise `StorageError`.

    Statements see what others have committed before, and wait for rows that another is changing. So what is
    decided about a row is decided once it is locked (`Dialect.for_update`), or by the change itself.
    """

    dialect: Dialect
    workers: int
    """How many threads may use it at the same time."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the tables and changes nothing."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction; undone if the block raises.

        Raises:
            OutrunError: where another was in the way.
        """

    def close(self) -> None:
        """Let go of it."""


class SqliteEngine:
    """A file. Several processes may use it.

    Args:
        path: the file; made where there is none.
        more: the statements that make a search's tables.
        patience: seconds to wait for another process that writes.

    Raises:
        StorageError: if it cannot be opened or made.
    """

    workers = 1

    def __init__(self, path: Path, more: str = "", *, patience: float = PATIENCE) -> None:
        self.dialect: Dialect = SqliteDialect()
        schema = written(_SCHEMA.read_text(encoding="utf-8") + more, self.dialect)
        self.database = Database(path, schema, VERSION, patience=patience, upgrade=upgraded)
        with self.database.reading() as connection:
            connection.execute(_CACHE)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the tables and changes nothing."""
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that nobody else writes beside; undone if the block raises."""
        with self.database.writing() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()
