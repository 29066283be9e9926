"""Whether products are on the embedded store's shelves as they are to be."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assistant.stores.embedded.departments import path_id
from assistant.stores.embedded.goods import ATTRIBUTE, HISTORY, PRODUCT, RELATION, STOCK, VARIANT, Goods, Row
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import lapsed

_COLUMNS = ", ".join(f"products.{column} AS {column}" for column in ("id", "number", *PRODUCT))
_TABLES = "products LEFT JOIN categories ON categories.number = products.category"
_PRODUCTS = f"SELECT categories.id AS way, {_COLUMNS} FROM {_TABLES} WHERE products.listed AND"  # noqa: S608 - the names above


class Shelved(NamedTuple):
    """A product that is on the shelves."""

    number: int
    same: bool
    """Whether it is as it is to be."""


def as_shelved(session: Session, part: Sequence[Goods]) -> dict[str, Shelved]:
    """Those of some products that are on the shelves, by their ids.

    Their stock is what nobody holds; a department has the name under which it came first.
    """
    values = session.dialect.values
    wanted = {each.id: each for each in part}
    rows = [values(row) for row in session.among(_PRODUCTS, "products.id", list(wanted))]
    numbers = [int(row[2]) for row in rows]
    tables = _Tables(session, numbers)
    return {
        name: Shelved(
            number,
            (way or "") == path_id(wanted[name].path)
            and tuple(row) == wanted[name].product
            and tables.hold(number, wanted[name]),
        )
        for way, name, number, *row in rows
    }


class _Tables:
    """What the tables hold of some products, beside the products' own rows."""

    def __init__(self, session: Session, numbers: Sequence[int]) -> None:
        self._session = session
        self._lapsed = lapsed(session)
        self._variants = _by_product(session, "variants", ("number", *VARIANT), numbers, "position")
        self._attributes = _by_product(session, "attributes", ATTRIBUTE, numbers, "place")
        self._relations = _by_product(session, "relations", RELATION, numbers, "relation, place")

    def hold(self, number: int, one: Goods) -> bool:
        """Whether that is what they are to hold of one."""
        variants = self._variants.get(number, [])
        return (
            [self._free(row[1:]) for row in variants] == list(one.variants)
            and self._attributes.get(number, []) == list(one.attributes)
            and self._relations.get(number, []) == list(one.relations)
            and (not any(one.histories) or self._know([int(row[0]) for row in variants], one))
        )

    def _free(self, row: Row) -> Row:
        """A variant, its stock with what is held no longer."""
        if row[0] not in self._lapsed or row[STOCK] is None:
            return row
        return (*row[:STOCK], row[STOCK] + self._lapsed[row[0]], *row[STOCK + 1 :])

    def _know(self, numbers: Sequence[int], one: Goods) -> bool:
        """Whether earlier prices are known."""
        known = _rows(self._session, "price_history", "variant", HISTORY, numbers, "since")
        return all(
            set(points) <= set(known.get(number, []))
            for number, points in zip(numbers, one.histories, strict=True)
        )


def _by_product(
    session: Session, table: str, columns: Sequence[str], numbers: Sequence[int], order: str
) -> Mapping[int, list[Row]]:
    return _rows(session, table, "product", columns, numbers, order)


def _rows(
    session: Session, table: str, owner: str, columns: Sequence[str], numbers: Sequence[int], order: str
) -> Mapping[int, list[Row]]:
    """The rows of a table, by whose they are."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    select = f"SELECT {owner}, {', '.join(columns)} FROM {table} WHERE"  # noqa: S608 - the names above
    values = session.dialect.values
    for row in session.among(select, owner, numbers, f"ORDER BY {owner}, {order}"):
        owned, *rest = values(row)
        found[int(owned)].append(tuple(rest))
    return found
