"""Whether a shop's database is whole, its references lead somewhere, and its counters are ahead."""

from collections.abc import Iterator

from assistant.stores.embedded.dialect import SqliteDialect
from assistant.stores.embedded.session import Session

_COUNTED = {
    "orders": ("orders", "sequence"),
    "events": ("events", "sequence"),
    "payment_tasks": ("payment_tasks", "sequence"),
    "products": ("products", "number"),
    "variants": ("variants", "number"),
}
"""Counter to the table and column in which its numbers are."""


def faults(session: Session) -> Iterator[str]:
    """What does not hold."""
    if isinstance(session.dialect, SqliteDialect):  # PostgreSQL looks after this itself
        yield from _damages(session)
        yield from _references(session)
    yield from _counters(session)
    yield from _products(session)


def _damages(session: Session) -> Iterator[str]:
    for row in session.rows("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield f"The file is damaged: {row['integrity_check']}."


def _references(session: Session) -> Iterator[str]:
    for row in session.rows("PRAGMA foreign_key_check"):
        yield f"A row of the table {row['table']} refers to one of {row['parent']} that there is not."


def _counters(session: Session) -> Iterator[str]:
    given = {row["name"]: int(row["value"]) for row in session.rows("SELECT name, value FROM counters")}
    for name, (table, column) in _COUNTED.items():
        row = session.row(f"SELECT max({column}) AS last FROM {table}")  # noqa: S608 - the names above
        last = int(row["last"] or 0)
        if given.get(name, 0) < last:
            yield f"The next number of {name} would be {given.get(name, 0) + 1}, and {last} is taken."


def _products(session: Session) -> Iterator[str]:
    for row in session.rows(
        "SELECT id FROM products WHERE listed AND NOT EXISTS"
        " (SELECT 1 FROM variants WHERE variants.product = products.number AND position = 0) ORDER BY id"
    ):
        yield f"The product {row['id']} is on the shelves, but has no plain variant."
