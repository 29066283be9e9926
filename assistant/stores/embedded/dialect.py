"""What differs between the engines' SQL, in one place. All else is written once.

Statements name their values (`:name`), rows are read by name, and every expression has an alias. Only what is
written by the thousand stands in tuples, as that is a quarter quicker.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """The next row, None after the last. A row is read by name: `row["id"]`."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection within a transaction."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Cursor:
        """Run a statement."""

    def executemany(
        self, statement: str, rows: Iterable[Mapping[str, Any]] | Iterable[Sequence[Any]], /
    ) -> Cursor:
        """Run a statement for each of some rows; where it has "?" for its values, these are sequences."""


class Dialect(Protocol):
    """An engine's own words."""

    for_update: str
    """At the end of a SELECT that decides about the rows which it gives: nobody else may change them."""
    if_free: str
    """The same, but without the rows that another has, for which it does not wait."""
    serial: str
    """The type of a row's number."""
    binary: str
    """After a text column in ORDER BY: order by code points, not by a language."""
    blob: str
    clustered: str
    """After a table whose rows are to lie in the order of their key."""
    survey: Sequence[str]
    """Statements that look how much of what is in the tables, by which others are then planned."""

    def among(self, column: str, name: str) -> str:
        """The condition that a column has one of the values of a list."""

    def list(self, values: Sequence[Any]) -> Any:
        """A list as the value of such a condition."""

    def values(self, row: Any) -> tuple[Any, ...]:
        """The values of a row, in their order."""


class SqliteDialect:
    """SQLite's words."""

    for_update = if_free = ""  # its writers come one after the other
    serial = "INTEGER PRIMARY KEY"
    binary = ""
    blob = "BLOB"
    clustered = "WITHOUT ROWID"
    survey: Sequence[str] = ("PRAGMA analysis_limit = 1000", "ANALYZE")

    def among(self, column: str, name: str) -> str:
        """The condition that a column has one of the values of a list."""
        return f"{column} IN (SELECT value FROM json_each(:{name}))"  # noqa: S608 - both are named in this code

    def list(self, values: Sequence[Any]) -> Any:
        """A list as the value of such a condition."""
        return json.dumps(values)

    def values(self, row: Any) -> tuple[Any, ...]:
        """The values of a row, in their order."""
        return tuple(row)


def written(schema: str, dialect: Dialect) -> str:
    """A schema in an engine's words, without its comments."""
    plain = _COMMENT.sub("", schema)
    for word in ("serial", "blob", "clustered"):
        plain = plain.replace(f"{{{word}}}", getattr(dialect, word))
    return plain
