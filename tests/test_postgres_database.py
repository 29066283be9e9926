"""The PostgreSQL database under a shop: transactions, several users at once, and errors in sentences."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import psycopg
import pytest

import postgres_server
from assistant.errors import SettingsError, StorageError
from assistant.stores.embedded.engine import OutrunError
from assistant.stores.postgres.database import PostgresConnection, PostgresDatabase
from assistant.stores.postgres.dialect import for_psycopg
from postgres_server import PostgresServer

T = TypeVar("T")
TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE shelf (thing TEXT PRIMARY KEY, stock BIGINT CHECK (stock >= 0));
INSERT INTO shelf VALUES ('tea', 9), ('cake', 9)
"""


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def database(address: str) -> Iterator[PostgresDatabase]:
    database = opened(address)
    yield database
    database.close()


def opened(address: str, *, schema: str = "kiosk", version: int = 1, patience: float = 5) -> PostgresDatabase:
    return PostgresDatabase(address, schema, TABLES, version, patience=patience)


def read(database: PostgresDatabase, work: Callable[[PostgresConnection], T]) -> T:
    with database.reading() as connection:
        return work(connection)


def write(database: PostgresDatabase, work: Callable[[PostgresConnection], T]) -> T:
    with database.writing() as connection:
        return work(connection)


def take(connection: PostgresConnection, thing: str, stock: int = 1) -> int:
    taken = "UPDATE shelf SET stock = stock - :stock WHERE thing = :thing AND stock >= :stock"
    return connection.execute(taken, {"thing": thing, "stock": stock}).rowcount


def stock(connection: PostgresConnection, thing: str = "tea") -> int:
    row = connection.execute("SELECT stock FROM shelf WHERE thing = :thing", {"thing": thing}).fetchone()
    return int(row["stock"])


# --- statements


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("SELECT :a, :a_2", b"SELECT %(a)s, %(a_2)s"),
        ("SELECT ':a'':b' || :c", b"SELECT ':a'':b' || %(c)s"),
        ("SELECT :a::BIGINT % 7", b"SELECT %(a)s::BIGINT %% 7"),
        ("SELECT '100%'", b"SELECT '100%%'"),
    ],
)
def test_only_named_values_become_values(written: str, taken: bytes) -> None:
    assert for_psycopg(written) == taken


def test_values_come_back_as_they_were(database: PostgresDatabase) -> None:
    told = {
        "text": "100% 'tea' :x ☕",
        "number": 2**62,
        "yes": True,
        "nothing": None,
        "time": 1_763_900_000.125,
    }
    names = "CAST(:text AS TEXT) AS text, :number AS number, :yes AS yes, CAST(:nothing AS TEXT) AS nothing"
    row = read(database, lambda one: one.execute(f"SELECT {names}, :time AS time", told).fetchone())
    assert row == told


def test_rows_are_found_by_a_list_of_values_even_an_empty_one(database: PostgresDatabase) -> None:
    def found(connection: PostgresConnection, things: list[str]) -> int:
        among = database.dialect.among("thing", "things")
        values = {"things": database.dialect.list(things)}
        return len(connection.execute(f"SELECT thing FROM shelf WHERE {among}", values).fetchall())

    assert read(database, lambda one: [found(one, some) for some in (["tea", "cake"], ["tea"], [])]) == [
        2,
        1,
        0,
    ]


# --- transactions


def test_what_fails_is_undone(database: PostgresDatabase) -> None:
    def fail(connection: PostgresConnection) -> None:
        take(connection, "tea")
        raise LookupError

    with pytest.raises(LookupError):
        write(database, fail)
    assert read(database, stock) == 9


def test_reading_sees_one_state_and_changes_nothing(database: PostgresDatabase) -> None:
    def twice(connection: PostgresConnection) -> tuple[int, int]:
        before = stock(connection)
        write(database, lambda other: take(other, "tea"))
        return before, stock(connection)

    assert read(database, twice) == (9, 9)
    with pytest.raises(StorageError):
        read(database, lambda connection: take(connection, "tea"))
    assert read(database, stock) == 8


def test_nobody_takes_what_another_has_taken(address: str) -> None:
    databases = [opened(address) for _ in range(2)]
    with ThreadPoolExecutor(8) as buyers:
        taken = buyers.map(lambda buyer: write(databases[buyer % 2], lambda one: take(one, "tea")), range(24))
    assert sum(taken) == 9
    assert read(databases[0], stock) == 0
    for database in databases:
        database.close()


def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(database: PostgresDatabase) -> None:
    both_have_one = Barrier(2)

    def take_both(first: str, second: str) -> int:
        with database.writing() as connection:
            taken = take(connection, first)
            both_have_one.wait(timeout=20)
            return taken + take(connection, second)

    with ThreadPoolExecutor(2) as buyers:
        done = [buyers.submit(take_both, *order) for order in (("tea", "cake"), ("cake", "tea"))]
    outrun = [isinstance(one.exception(), OutrunError) for one in done]
    assert any(outrun)
    left = 9 - outrun.count(False)
    assert read(database, lambda one: (stock(one, "tea"), stock(one, "cake"))) == (left, left)


# --- opening


def test_of_several_that_open_a_new_database_one_makes_the_tables(address: str) -> None:
    with ThreadPoolExecutor(4) as openers:
        databases = list(openers.map(opened, [address] * 4))
    assert [read(database, stock) for database in databases] == [9, 9, 9, 9]
    for database in databases:
        database.close()


def test_two_shops_in_one_database_do_not_see_each_other(address: str) -> None:
    kiosk, bakery = opened(address, schema="kiosk"), opened(address, schema='the "bakery"')
    write(kiosk, lambda one: take(one, "tea", 9))
    assert (read(kiosk, stock), read(bakery, stock)) == (0, 9)
    kiosk.close()
    bakery.close()


def test_tables_of_a_newer_program_are_not_touched(address: str) -> None:
    opened(address, version=2).close()
    with pytest.raises(StorageError, match="was written by a newer Aisle"):
        opened(address, version=1)


def test_tables_of_an_older_program_get_what_they_lack(address: str) -> None:
    database = opened(address)
    write(database, lambda one: take(one, "tea", 9))
    database.close()
    more = f"{TABLES}; CREATE TABLE basket (thing TEXT PRIMARY KEY); CREATE INDEX by_thing ON basket (thing)"
    newer = PostgresDatabase(address, "kiosk", more, 2)
    assert read(newer, stock) == 0
    with newer.reading() as connection:
        assert connection.execute("SELECT count(*) AS n FROM basket").fetchone()["n"] == 0
    newer.close()


# --- trouble


@pytest.mark.parametrize(
    ("nowhere", "said"),
    [
        ("host=/nowhere dbname=shop password=hush", "The database shop at /nowhere cannot be reached"),
        ("postgresql://user:hush@[::1", "The shop's database has no valid address"),
        ("host=/nowhere pasword=hush", "The shop's database has no valid address"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_the_password(nowhere: str, said: str) -> None:
    with pytest.raises((StorageError, SettingsError), match=said) as caught:
        opened(nowhere)
    assert "hush" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(postgres: PostgresServer) -> None:
    with pytest.raises(StorageError, match=r"nowhere at .* refuses the connection: .* does not exist"):
        opened(postgres.address("nowhere"))


def test_who_holds_what_another_wants_for_too_long_is_told_of(address: str) -> None:
    database = opened(address, patience=0.2)
    with database.writing() as connection:
        take(connection, "tea")
        with pytest.raises(StorageError, match="is busy"):
            write(database, lambda other: take(other, "tea"))
    database.close()


def test_what_was_to_be_stored_is_not_told(database: PostgresDatabase) -> None:
    add = "INSERT INTO shelf (thing) VALUES (:thing)"
    with pytest.raises(StorageError) as caught:
        write(database, lambda one: [one.execute(add, {"thing": "12 Elm Street"}) for _ in range(2)])
    assert "Elm" not in str(caught.value)
    assert "23505" in str(caught.value)


def test_connections_that_were_cut_are_replaced(database: PostgresDatabase, address: str) -> None:
    read(database, stock)
    with psycopg.connect(address, autocommit=True) as other:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        other.execute(f"{cut} AND pid <> pg_backend_pid()".encode())
    assert read(database, stock) == 9


@pytest.mark.usefixtures("postgres")
def test_a_server_that_has_gone_is_told_of() -> None:
    with postgres_server.running() as server:
        database = opened(server.new_database(), patience=0.5)
    with pytest.raises(StorageError, match="cannot be reached"):
        read(database, stock)
    database.close()
