"""Whether everything that must hold in a shop's tables does; what does not is told in plain words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.stores.embedded import (
    checking_answers,
    checking_holds,
    checking_money,
    checking_orders,
    checking_tables,
)
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.session import Session


class Part(StrEnum):
    """What is looked at."""

    TABLES = "tables"
    """The database itself, its references and counters."""
    STOCK = "stock"
    """What lies on the shelves, and what is held for whom."""
    ORDERS = "orders"
    MONEY = "money"
    REQUESTS = "requests"
    """What was answered to which key."""
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold."""

    part: Part
    text: str
    """A sentence. Names products and orders, never buyers."""


def faults(session: Session, finder: Finder, tell: Callable[[Part], None] | None = None) -> Iterator[Fault]:
    """All that does not hold in a shop's tables. Nothing is changed.

    Args:
        session: a transaction in which the tables are read.
        finder: whose index is compared with the products.
        tell: told what is looked at next.

    Raises:
        StorageError: if the database is so damaged that it cannot be read.
    """
    found: dict[Part, Callable[[], Iterator[str]]] = {
        Part.TABLES: lambda: checking_tables.faults(session),
        Part.STOCK: lambda: checking_holds.faults(session),
        Part.ORDERS: lambda: checking_orders.faults(session),
        Part.MONEY: lambda: checking_money.faults(session),
        Part.REQUESTS: lambda: checking_answers.faults(session),
        Part.SEARCH: lambda: finder.faults(session),
    }
    for part, look in found.items():
        if tell is not None:
            tell(part)
        yield from (Fault(part, text) for text in look())
