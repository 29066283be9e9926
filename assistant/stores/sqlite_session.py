"""What everything that is done in one transaction at the embedded store needs."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from assistant.shopping.money import Money
from assistant.stores.catalogue import Shop


@dataclass(frozen=True, slots=True)
class Session:
    """One transaction."""

    connection: Connection
    shop: Shop
    """The terms that hold now."""
    now: float
    """Seconds since 1970."""

    def money(self, amount: int) -> Money:
        """An amount, in minor units, of the shop's currency."""
        return Money(amount=amount, currency=self.shop.currency)

    @property
    def today(self) -> datetime:
        """The time where the shop is."""
        return local(self.now)


def local(seconds: float) -> datetime:
    """A time, in seconds since 1970, as the clock on the wall shows it."""
    return datetime.fromtimestamp(seconds).astimezone()


def shop(connection: Connection) -> Shop:
    """The shop's terms as its catalogue has them; plain ones for a shop without a catalogue."""
    terms = fact(connection, "shop")
    return Shop() if terms is None else Shop.model_validate_json(terms)


def fact(connection: Connection, name: str) -> str | None:
    """Something that the file says about itself; None where it does not."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row["value"])


def keep_fact(connection: Connection, name: str, value: str) -> None:
    """Let the file say something about itself."""
    connection.execute(
        "INSERT INTO facts (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
