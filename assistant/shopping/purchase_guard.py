"""What guards purchases in the household's file: the PIN, and which payment an order was sent with."""

import re

from assistant.errors import UnusableInputError
from assistant.shopping.database import Database

_PIN = re.compile(r"[0-9]{4,8}")
_ONLY = 1
"""A household has one PIN."""


class PurchaseGuard:
    """The household's PIN, of which only a hash is kept, and the names of payments.

    Args:
        database: the household's.

    Raises:
        StorageError: from all methods, if it cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def has_pin(self) -> bool:
        """Whether a PIN is asked for before an order is placed."""
        return bool(self._hash())

    def set_pin(self, pin: str) -> None:
        """Ask for this PIN from now on.

        Raises:
            UnusableInputError: if it is not four to eight digits.
        """
        from argon2 import PasswordHasher

        if not _PIN.fullmatch(pin):
            raise UnusableInputError("A PIN has four to eight digits.", "Choose another one.")
        kept = PasswordHasher().hash(pin)
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO pins (id, hash) VALUES (?, ?)", (_ONLY, kept))

    def remove_pin(self) -> bool:
        """Ask for no PIN any more; whether there was one."""
        with self._database.writing() as connection:
            return bool(connection.execute("DELETE FROM pins").rowcount)

    def is_pin(self, digits: str) -> bool:
        """Whether these digits are the PIN; they are where there is none."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerifyMismatchError

        kept = self._hash()
        if not kept:
            return True
        try:
            return PasswordHasher().verify(kept, digits)
        except VerifyMismatchError:
            return False

    def _hash(self) -> str:
        with self._database.reading() as connection:
            row = connection.execute("SELECT hash FROM pins").fetchone()
        return "" if row is None else str(row["hash"])

    def pay_with(self, key: str, name: str) -> None:
        """Remember the name of the payment that an order is sent with: asked for again, it is the same one.

        Args:
            key: the order's idempotency key.
            name: in the settings; never a token.
        """
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO order_payments (key, name) VALUES (?, ?)", (key, name))

    def paid_with(self, key: str) -> str:
        """The name of the payment that an order was sent with; empty for the usual one."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT name FROM order_payments WHERE key = ?", (key,)).fetchone()
        return "" if row is None else str(row["name"])
