"""A SQLite file that several threads and processes share, and that fails in sentences."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StorageError

Upgrade = Callable[[sqlite3.Connection, Sequence[str]], None]
"""Makes the tables of an older file new ones, given the statements that would make those of a new file."""
PATIENCE = 5.0
"""Seconds to wait for another process to finish its writing."""
_RETRY = 0.01
_TURN = 0.001
"""Seconds after which it is asked again whether nobody writes: about as long as a short transaction takes."""
_DAMAGED = (
    "{path} is damaged, or is no database.",
    "Move the file elsewhere, or put back a copy of it: where none is found, a new one is made.",
)
_BUSY = ("Another program is using {path}.", "Close it, or try again in a moment.")
_NOT_OPEN = ("{path} cannot be opened.", "Check that its folder exists and that you may write there.")
_NOT_WRITABLE = ("{path} cannot be written.", "Check that you may write to the file and to its folder.")
_SENTENCES = {
    "SQLITE_FULL": ("There is no room left to write {path}.", "Free some space on the disk and try again."),
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CANTOPEN": _NOT_OPEN,
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_PERM": _NOT_WRITABLE,
    "SQLITE_IOERR": ("The disk gives errors at {path}.", "Check the disk, and how much of it is free."),
}


class Database:
    """A SQLite file in write-ahead mode, its changes on the disk before they count as made.

    May be called from any thread: one caller at a time has the connection.

    Args:
        path: the file; made with its folder where there is none.
        schema: the SQL statements that make the tables of a new file, each ended by a semicolon.
        version: the schema's number; a file with a higher one is not touched.
        patience: seconds to wait for another process.
        upgrade: for a file with a lower version; None where there was none.

    Raises:
        StorageError: if the file cannot be opened, made or understood. So do all methods.
    """

    def __init__(
        self,
        path: Path,
        schema: str,
        version: int,
        *,
        patience: float = PATIENCE,
        upgrade: Upgrade | None = None,
    ) -> None:
        self.path = path
        self._upgrade = upgrade
        self._patience = patience
        self._lock = threading.RLock()
        self._make_folder()
        with self._in_sentences():
            self._connection = sqlite3.connect(
                path, timeout=patience, isolation_level=None, check_same_thread=False
            )
        try:
            self._prepare(schema, version, patience)
        except StorageError:
            self._connection.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state of the file and changes nothing."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes beside; undone if the block raises."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, self._in_sentences():
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        with self._lock, self._in_sentences():
            self._begin(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _begin(self, begin: str) -> None:
        """Begin a transaction, and wait for one that others have begun.

        SQLite itself would ask for its turn less and less often, up to 0.1 s apart. Of several processes that
        write all the time, some would then wait for seconds while others have turn after turn.
        """
        deadline = time.monotonic() + self._patience
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self._connection.execute(begin)
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(_TURN)
                else:
                    return
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {1000 * self._patience:.0f}")

    def _make_folder(self) -> None:
        try:
            # What a household buys is nobody else's business.
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The folder {self.path.parent} cannot be made: {error.strerror}.",
                "Choose another data_dir in the settings, or make room for this one.",
            ) from error

    def _prepare(self, schema: str, version: int, patience: float) -> None:
        found = self._version()
        if found > version:
            raise StorageError(f"{self.path} was written by a newer Aisle.", "Install that version again.")
        with self._in_sentences():
            self._connection.row_factory = sqlite3.Row
            _write_ahead(self._connection, patience)
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
        if found < version:
            self._make_tables(schema, version)

    def _version(self) -> int:
        with self._in_sentences():
            return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _make_tables(self, schema: str, version: int) -> None:
        with self.writing() as connection:
            found = self._version()
            if found == version:  # another process was faster
                return
            statements = list(filter(str.strip, schema.split(";")))
            if found and self._upgrade is not None:
                self._upgrade(connection, statements)
            else:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version:d}")

    @contextmanager
    def _in_sentences(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # The extended code's name begins with the plain one's: SQLITE_READONLY_DIRECTORY.
            plain = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
            what, fix = _SENTENCES.get(plain, ("{path} cannot be used: {error}.", ""))
            raise StorageError(what.format(path=self.path, error=error), fix) from error


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to write-ahead mode, in which readers and one writer do not wait for each other.

    Two processes that make a file at the same time may each hold what the other needs for this switch. SQLite
    then refuses at once instead of waiting; hence the loop.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY)
        else:
            return
