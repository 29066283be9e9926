"""The embedded store in a PostgreSQL database: one shop for several assistants."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr

from assistant.ports import Clock, PaymentGateway
from assistant.settings import checked
from assistant.stores.catalogue import bundled
from assistant.stores.embedded.dialect import written
from assistant.stores.embedded.engine import VERSION, Engine
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.seeding import seed
from assistant.stores.embedded.store import EmbeddedStore, SystemClock
from assistant.stores.postgres.database import PostgresDatabase
from assistant.stores.postgres.dialect import PostgresDialect
from assistant.stores.postgres.tsvector import TsVector
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.opening import best_finder
from assistant.stores.sqlite import StoreOptions

_TABLES = Path(__file__).parents[1] / "embedded" / "schema.sql"


class PostgresOptions(StoreOptions):
    """What the settings may say about a store in a PostgreSQL database."""

    address: SecretStr
    """A URL, "postgresql://user:password@server/database", or libpq's "host=... dbname=...".

    Secret, as it may hold a password, which libpq also takes from a file of its own."""
    shop: str = Field(default="market", min_length=1, max_length=60)
    """Which of the shops in the database, each in a schema of its own. A new one whose name is that of a
    bundled catalogue is filled with that."""
    connections: int = Field(default=4, ge=1, le=100)
    """How many this assistant may use at the same time."""


class PostgresStore(EmbeddedStore):
    """A shop in a PostgreSQL database. Several assistants, on several machines, may use it.

    Args:
        options: what the settings say.
        name: the shop's name as it is said; empty for that of its catalogue.
        clock: the time, for orders, the carrier and everything that lapses.
        gateway: the payment service; None for the embedded one.
        finder: searches; None for a search by words.

    Raises:
        MissingPartError: if psycopg is not installed.
        StorageError: if the database cannot be reached, made or filled.
        SettingsError: if the address or the catalogue cannot be read or does not fit.
    """

    def __init__(
        self,
        options: PostgresOptions,
        *,
        name: str = "",
        clock: Clock | None = None,
        gateway: PaymentGateway | None = None,
        finder: Finder | None = None,
    ) -> None:
        searching, time = finder or WordFinder(TsVector()), clock or SystemClock()
        opened = partial(_opened, options, searching, time)
        super().__init__(opened, searching, name=name, clock=time, terms=options.over, gateway=gateway)


def open_postgres(options: Mapping[str, Any], data_dir: Path) -> PostgresStore:  # noqa: ARG001 - as all stores are opened
    """A shop in a PostgreSQL database.

    Args:
        options: the settings' table for it.
        data_dir: not used.

    Raises:
        MissingPartError: if psycopg is not installed.
        SettingsError: if an option or the catalogue does not fit.
        StorageError: if the database cannot be reached, made or filled.
    """
    chosen = checked(PostgresOptions, options, "store postgres")
    store = PostgresStore(chosen, finder=best_finder(TsVector()))
    store.warm_up()
    return store


def _opened(options: PostgresOptions, finder: Finder, clock: Clock) -> Engine:
    tables = written(_TABLES.read_text(encoding="utf-8") + finder.schema, PostgresDialect())
    database = PostgresDatabase(
        options.address.get_secret_value(),
        options.shop,
        tables,
        VERSION,
        connections=options.connections,
        patience=options.patience,
    )
    try:
        catalogue = _catalogue(options, database)
        if catalogue is not None:
            seed(database, finder, catalogue, clock.now())
    except BaseException:
        database.close()
        raise
    return database


def _catalogue(options: PostgresOptions, database: PostgresDatabase) -> Path | None:
    """What the shop is to be filled with; a bundled catalogue only once, as others may share the shop."""
    if options.catalogue is not None:
        return options.catalogue.expanduser()
    with database.reading() as connection:
        row = connection.execute("SELECT EXISTS (SELECT 1 FROM products) AS filled").fetchone()
    file = bundled(options.shop)
    return file if file.exists() and not row["filled"] else None
