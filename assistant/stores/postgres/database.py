"""A PostgreSQL database that many processes and machines share, and that fails in sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.errors import MissingPartError, SettingsError, StorageError
from assistant.stores.embedded.dialect import Cursor, Dialect
from assistant.stores.embedded.session import fact, keep_fact
from assistant.stores.embedded.upgrading import lacking
from assistant.stores.postgres.dialect import PostgresDialect, for_psycopg
from assistant.stores.postgres.trouble import in_sentences

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg_pool import ConnectionPool

    Rows = Connection[dict[str, Any]]

_VERSION = "schema"
"""Under which name the facts have the schema's number."""


class PostgresConnection:
    """A connection within a transaction, spoken to as one to SQLite.

    Args:
        connection: psycopg's.
        planned: whether a statement that comes again is run as it was planned for other values. Good for
            writing; but how common a word is decides how it is best looked for.
    """

    def __init__(self, connection: "Rows", *, planned: bool) -> None:
        self._connection = connection
        self._prepare = None if planned else False

    def execute(self, statement: str, values: Mapping[str, Any] | None = None, /) -> Cursor:
        """Run a statement."""
        return self._connection.execute(for_psycopg(statement), values or {}, prepare=self._prepare)

    def executemany(
        self, statement: str, rows: Iterable[Mapping[str, Any]] | Iterable[Sequence[Any]], /
    ) -> Cursor:
        """Run a statement for each of some rows; where it has "?" for its values, these are sequences."""
        cursor = self._connection.cursor()
        cursor.executemany(for_psycopg(statement), rows)
        return cursor


class PostgresDatabase:
    """A schema, in PostgreSQL's sense, of a database; several shops may share a database.

    Its changes see what others have committed, statement by statement, and wait for rows that another is
    changing. What decides about a row therefore locks it first (`Dialect.for_update`), or changes it only if
    it still is as it must be.

    Args:
        address: how libpq is told of the database: a URL, or "host=... dbname=...".
        schema: the schema; made where there is none.
        tables: the SQL statements that make the tables, in PostgreSQL's words, each ended by a semicolon.
        version: the tables' number; tables with a higher one are not touched.
        connections: how many at most.
        patience: seconds to wait for a connection, or for a row that another holds.

    Raises:
        MissingPartError: if psycopg is not installed.
        SettingsError: if the address is none.
        StorageError: if the database cannot be reached, or the tables not be made or understood. So do all
            methods.
    """

    def __init__(
        self,
        address: str,
        schema: str,
        tables: str,
        version: int,
        *,
        connections: int = 4,
        patience: float = 5,
    ) -> None:
        self.dialect: Dialect = PostgresDialect()
        self.workers = connections
        self._schema = '"' + schema.replace('"', '""') + '"'
        self._patience = patience
        self._place = _place(address)
        with in_sentences(self._place):
            self._prepare(address, tables, version)
            self._pool = self._opened(address, connections)

    @contextmanager
    def reading(self) -> Iterator[PostgresConnection]:
        """A transaction that sees one state of the tables and changes nothing."""
        with in_sentences(self._place), self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[PostgresConnection]:
        """A transaction, undone if the block raises.

        Raises:
            OutrunError: if it fell out with another: what was to be done is to be done again.
        """
        with in_sentences(self._place), self._transaction() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    @contextmanager
    def _transaction(self, *, writes: bool = True) -> Iterator[PostgresConnection]:
        from psycopg import IsolationLevel

        with self._pool.connection() as connection:
            level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
            connection.isolation_level = level
            connection.read_only = not writes
            with connection.transaction():
                yield PostgresConnection(connection, planned=writes)

    def _prepare(self, address: str, tables: str, version: int) -> None:
        """Make the tables where there are none."""
        import psycopg
        from psycopg.rows import dict_row

        with psycopg.connect(address, autocommit=True, row_factory=dict_row) as rows:
            self._configure(rows)
            with rows.transaction():
                connection = PostgresConnection(rows, planned=False)
                # Of several that begin at once, one makes them and the others wait.
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('aisle'))")
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
                self._make_tables(connection, tables, version)

    def _make_tables(self, connection: PostgresConnection, tables: str, version: int) -> None:
        found = self._version(connection)
        if found > version:
            raise StorageError(f"{self._place} was written by a newer Aisle.", "Install that version again.")
        if found < version:
            rows = connection.execute(
                "SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace(:schema)",
                {"schema": self._schema},
            )
            statements = list(filter(str.strip, tables.split(";")))
            there = {row["name"] for row in rows} if found else set()
            for statement in lacking(statements, there) if found else statements:
                connection.execute(statement)
            keep_fact(connection, _VERSION, str(version))

    def _version(self, connection: PostgresConnection) -> int:
        facts = {"facts": f"{self._schema}.facts"}
        there = connection.execute("SELECT to_regclass(:facts) IS NOT NULL AS there", facts).fetchone()
        return int(fact(connection, _VERSION) or 0) if there["there"] else 0

    def _opened(self, address: str, connections: int) -> "ConnectionPool[Rows]":
        from psycopg.rows import dict_row
        from psycopg_pool import ConnectionPool

        return ConnectionPool(
            address,
            min_size=1,
            max_size=connections,
            timeout=self._patience,
            kwargs={"autocommit": True, "row_factory": dict_row},
            configure=self._configure,
            # One that was lost while nobody looked is replaced, not handed out.
            check=ConnectionPool.check_connection,
            open=True,
        )

    def _configure(self, connection: "Rows") -> None:
        from psycopg.types.numeric import Int8BinaryDumper

        # Whole numbers of one type: else a statement would be prepared anew for each of their sizes.
        connection.adapters.register_dumper(int, Int8BinaryDumper)
        milliseconds = int(1000 * self._patience)
        for name, value in (
            ("search_path", f"{self._schema}, public"),
            ("lock_timeout", str(milliseconds)),
            # Whoever falls asleep in the middle is not waited for.
            ("idle_in_transaction_session_timeout", str(6 * milliseconds)),
            ("timezone", "UTC"),
        ):
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))


def _place(address: str) -> str:
    """The database as a person is told of it: without its user and password.

    Raises:
        MissingPartError: if psycopg is not installed.
        SettingsError: if the address is none.
    """
    try:
        from psycopg import Error
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise MissingPartError(
            "The library for PostgreSQL is not installed.",
            "Install it with: pip install aisle-voice[postgres]",
        ) from error
    try:
        told = conninfo_to_dict(address)
    except Error:
        raise SettingsError(
            "The shop's database has no valid address.",
            "Write it as postgresql://user:password@server/database.",
        ) from None  # libpq's text may quote the password
    return f"The database {told.get('dbname', '')} at {told.get('host', 'this machine')}"
